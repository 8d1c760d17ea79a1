# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo play test lint check bench-digest clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all: -c constraints.txt -e '.[dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/titip demo

play: $(VENV)/.installed
	$(BIN)/titip demo --play

lint: $(VENV)/.installed
	$(BIN)/ruff check bot tests
	$(BIN)/ruff format --check bot tests
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest

bench-digest: $(VENV)/.installed
	$(BIN)/python -m bench.digest

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
