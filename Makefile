# make run serves the site, make test runs the tests; both need Python 3.11, 3.12 or 3.13 and make, nothing else.
# The folder may have any name: all paths are relative, and what comes from outside stands in quotes.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
PYTEST := PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n auto --dist worksteal
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --python-version 3.11

.PHONY: help run worker test slow check fmt lock fuzz faults sbom audit bench bench-rdmo for-running for-development env

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

for-running:
	@"$(PYTHON)" tools/install.py run

for-development:
	@"$(PYTHON)" tools/install.py dev

env:
	@"$(PYTHON)" tools/make_env.py

run: for-running env ## serve the site on http://127.0.0.1:8000 (or PORT=8001) with demo people and assessments
	@$(PY) manage.py serve

worker: for-running env ## run a Celery worker (only with REDIS_URL set)
	$(PY) -m celery --app config worker --loglevel INFO

test: for-development ## the tests, on real PostgreSQL, Valkey, worker, Chromium and LibreOffice
	$(PY) tools/programs.py browser
	$(PY) tools/programs.py office nginx || true
	$(PYTEST) -m "not slow" $(ARGS)

slow: for-development ## the slow tests: installs, deployment, faults, migrations, every page in a browser
	$(PY) tools/programs.py browser
	$(PY) tools/programs.py office nginx || true
	$(PYTEST) -m slow $(ARGS)

check: for-development ## lint, types, arrows, templates, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --quiet --lint templates
	$(PY) tools/check_deploy.py

fmt: for-development ## format code and templates
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

lock: for-development ## write requirements*.txt anew from pyproject.toml
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --constraint requirements.txt --all-extras pyproject.toml -o requirements-extras.txt
	$(COMPILE) --constraint requirements-extras.txt --all-extras --group dev pyproject.toml -o requirements-dev.txt

fuzz: for-development ## 5,000 forms and 15,000 documents that nobody means well with, other ones by SEED
	FUZZ_FORMS=5001 FUZZ_DOCUMENTS=15000 FUZZ_SEED=$${SEED:-1} $(PYTEST) -k whatever tests/test_fuzz.py tests/test_hostile_input.py $(ARGS)

faults: for-development ## break the running site 230 times, and see that nothing acknowledged is lost
	$(PY) tools/programs.py nginx
	$(PY) -m tests.faults $(ARGS)

sbom: for-running ## write a bill of materials (CycloneDX) of what runs to var/sbom.json
	$(PY) tools/sbom.py

audit: for-development ## ask for known weaknesses of what the lock pins
	$(PY) tools/audit.py

bench: for-development ## measure the budgets of docs/architecture.md
	$(PY) -m tools.bench $(ARGS)

bench-rdmo: for-development ## measure the way of an answer beside RDMO, which it installs into var/rdmo
	$(PY) -m tools.bench_rdmo
