# Every target works on a fresh Debian 12 machine with Swift 6.3. All of them build for release, and share one build.

.DEFAULT_GOAL := help
.PHONY: help quickstart build install test bench compare arm64 docs lint format dependencies clean

SOURCES := Package.swift Sources Plugins Tests Examples

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# MODALITY=image, nmr-13c, nmr-1h, gc-ms or lc-ms instead of smiles; spectra are simulated.
quickstart: build ## Builds, then trains and searches a pair on the sample data (minutes); MODALITY=smiles unless said
	@scripts/quickstart.sh $(MODALITY)

# `swift build` without a product builds the command and every plugin; with one, it leaves the plugins out.
build: dependencies ## Builds the command and the bundled plugins into .build/release
	swift build -c release

PREFIX ?= /usr/local

install: build ## Installs the command, its plugins and what plugins are built against below PREFIX
	@scripts/install.sh "$(PREFIX)"

# No test imports with @testable, and saying so lets the tests link the objects that `make build` made; otherwise
# everything is compiled a second time, differently, and `make build` then compiles it back.
test: dependencies ## Runs every test
	swift test -c release --disable-testable-imports --disable-xctest

# MOLECULES=file of molecules instead of the sample.
bench: build ## Measures this machine and writes the table of docs/performance.md
	@scripts/bench.sh

# PEERS=folder of Python scripts that do the same work, PYTHON=interpreter that has what they import.
compare: build ## Measures this program and others alternately; needs Python
	@scripts/compare.py --markdown docs/performance.md $(if $(PYTHON),--python $(PYTHON))

arm64: ## Compiles the kernels for 64-bit Arm, on whatever machine
	@scripts/check-arm64.sh

docs: build ## Builds the reference of the core's modules into .build/docs; a warning is an error
	@scripts/docs.sh

lint: ## Fails where a source isn't formatted
	swift format lint --strict --parallel --recursive $(SOURCES)

format: ## Formats every source in place
	swift format --in-place --parallel --recursive $(SOURCES)

dependencies: ## Installs the Debian packages that are missing
	@scripts/install-dependencies.sh

clean: ## Removes the build; runs/ is kept
	rm -rf .build
