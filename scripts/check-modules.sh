#!/usr/bin/env bash
# Fails where a module sees one that it must not see, directly or through other modules, and where a file imports a
# module of the package that Package.swift does not name for it.
set -euo pipefail
cd "${1:-"$(dirname "$0")/.."}"

# One rule a line.
rules='
Repository must-not-see Profiles
Maintenance must-not-see Profiles
Profiles must-not-see Repository
Transfer must-not-see Repository
Transfer must-not-see Archive
Ports must-not-see Repository
Ports must-not-see Archive
Simulation must-not-see Repository
Simulation must-not-see Archive
Archive must-not-see Transfer
Archive must-not-see Maintenance
History must-not-see Transfer
Operations must-not-see Ports
Operations must-not-see Simulation
Presentation must-not-see ArgumentParser
Presentation must-not-see Commands
'

# Lines 'named MODULE OTHER': the modules in Package.swift, each with those that it may see ('-' for the module itself).
named() {
  sed -e 's|^ *//.*||' -e 's|, package: "[^"]*"||g' Package.swift | tr '\n' ' ' \
    | grep -oE '(module|\.executableTarget|\.systemLibrary)\( *(name: *)?"[A-Za-z]+"[^][()]*(\[[^]]*\])?' \
    | while read -r declaration; do
      mapfile -t names < <(grep -oE '"[A-Za-z]+"' <<<"$declaration" | tr -d '"')
      printf "named ${names[0]} %s\n" - "${names[@]:1}"
    done
}

# Lines 'imported MODULE OTHER PLACE', one for each import in Sources.
imported() {
  grep -rnE '^(@[a-z]+ )*((package|internal|private|public) )?import ' Sources --include='*.swift' \
    | sed -nE 's|^Sources/([A-Za-z]+)/([^:]*:[0-9]+):.*import ([a-z]+ )?([A-Za-z]+).*|imported \1 \4 Sources/\1/\2|p'
}

{ named; imported; printf '%s' "$rules" | sed -n 's/./rule &/p'; } | awk '
  function problem(text) { print text; failed = 1 }

  # The way from a module to another one, through those that each names or imports; empty where none leads there.
  function way(from, to,  queue, first, last, ways, other) {
    first = last = 1
    queue[1] = ways[from] = from
    while (first <= last) {
      from = queue[first++]
      for (other in known)
        if (!(other in ways) && ((from, other) in sees)) {
          ways[other] = ways[from] " -> " other
          queue[++last] = other
        }
    }
    return to in ways ? ways[to] : ""
  }

  $1 == "named" {
    own[$2]; known[$2]
    if ($3 != "-") { known[$3]; sees[$2, $3]; names[$2, $3] }
  }
  $1 == "imported" && $3 in known && $2 != $3 {
    sees[$2, $3]
    if (!(($2, $3) in names)) problem($4 ": Package.swift does not name " $3 " for " $2)
  }
  $1 == "rule" {
    rules++
    if (NF != 4 || $3 != "must-not-see" || !($2 in own) || !($4 in known)) problem("not a rule: " substr($0, 6))
    else if (found = way($2, $4)) problem($2 " must not see " $4 ": " found)
  }
  END {
    if (!rules || length(own) < 2) problem("no rules or no modules were found")
    exit failed
  }
'
