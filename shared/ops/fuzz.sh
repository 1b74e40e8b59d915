#!/usr/bin/env bash
# fuzz.sh - `fuzz.sh <seconds> <target>`: runs one libFuzzer target of build/fuzz/fuzz. It starts from the
# committed corpus; new inputs are kept in build/corpus/<name>, an input that breaks it beside them.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

name=$(basename "$2" _fuzz)
mkdir -p "$BUILD/corpus/$name"
exec "$2" -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="$BUILD/corpus/$name-" "$BUILD/corpus/$name" "$ROOT/tests/fuzz/corpus/$name"
