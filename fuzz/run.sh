#!/usr/bin/env bash
# Runs each fuzz target on 100,000 inputs, seeded from fixtures/ and keytabs/, a minute in all.
# The stable compiler is enough: coverage comes from LLVM's own pass, without a sanitizer, and
# libFuzzer is linked in. FUZZ_RUNS asks for another number of inputs; targets may be named.
set -euo pipefail
cd "$(dirname "$0")"
readonly runs=${FUZZ_RUNS:-100000} seconds=${FUZZ_SECONDS:-60} longest=4096 kilobytes=1048576
host=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_TARGET_DIR=${FUZZ_TARGET_DIR:-$PWD/target}

# What `cargo fuzz --sanitizer none` sets.
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
coverage+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage+=" -Cllvm-args=-sanitizer-coverage-pc-table"
coverage+=" -Cllvm-args=-sanitizer-coverage-trace-compares"

# seed TARGET NAME OCTETS: octets as \x escapes.
seed() { printf "$3" >"corpus/$1/$2"; }
escaped() { grep -v '^#' "$1" | tr -d '[:space:]' | sed 's/../\\x&/g'; }
# seed_file TARGET SELECTOR FILE
seed_file() { { printf "$2"; cat "$3"; } >"corpus/$1/$(basename "$3")"; }

seed_krb5_and_kdc() {
    local file name
    for file in ../fixtures/wire/*.hex; do
        name=$(basename "$file" .hex)
        seed krb5 "message-$name" "\\x00$(escaped "$file")"
        seed krb5 "token-$name" "\\x03$(escaped "$file")"
        seed kdc "udp-$name" "\\x00$(escaped "$file")"
        seed kdc "tcp-$name" "\\x01$(escaped "$file")"
    done
    for file in ../keytabs/*.keytab ../keytabs/broken/*.keytab; do
        seed_file krb5 '\x01' "$file"
    done
    for file in ../fixtures/ccache/*.ccache; do
        seed_file krb5 '\x02' "$file"
    done
    for file in ../fixtures/krb5conf/*.conf ../fixtures/krb5conf/broken/*; do
        seed_file krb5 '\x05' "$file"
    done
    seed_file krb5 '\x06' ../fixtures/kadm5/session.calls
    printf '\x04alice/admin\\@x@EXAMPLE.TEST' >corpus/krb5/name
}

# Every message in every version, and dialogs of SASL.
seed_kafka_and_broker() {
    CARGO_TARGET_DIR=${SEED_TARGET_DIR:-../target} cargo run --quiet \
        --manifest-path ../Cargo.toml -p kerbside-kafka-wire --example fuzz_seeds -- \
        corpus ../fixtures/wire/mit-gss-ap-req.hex
}

# The limit of address space is the judge of counts: what a reader reserves because a message says
# so, and never touches, shows in no other way.
fuzz() {
    local target=$1 log=artifacts/$1.log
    printf '== fuzz %s: %s inputs\n' "$target" "$runs"
    if ! (ulimit -v $kilobytes && exec "$CARGO_TARGET_DIR/$host/release/$target" -runs="$runs" \
        -seed=1 -max_len=$longest -timeout=5 -max_total_time="$seconds" -print_final_stats=1 \
        -artifact_prefix=artifacts/ "corpus/$target") 2>"$log"; then
        tail -n 40 "$log" >&2
        printf 'fuzz %s failed; the input is in fuzz/artifacts, the whole log in %s\n' \
            "$target" "fuzz/$log" >&2
        return 1
    fi
    grep '^stat::' "$log"
    reached "$target" "$log"
}

# What a target says that it wants to reach and how often it did (targets/tally.rs), as a table in
# artifacts/TARGET.hits. Something that was never reached is a failure.
reached() {
    local target=$1 log=$2 table=artifacts/$1.hits missing
    grep -q '^mod tally;' "targets/$target.rs" || return 0
    awk '$1 == "wanted" { hits[$2] += 0 } $1 == "hit" && $2 in hits { hits[$2] = $3 }
        END { for (name in hits) print name, hits[name] }' "$log" | sort -V >"$table"
    missing=$(awk '$2 == 0 { print $1 }' "$table" | tr '\n' ' ')
    if [ -n "$missing" ] || [ ! -s "$table" ]; then
        printf 'fuzz %s never reached: %s\n' "$target" "${missing:-anything}" >&2
        return 1
    fi
    # Counts are told at powers of two: each is at least what stands there.
    awk -v target="$target" '
        { split($1, part, ":"); name = part[2] == "" ? $1 : part[1] ":" part[2]; sum[name] += $2 }
        END {
            for (name in sum) if (!least || sum[name] < sum[least]) least = name
            printf "fuzz %s reached all %d that it has to (%s least, %d times or more)\n",
                target, NR, least, sum[least]
        }' "$table"
}

main() {
    local targets=("$@") target
    [ $# -gt 0 ] || targets=(krb5 kafka kdc broker)
    rm -rf corpus artifacts
    mkdir -p corpus/{krb5,kafka,kdc,broker} artifacts
    seed_krb5_and_kdc
    seed_kafka_and_broker
    RUSTFLAGS="$coverage --cfg fuzzing" cargo build --release --target "$host"
    for target in "${targets[@]}"; do
        fuzz "$target"
    done
}

main "$@"
