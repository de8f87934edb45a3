#!/bin/sh
# Installs the Debian packages that the build and the tests need and that are missing.
set -eu
missing=""
for package in libasound2-dev zlib1g-dev libdeflate-dev libssl-dev libyaml-dev pkg-config binutils git; do
  dpkg -s "$package" 2>/dev/null | grep -q '^Status: .* installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing$missing"
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # one word a package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
