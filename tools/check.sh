#!/usr/bin/env bash
# The quick verdict: style, types, layers, and the tests that need neither a browser nor a server.
set -eu
bin=.venv/bin
step() { printf '\033[1m· %s\033[0m\n' "$1"; }

step "Style Python"
$bin/ruff check --quiet .
$bin/ruff format --check --quiet .
step "Types Python"
$bin/mypy
step "Couches"
$bin/lint-imports
step "Style et types du front"
npx --no-install biome ci --log-level=error
npx --no-install tsc --noEmit
step "Tests du front"
npx --no-install vitest run --reporter=dot
[ "${1:-}" = --static ] && exit 0
step "Tests des règles";        $bin/python -m pytest -q -n 2 -m "not browser and not database and not services" tests
