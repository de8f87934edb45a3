#!/bin/sh
# Writes down the calls by which a command changes files: trace.sh FILE PROGRAM ARGUMENT…
# Ends with 77 where no process may be traced.
set -eu
file=$1
shift
command -v strace >/dev/null || exit 77
strace -o /dev/null true 2>/dev/null || exit 77
exec strace -f -qq -y -s 0 -o "$file" -e signal=none \
  -e trace=openat,open,creat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,truncate,ftruncate \
  "$@"
