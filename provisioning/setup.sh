# shellcheck shell=bash
# What ./demo.sh and ./test.sh share: finding what is missing on this machine, and installing it with apt where that is allowed.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

need_dotnet() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
  if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
    echo "The .NET SDK $wanted (or a later patch) is needed: https://dotnet.microsoft.com/download" >&2
    exit 1
  fi
}

# need_packages PACKAGE[:WITNESS]…  A witness is a command, a library's name or a path that shows that the package is there;
# without one, a command of the package's own name does.
need_packages() {
  local missing=() each package witness
  for each in "$@"; do
    package=${each%%:*} witness=${each#*:}
    is_there "$witness" || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    echo "installing: ${missing[*]}"
    "${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 update
    # Recommended packages are left out: ffmpeg and chromium would pull in a desktop. The brokers own service is not started.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "${missing[@]}" >/dev/null
  else
    echo "These packages are missing, and this user may not install them. Run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
}

is_there() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *.so.*) PATH=$PATH:/usr/sbin:/sbin ldconfig -p | grep -q "$1" ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
  esac
}
