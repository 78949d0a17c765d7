#!/usr/bin/env bash
# The one command of this tree. './do help' lists what it does. Each part installs the Debian packages that it lacks.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

help() {
    cat <<'TEXT'
./do run [--demo] [--listen HOST:PORT] [--data DIR]
                        build the release and start the server (:8065, ./data) until Ctrl-C;
                        --demo also makes an admin, a team, a channel and an incoming webhook
./do test [FILTER…]     run every test suite, or those whose names begin with FILTER; './do test --list' names them
./do build [PRESET [TARGET…]]
                        build a preset (dev, release, asan, tsan, fuzz), dev by default
./do unit [FILTER]      build dev and run the unit tests, or the test cases whose names contain FILTER
./do check              formats, include rules, words, links, generated files, copies, shell scripts
./do fmt                lay out the C++ files
./do gen                write docs/reference/ from what the program declares
./do bench [ARGUMENT…]  build the release and run the load program with these arguments
./do fuzz [TARGET…]     run the fuzz targets, FUZZ_SECONDS (60) each
./do package            make the .deb in build/
./do packages SECTION…  install sections of packaging/debian-packages.txt (build demo test lint fuzz package)
./do help               this text
RENKEI_LISTEN changes the address that run listens on; RENKEI_PRESET the build that test uses.
TEXT
}

die() {
    echo "do: $*" >&2
    exit 1
}

# need SECTION…: installs what these sections of packaging/debian-packages.txt list and this machine lacks. Without
# anything to install it touches neither the network nor apt.
need() {
    local -a wanted missing
    mapfile -t wanted < <(awk -v wanted=" $* " '
        /^\[/ { gsub(/[][]/, ""); on = index(wanted, " " $1 " "); next }
        on && NF && $1 !~ /^#/ { print $1 }' packaging/debian-packages.txt | sort -u)
    if ! command -v dpkg-query >/dev/null; then
        echo "do: not a Debian system; it needs what Debian 12 calls: ${wanted[*]}" >&2
        return
    fi
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}") <(
        dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^installed //p' | sort -u))
    [ ${#missing[@]} -gt 0 ] || return 0
    local -a root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "these Debian packages are missing and only root can install them: ${missing[*]}"
        root=(sudo)
    fi
    echo "== installing Debian packages: ${missing[*]}"
    "${root[@]}" apt-get update -q </dev/null
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null
}

# build PRESET TARGET…: configures once, then builds. One build at a time on a machine, whatever checkout it is of.
build() {
    local preset=$1
    shift
    if [ ! -f "build/$preset/build.ninja" ]; then
        if [ "$preset" = fuzz ]; then need fuzz; fi
        CCACHE_BASEDIR=$PWD cmake --preset "$preset" >/dev/null
    fi
    CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 NINJA_STATUS='[%f/%t %es] ' \
        flock "${RENKEI_BUILD_LOCK:-/tmp/renkei-build.lock}" cmake --build "build/$preset" --target "$@"
}

sources() { find src bench test/unit -name '*.h' -o -name '*.cpp' 2>/dev/null | sort; }

is_taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

run() {
    local listen=${RENKEI_LISTEN:-:8065} data=./data demo=no
    while [ $# -gt 0 ]; do
        case $1 in
            --demo) demo=yes ;;
            --listen) listen=${2:?"--listen needs HOST:PORT"} && shift ;;
            --listen=*) listen=${1#*=} ;;
            --data) data=${2:?"--data needs a folder"} && shift ;;
            --data=*) data=${1#*=} ;;
            *) die "run does not know '$1' (./do help)" ;;
        esac
        shift
    done
    local port=${listen##*:} host=${listen%:*}
    [[ $port =~ ^[0-9]+$ && $listen == *:* ]] || die "'$listen' is no address: HOST:PORT or :PORT"
    case $host in '' | 0.0.0.0 | '[::]' | '*') host=127.0.0.1 ;; esac
    local base=http://$host:$port taken="port $port is taken by another program: stop it, or choose another with --listen :PORT"
    ! is_taken "${host//[\[\]]/}" "$port" || die "$taken"

    need build
    if [ $demo = yes ]; then need demo; fi
    echo "== building build/release/renkei (the first time takes some minutes)"
    build release renkei
    ! is_taken "${host//[\[\]]/}" "$port" || die "$taken"

    echo "== starting build/release/renkei serve --data $data --listen $listen"
    mkdir -p "$data"
    build/release/renkei serve --data "$data" --listen "$listen" &
    local server=$! status=0
    # Ctrl-C and kill reach the server as SIGTERM: it answers what it has begun, closes its store and ends.
    trap 'kill -TERM $server 2>/dev/null || true' INT TERM
    for ((tries = 0; tries < 600; tries++)); do
        if ! kill -0 $server 2>/dev/null; then break; fi
        if is_taken "${host//[\[\]]/}" "$port"; then break; fi
        sleep 0.05
    done
    if kill -0 $server 2>/dev/null; then
        if [ $demo = yes ]; then
            /usr/bin/python3 tools/demo.py --base "$base" --keep "$data/demo.json" ||
                { kill -TERM $server 2>/dev/null && demo=failed; }
        else
            welcome "$base"
        fi
    fi
    # A trapped signal interrupts wait, so wait until the server is really gone; the last wait tells how it ended.
    while kill -0 $server 2>/dev/null; do wait $server || true; done
    wait $server || status=$?
    [ $status = 0 ] || die "the server ended with status $status"
    echo "== stopped"
    [ $demo != failed ]
}

welcome() {
    cat <<TEXT

  Renkei is at $1 (Ctrl-C stops it).
  The first account that signs up is the system administrator. Make it with any client of this protocol, or so:

    curl -s $1/api/v4/users -d '{"email": "you@example.com", "username": "you", "password": "choose-one-12345"}'

  './do run --demo' makes an account, a team, a channel and an incoming webhook for you.

TEXT
}

bench() {
    need build
    build release renkei renkei_bench
    build/release/renkei_bench "$@"
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
    run) run "$@" ;;
    test)
        need build demo test lint fuzz
        exec /usr/bin/python3 test/run.py "$@"
        ;;
    build)
        need build
        preset=${1:-dev}
        [ $# -eq 0 ] || shift
        [ $# -gt 0 ] || set -- all
        build "$preset" "$@"
        ;;
    unit)
        need build
        build dev renkei_tests && build/dev/renkei_tests ${1:+--test-case="*$1*"}
        ;;
    check)
        need build lint
        if [ -d src/main ]; then build dev renkei >/dev/null; fi
        exec /usr/bin/python3 tools/check.py "$@"
        ;;
    fmt)
        need lint
        sources | xargs -r clang-format -i
        ;;
    gen)
        need build lint
        build dev renkei
        /usr/bin/python3 tools/gen.py
        ;;
    bench) bench "$@" ;;
    fuzz)
        need build fuzz
        exec /usr/bin/python3 tools/fuzz.py "$@"
        ;;
    package)
        need build package
        build release renkei
        (cd build/release && cpack -G DEB)
        ;;
    packages) need "$@" ;;
    help | -h | --help) help ;;
    *)
        help >&2
        die "no command '$command'"
        ;;
esac
