#!/usr/bin/env bash
# test.sh - `./refsys test [quick | list | stage...]`: everything that can find a fault.
# `--seed N` repeats the decisions of what is random. `--minutes M` is how long the stages `faults` (then nothing but the
# mixed load in which everything dies) and `fuzz` take. `--runs K` repeats `faults` with K seeds, one after another.
# A stage prints one line; its output is kept in build/log/<stage>.log and shown when it fails. A
# failed stage does not stop the others, unless they cannot run without it. The last line counts.
# A stage whose command begins with & runs beside those that follow, which mostly wait.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/lint.sh"

# Each stage builds what it needs, so that it can be run alone; the stages build-* come first in a
# full run only to show where the time goes.
STAGES=(
    'deps          | run_deps               | what the machine lacks: Debian packages, Node, npm packages'
    'ui            | run_ui                 | the SPA: formatting, types, unit tests, build'
    'build-release | build_programs release | gcc, optimised and hardened'
    'build-clang   | build_programs clang   | clang, for its warnings and for clang-tidy'
    'build-asan    | build_programs asan    | gcc, address and undefined-behaviour sanitizers'
    'build-fuzz    | build_programs fuzz    | clang, libFuzzer'
    'unit          | run_ctest release      | unit tests, generated files, fuzz corpora'
    'asan          | run_ctest asan         | the same under sanitizers'
    'counts        | run_counts             | instructions of the hot paths, against those on record'
    'fuzz          | run_fuzz               | every fuzz target for some seconds'
    'lint          | & run_lint             | formatting, clang-tidy, cppcheck, shellcheck, hygiene'
    'faults        | & run_faults           | real processes, killed, stopped and lied to'
    'package       | & run_package          | the Debian package on a bare machine, by the words of its guide'
    'sim           | run_node sim none      | tests of the simulated Telegram and Ozon'
    'system        | run_system release     | real processes, together'
    'security      | run_security           | strangers, wrong keys, replayed logins, secrets looked for everywhere'
    'e2e           | run_e2e                | the whole system in a real browser'
    'system-asan   | run_system asan        | system tests once more, under sanitizers'
)
QUICK='deps build-release unit system'
VITAL='deps build-release' # without these nothing that follows makes sense

readonly FUZZ_SECONDS=30        # in sum over all targets
test_timeout_ms=600000          # one test file; a hang is a failure, not a wait
readonly SYSTEM_FILES=6         # test files at a time: they wait for clocks and limits more than they work
readonly E2E_FILES=2
node_under=()                   # what runs the tests' Node, if it is not started just so

run_deps() {
    need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_TEST[@]}" "${PACKAGES_PACKAGE[@]}" "${PACKAGES_MACHINE[@]}"
    need_node
    need_modules tests
    need_modules ui
}

run_ui() {
    npm --prefix ui run check
    build_ui
}

run_ctest() {
    build_programs "$1"
    ctest --preset "$1"
}

# The program that is counted needs valgrind's header, which may have come after the build tree.
run_counts() {
    [[ -x $BUILD/release/bench/paths_bench ]] || cmake --preset release
    build_programs release
    run_node counts release
}

