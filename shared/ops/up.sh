#!/usr/bin/env bash
# up.sh - `./refsys up [refsysctl options]`: the real system in the foreground, as refsys.toml says.
# refsysctl starts the processes, starts again what dies and ends them all on Ctrl-C.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

build_for_use
cd "$ROOT"
exec "$BUILD/release/bin/refsysctl" up --config refsys.toml "$@"
