#!/usr/bin/env bash
# Says in one sentence what this machine lacks before anything is built.
set -eu
python=$1
missing=0
lacks() { printf 'Il manque %s\n' "$1" >&2; missing=1; }

command -v "$python" >/dev/null || lacks "Python 3.11 ou plus récent : apt-get install python3 python3-venv"
if command -v "$python" >/dev/null; then
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || lacks "Python 3.11 ou plus récent (ici : $("$python" --version))."
  "$python" -c 'import venv, ensurepip' 2>/dev/null || lacks "le module venv de Python : apt-get install python3-venv"
fi
if command -v node >/dev/null; then
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || lacks "Node 20.19 ou plus récent (ici : $(node --version))."
else
  lacks "Node 20 ou plus récent (https://nodejs.org)."
fi
command -v npm >/dev/null || lacks "npm, qui vient avec Node."
exit $missing
