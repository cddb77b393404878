# Everything a clone needs. `make run` and `make test` are all that a stranger has to know.
#
# What the machine lacks is installed by these targets: Python packages into .venv, JavaScript packages into
# web/node_modules, Debian packages (browsers) by build_scripts/install_browsers.sh.

PYTHON ?= python3
NPM ?= npm
PORT ?= 8903
BIN := .venv/bin
# A file of tests stays in one process, since its tests share a browser. The files of the browser are the longest, and
# begin: by themselves they would come last, having fewer tests, and one process would wait for the other.
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder

# Sources are built by a program of their own, so they are refused, but for the one that has no wheel.
WHEELS := --only-binary :all: --no-binary mozprofile

.PHONY: run test setup site serve sample check lint lint-web bench release clean

## Set up, build, validate a made-up return on the command line, then serve the page until stopped.
run: setup site sample
	$(BIN)/lac-validator validate build/sample || test $$? -eq 1 # 1: errors were found
	$(BIN)/python build_scripts/serve.py build/site --port $(PORT)

## Set up everything, Chromium included when absent, and run all tests.
test: setup lint browsers site lint-web .venv-pandas3/ready
	$(BIN)/pytest $(PARALLEL)
	.venv-pandas3/bin/pytest $(PARALLEL) $$(grep -rlE "$(FRAMES)" --include="test_*.py" tests/unit tests/ingest)

setup: .venv/ready

.venv/ready: pyproject.toml requirements/dev.txt build_scripts/reference_data.py lac_validator/reference/packing.py
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(WHEELS) \
	  --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The engine must not care which pandas the council has: the tests of what takes or gives a frame on the next one. All
# else, the rules among it, is numpy, which is the same in both.
FRAMES := pandas|from_frames|\.issues\b|\.outcomes\b

.venv-pandas3/ready: pyproject.toml requirements/pandas3.txt .venv/ready
	test -x .venv-pandas3/bin/python || $(PYTHON) -m venv .venv-pandas3
	.venv-pandas3/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements/pandas3.txt
	.venv-pandas3/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.PHONY: browsers
browsers:
	sh build_scripts/install_browsers.sh

site: setup
	$(BIN)/python build_scripts/build_site.py

sample: setup
	$(BIN)/lac-validator sample build/sample --children 500

serve: site
	$(BIN)/python build_scripts/serve.py build/site --port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

lint-web: site
	cd web && node_modules/.bin/eslint .
	cd web && node_modules/.bin/prettier --check --log-level warn .

## Linters and the fast tests: what to run while writing a rule.
check: lint
	$(BIN)/pytest $(PARALLEL) tests/unit tests/rules tests/kinds tests/fuzz/test_rules.py tests/fuzz/test_kinds.py

bench: site
	$(BIN)/python build_scripts/bench.py
	$(BIN)/python build_scripts/bench_checks.py
	$(BIN)/python build_scripts/bench_fixes.py

release: site
	$(BIN)/python build_scripts/release.py

clean:
	rm -rf build dist .venv .venv-pandas3 web/node_modules
