#!/usr/bin/env bash
# Shows the whole thing working on this machine: an office with its own broker, one full kiosk whose camera reads a video of real badges and whose
# sensors are simulated, and a fleet of 20 stations. Ctrl-C stops everything.
#   ./demo.sh               until Ctrl-C
#   ./demo.sh --for 30s     stops by itself; exits non-zero unless every visit recorded has a receipt
set -euo pipefail
cd "$(dirname "$0")"
source provisioning/setup.sh

duration=
while [ $# -gt 0 ]; do
  case $1 in
    --for) duration=${2:-}; shift 2 || true ;;
    *) echo "usage: ./demo.sh [--for 30s]" >&2; exit 2 ;;
  esac
done
case $duration in
  "") seconds= ;;
  *[0-9]s) seconds=${duration%s} ;;
  *[0-9]m) seconds=$((${duration%m} * 60)) ;;
  *) echo "demo.sh: --for '$duration' is not a length of time such as 30s or 5m" >&2; exit 2 ;;
esac

need_dotnet
need_packages libzbar0:libzbar.so.0 ffmpeg curl
echo "Building …"
for project in src/StationKiosk.Office src/StationKiosk.Kiosk tests/StationKiosk.Fleet tests/StationKiosk.Bench; do
  dotnet build "$project" -c Release -v quiet -p:RestoreLockedMode=true -p:RunAnalyzers=false
done

office_port=${OFFICE_PORT:-8090} kiosk_port=${KIOSK_PORT:-8080} broker_port=${BROKER_PORT:-1883}
folder=$(mktemp -d)
office() { dotnet src/StationKiosk.Office/bin/Release/net10.0/station-office.dll "$@"; }
kiosk() { dotnet src/StationKiosk.Kiosk/bin/Release/net10.0/station-kiosk.dll "$@"; }
fleet() { dotnet tests/StationKiosk.Fleet/bin/Release/net10.0/station-fleet.dll "$@"; }

office_pid='' kiosk_pid='' fleet_pid=''
stop() { # PID: as systemd would, and waits for it
  if [ -n "$1" ] && kill -0 "$1" 2>/dev/null; then kill -TERM "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; fi
}
finish() { stop "$fleet_pid"; stop "$kiosk_pid"; stop "$office_pid"; rm -rf "$folder"; }
trap finish EXIT
interrupted=
trap 'interrupted=1' INT TERM

until_healthy() { # URL PID LOG NAME
  for _ in $(seq 600); do
    if curl -fsS -o /dev/null "$1/healthz" 2>/dev/null; then return; fi
    if ! kill -0 "$2" 2>/dev/null; then break; fi
    sleep 0.1
  done
  echo "demo.sh: $4 did not start:" >&2; cat "$3" >&2; exit 1
}

echo "Making an issuer, 200 badges and a video of eight of them before a camera …"
cat >"$folder/office.json" <<JSON
{ "Store": { "Path": "$folder/office.db" }, "Http": { "Url": "http://127.0.0.1:$office_port" },
  "Broker": { "Port": $broker_port }, "Badges": { "KeyFolder": "$folder/keys" }, "Users": { "SignIn": "off" } }
