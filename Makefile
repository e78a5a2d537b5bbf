# `make run` and `make test` need Python 3.11 or newer, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run screenshots test lint docs benchmark benchmark-import benchmark-plans benchmark-app benchmark-charts benchmark-directions validate validate-directions train-motion validate-kills validate-plans lock clean

help:             ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 26

# Each stamp is made anew when its lock or the project file changes; so twice in a row costs nothing.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements/run.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	$(BIN)/pip install --quiet --require-hashes --requirement requirements/test.txt
	@touch $@

$(VENV)/benchmark.stamp: $(VENV)/test.stamp requirements/benchmark.txt
	$(BIN)/pip install --quiet --require-hashes --requirement requirements/benchmark.txt
	@touch $@

$(VENV)/browser.stamp: $(VENV)/test.stamp tools/browser.py
	$(BIN)/python tools/browser.py
	@touch $@

# The rival pins versions that are not ours, so it has an environment of its own.
$(VENV)-rivals/rivals.stamp: requirements/rivals.txt
	$(PYTHON) -m venv $(VENV)-rivals
	$(VENV)-rivals/bin/pip install --quiet --require-hashes --requirement requirements/rivals.txt
	@touch $@

# The scripts and styles of the pages, built by the machine's node, or by one from PyPI.
STATIC := src/backstride/web/static
FRONTEND := $(shell find frontend/src -type f) frontend/package-lock.json frontend/package.json \
	frontend/vite.config.ts frontend/tsconfig.json frontend/.npmrc
$(STATIC)/app.js: $(VENV)/run.stamp $(FRONTEND) tools/frontend.py requirements/node.txt
	$(BIN)/python tools/frontend.py

run: $(STATIC)/app.js             ## Open the app, with a simulated athlete to look at.
	$(BIN)/python -m backstride serve --demo --open

screenshots: $(VENV)/browser.stamp $(STATIC)/app.js ## Take a picture of every page into build/screenshots.
	$(BIN)/python -m tools.screenshots

test: lint $(VENV)/browser.stamp $(STATIC)/app.js ## Pass every check and test.
	$(BIN)/pytest --numprocesses 2

lint: $(VENV)/test.stamp $(STATIC)/app.js ## Check style, types and who imports whom.
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/frontend.py check

docs: $(VENV)/test.stamp          ## Build the documentation into docs/_build/html.
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

benchmark: $(VENV)/benchmark.stamp ## Measure reading beside the libraries a user would pick instead.
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.reading_xml
	$(BIN)/python -m benchmarks.reporting

benchmark-import: $(VENV)/benchmark.stamp $(VENV)-rivals/rivals.stamp ## Measure importing, by itself and beside another program's.
	$(BIN)/python -m benchmarks.importing
	$(BIN)/python -m benchmarks.importing_rivals

benchmark-plans: $(VENV)/test.stamp ## Measure how long a plan of sixteen weeks takes, on one core.
	$(BIN)/python -m benchmarks.planning

benchmark-app: $(VENV)/benchmark.stamp $(STATIC)/app.js ## Measure every page and API answer over 5,000 activities.
	$(BIN)/python -m benchmarks.answering

benchmark-charts: $(VENV)/browser.stamp $(STATIC)/app.js ## Measure drawing ten hours, beside a plain drawing of the same.
	$(BIN)/python -m benchmarks.charts

benchmark-directions: $(VENV)/test.stamp ## Measure telling which way, beside reading the file.
	$(BIN)/python -m benchmarks.directing

validate: $(VENV)/benchmark.stamp  ## Measure published and held results again; rewrites docs/validation.md.
	$(BIN)/python -m validation

validate-directions: $(VENV)/test.stamp  ## Measure telling which way without labels; rewrites a chapter of docs/validation.md.
	$(BIN)/python -m validation.directions --page docs/validation.md

validate-kills: $(VENV)/benchmark.stamp  ## Kill 200 imports on each database; rewrites the last chapter of docs/validation.md.
	$(BIN)/python -m validation.killing --page docs/validation.md

validate-plans: $(VENV)/test.stamp  ## Make 20,000 random plans and check each; rewrites a chapter of docs/validation.md.
	$(BIN)/python -m validation.planning --count 20000 --processes 2 --page docs/validation.md

lock:             ## Choose new versions of everything (needs uv).
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group build --group test pyproject.toml -c requirements/run.txt -o requirements/test.txt
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group build --group test --group benchmark pyproject.toml -c requirements/test.txt -o requirements/benchmark.txt
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group rivals -o requirements/rivals.txt
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group node -o requirements/node.txt
	$(BIN)/python tools/frontend.py lock

clean:            ## Remove the environments and what was built.
	rm -rf $(VENV) $(VENV)-rivals $(VENV)-node build docs/_build frontend/node_modules $(STATIC)

train-motion: $(VENV)/benchmark.stamp ## Learn the weights of the motion sensor model again; needs ../shared/motion.
	$(BIN)/python -m tools.train_motion_model --motion ../shared/motion
