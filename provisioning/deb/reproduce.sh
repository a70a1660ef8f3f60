#!/usr/bin/env bash
# Builds the packages of the last commit twice, in two folders of different names, and compares them byte for byte:
#   provisioning/deb/reproduce.sh [--arch amd64|arm64] [kiosk] [office]
# It compiles ahead of time twice: some ten minutes on two cores. Exit code 1 where a byte differs.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# One commit for both: somebody may commit meanwhile, and a program knows its commit.
commit=$(git -C "$root" rev-parse HEAD)
for folder in first second/deeper; do
  git clone --quiet --no-checkout "$root" "$work/$folder"
  git -C "$work/$folder" checkout --quiet "$commit"
  "$work/$folder/provisioning/deb/build.sh" "$@"
done
cd "$work/first/artifacts/deb"
for package in *.deb; do
  cmp "$package" "$work/second/deeper/artifacts/deb/$package"
  echo "$package: the same bytes twice, SHA-256 $(sha256sum "$package" | cut -d ' ' -f 1)"
done
