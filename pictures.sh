#!/usr/bin/env bash
# Makes the pictures of the pages that the documents show, anew, from the pages themselves: the browser tests save every picture they look at in
# artifacts/faces/, and those that docs/pictures/ holds already are replaced.
set -euo pipefail
cd "$(dirname "$0")"
source provisioning/setup.sh

need_dotnet
need_packages chromium fonts-noto-cjk:/usr/share/fonts/opentype/noto fonts-noto-core:/usr/share/fonts/truetype/noto
rm -rf artifacts/faces
dotnet test tests/StationKiosk.Faces.Tests --filter "FullyQualifiedName~Picture"
for picture in artifacts/faces/*.png; do
  known="docs/pictures/$(basename "$picture")"
  if [ -e "$known" ]; then cp "$picture" "$known"; echo "$known"; fi
done
