#!/usr/bin/env bash
# Makes the Debian packages: provisioning/deb/build.sh [--arch amd64|arm64] [--out DIR] [--published DIR] [kiosk] [office]
#   station-kiosk_VERSION_ARCH.deb and station-office_VERSION_ARCH.deb, compiled ahead of time; arm64 is cross-built on amd64.
#   --published DIR   takes DIR/kiosk and DIR/office as they were published before, and publishes there what is missing.
#                     Without it everything is published anew: a package never holds a program that is older than its sources.
#   --version V       for tests of upgrades; otherwise the version of Directory.Build.props.
# The same sources and SOURCE_DATE_EPOCH (else the last commit's time) give the same bytes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$root/provisioning/setup.sh"

arch=$(dpkg --print-architecture) out=$root/artifacts/deb published='' version='' packages=()
while [ $# -gt 0 ]; do
  case $1 in
    --arch) arch=$2; shift 2 ;;
    --out) out=$(realpath -m "$2"); shift 2 ;;
    --published) published=$(realpath -m "$2"); shift 2 ;;
    --version) version=$2; shift 2 ;;
    kiosk | office) packages+=("$1"); shift ;;
    *) echo "usage: provisioning/deb/build.sh [--arch amd64|arm64] [--out DIR] [--published DIR] [--version V] [kiosk] [office]" >&2; exit 2 ;;
  esac
done
[ ${#packages[@]} -gt 0 ] || packages=(kiosk office)
version=${version:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")}
case $arch in amd64) runtime=linux-x64 cc=gcc ;; arm64) runtime=linux-arm64 cc=aarch64-linux-gnu-gcc ;;
  *) echo "build.sh: no architecture '$arch': amd64 or arm64" >&2; exit 2 ;;
esac
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1767225600); fi
export SOURCE_DATE_EPOCH
umask 022
cd "$root"
if [ -z "$published" ]; then published=$root/artifacts/published/$arch; rm -rf "$published"; fi

publish() { # kiosk|office: compiled into $published/NAME unless it is there
  local name=$1 project
  case $name in kiosk) project=StationKiosk.Kiosk ;; office) project=StationKiosk.Office ;; esac
  if [ -x "$published/$name/station-$name" ]; then return; fi
  need_dotnet
  if [ "$arch" = arm64 ]; then need_packages clang gcc-aarch64-linux-gnu:aarch64-linux-gnu-gcc libc6-dev-arm64-cross:/usr/aarch64-linux-gnu/lib/crt1.o; fi
  # A restore for one device would rewrite the lock files; the projects declare both.
  dotnet restore "$root/src/$project" --locked-mode -v quiet
  SECONDS=0
  dotnet publish "$root/src/$project" -c Release -r "$runtime" --no-restore -v quiet -nologo -warnaserror -p:PublishAot=true -p:ContinuousIntegrationBuild=true -o "$published/$name"
  echo "$published/$name/station-$name $(stat -c %s "$published/$name/station-$name") bytes, compiled in $SECONDS s"
}

tree() { # NAME: a fresh tree with what both packages have
  tree=$work/station-$1
  rm -rf "$tree"
  mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib/station-$1" "$tree/usr/lib/systemd/system" "$tree/usr/lib/sysusers.d" \
    "$tree/usr/share/doc/station-$1" "$tree/etc/station-$1/$1.d"
  find "$published/$1" -maxdepth 1 -type f \( -name "station-$1" -o -name '*.so' \) -exec cp {} "$tree/usr/lib/station-$1/" \;
  ln -s "../lib/station-$1/station-$1" "$tree/usr/bin/station-$1"
  cp "$here/$1/sysusers.conf" "$tree/usr/lib/sysusers.d/station-$1.conf"
  cp "$here/$1/$1.json" "$tree/etc/station-$1/$1.json"
  echo "/etc/station-$1/$1.json" >"$tree/DEBIAN/conffiles"
  cp "$root/LICENSE" "$tree/usr/share/doc/station-$1/copyright"
  gzip -9n <"$root/CHANGELOG.md" >"$tree/usr/share/doc/station-$1/changelog.gz"
  for script in preinst postinst prerm postrm; do
    [ ! -f "$here/$1/$script" ] || install -m 755 "$here/$1/$script" "$tree/DEBIAN/$script"
  done
}

