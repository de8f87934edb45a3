#!/bin/sh
# Puts a link to the static C++ library alone into a folder: a linker that looks there first takes it and not the shared
# one. Where there is none the shared one is taken, and the program starts a little later.
#
# static-runtime.sh FOLDER
set -eu
mkdir -p "$1"
for compiler in clang g++; do
  library=$("$compiler" -print-file-name=libstdc++.a 2>/dev/null) || continue
  case $library in
    /*) ln -sfn "$library" "$1/libstdc++.a"; exit 0 ;;
  esac
done
