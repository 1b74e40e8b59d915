# shellcheck shell=bash disable=SC2034
# deps.sh - brings what the machine lacks: Debian packages through apt, Node and npm through npm.
# Sourced, after lib.sh. Asks nothing of the network when nothing is missing.

# Debian 13 renamed one library.
MSGPACK_PACKAGE=libmsgpack-c-dev
if grep -q '^VERSION_ID="12"' /etc/os-release; then
    MSGPACK_PACKAGE=libmsgpack-dev
fi

PACKAGES_BUILD=(
    ccache cmake g++ gcc ninja-build pkgconf
    libbsd-dev libcjose-dev libcmocka-dev libcsv-dev libcurl4-openssl-dev libczmq-dev libjansson-dev liblmdb-dev "$MSGPACK_PACKAGE"
    libpng-dev libpq-dev libqrencode-dev libsodium-dev libssl-dev libsystemd-dev libtomlplusplus-dev libwebsockets-dev
    libminizip-dev
)
PACKAGES_TEST=(
    chromium clang-14 clang-format-14 clang-tidy-14 cppcheck libclang-rt-14-dev llvm-14 postgresql shellcheck valgrind
)
PACKAGES_PACKAGE=(dpkg-dev help2man) # and to test it on a bare machine:
PACKAGES_MACHINE=(debootstrap iproute2 lintian systemd-container)
PACKAGES_GUIDE=(etcd-server nginx openssl patroni postgresql prometheus) # there, by the guide; never on this machine
PACKAGES_BENCH=( # the peers, side by side with us
    libhiredis-dev libnats-dev librabbitmq-dev libsqlite3-dev nats-server postgresql rabbitmq-server redis-server
)
readonly NODE_MAJOR_MIN=24

as_root() {
    if ((EUID == 0)); then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        die "neither root nor sudo: ask an administrator to run: $*"
    fi
}

# need_packages NAME...: installs those Debian packages of the list that are not there.
need_packages() {
    local installed missing patience
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed //p') || true # it complains of every package it does not know
    missing=$(comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$installed"))
    [[ -n $missing ]] || return 0

    mapfile -t missing <<<"$missing"
    say "installing Debian packages: ${missing[*]}"
    # A fresh machine is often busy updating itself: wait for its lock, and try a download again.
    patience=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    if [[ -z ${PACKAGES_LISTED:-} ]]; then
        quietly apt-update as_root apt-get update "${patience[@]}"
        PACKAGES_LISTED=1 # once is enough for one start
    fi
    quietly apt-install as_root apt-get install -y --no-install-recommends "${patience[@]}" \
        "${missing[@]}"
}

node_is_recent() {
    command -v node npm >/dev/null &&
        node -e "process.exit(parseInt(process.versions.node) >= $NODE_MAJOR_MIN ? 0 : 1)"
}

# need_node: Debian 12's Node is too old for this project, but its npm can fetch one: the npm package
# is nothing but the program. Versions and checksums are those of tools/package-lock.json.
need_node() {
    local new=$BUILD/tools.new node
    node_is_recent && return 0
    command -v npm >/dev/null || need_packages ca-certificates npm

    say "installing Node $NODE_MAJOR_MIN into build/tools"
    rm -rf "$new"
    mkdir -p "$new/bin"
    cp "$OPS"/tools/package*.json "$new"
    quietly node npm ci --ignore-scripts --no-audit --no-fund --prefix "$new"
    node=$(cd "$new" && echo node_modules/node-linux-*/bin/node)
    [[ -x $new/$node ]] || die "there is no Node for this kind of machine: $(uname -m)"
    ln -s "../$node" "$new/bin/node"
    ln -s ../node_modules/npm/bin/npm-cli.js "$new/bin/npm"
    rm -rf "$TOOLS"
    mv "$new" "$TOOLS"
    hash -r
    node_is_recent || die "the Node in build/tools does not start"
}

# need_modules FOLDER: the npm packages of tests/ or ui/, exactly those of its lock file.
need_modules() {
    local folder=$1 mark=$BUILD/stamps/modules-$1 lock
    lock=$(sha256sum <"$ROOT/$folder/package-lock.json")
    if [[ -d $ROOT/$folder/node_modules ]] && unchanged "$mark" "$lock"; then
        return 0
    fi
    say "installing npm packages of $folder/"
    quietly "npm-$folder" npm ci --ignore-scripts --no-audit --no-fund --prefix "$ROOT/$folder"
    stamp "$mark" "$lock"
}
