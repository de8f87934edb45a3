#!/usr/bin/env bash
# Fails where a text breaks the rules of docs/contributing.md for plain words: help, errors, the pages, the names of
# tests, and the subjects of commits since the last tag.
set -euo pipefail
cd "$(dirname "$0")/.."
found=

report() { # title, lines
  [[ -n $2 ]] || return 0
  printf '%s:\n%s\n\n' "$1" "$2"
  found=yes
}

# What people read: help pages and errors, without their JSON.
texts() { grep -Hn '' Tests/CommandsTests/Golden/{help,errors}*.txt | grep -v '"version":1'; }

# Words that stand for a missing noun or a missing actor.
words='stands?|leads? to|led to|is told|are told|whoever|nobody|somebody|meanwhile|nothing that|that which'
clauses='what|who|whoever|whatever|whose|that'

report 'words of a private dialect in help and errors' "$(texts | grep -iE "\b($words)\b" || true)"
report 'a clause as subject in help and errors' \
  "$(texts | grep -E "[:.] +(What|Who|Whoever|Whatever|That which) |: (error|hint): +(what|who|whatever) " || true)"
report 'words of a private dialect on the pages' \
  "$(grep -rnE "\b($words)\b" README.md CHANGELOG.md hooks/README.md docs --include='*.md' || true)"
report 'entries of the changelog over 160 characters' "$(awk 'length > 160 {print FILENAME ":" FNR ": " $0}' CHANGELOG.md)"

# A sentence ends at a full stop, a colon or a semicolon; tables of options and statuses are no sentences.
report 'sentences over 30 words in help and errors' "$(
  awk '
    function check(sentence,  n, parts) {
      n = split(sentence, parts, " ")
      if (n > 30) print file ": " n " words: " sentence
    }
    function finish(  n, i, sentences) {
      n = split(text, sentences, /[.:;] /)
      for (i = 1; i <= n; i++) check(sentences[i])
      text = ""
    }
    FNR == 1 { finish(); file = FILENAME }
    /^(error|hint|warning): / { finish() }
    /"version":1/ || /^ / || /^$/ || /^[A-Z ]+:$/ { finish(); next }
    { text = text " " $0 }
    END { finish() }
  ' Tests/CommandsTests/Golden/{help,errors}*.txt
)"

report 'riddles as names of tests' "$(
  grep -rnE "@(Test|Suite)\($|@(Test|Suite)\(\"" -A1 Tests --include='*.swift' \
    | grep -E "^[^ ]*[-:][0-9]+[-:] *(@(Test|Suite)\()?\"($clauses) |^[^ ]*[-:][0-9]+[-:] *(@(Test|Suite)\()?\"[^\"]*\b($words)\b" || true
)"

# Without a tag, the commit that added this script is where the rule begins.
begin=$(git describe --tags --abbrev=0 2>/dev/null || git log --diff-filter=A --format=%H -1 -- scripts/check-words.sh)
if [[ -n $begin ]]; then
  subjects=$(git log --no-merges --format='%h %s' "$begin..HEAD")
  report 'subjects of commits over 60 characters' "$(awk '{s = substr($0, index($0, " ") + 1)} length(s) > 60' <<<"$subjects")"
  report 'subjects of commits that are no "area: verb object"' "$(
    grep -vE '^[0-9a-f]+ [a-z0-9, ./-]+: [a-z]+' <<<"$subjects" | grep . || true
    grep -E '^[0-9a-f]+ [a-z0-9, ./-]+: (what|who|whoever|where|that|the|a|an|nothing|[a-z]+ing|[a-z]+ed) ' <<<"$subjects" || true
  )"
fi

[[ -z $found ]]
