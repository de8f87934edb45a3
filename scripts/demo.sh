#!/bin/sh
# The main job on a simulated Monomachine, in a folder of its own: snapshot, edits on the unit, diff, restore, undo.
# Ends with 0 when every step did what it should.
set -eu
synvc=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" XDG_STATE_HOME="$folder/state" XDG_DATA_HOME="$folder/data" XDG_CONFIG_HOME="$folder/config"
unset SYNVC_DIR
cd "$folder"

run() {
  printf '\n$ synvc'
  for word in "$@"; do
    case $word in *[!A-Za-z0-9_=:./~^-]*) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac
  done
  printf '\n'
  "$synvc" "$@"
}

expect() {
  case $2 in *"$1"*) ;; *) printf 'demo: expected %s\n' "$1" >&2; exit 1 ;; esac
}

run init
run device add mono --profile elektron-monomachine --port sim:mono
run snapshot -m "before gig"
count=$("$synvc" git ls-tree -r --name-only HEAD mono/ | grep -c '\.syx$')
echo "($count messages stored)"
[ "$count" = 288 ] || exit 1

run simulate edit sim:mono kit/005 track.2.filter.base=72 track.2.machine=FM+-STAT
run simulate edit sim:mono pattern/A03 kit=006 length=32 "track.1.step.7.note=D#3"
run simulate edit sim:mono song/03 row.1.tempo=121.5
run status
run snapshot -m "after gig"

run diff HEAD~1
text=$("$synvc" diff HEAD~1)
expect "track 2 machine" "$text"
expect "track 1 step 7 note" "$text"
expect "row 1 tempo" "$text"
expect "3 of 288 slots differ" "$text"

run checkout HEAD~1 --send --yes
run status --exit-code
run undo --send --yes
run status --exit-code
run diff "before gig" HEAD --stat
run log
run git fsck --strict
echo
echo "the main job is done: every step ended with status 0"
