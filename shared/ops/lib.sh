# shellcheck shell=bash disable=SC2034
# lib.sh - what every script here starts from: where things are, how to speak, how to stop.
# Sourced. Everything made by a build lies below $BUILD, everything a run leaves below $RUN.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
OPS=$ROOT/shared/ops
BUILD=$ROOT/build
RUN=$ROOT/run
LOG=$BUILD/log
TOOLS=$BUILD/tools
CORES=$(nproc)
export PATH="$TOOLS/bin:$PATH"
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$CORES}"
readonly ROOT OPS BUILD RUN LOG TOOLS CORES

say() { printf '%s\n' "$*"; }

die() {
    printf 'refsys: %s\n' "$*" >&2
    exit 1
}

# logged NAME COMMAND...: runs the command with its output in build/log/NAME.log; its result is in $rc.
# (Not a condition around the command: inside one, bash would ignore `set -e` in functions.)
logged() {
    local log=$LOG/$1.log
    shift
    mkdir -p "$LOG"
    set +e
    (
        set -e
        export NO_COLOR=1
        "$@"
    ) >"$log" 2>&1
    rc=$?
    set -e
}

# show NAME: the log, without the colours that some programs send to a file.
show() { sed -E 's/\x1b(\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)//g' "$LOG/$1.log"; }

# quietly NAME COMMAND...: the output is shown only if the command fails, and then this is the end.
quietly() {
    local rc
    logged "$@"
    if ((rc != 0)); then
        show "$1" >&2
        die "failed: ${*:2}"
    fi
}

# unchanged STAMP TEXT: true if the stamp file holds exactly this text.
unchanged() { [[ -f $1 && $(<"$1") == "$2" ]]; }

stamp() {
    mkdir -p "$(dirname "$1")"
    printf '%s' "$2" >"$1"
}
