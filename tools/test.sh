#!/usr/bin/env bash
# Everything: the quick checks, the tests on PostgreSQL, then all of them on SQLite, browsers last.
set -eu
bash tools/check.sh --static
printf '\033[1m· %s\033[0m\n' "Tests sur PostgreSQL"
.venv/bin/python -m tests.services postgres -- .venv/bin/python -m pytest -q -m "not browser" tests
printf '\033[1m· %s\033[0m\n' "Tests sur SQLite, puis dans les navigateurs"
exec .venv/bin/python -m pytest -q tests
