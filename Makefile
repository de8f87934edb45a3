# synvc: 'make demo' shows it at work, 'make test' proves it. Both install what they need on Debian.
# How many snapshots the benchmark goes to.
SNAPSHOTS ?= 10000
PREFIX ?= /usr/local
DESTDIR ?=
RELEASE = .build/release
# A folder a model.
MODELS = $(wildcard Sources/DeviceLibrary/Models/*)
# Off until somebody enables or links them: docs/automatic-backups.md.
UNITS = synvc-auto@.service synvc-auto@.timer
PLUGGED = synvc-plugged.service 90-synvc.rules
SWIFT_RELEASE = swift build -c release --static-swift-stdlib --disable-local-rpath

.PHONY: build demo test test-alsa prove prove-fsck prove-faults fuzz bench install uninstall lint format deps clean

build: deps
	$(SWIFT_RELEASE) --product synvc

demo: build
	scripts/demo.sh $(RELEASE)/synvc

test: deps
	swift build --build-tests
	scripts/run-tests.sh

# Real ports, in a guest with a real Linux sound system; RUNS=10 does it ten times, GUEST=--if-possible passes over
# a machine on which no guest can be set up.
RUNS ?= 1
GUEST ?=
test-alsa: build
	Tests/alsa/run $(RELEASE)/synvc --times $(RUNS) $(GUEST)

# The proofs run a hundred times as many cases: their tests are built apart, with optimisation.
SWIFT_PROVE = --scratch-path .build/prove -Xswiftc -O

# Every byte of a snapshot and of a restore lost, added, echoed, cut off; every fault on a whole Monomachine.
# SYNVC_FAULTS=overflow tries the rows with this word alone.
prove-faults: deps
	swift build --build-tests $(SWIFT_PROVE)
	SYNVC_EXHAUSTIVE=1 scripts/run-tests.sh $(SWIFT_PROVE) --filter "FaultSweepTests"

# Every bit of a small archive flipped, every file cut at every length; the program on some thousand damaged archives.
prove-fsck: deps
	swift build --build-tests $(SWIFT_PROVE)
	SYNVC_EXHAUSTIVE=1 scripts/run-tests.sh $(SWIFT_PROVE) --filter "FsckProofTests|RepairTests|DurabilityTests.DamageTests"

# Every fault of every command, all states after a power cut, 500 kills, 1,000 snapshots by eight processes at once.
# SYNVC_SCENARIOS=gc,tag tries the faults and power cuts of these commands alone.
prove: deps
	swift build --build-tests $(SWIFT_PROVE)
	SYNVC_EXHAUSTIVE=1 scripts/run-tests.sh $(SWIFT_PROVE) --filter "DurabilityTests|MaintenanceTests.CollectSize|MaintenanceTests.PowerCut"

# Malformed input for every reader, for ten minutes; SYNVC_FUZZ_SEED repeats a run.
fuzz: deps
	swift build --build-tests
	SYNVC_FUZZ_SECONDS=$${SYNVC_FUZZ_SECONDS:-600} SWIFT_BACKTRACE=enable=no scripts/run-tests.sh --filter FuzzTests

# Of the program as it is installed: what the linker wrote starts more slowly than its copy (docs/decisions/0053-benchmark-against-git.md).
INSTALLED = $(abspath .build/installed)
bench: build
	$(SWIFT_RELEASE) --product Benchmarks
	$(MAKE) --no-print-directory install DESTDIR= PREFIX=$(INSTALLED)
	$(RELEASE)/Benchmarks $(INSTALLED)/bin/synvc $(abspath Sources/DeviceLibrary/Models) $(SNAPSHOTS)

# What is missing of the system's packages; asks for root only then.
deps:
	@scripts/install-packages.sh

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
	scripts/check-modules.sh
	scripts/check-doc-comments.sh
	scripts/check-words.sh

format:
	swift format --in-place --recursive Sources Tests Package.swift

# Without what only debuggers read: the file is half as large then, and starts sooner.
install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/synvc/hooks"
	install -m 755 -s $(RELEASE)/synvc "$(DESTDIR)$(PREFIX)/bin/synvc"
	for model in $(MODELS); do install -d "$(DESTDIR)$(PREFIX)/share/synvc/devices/$${model##*/}" && \
	  install -m 644 $$model/* "$(DESTDIR)$(PREFIX)/share/synvc/devices/$${model##*/}/" || exit 1; done
	install -m 644 hooks/README.md hooks/*.sample "$(DESTDIR)$(PREFIX)/share/synvc/hooks/"
	install -d "$(DESTDIR)$(PREFIX)/lib/systemd/user" "$(DESTDIR)$(PREFIX)/share/synvc/systemd"
	for unit in $(UNITS); do sed 's|/usr/local|$(PREFIX)|g' hooks/systemd/$$unit >"$(DESTDIR)$(PREFIX)/lib/systemd/user/$$unit"; done
	for unit in $(PLUGGED); do sed 's|/usr/local|$(PREFIX)|g' hooks/systemd/$$unit >"$(DESTDIR)$(PREFIX)/share/synvc/systemd/$$unit"; done

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/synvc"
	rm -rf "$(DESTDIR)$(PREFIX)/share/synvc"
	rm -f $(UNITS:%="$(DESTDIR)$(PREFIX)/lib/systemd/user/%")

clean:
	rm -rf .build
