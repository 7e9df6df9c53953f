#!/usr/bin/env bash
# Locks versions with hashes and without any download address.
set -eu
lock() {
  .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@"
}
lock -o requirements/run.txt requirements/run.in
lock -c requirements/run.txt -o requirements/check.txt requirements/check.in
npm install --package-lock-only && node tools/complete_lock.mjs
