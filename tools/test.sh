#!/usr/bin/env bash
# Everything: the quick checks, the tests on PostgreSQL, on SQLite those of whoever asks its tables, then in the
# browsers, each of two with a service of its own, on SQLite (decision 38).
set -eu
bin=.venv/bin
step() { printf '\033[1m· %s\033[0m\n' "$1"; }

bash tools/check.sh --static
step "Tests sur PostgreSQL"; $bin/python -m tests.servers postgres -- $bin/python -m pytest -q -n 2 -m "not browser" tests
step "Tests sur SQLite";     $bin/python -m pytest -q -n 2 -m "database and not browser" --ignore tests/web tests
step "Dans les navigateurs"; exec $bin/python -m pytest -q -n 2 --dist loadfile -m browser tests
