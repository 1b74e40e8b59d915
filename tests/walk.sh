#!/usr/bin/env bash
# walk.sh [SEEDS [STEPS [FIRST]]] - many random walks over the rules of the ledger, each compared with
# the auditor (tests/unit/actors/ledger/walk.h). 100 seeds of 2000 steps unless said otherwise;
#     tests/walk.sh 2 100000      two long ones
# A seed that fails is walked once more by itself, made as short as it goes, and shown.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seeds=${1:-100} steps=${2:-2000} first=${3:-1}
program=$PWD/${REFSYS_WALK:-build/release/unit/actors-ledger-walk_test}
[[ -x $program ]] || {
    echo "$program is not there: ./refsys test build-release makes it" >&2
    exit 1
}
cores=$(nproc)
failed=$(mktemp)
trap 'rm -f "$failed"' EXIT
export REFSYS_SEEDS=1 REFSYS_STEPS=$steps
seq "$first" $((first + seeds - 1)) |
    xargs -P "$cores" -I{} sh -c "REFSYS_SEED={} '$program' >/dev/null 2>&1 || echo {} >>'$failed'"
if [[ -s $failed ]]; then
    seed=$(sort -n "$failed" | head -n 1)
    echo "of $seeds seeds $(wc -l <"$failed") failed; the first is $seed:"
    REFSYS_SEED=$seed REFSYS_SHRINK=1 "$program" || true
    exit 1
fi
echo "$seeds walks of $steps steps: the ledger says what the auditor says"