JSON
office badge keygen --out "$folder/issuer" >/dev/null
mkdir "$folder/keys" && cp "$folder"/issuer/*.pub.pem "$folder/keys/"
issue() { office badge issue --key "$folder"/issuer/*.key.pem --days 60 --from "$(date -u -d '10 days ago' +%F)" --format text "$@" 2>/dev/null; }
for category in courier parcel ride-hailing truck sanitation; do
  issue --category "$category" --count 40 --out "$folder/$category.txt"
done
cat "$folder"/{courier,parcel,ride-hailing,truck,sanitation}.txt >"$folder/badges.txt"
for category in courier parcel ride-hailing truck; do head -2 "$folder/$category.txt"; done >"$folder/before-the-camera.txt"
dotnet tests/StationKiosk.Bench/bin/Release/net10.0/StationKiosk.Bench.dll video --out "$folder/badges.mp4" --texts "$folder/before-the-camera.txt" --seconds 1.5 --gap 1 >/dev/null

echo "Registering the stations …"
office station add west-gate --name "West Gate" --zone hall:rest:20 --zone toilet:restroom:1 --lat 43.80 --lon 87.58 --config "$folder/office.json" >/dev/null
fleet --register --stations 20 | while read -r id zones; do
  n=$((10#${id#station-}))
  office station add "$id" --name "Station ${id#station-}" $(printf -- '--zone %s ' $zones) --lat "43.$((70 + n * 7 % 24))" --lon "87.$((40 + n * 11 % 42))" --config "$folder/office.json" >/dev/null
done

# The kiosk's window is short here, so that the badges of the looping video are new visits again and again.
cat >"$folder/kiosk.json" <<JSON
{
  "Station": { "Id": "west-gate" },
  "Data": { "Folder": "$folder/kiosk" },
  "Panel": { "Url": "http://127.0.0.1:$kiosk_port" },
  "Broker": { "Port": $broker_port },
  "CheckIn": { "DebounceWindow": "00:00:15" },
  "Gpio": { "Driver": "simulated" },
  "Zones": [ { "Name": "hall", "Service": "rest", "Capacity": 20 }, { "Name": "toilet", "Service": "restroom", "Capacity": 1 } ],
  "Sensors": [
    { "Name": "hall-door", "Kind": "beam-pair", "Zone": "hall", "Line": 17, "SecondLine": 27 },
    { "Name": "toilet-contact", "Kind": "contact", "Zone": "toilet", "Line": 22 }
  ],
  "Readers": [ { "Name": "camera", "Kind": "camera", "Source": "$folder/badges.mp4", "Loop": true, "Zone": "hall" } ]
}
JSON

# Sessions of their own: Ctrl-C in the terminal is for this script, which stops them in order.
setsid dotnet src/StationKiosk.Office/bin/Release/net10.0/station-office.dll run --config "$folder/office.json" >"$folder/office.log" 2>&1 &
office_pid=$!
until_healthy "http://127.0.0.1:$office_port" "$office_pid" "$folder/office.log" "the office"
setsid dotnet src/StationKiosk.Kiosk/bin/Release/net10.0/station-kiosk.dll run --config "$folder/kiosk.json" >"$folder/kiosk.log" 2>&1 &
kiosk_pid=$!
setsid dotnet tests/StationKiosk.Fleet/bin/Release/net10.0/station-fleet.dll --stations 20 --port "$broker_port" --badges "$folder/badges.txt" \
  --days 1 --pace 60 --data "$folder/fleet" >"$folder/fleet.log" 2>&1 &
fleet_pid=$!
until_healthy "http://127.0.0.1:$kiosk_port" "$kiosk_pid" "$folder/kiosk.log" "the kiosk"

cat <<TEXT

  Office, live     http://127.0.0.1:$office_port
  Kiosk's manager  http://127.0.0.1:$kiosk_port
  MQTT broker      127.0.0.1:$broker_port

  Ctrl-C stops everything.
TEXT

start=$SECONDS
while [ -z "$interrupted" ] && { [ -z "$seconds" ] || [ $((SECONDS - start)) -lt "$seconds" ]; }; do
  sleep 1 &
  wait $! || true
  for each in office kiosk fleet; do
    pid=${each}_pid
    if ! kill -0 "${!pid}" 2>/dev/null; then echo "demo.sh: the $each ended by itself:" >&2; tail -20 "$folder/$each.log" >&2; exit 1; fi
  done
done

echo
echo "Stopping: no new scans, then every visit is held against its receipt …"
trap '' INT TERM
kill -TERM "$fleet_pid"
fleet_exit=0; wait "$fleet_pid" || fleet_exit=$?
fleet_pid=''
cat "$folder/fleet.log"

# The video goes on while we look, so this kiosk is asked until one look finds no event waiting.
metric() { curl -fsS "http://127.0.0.1:$kiosk_port/metrics" | sed -n "s/^$1 //p"; }
kiosk_exit=1
for _ in $(seq 100); do
  if [ "$(metric station_kiosk_journal_backlog)" = 0 ]; then kiosk_exit=0; break; fi
  sleep 0.2
done
welcome=$(metric 'station_kiosk_scans_total{verdict="welcome"}') again=$(metric 'station_kiosk_scans_total{verdict="welcome-again"}') refused=$(metric 'station_kiosk_scans_total{verdict="refused"}')
echo "kiosk: $((welcome + again + refused)) scans, $welcome visits, $(metric station_kiosk_journal_events_total) events, $(metric station_kiosk_uplink_receipts_total) receipts, $(metric station_kiosk_journal_backlog) events without a receipt"
kiosk status --config "$folder/kiosk.json" | head -1 || true
office report --from "$(date -d '1 day ago' +%F)" --to "$(date +%F)" --by service --config "$folder/office.json"

if [ "$fleet_exit" -ne 0 ] || [ "$kiosk_exit" -ne 0 ] || [ "$welcome" -eq 0 ]; then
  echo "demo.sh: not every visit has a receipt, or there was none" >&2
  exit 1
fi
echo "Every visit recorded has a receipt."
