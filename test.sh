#!/usr/bin/env bash
# Runs every test: installs what the tests need where it may, restores locked, builds with warnings as errors, tests, and ends with one line:
# N passed, N failed (, N skipped). Exits non-zero unless everything built and passed.
set -euo pipefail
cd "$(dirname "$0")"
source provisioning/setup.sh

need_dotnet
need_packages iproute2:ip nftables:nft libzbar0:libzbar.so.0 ffmpeg mosquitto gcc mosquitto-dev:/usr/include/mosquitto_broker.h libmosquitto-dev:/usr/include/mosquitto.h openssl strace clang \
  e2fsprogs:mke2fs qemu-system-common:qemu-storage-daemon fuse3:fusermount3 zlib1g-dev:/usr/include/zlib.h chromium fonts-noto-cjk:/usr/share/fonts/opentype/noto fonts-noto-core:/usr/share/fonts/truetype/noto python3 \
  mmdebstrap systemd-container:systemd-nspawn dpkg-dev:dpkg-scanpackages fdisk:sfdisk mtools qemu-system-x86:qemu-system-x86_64 \
  python3-cbor2:/usr/lib/python3/dist-packages/cbor2 python3-cryptography:/usr/lib/python3/dist-packages/cryptography

results=artifacts/test-results
rm -rf "$results" artifacts/trials.log artifacts/provisioning.log
failed_build() { echo "the build failed" >&2; echo "0 passed, 1 failed"; exit 1; }
dotnet restore StationKiosk.sln --locked-mode || failed_build
dotnet build StationKiosk.sln --no-restore || failed_build

# The hardware bench is last: it takes the package that the provisioning's tests made, unless it is told another.
projects=(tests/*.Tests tests/hardware-bench)
rm -rf artifacts/deb
# One project after the other: each starts processes of its own, and two cores are what a test machine may have.
for project in "${projects[@]}"; do
  if [ "$project" = tests/hardware-bench ] && compgen -G 'artifacts/deb/station-kiosk_*_amd64.deb' >/dev/null; then export STATIONKIOSK_PACKAGES=${STATIONKIOSK_PACKAGES:-$PWD/artifacts/deb}; fi
  dotnet test "$project" --no-build --logger "trx;LogFileName=$(basename "$project").trx" --results-directory "$results" --logger "console;verbosity=normal" || true
done

# What the trials tried and found, with the seeds that repeat them.
if [ -f artifacts/trials.log ]; then cat artifacts/trials.log; fi
# Sizes of the packages, times of enrolment and first boot.
if [ -f artifacts/provisioning.log ]; then cat artifacts/provisioning.log; fi

# The counts come from the result files. A project whose run broke off has none, and counts as a failure.
python3 - "$results" "${projects[@]}" <<'PY'
import os, sys, xml.etree.ElementTree as xml
results, projects = sys.argv[1], sys.argv[2:]
passed = failed = skipped = 0
for project in map(os.path.basename, projects):
    file = os.path.join(results, project + ".trx")
    if not os.path.exists(file):
        print(f"{project}: the run broke off")
        failed += 1
        continue
    tree = xml.parse(file)
    for result in tree.iter("{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}UnitTestResult"):
        outcome = result.get("outcome")
        if outcome == "Passed":
            passed += 1
        elif outcome == "NotExecuted":
            skipped += 1
            why = result.findtext(".//{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}Message") or "no reason"
            print(f"skipped: {result.get('testName')}: {why.splitlines()[0]}")
        else:
            failed += 1
            why = result.findtext(".//{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}Message") or "no message"
            print(f"failed: {result.get('testName')}\n  " + "\n  ".join(why.splitlines()[:20]))
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or passed == 0 else 0)
PY
