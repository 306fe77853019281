#!/usr/bin/env bash
# Real wikis with what the share dialog writes for them, each installed from its registry into a folder of its own,
# built, served, and read in Chromium. To be run by hand: bash end2end/wikis/build.sh [folder for the pictures]
set -euo pipefail
source "$(dirname "$0")/../hosting/common.sh"

need python3 python3-venv
need npm npm
need apt-get apt
need curl curl

wikis=$root/end2end/wikis
export SHOTS=${1:-$root/target/wikis}
mkdir -p "$SHOTS"
# What was installed may be kept for the next time.
tools=${WIKIS_TOOLS:-$folder/tools}
mkdir -p "$tools"

# Wikis are another site than Lockstep: "localhost" and "127.0.0.1" are.
port=$(free_port) pages=$(free_port) doku=$(free_port)
export LOCKSTEP=http://127.0.0.1:$port PAGES=http://localhost:$pages DOKUWIKI=http://localhost:$doku

say "Lockstep: $SERVER"
begin lockstep "$SERVER" serve --port "$port" --site "$SITE"
await "$LOCKSTEP/readyz"

say "Installing MkDocs, Sphinx and Jupyter from PyPI, TiddlyWiki from npm"
if [ ! -x "$tools/venv/bin/mkdocs" ]; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install -q mkdocs sphinx nbconvert nbformat ipykernel
fi
[ -d "$tools/node_modules/tiddlywiki" ] || npm install --silent --no-audit --no-fund --prefix "$tools" tiddlywiki
python=$tools/venv/bin

say "Installing DokuWiki and PHP from Debian"
if [ ! -d "$tools/debian/usr/share/dokuwiki" ]; then
  mkdir -p "$tools/debian/packages"
  php=$(apt-cache depends php-cli | sed -n 's/.*Depends: \(php[0-9.]*\)-cli/\1/p' | head -1)
  (cd "$tools/debian/packages" && apt-get download -qq dokuwiki "$php-cli" "$php-common" "$php-xml" php-geshi \
    libphp-simplepie php-phpseclib libjs-jquery libjs-jquery-ui libjs-jquery-cookie 2>/dev/null)
  for package in "$tools"/debian/packages/*.deb; do dpkg-deb -x "$package" "$tools/debian"; done
  # It is not installed into the system, so it looks for its files beside it.
  at=$tools/debian
  ln -sfn "$at/var/lib/dokuwiki/lib/plugins" "$at/usr/share/dokuwiki/lib/plugins"
  ln -sfn "$at/var/lib/dokuwiki/lib/tpl" "$at/usr/share/dokuwiki/lib/tpl"
  ln -sfn "$at/usr/share/dokuwiki/inc" "$at/var/lib/dokuwiki/inc"
  ln -sfn "$at/var/lib/dokuwiki/acl/acl.auth.php" "$at/etc/dokuwiki/acl.auth.php"
  ln -sfn "$at/var/lib/dokuwiki/acl/users.auth.php" "$at/etc/dokuwiki/users.auth.php"
  grep -rlE "/(etc|var/lib)/dokuwiki|/usr/share/(php|javascript)" --include='*.php' \
    "$at/usr/share/dokuwiki" "$at/etc/dokuwiki" | xargs sed -i -E \
    "s#(['\"])(/(etc|var/lib)/dokuwiki|/usr/share/(php|javascript))#\1$at\2#; s#\\\$vendorDir \. (['\"]$at)#\1#"
fi

say "Writing the pages"
"$python/python" "$wikis/pages.py" "$LOCKSTEP" "$folder/source" "$folder/pages"

say "Building the wikis"
built=$folder/pages
"$python/mkdocs" build -q -f "$folder/source/mkdocs/mkdocs.yml" -d "$built/mkdocs"
"$python/sphinx-build" -q -b html "$folder/source/sphinx" "$built/sphinx"
"$python/jupyter-nbconvert" --log-level ERROR --execute --to html \
  --output-dir "$built/jupyter" "$folder/source/jupyter/run.ipynb"
mkdir -p "$built/tiddlywiki"
"$tools/node_modules/.bin/tiddlywiki" "$folder/source/tiddlywiki" --output "$built/tiddlywiki" \
  --render '$:/core/save/all' index.html text/plain >/dev/null
cp "$folder/source/dokuwiki/start.txt" "$tools/debian/var/lib/dokuwiki/data/pages/lockstep.txt"

begin pages python3 -m http.server "$pages" --bind 127.0.0.1 --directory "$built"
php=$(ls "$tools"/debian/usr/bin/php[0-9]* | head -1)
modules=$(ls -d "$tools"/debian/usr/lib/php/2*)
extensions=()
for module in ctype dom fileinfo iconv posix simplexml tokenizer xml xmlreader xmlwriter; do
  extensions+=(-d "extension=$module")
done
begin dokuwiki "$php" -n -d "extension_dir=$modules" "${extensions[@]}" -d display_errors=0 \
  -d "session.save_path=$folder" -S "127.0.0.1:$doku" -t "$tools/debian/usr/share/dokuwiki"
await "$PAGES/ten.html"
await "$DOKUWIKI/doku.php?id=lockstep"

say "Reading them; the pictures go to $SHOTS"
cd "$root/end2end"
[ -d node_modules ] || npm ci --silent
BASE_URL=$LOCKSTEP EXPECTED=$folder/source/expected.json npx playwright test --config wikis.config.ts
