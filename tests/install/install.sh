#!/usr/bin/env bash
# Installs the foreign programs that the tests run: Debian packages (packages.tsv), Apache Kafka's
# jars (../java), the Python clients (../python), the Go clients (../go), KafkaJS (../node) and
# Heimdal's kpasswd. What is there already costs a look at it: each carries a stamp with the hash
# of what it was made from.
# A Go or Node that is on the PATH comes before Debian's.
# With the word `server` it adds a real Apache Kafka broker, which only recordings and the benchmark
# start.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
readonly cache=$PWD/.cache
readonly oldest_java=17
# From this one on Go fetches the toolchain that go.mod asks for by itself.
readonly oldest_go=21
readonly oldest_node=14

say() { printf 'install: %s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "needs root for: $* (no sudo here; run it once as root)"
    fi
}

is_there() {
    case $1 in
        /*) compgen -G "$1" >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing_packages() {
    local program package
    grep -v '^#' tests/install/packages.tsv | while IFS=$'\t' read -r program package; do
        is_there "$program" || printf '%s\n' "$package"
    done | sort -u
}

# The tests start their own daemons on ports of their own; those of the packages stay down.
without_daemons() {
    local policy=/usr/sbin/policy-rc.d
    if [ -e $policy ]; then
        "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod 755 $policy
    local code=0
    "$@" || code=$?
    as_root rm -f $policy
    return $code
}

install_packages() {
    local packages
    packages=$(missing_packages | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    command -v apt-get >/dev/null ||
        fail "missing: $packages(Debian's names; install what your system calls them)"
    say "Debian packages: $packages"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    # shellcheck disable=SC2086 # one word for each package
    without_daemons as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
        --no-install-recommends -o Dpkg::Use-Pty=0 $packages >/dev/null
    packages=$(missing_packages | tr '\n' ' ')
    [ -z "$packages" ] || fail "installed, and still not found: $packages"
}

check_java() {
    local version
    version=$(javac -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
    [ "$version" -ge $oldest_java ] 2>/dev/null ||
        fail "javac is version $version, the tests need $oldest_java:" \
            "apt-get install openjdk-$oldest_java-jdk-headless"
}

check_go() {
    local version
    version=$(go version 2>&1 | sed -E 's/^go version go1\.([0-9]+).*/\1/')
    [ "$version" -ge $oldest_go ] 2>/dev/null ||
        fail "$(command -v go) is Go 1.$version, the clients need 1.$oldest_go or later:" \
            "put a newer one before it on the PATH (https://go.dev/dl)"
}

check_node() {
    local version
    version=$(node --version 2>&1 | sed -E 's/^v([0-9]+).*/\1/')
    [ "$version" -ge $oldest_node ] 2>/dev/null ||
        fail "$(command -v node) is version $version, KafkaJS needs $oldest_node or later:" \
            "put a newer one before it on the PATH (https://nodejs.org)"
}

# fresh NAME MANIFEST...: true when NAME was made from these manifests.
stamp_of() { cat "$@" | sha256sum | cut -d' ' -f1; }
fresh() {
    local name=$1
    shift
    [ "$(cat "$cache/$name.stamp" 2>/dev/null)" = "$(stamp_of "$@")" ]
}
stamp() { local name=$1; shift; stamp_of "$@" >"$cache/$name.stamp"; }

# Checksums are strict: a jar that is not what the repository says it is stops the run.
install_jars() {
    local name=$1 pom=$2
    fresh "$name" "$pom" && return 0
    say "$name: Apache Kafka's jars, by Maven"
    rm -rf "${cache:?}/$name"
    local try
    for try in 1 2 3; do
        mvn -B -q -ntp -C -Dstyle.color=never -f "$pom" dependency:copy-dependencies \
            -DincludeScope=runtime -DoutputDirectory="$cache/$name" && break
        [ "$try" -lt 3 ] || fail "Maven could not fetch what $pom names"
        say "once more"
    done
    stamp "$name" "$pom"
}

install_python() {
    local wanted=tests/python/requirements.txt python=/usr/bin/python3
    # An environment ends with the interpreter that it was made from.
    local python_there="$cache/venv/bin/python"
    fresh venv $wanted && "$python_there" -c 'import confluent_kafka, gssapi, kafka' 2>/dev/null &&
        return 0
    [ -x $python ] || python=python3
    say "venv: Python clients, by pip (gssapi is compiled, about a minute)"
    "$python_there" -c '' 2>/dev/null || {
        rm -rf "${cache:?}/venv"
        $python -m venv "$cache/venv"
    }
    "$cache/venv/bin/pip" --quiet --disable-pip-version-check install -r $wanted
    stamp venv $wanted
}

# go.sum and package-lock.json pin what is fetched, with checksums.
install_go() {
    local sources=(tests/go/go.mod tests/go/go.sum tests/go/*.go)
    fresh go "${sources[@]}" && [ -x "$cache/go/clients" ] && return 0
    say "go: franz-go, Sarama and kafka-go, by go build"
    mkdir -p "$cache/go"
    go -C tests/go build -buildvcs=false -trimpath -o "$cache/go/clients" . || return 1
    stamp go "${sources[@]}"
}

install_node() {
    local sources=(tests/node/package.json tests/node/package-lock.json)
    fresh node "${sources[@]}" && [ -d "$cache/node/node_modules/kafkajs" ] && return 0
    say "node: KafkaJS, by npm"
    rm -rf "${cache:?}/node"
    mkdir -p "$cache/node"
    cp "${sources[@]}" "$cache/node"
    (cd "$cache/node" && npm --loglevel=error ci --no-audit --no-fund >/dev/null) || return 1
    stamp node "${sources[@]}"
}

# Heimdal's kpasswd. Its package excludes MIT's programs, so it is unpacked and not installed.
install_heimdal() {
    local folder=$cache/heimdal
    [ -x "$folder/usr/bin/kpasswd.heimdal" ] && return 0
    say "heimdal: kpasswd, from Debian's package"
    rm -rf "${folder:?}"
    mkdir -p "$folder"
    (
        cd "$folder"
        apt-get -qq -o APT::Sandbox::User=root download heimdal-clients >/dev/null
        dpkg-deb -x heimdal-clients_*.deb .
    )
}

main() {
    case ${1:-} in
        '' | server) ;;
        *) fail "it knows no '$1': nothing, or the word server" ;;
    esac
    mkdir -p "$cache"
    exec 9>"$cache/install.lock"
    flock 9
    install_packages
    check_java
    check_go
    check_node
    install_python &
    local python=$!
    install_go || fail "the Go clients could not be built"
    install_node || fail "KafkaJS could not be installed"
    install_heimdal || fail "Heimdal's kpasswd could not be fetched"
    install_jars kafka-tools tests/java/pom.xml
    install_jars kafka-clients tests/java/pom-clients.xml
    install_jars kafka-clients-3.9 tests/java/pom-3.9.xml
    install_jars kafka-clients-1.1 tests/java/pom-1.1.xml
    install_jars kafka-clients-0.9 tests/java/pom-0.9.xml
    [ "${1:-}" != server ] || install_jars kafka-server tests/java/pom-server.xml
    wait $python || fail "the Python clients could not be installed"
    say "all there"
}

main "$@"
