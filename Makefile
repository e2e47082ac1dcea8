# make run serves the site, make test runs every test; both need Python 3.11+ and make, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
STAMP := $(VENV)/.installed-dev

.PHONY: help run worker test check fmt lock bench

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.env: .env.example $(STAMP)
	@test -f .env || $(PY) tools/make_env.py .env.example .env
	@touch .env

run: $(STAMP) .env ## serve the site on http://127.0.0.1:8000 with demo people and assessments
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py load_catalog
	$(PY) manage.py add_demo
	$(PY) manage.py runserver 127.0.0.1:8000

worker: $(STAMP) .env ## run a Celery worker (only with REDIS_URL set)
	$(BIN)/celery --app config worker --loglevel INFO

test: $(STAMP) ## every test, on real PostgreSQL, Valkey, worker, Chromium and LibreOffice
	$(PY) tools/find_browser.py
	$(PY) tools/find_office.py || true
	$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: $(STAMP) ## lint, types, arrows, templates, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --quiet --lint templates
	$(PY) tools/check_deploy.py

fmt: $(STAMP) ## format code and templates
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

lock: $(STAMP) ## write requirements.txt and requirements-dev.txt anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt

bench: $(STAMP) ## measure the budgets of docs/architecture.md
	$(PY) -m tools.bench $(ARGS)
