#!/usr/bin/env bash
# Runs the tests that were built; what failed is said once more at the end, below what passed.
#
# Without arguments it runs all of them, in two processes: the commands' tests start the program and wait for it most of
# the time, and a test that waits keeps one of the two threads that a process has for its tests on two cores.
set -euo pipefail
logs=$(mktemp -d)
beside=
trap '[[ -z $beside ]] || kill "$beside" 2>/dev/null || true; rm -rf "$logs"' EXIT

# No signal is ignored because it was where the tests were started (a shell does that for what it starts with '&').
run() { env --default-signal swift test --skip-build "$@" 2>&1; }

# The program of the tests itself: only one 'swift test' runs in a folder at a time.
run_beside() {
  exec env --default-signal "$(swift build --show-bin-path)/synvc-packagePackageTests.xctest" \
    --testing-library swift-testing "$@" 2>&1
}

if (($#)); then
  run "$@" | tee "$logs/tests" || status=$?
else
  run_beside --filter '^CommandsTests\.' >"$logs/commands" &
  beside=$!
  run --skip '^CommandsTests\.' | tee "$logs/tests" || status=$?
  wait "$beside" || status=$?
  beside=
  cat "$logs/commands"
fi
[[ -z ${status-} ]] || {
  printf '\nFailed:\n'
  grep -h -e '^✘' -e '^↳' "$logs"/* | grep -v -e '^↳ Testing Library' -e '^↳ Target Platform' || tail -n 5 "$logs"/*
  exit "$status"
}
