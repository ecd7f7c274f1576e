# Farthing's targets. `make run` and `make test` work on a machine that has nothing but Swift 6.2 or later.
SHELL := /bin/bash
PREFIX ?= /usr/local
PYTHON ?= python3
VENV ?= .build/interop-venv
SWIFT_FLAGS := --explicit-target-dependency-import-check error
export SWIFT_BACKTRACE = enable=no

.PHONY: run build release test lint docs bench interop install setup clean

run: release
	@exec .build/release-static/release/farthing chat

build: setup
	swift build $(SWIFT_FLAGS)

release: setup
	@Scripts/release.sh farthing

test: setup
	swift build --build-tests $(SWIFT_FLAGS)
	@Scripts/test.sh

lint:
	@Scripts/lint.sh

docs: build
	@Scripts/docs.sh

bench: release
	@Scripts/bench/run.sh

interop: build
	@Scripts/interop/run.sh

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 0755 -s .build/release-static/release/farthing "$(DESTDIR)$(PREFIX)/bin/farthing"

setup:
	@Scripts/setup.sh

clean:
	rm -rf .build
