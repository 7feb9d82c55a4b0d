# make run      builds Baton and runs a real workflow
# make test     runs every test
# make crash    kills the engine 500 times (KILLS=…) and looks at what is left
# make fuzz     feeds a million mutated inputs (COUNT=…) to each parser
# make build    builds a stripped release binary: .build/release/baton
# make models   puts the examples to a small model that runs on this machine
# make install  puts it and completions for shells below PREFIX (/usr/local)

SHELL := /bin/bash
PACKAGES := libsqlite3-dev libcurl4-openssl-dev libpcre2-dev libssl-dev zlib1g-dev python3 make
# Many tests run at once, each with files and sockets of its own.
FILES := ulimit -n $$(ulimit -Hn) 2>/dev/null || true

PREFIX := /usr/local

.PHONY: setup build install run test lint conformance crash fuzz models clean

# Installs the system packages that are missing, as root or with sudo.
setup:
	@missing=(); for package in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing+=($$package); \
	done; \
	if (( $${#missing[@]} )); then \
		sudo=$$([[ $$(id -u) == 0 ]] || echo sudo); \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $${missing[@]}; \
	fi
	@command -v swift >/dev/null || { echo "a Swift 6.2 toolchain or later is needed: https://www.swift.org/install"; exit 1; }

# Without a symbol table and relocations, of which it needs none, the binary idles in 5 MiB less.
build: setup
	swift build -c release --static-swift-stdlib --product baton \
		-Xlinker -s -Xlinker --no-export-dynamic -Xswiftc -Xclang-linker -Xswiftc -no-pie

install: build
	install -D -m 755 .build/release/baton $(DESTDIR)$(PREFIX)/bin/baton
	@for pair in bash:bash-completion/completions/baton zsh:zsh/site-functions/_baton fish:fish/vendor_completions.d/baton.fish; do \
		file=$(DESTDIR)$(PREFIX)/share/$${pair#*:}; mkdir -p $${file%/*}; \
		.build/release/baton --generate-completion-script $${pair%%:*} > $$file; echo "$$file"; \
	done

# Processes the shipments of a CSV file: reads them from a bucket, a child execution for each batch, results to a bucket.
run: setup
	swift build --product baton
	@echo
	@echo "A CSV of shipments, quoted in batches by a Python function, each batch an execution of its own:"
	@.build/debug/baton run workflows/shipments/shipments.asl.yaml \
		--input-file workflows/shipments/input.json --journal :memory:

test: setup
	swift build --build-tests
	@$(FILES); SWIFT_BACKTRACE=enable=no swift test --skip-build

lint:
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

# Puts the recorded cases of AWS to `baton serve`, where they are beside the repository.
conformance:
	swift build --product baton
	.ci/conformance

# Kills the engine at random moments, KILLS times over, and looks at what is left.
crash: setup
	swift build --build-tests
	BATON_CRASH_KILLS=$(or $(KILLS),500) BATON_CRASH_SEED=$(or $(SEED),1) \
		swift test --skip-build --filter EngineCrashTests

# Puts the examples with agents to SmolLM2 in llama.cpp's server, which are installed below .build.
models: setup
	swift build --build-tests
	BATON_REAL_MODELS=1 swift test --skip-build --filter ModelPeerTests

# Feeds COUNT mutated inputs to each parser.
fuzz: setup
	swift build -c release --product Fuzz
	for subject in json jsonpath intrinsics jsonata definitions yaml datasets; do \
		.build/release/Fuzz $$subject $(or $(COUNT),1000000) --seed $(or $(SEED),1) || exit 1; \
	done

clean:
	swift package clean
