#!/usr/bin/env bash
# Brings resources/translations/*.ts up to date with the texts of the sources, to be translated in Qt Linguist.
#
# usage: scripts/translate.sh [--check]
#   --check  changes nothing; fails where a text has no translation, or its %1 are not those of the source
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
check=0
case ${1:-} in
  --check) check=1 ;;
  "") ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
lupdate=$(PATH=/usr/lib/qt6/bin:$PATH command -v lupdate) || {
  echo "translate.sh: there is no lupdate; install qt6-l10n-tools" >&2
  exit 1
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0
for translation in resources/translations/*.ts; do
  # lupdate names files beside the .ts, so the copy lies at the same depth; without locations it does not matter where.
  copy=$folder/$(basename "$translation")
  cp "$translation" "$copy"
  "$lupdate" -silent -I . -no-obsolete -no-ui-lines -locations none app/backend app/lessons app/pages app/session \
    app/settings app/window app/main.cpp widgets -ts "$copy"
  if [ "$check" = 0 ]; then
    cp "$copy" "$translation"
  fi
  python3 - "$copy" "$translation" <<'PYTHON' || status=1
import re
import sys
import xml.etree.ElementTree as ElementTree

bad = 0
for context in ElementTree.parse(sys.argv[1]).getroot().findall("context"):
    for message in context.findall("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        texts = [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]
        where = f"{sys.argv[2]}: {context.findtext('name')}: “{source}”"
        if translation.get("type") == "unfinished" or not all(texts):
            print(f"{where} has no translation")
            bad += 1
            continue
        for text in texts:
            places, wanted = (sorted(re.findall(r"%(?:L?\d|n)", one)) for one in (text, source))
            if places != wanted:
                print(f"{where}: the places {wanted} became {places}")
                bad += 1
sys.exit(1 if bad else 0)
PYTHON
done
exit $status
