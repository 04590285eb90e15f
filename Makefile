# Needs Python 3.11 or later with venv, and make; everything else is installed into .venv. Name another interpreter with
# `make PYTHON=python3.12`. Where packages come from is pip's own configuration.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check install --quiet
JOBS   ?= 2
N      ?= 100000
SHARD  ?= 0/1
BUDGET ?= 3600
SLOW   := slow or latex or browser

# Without bytecode every start compiles the package again; an empty value lets Python write it.
export PYTHONDONTWRITEBYTECODE :=

.NOTPARALLEL:
.PHONY: help demo test slow lint format types fuzz mutate check bench accuracy coverage docs site-check site-test dist all-checks clean

help:            ## list the targets
	@sed -n 's/^\([a-z-]*\): *[^#]*## /\1\t/p' Makefile | expand -t 14

demo: $(VENV)/.installed            ## install the package and show what it does
	$(PY) examples/demo.py

test: $(VENV)/.test                 ## the quick suite
	$(PY) -m pytest -q -n $(JOBS) -m "not ($(SLOW))"

slow: $(VENV)/.test                 ## the slow suites; SHARD=2/8 runs the third eighth, BUDGET bounds the seconds
	$(PY) -m pytest -q -n $(JOBS) -m "$(SLOW)" -p tests.shards --shard $(SHARD) --budget $(BUDGET) || [ $$? -eq 5 ]

lint: $(VENV)/.dev                  ## style
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: $(VENV)/.dev                ## mend style where a tool can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

types: $(VENV)/.dev                 ## types, strictly
	$(VENV)/bin/mypy

fuzz: $(VENV)/.test                 ## search for wrong answers with N random questions
	$(PY) -m tests.property.fuzz --n $(N)

mutate: $(VENV)/.test               ## plant faults in the engine and count those that no test sees
	$(PY) -m tests.mutate

check: $(VENV)/.installed           ## judge every law and record
	$(VENV)/bin/mlsysim-sym check

bench: $(VENV)/.installed           ## CPU time of cold starts, against their limits
	$(PY) benchmarks/startup.py

accuracy: $(VENV)/.test             ## compare laws with published figures anew, for answers, tests and README
	$(PY) benchmarks/calibrate/records.py
	$(PY) benchmarks/calibrate/accuracy.py

coverage: $(VENV)/.test             ## branches that the quick suite reaches
	$(PY) -m coverage run -m pytest -q -m "not ($(SLOW))"
	$(PY) -m coverage report

docs: $(VENV)/.docs                 ## the site, in docs/_build/html
	$(PY) -m mlsysim_sym.telling.site docs docs/_build/source
	$(PY) -m sphinx -b html -q -W --keep-going -j $(JOBS) -d docs/_build/doctrees docs/_build/source docs/_build/html

site-check: docs                    ## links, anchors and assets of the built site
	$(PY) -m mlsysim_sym.telling.site.checking docs/_build/html

site-test: $(VENV)/.site   ## the site in a browser, exports through TeX and pandoc (Debian: chromium texlive-latex-extra pandoc)
	$(PY) -m pytest -q -m "browser or latex or slow" tests/unit/telling

dist: $(VENV)/.dev                  ## sdist and wheel, in dist/
	$(PY) -m build --outdir dist .

all-checks: $(VENV)/.dev $(VENV)/.site lint types test slow check demo bench coverage docs site-check site-test fuzz mutate dist   ## everything, nothing skipped
all-checks: export PYTEST_ADDOPTS := -p tests.whole

clean:                              ## remove what these targets made
	rm -rf $(VENV) dist docs/_build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment: one stamp a level, each newer than the file that says what it needs ------------------------------

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(PY)
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(PY)
	$(PIP) --editable '.[test]'
	@touch $(VENV)/.installed $@

$(VENV)/.site: pyproject.toml | $(PY)
	$(PIP) --editable '.[docs,test]' playwright pypandoc_binary
	@touch $(VENV)/.installed $(VENV)/.test $(VENV)/.docs $@

$(VENV)/.docs: pyproject.toml | $(PY)
	$(PIP) --editable '.[docs]'
	@touch $(VENV)/.installed $@

$(VENV)/.dev: pyproject.toml | $(PY)
	$(PIP) --editable '.[dev]'
	@touch $(VENV)/.installed $(VENV)/.test $@
