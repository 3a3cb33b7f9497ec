# `make help` lists the commands. Every command first sees to it that .venv holds what requirements.lock pins.
.DEFAULT_GOAL := help
.PHONY: help book pdf test test-fast test-long test-drawn test-processors lab chapters practice bench mutants lock clean clean-all
SHELL := /bin/sh

# The first of these that runs and is a supported Python; `make PYTHON=... book` chooses another.
PYTHON ?= $(or $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; \
	done),python3)
BIN := .venv/bin
READY := .venv/ready
# TensorFlow writes its log lines before Python could stop it; these keep the rest quiet.
export TF_CPP_MIN_LOG_LEVEL ?= 3
export PYTHONWARNINGS ?= ignore::UserWarning:zmq
export JUPYTER_PLATFORM_DIRS = 1

# Two # before a description: for readers; three: for maintainers.
help:  ## this list
	@echo "To read, run and practice:"
	@awk -F ':.* ## ' '/^[a-z-]+:.* ## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "To work on the book:"
	@awk -F ':.* ### ' '/^[a-z-]+:.* ### / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py

book: $(READY)  ## build the book from the stored outputs; REPOSITORY=https://… adds buttons for it, Binder and Colab
	@REPOSITORY="$(REPOSITORY)" $(BIN)/python tools/book.py

pdf: book  ## print the book to one PDF (needs Chromium)
	@$(BIN)/python tools/pdf.py

test: $(READY)  ### run the tests, in stages: library, doctests, every notebook, the built book in a real browser
	@$(BIN)/python tools/test.py

test-fast: $(READY)  ### library tests and doctests only
	@$(BIN)/python tools/test.py --fast

test-long: $(READY)  ### the tests that `make test` leaves out: those of more than half a minute each
	@$(BIN)/python tools/test.py -m long

test-drawn: $(READY)  ### draw 10,000 configurations of every operation instead of 40; takes hours
	@CNNLIB_CONFIGURATIONS=10000 $(BIN)/python tools/test.py --fast -m "long or not long" -k "parity or test_ops"

test-processors: $(READY)  ### the notebooks and the comparisons of both halves, as other processors would run them; ALL=1 takes twice as many
	@$(BIN)/python tools/processors.py $(if $(ONLY),--only $(ONLY)) $(if $(ALL),--all)

lab: $(READY)  ## open the chapters and the practice notebooks in JupyterLab
	@$(BIN)/python tools/lab.py

chapters: $(READY)  ### re-execute the chapters whose source or library changed, and store their outputs
	@$(BIN)/python tools/chapters.py

practice: $(READY)  ## write the notebooks without solutions to practice/
	@$(BIN)/python tools/practice.py

bench: $(READY)  ### time cnnlib.scratch against TensorFlow, numpy-ml and scipy.signal
	@$(BIN)/uv pip install --quiet --target .cache/bench --constraint requirements.lock --group pyproject.toml:bench
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m pytest -q benchmarks/test_limits.py benchmarks/test_frames.py

mutants: $(READY)  ### change the library in some thousand small ways; a test must notice nearly all
	@$(BIN)/python tools/mutants.py

lock: $(READY)  ### pin the newest dependencies that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --upgrade \
		--no-emit-index-url --no-annotate --no-header pyproject.toml --output-file requirements.lock

clean:  ## remove what was built; keeps .venv and practice/
	@rm -rf _build .cache .pytest_cache .hypothesis

clean-all: clean  ### remove .venv too
	@rm -rf .venv *.egg-info
