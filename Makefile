# Déclic. `make run` and `make test` are the two commands to know; `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
DECLIC := $(VENV)/bin/declic
PORT   ?= 8000
BUILD  := build
FRONT_SOURCES := $(shell find frontend -type f -not -path 'frontend/dist/*' -not -path 'frontend/tests/*' 2>/dev/null)
# Set on many build machines: each of our processes would compile again all it reads, a third of its start.
unexport PYTHONDONTWRITEBYTECODE
say    = printf '\033[1m· %s\033[0m\n'

.PHONY: help run test check bench clean-data clean lock setup setup-test format

help: ## Liste ces commandes
	@grep -hE '^[a-z%-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup ## Prépare tout puis lance le service sur http://localhost:8000 (PORT= pour changer)
	@PORT=$(PORT) exec $(DECLIC) serve --prepare

setup: $(BUILD)/python.stamp $(BUILD)/static.stamp

$(BUILD)/needs.stamp: tools/needs.sh
	@bash tools/needs.sh $(PYTHON)
	@mkdir -p $(BUILD) && touch $@

$(BUILD)/python.stamp: requirements/run.txt pyproject.toml | $(BUILD)/needs.stamp
	@$(say) "Environnement Python (une fois, une minute environ)"
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BUILD)/check.stamp: requirements/check.txt $(BUILD)/python.stamp
	@$(say) "Outils de vérification"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/check.txt
	@touch $@

$(BUILD)/node.stamp: package.json package-lock.json | $(BUILD)/needs.stamp
	@$(say) "Dépendances du navigateur (une fois)"
	@npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(BUILD)/static.stamp: $(BUILD)/node.stamp $(BUILD)/python.stamp $(FRONT_SOURCES) vite.config.ts tsconfig.json
	@$(say) "Construction des pages"
	@npx --no-install vite build --logLevel warn
	@DECLIC_DATA=$(BUILD)/collect DECLIC_MODE=test $(DECLIC) manage collectstatic --noinput --verbosity 0
	@touch $@

setup-test: $(BUILD)/check.stamp $(BUILD)/static.stamp
	@bash tools/test_packages.sh

check: $(BUILD)/check.stamp $(BUILD)/static.stamp ## La vérification rapide : style, types, couches, tests unitaires
	@bash tools/check.sh

test: setup-test ## Toutes les vérifications, sur SQLite et PostgreSQL, navigateurs compris
	@bash tools/test.sh

bench: setup-test ## Toutes les mesures (bench/results/*.json)
	@$(PY) -m bench

bench-%: setup-test ## Une seule mesure : ask, call, load, pages, room…
	@$(PY) -m bench $*

format: $(BUILD)/check.stamp ## Met le code en forme
	@$(VENV)/bin/ruff check --fix-only --quiet . ; $(VENV)/bin/ruff format --quiet . ; npx --no-install biome check --write --log-level=error

lock: $(BUILD)/check.stamp ## Refait les fichiers de versions verrouillées
	@bash tools/lock.sh

clean-data: ## Vide le dossier de données (comptes, leçons, photos)
	@rm -rf "$${DECLIC_DATA:-data}" && echo "Le dossier $${DECLIC_DATA:-data}/ est vide."

clean: clean-data ## Vide aussi tout ce qui a été construit
	@rm -rf $(BUILD) $(VENV) node_modules frontend/dist
