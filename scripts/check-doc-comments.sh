#!/bin/sh
# Fails where a type that other modules see has no doc comment.
set -eu
cd "$(dirname "$0")/.."
found=$(find Sources -name '*.swift' -print0 | sort -z | xargs -0 awk '
  FNR == 1 { previous = "" }
  /^(package |public )(final )?(indirect )?(struct|enum|class|protocol|actor|typealias) / && previous !~ /^(\/\/\/|@)/ {
    print FILENAME ":" FNR ": " $0
  }
  NF { previous = $0 }
')
[ -z "$found" ] && exit 0
echo "types without a doc comment:"
echo "$found"
exit 1
