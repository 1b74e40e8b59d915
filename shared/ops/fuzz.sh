#!/usr/bin/env bash
# fuzz.sh - `fuzz.sh <seconds> <target>`: runs one libFuzzer target of build/fuzz/fuzz. It starts from the
# committed corpus; new inputs are kept in build/corpus/<name>, an input that breaks it beside them. Ends with how many
# inputs were tried, how much code they reach, and how much memory they took at most.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

name=$(basename "$2" _fuzz)
mkdir -p "$BUILD/corpus/$name"
log=$LOG/fuzz-$name.log
mkdir -p "$LOG"
if ! FUZZ_MEMORY=1 "$2" -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -seed="${REFSYS_SEED:-0}" -artifact_prefix="$BUILD/corpus/$name-" "$BUILD/corpus/$name" \
    "$ROOT/tests/fuzz/corpus/$name" >"$log" 2>&1; then
    tail -n 60 "$log"
    exit 1
fi
awk -v name="$name" '
    /^#[0-9]+[ \t]/ { for (i = 1; i < NF; i++) if ($i == "cov:") reached = $(i + 1) }
    /^stat::number_of_executed_units:/ { tried = $2 }
    /^memory:/ { memory = $0 }
    END { printf "# %s: %d inputs, %d points of the code reached; %s\n", name, tried, reached, memory }' "$log"
