#!/usr/bin/env bash
# The quick verdict: style, types, layers, and the tests that need neither a browser nor a server.
set -eu
bin=.venv/bin
step() { printf '\033[1m· %s\033[0m\n' "$1"; }

# The pages' own checks go on beside those of Python: neither keeps two processors busy.
pages() { npx --no-install biome ci --log-level=error; npx --no-install tsc --noEmit; npx --no-install vitest run --reporter=dot; }
said=$(mktemp)
(set -e; pages) >"$said" 2>&1 &
beside=$!
trap 'rm -f "$said"' EXIT

step "Style Python"
$bin/ruff check --quiet .
$bin/ruff format --check --quiet .
step "Types Python"
$bin/mypy
step "Couches"
$bin/lint-imports
step "Style, types et tests du front"
wait $beside || { cat "$said"; exit 1; }
tail -n 6 "$said"
[ "${1:-}" = --static ] && exit 0
step "Tests des règles";        $bin/python -m pytest -q -n 2 -m "not browser and not database and not services" tests
