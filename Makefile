# Two commands: `make run` shows the picture, `make test` proves it. Python 3.11 or later and make are all they need.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run install build test bench lock

run: build
	@exec $(BIN)/python -m dashboard --port $(PORT)

# Exempelstad is invented anew each time: the same seed gives the same bytes, and nobody edits what is invented.
build: install
	@$(BIN)/python -m etl example
	@$(BIN)/python -m etl build

install: .venv/installed

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lägesbilden behöver Python 3.11 eller senare.")'
	@echo "Installerar i .venv (första gången: omkring en minut)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/tested: requirements-test.lock .venv/installed
	@echo "Installerar provverktygen i .venv"
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements-test.lock
	@touch $@

test: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -rs

bench: .venv/installed
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements-bench.lock
	.venv-bench/bin/python -m bench

# The locks name versions and hashes but no address; uv is only needed to make them anew.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra test -c requirements.lock -o requirements-test.lock
	$(LOCK) pyproject.toml --extra test --extra bench -c requirements-test.lock -o requirements-bench.lock
