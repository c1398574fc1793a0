# Everything a user or a contributor runs; `make help` lists it. ARGS go to `lhsia serve`: make run ARGS="--port 8080".
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test check eval bench

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## Make .venv and install what serving needs

run: install ## Install, index the shipped corpus and serve on http://127.0.0.1:8000
	@$(BIN)/lhsia serve $(ARGS)

test: $(VENV)/.installed-dev ## Install what the tests need and run all of them
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev ## Format, lint, types, import contracts and the shipped corpus
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/lhsia doctor --corpus

eval: install ## Score the answers on the shipped questions, with the gate and a report
	$(BIN)/lhsia eval --gate

bench: install ## Measure speed against named baselines in the same run
	$(BIN)/lhsia bench

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found=$$($(PYTHON) --version 2>/dev/null) || found="no $(PYTHON)"; \
	  echo "Python 3.11 or newer is needed; $$found was found. Name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

# torch goes first and pinned, so that the CPU build is taken where one is at hand.
$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (some minutes the first time) ..."
	$(PIP) install -c constraints.txt torch
	$(PIP) install -c constraints.txt -e '.[mcp]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@
