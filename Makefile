# Census Ledger. `make help` tells what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV ?= .venv
BIN := $(VENV)/bin
PACKAGES := domain ledger projections api

# What `make run` passes on.
DIVISION ?= 500112
HOUSEHOLDS ?= 3000
PORT ?= 8000

# The first Python that answers and is new enough; a pyenv shim without a version behind it answers with an error.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$name; break; fi; done)

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: help
help: ## Show this list.
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(VENV)/.installed ## Make .venv and install what the service needs, from the lock file.

.PHONY: install-dev
install-dev: $(VENV)/.installed-dev ## The same with the tools of development.

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "需要带 venv 模块的 Python 3.11 或更高版本(Debian/Ubuntu:apt install python3-venv)。" >&2; \
		echo "Python 3.11 or later with its venv module is needed (Debian/Ubuntu: apt install python3-venv)." >&2; \
		exit 1; \
	fi
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing from requirements.lock"
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing from requirements-dev.lock"
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.installed

.PHONY: run
run: install ## Serve a county with synthetic households (DIVISION=500112 HOUSEHOLDS=3000 PORT=8000).
	@$(BIN)/census-ledger run --division $(DIVISION) --households $(HOUSEHOLDS) --port $(PORT)

.PHONY: demo-reset
demo-reset: install ## Remove the demonstration's data (stop make run first).
	@$(BIN)/census-ledger demo-reset --yes

.PHONY: test
test: check-format lint types layers pytest ## Lint, types, layers and every test.

.PHONY: check-format
check-format: install-dev ## Is everything formatted?
	@$(BIN)/ruff format --check .

.PHONY: lint
lint: install-dev ## ruff.
	@$(BIN)/ruff check .

.PHONY: types
types: install-dev ## mypy, strict, on the four packages.
	@$(BIN)/mypy

.PHONY: layers
layers: install-dev ## May this module import that one?
	@$(BIN)/lint-imports

# pytest's closing line comes last, so that whoever reads the end of the output finds it.
.PHONY: pytest
pytest: install-dev ## The tests with coverage; at least 95 % of the lines of domain and ledger.
	@$(BIN)/pytest -m 'not long' --cov --cov-report= ; status=$$? ; \
	if [ $$status -eq 0 ]; then \
		$(BIN)/coverage report --include='domain/*,ledger/*' --fail-under=95 || status=$$? ; \
	fi ; \
	exit $$status

.PHONY: test-long
test-long: install-dev ## A whole census, the workflow by chance, leaks, restored books, witnesses, demonstrations.
	@$(BIN)/pytest -m long

.PHONY: test-faults
test-faults: install-dev ## Kills, broken connections, a full disk: longer, and on Linux.
	@$(BIN)/pytest tests/faults

# SoftHSM is the system's, or its Debian packages unpacked here: nothing of it is installed.
build/softhsm:
	@if [ -x /usr/bin/softhsm2-util ]; then mkdir -p $@; else \
		mkdir -p $@.part && cd $@.part && apt-get download softhsm2 libsofthsm2 && \
		for package in *.deb; do dpkg -x $$package . || exit 1; done && \
		cd - >/dev/null && mv $@.part $@; \
	fi

.PHONY: test-pkcs11
test-pkcs11: install-dev build/softhsm ## The tests of wrapping keys in a hardware module, against SoftHSM.
	@$(BIN)/pytest tests/pkcs11

.PHONY: bench
bench: install-dev ## What the book does, as ratios taken in one run (about 7 minutes).
	@$(BIN)/python -m tests.benchmark

.PHONY: docs
docs: install-dev ## Write the reference pages that follow from the code anew.
	@$(BIN)/python docs/generate.py

.PHONY: lock
lock: $(BIN)/python ## Write both lock files anew from pyproject.toml.
	@$(PIP_INSTALL) 'uv>=0.9'
	@for pair in 'build:requirements.lock' 'dev:requirements-dev.lock'; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
			--no-emit-index-url --no-emit-find-links --no-annotate --no-emit-package census-ledger \
			--custom-compile-command 'make lock' \
			--extra $${pair%%:*} --output-file $${pair#*:} pyproject.toml || exit 1; \
	done

.PHONY: clean
clean: ## Remove .venv and what the tools left; the data stay.
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
