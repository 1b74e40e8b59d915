#!/usr/bin/env bash
# bench.sh - `./refsys bench [name] [--json] [--quick]`: runs tests/bench/<name>.ts, or all of them, against
# the release build.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

cd "$ROOT"
options=()
names=()
for word in "$@"; do
    case $word in
    --json | --quick) options+=("$word") ;;
    -*) die "bench: unknown option $word" ;;
    *) names+=("$word") ;;
    esac
done
if ((${#names[@]} == 0)); then
    shopt -s nullglob
    for file in tests/bench/*.ts; do
        names+=("$(basename "$file" .ts)")
    done
fi
((${#names[@]})) || die "bench: tests/bench is empty"

# With --json nothing but the results may reach standard output.
{
    build_for_use
    need_modules tests
    need_packages "${PACKAGES_BENCH[@]}"
} >&2
export REFSYS_BIN=$BUILD/release/bin
for name in "${names[@]}"; do
    [[ -f tests/bench/$name.ts ]] || die "bench: there is no tests/bench/$name.ts"
    node "tests/bench/$name.ts" "${options[@]}"
done
