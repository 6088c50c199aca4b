# Everything one does with Relais, from a fresh clone. `make` alone explains itself.
#
#   make run      build and start with a demo company on http://127.0.0.1:8080
#   make build    the interface's assets and the release binary
#   make test     every test, on SQLite and PostgreSQL, then in a browser
#   make fuzz     what reads what strangers write, a minute each (fuzz/README.md)
#   make lint     formatting, clippy, licences
#   make bench    measurements of docs/performance.md
#
# RELAIS_NO_INSTALL=1 forbids installing anything: what is missing is then only named.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test fuzz lint bench assets setup-build setup-test setup-lint

# Tools that the set-up had to fetch for this clone come first, then cargo's own.
export PATH := $(CURDIR)/target/tools/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)
# Where nothing is built twice, what a second build would need is not written.
ifdef CI
export CARGO_INCREMENTAL ?= 0
endif
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
DATA ?= ./data

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

run: build
	exec $(TARGET)/release/relais serve --demo --data $(DATA)

build: setup-build assets
	cargo build --release --locked -p relais-web

# One invocation builds the binary and all tests, so that both share their dependencies' features. Benchmarks are linked by
# `make bench` and checked by `make lint`.
test: setup-test assets
	cargo build --workspace --lib --bins --tests --locked
	scripts/with-postgres scripts/test

# `make fuzz ONLY=csv FOR=600`: one of them, for so many seconds.
fuzz: setup-build
	scripts/fuzz "$(ONLY)" "$(FOR)"

lint: setup-lint assets
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/deny

# The whole workspace at once, so that everything is built with one set of features.
bench: setup-test assets
	cargo build --release --locked --workspace --bins
	cargo bench --locked --workspace --bench audience --bench kmeans --bench smtp --bench sandbox --bench channels
	scripts/with-postgres cargo bench --locked --workspace --bench dispatch --bench product --bench sending --bench tracking

assets: setup-build
	@scripts/build-assets

setup-build setup-test setup-lint: setup-%:
	@scripts/setup $*
