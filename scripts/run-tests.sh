#!/usr/bin/env bash
# Runs the tests that were built; what failed is said once more at the end, below what passed.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test --skip-build "$@" 2>&1 | tee "$log" || {
  status=$?
  printf '\nFailed:\n'
  grep -e '^✘' -e '^↳' "$log" || tail -n 5 "$log"
  exit "$status"
}
