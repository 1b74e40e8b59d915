#!/usr/bin/env bash
# build.sh - compiles: programs with CMake, one tree a preset, and the SPA with npm.
# As a command: build.sh [preset | package]. Sourced, it only defines the steps; each does nothing when
# nothing has changed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source-path=SCRIPTDIR
source "$OPS/deps.sh"

# configure PRESET: the build tree build/PRESET. Ninja itself sees when CMakeLists.txt or a folder has
# changed; the presets it does not know.
configure() {
    cd "$ROOT"
    if [[ ! $BUILD/$1/build.ninja -nt CMakePresets.json ]]; then
        cmake --preset "$1"
    fi
}

# build_programs PRESET [TARGET]: build/PRESET/bin and the tests beside it, or only what TARGET names.
# One at a time in a tree: stages of the tests that run beside each other may want the same.
build_programs() {
    mkdir -p "$BUILD"
    (
        flock 9
        configure "$1"
        cmake --build --preset "$1" --target "${2:-all}" -- -k 0
    ) 9>"$BUILD/$1.lock"
}

# build_ui: ui/dist. npm cannot tell whether anything has changed, so the names, times and sizes of
# the sources are compared.
build_ui() {
    local mark=$BUILD/stamps/ui sources
    need_modules ui
    sources=$(cd "$ROOT/ui" &&
        find . \( -name node_modules -o -name dist \) -prune -o -type f -printf '%p %T@ %s\n' |
        sort | sha256sum)
    if [[ -d $ROOT/ui/dist ]] && unchanged "$mark" "$sources"; then
        return 0
    fi
    npm --prefix "$ROOT/ui" run build
    stamp "$mark" "$sources"
}

# build_for_use: what `up` and `demo` run.
build_for_use() {
    need_packages "${PACKAGES_BUILD[@]}"
    need_node
    say "building"
    quietly build-release build_programs release programs
    quietly build-ui build_ui
}

# build_package: build/release/package/refsys_VERSION_amd64.deb.
build_package() {
    build_programs release programs
    build_ui
    build_programs release package-files
    (cd "$BUILD/release" && cpack)
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    need_packages "${PACKAGES_BUILD[@]}"
    if [[ ${1:-} == package ]]; then
        need_packages "${PACKAGES_PACKAGE[@]}"
        need_node
        build_package
    else
        build_programs "${1:-release}"
    fi
fi
