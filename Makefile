.PHONY: help install install-cluster demo test check faults bench audit sbom lock clean
PYTHON ?= python3
BIN := .venv/bin

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

install: ## install everything that running needs into .venv
	@$(PYTHON) bootstrap.py

install-cluster: ## the same with the clients of Elasticsearch, PostgreSQL, S3 and Celery
	@$(PYTHON) bootstrap.py --cluster

demo: install ## a demo city: build, read, audit, serve
	@QIJUAN_HOME=$${QIJUAN_HOME:-qijuan-data} $(BIN)/qijuan demo

test: ## install what tests need, check, and test
	@$(PYTHON) bootstrap.py --tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup --no-loadscope-reorder

check: ## style, types, rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

faults: ## the long campaigns: killed at every fail point, every hostile kind
	@$(PYTHON) bootstrap.py --tests
	@$(BIN)/python -m pytest tests/faults tests/hostile tests/servers_flows tests/flows -m "campaign or not campaign"

bench: ## measure; results belong into docs/performance.md
	@$(PYTHON) bootstrap.py --tests
	@$(BIN)/python -m tests.benchmarks

audit: ## ask an advisory database about every pinned package
	@$(BIN)/python -m tests.release.audit

sbom: ## what we are made of, CycloneDX on stdout
	@$(BIN)/python -m tests.release.sbom

lock: ## renew the pinned versions
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --extra test -c requirements.lock -o requirements-test.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --extra cluster -c requirements-test.lock -o requirements-cluster.lock

clean: ## remove what was installed and cached; homes stay
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
