# Verbs only; what each does stands in the program that it calls.

.PHONY: help demo install test check record-authorization bench faults fuzz docs clean

help:     ## these lines
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1\t/'

demo:     ## a realm, a broker, a client, two famous failures explained; needs only Rust
	cargo run --release -p kerbside-cli -- demo

install:  ## the foreign programs that judge us (apt, Maven, a Python environment)
	tests/install/install.sh

test: install  ## everything: our own tests, then those against foreign programs
	cargo build --workspace --bins
	cargo test --workspace --no-fail-fast

# Twice: with every feature, as the whole workspace wants them, and as those have it who want none.
check:    ## format, lints, documentation, the rules of the house
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy -p kerbside -p kerbside-kdc --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps
	cargo test -p house

record-authorization: ## what a real Apache Kafka answers, row by row: tests/goldens/authorization
	tests/install/install.sh server
	cargo run -p acceptance --bin record-authorization

bench: install  ## speed: our KDC beside MIT's, our broker beside Kafka (docs/PERFORMANCE.md)
	tests/install/install.sh server
	cargo build --release -p kerbside-cli -p bench
	cargo run --release -p bench -- all

faults:   ## kill -9, crowds, a full disk, spoiled files: 1,000 rounds, some minutes; as root
	cargo build -p kerbside-cli
	cargo run -p acceptance --bin faults

fuzz:     ## 100,000 inputs for each area, a minute in all
	fuzz/run.sh

docs:     ## the documentation of every crate, below target/doc
	cargo doc --workspace --no-deps

clean:    ## everything that a build or a test run left here
	cargo clean
	rm -rf .cache fuzz/target fuzz/corpus fuzz/artifacts