control() { # NAME DESCRIPTION DEPENDS RECOMMENDS [MORE-FIELDS]
  cat >"$tree/DEBIAN/control" <<TEXT
Package: station-$1
Version: $version
Architecture: $arch
Maintainer: The StationKiosk authors <station-kiosk@localhost>
Section: net
Priority: optional
Depends: $3
${4:+Recommends: $4
}${5:+$5
}Installed-Size: $(du -k -s --apparent-size "$tree" --exclude=DEBIAN | cut -f1)
Description: $2
TEXT
  (cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' md5sum) >"$tree/DEBIAN/md5sums"
  find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group --uniform-compression -Zxz --build "$tree" "$out/station-$1_${version}_${arch}.deb" >/dev/null
  echo "$out/station-$1_${version}_${arch}.deb $(stat -c %s "$out/station-$1_${version}_${arch}.deb") bytes"
}

kiosk() {
  publish kiosk
  tree kiosk
  cp "$here"/../systemd/station-kiosk*.service "$here"/../systemd/station-kiosk*.path "$tree/usr/lib/systemd/system/"
  install -m 755 "$here/../update/update" "$tree/usr/lib/station-kiosk/update"
  mkdir -p "$tree/usr/sbin"
  ln -s ../lib/station-kiosk/update "$tree/usr/sbin/station-kiosk-update"
  install -m 755 -t "$tree/usr/lib/station-kiosk" "$here/../read-only/read-only" "$here/../read-only/mount-data"
  ln -s ../lib/station-kiosk/read-only "$tree/usr/sbin/station-kiosk-read-only"
  echo "$version" >"$tree/usr/lib/station-kiosk/version"
  install -D -m 644 -t "$tree/usr/lib/udev/rules.d" "$here/../udev/60-station-kiosk.rules"
  install -m 755 "$here/../systemd/last-resort" "$tree/usr/lib/station-kiosk/last-resort"
  mkdir -p "$tree/usr/lib/systemd/journald.conf.d" "$tree/usr/lib/systemd/system.conf.d"
  cp "$here/../systemd/journald.conf" "$tree/usr/lib/systemd/journald.conf.d/station-kiosk.conf"
  cp "$here/../systemd/watchdog.conf" "$tree/usr/lib/systemd/system.conf.d/station-kiosk.conf"
  # preinst refuses a journal that this program could not read; the updater refuses a release whose journal the version before could not read.
  local writes reads
  writes=$(cat "$here/kiosk/journal-version") reads=$(cat "$here/kiosk/journal-reads")
  sed -i "s/@JOURNAL_READS@/$reads/" "$tree/DEBIAN/preinst"
  control kiosk "answers workers' QR badges at a rest station" "libc6 (>= 2.34), libssl3 | libssl3t64, libzbar0, openssl, systemd (>= 250)" "ffmpeg | rpicam-apps, libgpiod2 | libgpiod3" "Journal-Writes: $writes
Journal-Reads: $reads"
}

office() {
  publish office
  tree office
  cp "$here"/../systemd/station-office.service "$here"/../systemd/station-broker* "$here"/../systemd/station-trust* "$tree/usr/lib/systemd/system/"
  CC=$cc "$here/../mosquitto/build.sh" "$tree/usr/lib/station-office/station_gate.so"
  control office "the central office of a network of rest stations" "libc6 (>= 2.34), libssl3 | libssl3t64, mosquitto (>= 2.0), systemd (>= 250)" "libzbar0"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
for package in "${packages[@]}"; do "$package"; done