# Two targets at a time, from the committed corpus and what earlier runs have found, which stays in build/.
run_fuzz() {
    local targets seconds
    build_programs fuzz
    targets=("$BUILD"/fuzz/fuzz/*_fuzz)
    [[ -x ${targets[0]} ]] || die "no fuzz target was built"
    seconds=$FUZZ_SECONDS
    [[ -z ${REFSYS_MINUTES:-} ]] || seconds=$((2 * 60 * REFSYS_MINUTES))
    seconds=$((seconds / ${#targets[@]}))
    printf '%s\n' "${targets[@]}" | xargs -P 2 -n 1 "$OPS/fuzz.sh" "$((seconds > 2 ? seconds : 2))"
}

# run_node FOLDER PRESET [FILES [NAME]]: tests/FOLDER/**/NAME.test.ts (all) against the programs of that build
# (none: the tests need no program), so many files at a time, the largest first: they take longest.
run_node() {
    local files
    mapfile -t files < <(find "tests/$1" -name "${4:-*}.test.ts" -printf '%s %p\n' | sort -rn | cut -d' ' -f2)
    ((${#files[@]})) || die "no tests in tests/$1"
    REFSYS_BIN=$BUILD/$2/bin \
        "${node_under[@]}" node --test --test-concurrency="${3:-1}" --test-timeout="$test_timeout_ms" \
        --test-reporter=spec "${files[@]}"
}

run_system() {
    build_programs "$1"
    if [[ $1 == asan ]]; then
        sanitized run_node system asan "$SYSTEM_FILES"
    else
        run_node system "$1" "$SYSTEM_FILES"
    fi
}

run_faults() {
    local n seed=${REFSYS_SEED:-$RANDOM} runs=${REFSYS_RUNS:-1} passed=0
    build_programs release
    for ((n = 0; n < runs; n++)); do
        export REFSYS_SEED=$((seed + n))
        if run_node faults release 1 "${REFSYS_MINUTES:+random-kills}"; then passed=$((passed + 1)); fi
    done
    echo "# seeds $seed to $((seed + runs - 1)): $passed of $runs runs passed"
    ((passed == runs))
}

# Whoever is not root, or is root of a container, can only look at the package. Where a machine can be booted, its tests
# have a network of their own, without anybody else in it.
run_package() {
    build_package
    rm -rf "$BUILD"/package/machine-* # of a run that was killed
    if unshare --net true; then
        bare_machine
        node_under=(unshare --net)
    fi
    run_node package release 2
}

# bare_machine: build/package/bare, the Debian of this machine with an init, from where this one has its own. What the
# package depends on, and what its guide asks for, is downloaded there and not installed.
bare_machine() {
    local bare=$BUILD/package/bare needs
    needs="$(dpkg-deb --field "$BUILD"/release/package/refsys_*.deb Depends) ${PACKAGES_GUIDE[*]}"
    [[ -d $bare ]] || make_bare "$bare"
    unchanged "$bare.needs" "$needs" && return 0
    cp "$BUILD"/release/package/refsys_*.deb "$bare/tmp/refsys.deb"
    chroot "$bare" apt-get update
    chroot "$bare" apt-get install --download-only --yes /tmp/refsys.deb
    chroot "$bare" apt-get install --download-only --yes --no-install-recommends "${PACKAGES_GUIDE[@]}"
    rm "$bare/tmp/refsys.deb"
    stamp "$bare.needs" "$needs"
}

make_bare() {
    local name mirror
    rm -rf "$1.new" "$1.needs"
    mkdir -p "$BUILD/package"
    name=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016 # apt's own words
    mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $name" 'Label: Debian' | sort -u | sed 1q)
    debootstrap --variant=minbase --include=systemd-sysv,procps "$name" "$1.new" "$mirror"
    mv "$1.new" "$1"
}

run_security() {
    build_programs release
    build_ui
    run_node security release
}

run_e2e() {
    build_programs release
    build_ui
    run_node e2e release "$E2E_FILES"
}

# sanitized COMMAND...: sanitizers write their findings to files, so that no program can hide one by
# being killed or by logging elsewhere.
sanitized() {
    local reports=$LOG/sanitizer
    rm -rf "$reports"
    mkdir -p "$reports"
    export ASAN_OPTIONS=log_path=$reports/report:detect_stack_use_after_return=1:strict_string_checks=1
    export UBSAN_OPTIONS=print_stacktrace=1
    "$@"
    if compgen -G "$reports/*" >/dev/null; then
        cat "$reports"/*
        die "the sanitizers found something"
    fi
}

# report NAME RC SECONDS: the rest of its line. Uses passed and failed of main.
report() {
    if (($2 == 0)); then
        printf 'ok      %4d s\n' "$3"
        [[ ! $1 =~ ^(faults|fuzz|package)$ ]] || show "$1" | sed -n 's/^# /    /p'
        passed=$((passed + 1))
    else
        printf 'FAILED  %4d s\n' "$3"
        failed+=("$1")
        show "$1"
    fi
}

stage() {
    local rc start=$SECONDS
    printf '%-14s ' "$1"
    logged "$@"
    report "$1" "$rc" $((SECONDS - start))
}

# beside NAME COMMAND...: behind what people and tests wait for. Uses started of main.
beside() {
    (
        renice -n 10 -p "$BASHPID" >/dev/null
        logged "$@"
        echo "$rc $SECONDS" >"$LOG/$1.end"
    ) &
    started+=("$1 $! $SECONDS")
}

join() {
    local one name pid since rc end
    for one in "${started[@]}"; do
        read -r name pid since <<<"$one"
        printf '%-14s ' "$name"
        wait "$pid" || true
        read -r rc end <"$LOG/$name.end"
        report "$name" "$rc" $((end - since))
    done
}

list() { printf '%s\n' "${STAGES[@]}" | sed -E 's/\|[^|]*\| //'; }

# take_options [WORD...]: what is asked for besides stages; what is left stands in `words`.
take_options() {
    local word
    words=()
    while (($#)); do
        case $1 in
        --seed | --minutes | --runs)
            [[ ${2:-} =~ ^[0-9]+$ ]] || die "$1 takes a whole number"
            word=${1#--}
            export "REFSYS_${word^^}=$2"
            shift
            ;;
        *) words+=("$1") ;;
        esac
        shift
    done
    test_timeout_ms=$((test_timeout_ms + 2 * 60000 * ${REFSYS_MINUTES:-0}))
}

# wanted_stages [WORD...]: what the command line asks for, with spaces around.
wanted_stages() {
    local name names
    names=$(list | awk '{print $1}' | tr '\n' ' ')
    case ${1:-} in
    '') printf ' %s ' "$names" ;;
    quick) printf ' %s ' "$QUICK" ;;
    *)
        for name in "$@"; do
            [[ " $names " == *" $name "* ]] || die "there is no stage $name: see ./refsys test list"
        done
        printf ' deps %s ' "$*"
        ;;
    esac
}

main() {
    local row name command words wanted passed=0 failed=() started=()
    take_options "$@"
    if [[ ${words[0]:-} == list ]]; then
        list
        return
    fi
    wanted=$(wanted_stages "${words[@]}")
    cd "$ROOT"
    for row in "${STAGES[@]}"; do
        IFS='|' read -r name command _ <<<"$row"
        name=${name// /}
        [[ $wanted == *" $name "* ]] || continue
        read -ra words <<<"$command"
        if [[ ${words[0]} == '&' ]]; then
            beside "$name" "${words[@]:1}"
            continue
        fi
        stage "$name" "${words[@]}"
        if [[ " $VITAL " == *" $name "* && " ${failed[*]} " == *" $name "* ]]; then
            break
        fi
    done
    join
    ((${#failed[@]} == 0)) || say "failed: ${failed[*]}"
    say "$SECONDS s; the output of every stage is in build/log/"
    say "$passed passed, ${#failed[@]} failed"
    ((${#failed[@]} == 0))
}

main "$@"
