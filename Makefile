# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
SECONDS ?= 600
BIN = $(VENV)/bin
# Ctrl-C ends the demo (status 130): for make that is no error
QUIET_STOP = trap : INT;
UNLESS_STOPPED = || test $$? -eq 130

.PHONY: demo play test torture soak lint check bench bench-backlog bench-digest bench-growth bench-inbox bench-latency
.PHONY: bench-memory bench-reading bench-start fuzz clean

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(VENV)
	@echo "Memasang paket ke $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all: -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@$(QUIET_STOP) $(BIN)/titip demo $(UNLESS_STOPPED)

play: $(VENV)/.installed
	@$(QUIET_STOP) $(BIN)/titip demo --play $(UNLESS_STOPPED)

lint: $(VENV)/.installed
	$(BIN)/ruff check bot tests bench
	$(BIN)/ruff format --check bot tests bench
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal

# deaths and cut conversations by the hundred: some ten minutes
KILLS ?= 300
torture: $(VENV)/.installed
	$(BIN)/python -m tests.crash.torture --kills $(KILLS)
	TITIP_TORTURE_PLACES=300 $(BIN)/python -m pytest tests/crash/test_cut.py

# the same for an hour and longer, on real servers
MINUTES ?= 60
soak: $(VENV)/.installed
	$(BIN)/python -m tests.crash.torture --minutes $(MINUTES) --servers
	TITIP_TORTURE_PLACES=300 $(BIN)/python -m pytest tests/crash/test_cut.py

bench-inbox: $(VENV)/.installed
	$(BIN)/python -m bench.inbox

bench: $(VENV)/.installed
	$(BIN)/python -m bench.work

bench-start: $(VENV)/.installed
	$(BIN)/python -m bench.start

# MESSAGES=20000 for a whole start into a backlog, 50000 for memory
MESSAGES ?= 2000
bench-backlog: $(VENV)/.installed
	$(BIN)/python -m bench.backlog --messages $(MESSAGES)

bench-latency: $(VENV)/.installed
	$(BIN)/python -m bench.latency

bench-memory: $(VENV)/.installed
	$(BIN)/python -m bench.memory --messages $(MESSAGES)

bench-digest: $(VENV)/.installed
	$(BIN)/python -m bench.digest

bench-growth: $(VENV)/.installed
	$(BIN)/python -m bench.growth

bench-reading: $(VENV)/.installed
	$(BIN)/python -m bench.reading

SECONDS ?= 600
fuzz: $(VENV)/.installed
	$(BIN)/python -m bench.fuzz --seconds $(SECONDS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
