#!/usr/bin/env bash
# Builds mosquitto's gate plugin: provisioning/mosquitto/build.sh OUT.so   (needs gcc and Debian's mosquitto-dev and libmosquitto-dev)
set -euo pipefail
out=$(realpath -m "${1:?usage: build.sh OUT.so}")
cd "$(dirname "$0")"
mkdir -p "$(dirname "$out")"
"${CC:-gcc}" -O2 -Wall -Wextra -Werror -fPIC -shared -fstack-protector-strong -Wl,-z,relro,-z,now -Wl,--build-id=none -ffile-prefix-map="$PWD"=. -s \
  -o "$out" station_gate.c
