#!/usr/bin/env bash
# lint.sh - reads the project without running it: formatting, clang-tidy, cppcheck, shellcheck, types
# of the TypeScript tests, and things that must never be committed.
# As a command: lint.sh [step...]. The compile database is that of the preset clang: clang-tidy knows
# every flag in it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

# project_files PATTERN...: names of the project's own files, one a line, from the root.
project_files() {
    local pattern names=()
    for pattern in "$@"; do
        names+=(-o -name "$pattern")
    done
    (cd "$ROOT" && find . \( -name .git -o -name node_modules -o -name dist -o -path ./build -o \
        -path ./run \) -prune -o -type f \( "${names[@]:1}" \) -printf '%P\n')
}

lint_format() {
    project_files '*.c' '*.h' | xargs -r clang-format-14 --dry-run -Werror --ferror-limit=1
}

# clang-tidy and cppcheck read what runs in production: that an assertion of a test does not return,
# they do not understand, and the tests are run under sanitizers anyway. One file a process:
# clang-tidy 14 reports every va_list of a second file as uninitialised.
lint_tidy() {
    configure clang
    project_files '*.c' | grep -v '^tests/' |
        xargs -r -P "$CORES" -n 1 clang-tidy-14 -p "$BUILD/clang" --quiet 2>&1 |
        sed '/ warnings\? generated\.$/d' # of what it has suppressed
}

lint_cppcheck() {
    configure clang
    mkdir -p "$BUILD/cppcheck"
    cppcheck --project="$BUILD/clang/compile_commands.json" --cppcheck-build-dir="$BUILD/cppcheck" \
        -j "$CORES" --quiet --error-exitcode=1 --enable=warning,performance,portability \
        -i "$ROOT/tests" --inline-suppr --suppressions-list="$OPS/cppcheck.txt"
}

lint_shell() {
    { project_files '*.sh' '*.bash' && printf '%s\n' refsys .ci/run shared/ops/debian/{postinst,prerm,postrm}; } | xargs -r shellcheck -x
}

lint_types() {
    node tests/node_modules/typescript/bin/tsc -p tests
}

# Every test that the table of requirements names is there.
lint_requirements() {
    node tests/requirements.ts
}

# refuse WHAT PATTERN [EXCEPT]: fails when the project has a text like that, unless it is also EXCEPT.
refuse() {
    local what=$1 pattern=$2 except=${3:-^$} found
    found=$(project_files '*' | xargs -r -d '\n' grep -InoE -- "$pattern" |
        grep -vE -- ":[0-9]+:.*($except)" || true)
    [[ -z $found ]] || die "$what:"$'\n'"$found"
}

# The patterns are written so that they do not match themselves.
lint_hygiene() {
    refuse "paths of somebody's machine" '(^|[^A-Za-z0-9_.-])/(hom[e]|roo[t]|wor[k]|User[s])/'
    refuse "a private key" '-----BEGI[N] ([A-Z]+ )?PRIVATE KEY'
    refuse "a bot token that says neither SIMULATED, test nor nobody and is not the one of Telegram's manual" \
        '[0-9]{8,12}:[A-Za-z0-9_-]{30,}' 'SIMULATED|test|nobody|AAHdqTcvCH1vGWJxf'
    refuse "a registry host" 'registr[y]\.npmjs|deb\.debia[n]\.org|packages\.[a-z.]*\.(com|dev)'
    refuse "an unfinished merge" '^(<{7}|>{7}) '
}

run_lint() {
    local step rc failed=()
    for step in "${LINT_STEPS[@]}"; do
        logged "lint-$step" "lint_$step"
        if ((rc != 0)); then
            failed+=("$step")
            show "lint-$step"
        fi
    done
    ((${#failed[@]} == 0)) || die "lint: ${failed[*]}"
}

LINT_STEPS=(format tidy cppcheck shell types requirements hygiene)
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    (($# == 0)) || LINT_STEPS=("$@")
    cd "$ROOT"
    run_lint
fi
