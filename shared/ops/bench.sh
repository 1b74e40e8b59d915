#!/usr/bin/env bash
# bench.sh - `./refsys bench [name] [--json] [--quick]`: runs tests/bench/<name>.ts, or all of them, against
# the release build; `./refsys bench --list` names them.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

# list_benches: each with its first line, which says what is measured.
list_benches() {
    local file
    for file in "${files[@]}"; do
        printf '%-8s %s\n' "$(basename "$file" .ts)" "$(sed -n '1s,^// ,,p' "$file")"
    done
}

cd "$ROOT"
files=()
for file in tests/bench/*.ts; do
    if grep -q '^//     ./refsys bench' "$file"; then # the others are help
        files+=("$file")
    fi
done
((${#files[@]})) || die "bench: tests/bench is empty"
options=()
names=()
for word in "$@"; do
    case $word in
    --json | --quick) options+=("$word") ;;
    --list)
        list_benches
        exit
        ;;
    -*) die "bench: unknown option $word" ;;
    *) names+=("$word") ;;
    esac
done
if ((${#names[@]} == 0)); then
    for file in "${files[@]}"; do
        names+=("$(basename "$file" .ts)")
    done
fi

# With --json nothing but the results may reach standard output.
{
    need_packages "${PACKAGES_BUILD[@]}" "${PACKAGES_BENCH[@]}"
    need_node
    say "building"
    quietly configure-release cmake --preset release # it may have been before the peers' libraries came
    quietly build-release build_programs release     # no bench needs the page
    need_modules tests
} >&2
export REFSYS_BIN=$BUILD/release/bin
for name in "${names[@]}"; do
    [[ -f tests/bench/$name.ts ]] || die "bench: there is no tests/bench/$name.ts"
done
node tests/bench/suite.ts "${names[@]}" "${options[@]}"
