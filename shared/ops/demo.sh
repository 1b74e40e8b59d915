#!/usr/bin/env bash
# demo.sh - `./refsys demo [--port N] [--detach]`, `./refsys demo --stop | --link`: the whole system
# beside a simulated Telegram and a simulated Ozon, on loopback: the admin panel on port N (8080), Telegram on
# N + 1, Ozon on N + 2. Every start is a fresh one: what the last demo left in run/demo is removed.
#
# The link into the panel works once; `./refsys demo --link` makes another.
#
#     run/demo/  refsys.toml sim.json    made from shared/ops/demo/
#                log/                    what the processes said
#                links                   written when every part answers
#                pids                    who is to be ended by --stop
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

readonly DEMO=$RUN/demo
readonly START_SECONDS=120 STOP_SECONDS=20
readonly BIN=$BUILD/release/bin

# demo_pids: the processes of this folder's demo that are alive. A number alone proves nothing, it
# may belong to another program by now; the command line does.
demo_pids() {
    local pid
    [[ -f $DEMO/pids ]] || return 0
    while read -r pid; do
        if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -e "$DEMO/" -e "$OPS/demo.sh"; then
            say "$pid"
        fi
    done <"$DEMO/pids"
}

demo_stop() {
    local pids deadline=$((SECONDS + STOP_SECONDS)) signal=TERM
    while mapfile -t pids < <(demo_pids) && ((${#pids[@]})); do
        ((SECONDS < deadline)) || signal=KILL
        kill -s "$signal" "${pids[@]}" 2>/dev/null || true
        sleep 0.2
    done
    rm -f "$DEMO/pids" "$DEMO/links"
}

# wait_until NAME COMMAND...: until the command succeeds; the end of what was started last, by that
# name, is the end of all.
wait_until() {
    local deadline=$((SECONDS + START_SECONDS))
    until "${@:2}"; do
        if ((SECONDS >= deadline)) || ! kill -0 "${parts[-1]}" 2>/dev/null; then
            tail -n 20 "$DEMO/log/$1.log" >&2
            die "$1 does not answer; see $DEMO/log"
        fi
        sleep 0.1
    done
}

# need_ports PORT...: somebody else's port would show only as something that never answers.
need_ports() {
    local port
    for port in "$@"; do
        if (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            die "port $port is in use; ./refsys demo --port N takes N, N + 1 and N + 2"
        fi
    done
}

# The simulator believes whoever shows these; they open nothing else.
readonly TELEGRAM_TOKEN=7000000001:SIMULATED_participants_bot_token_01
readonly SUPPORT_TOKEN=7000000002:SIMULATED_support_bot_token_0000001
readonly OZON_CLIENT_ID=100001
readonly OWNER_TG=1001 OPERATOR_TG=1002
readonly OZON_API_KEY=00000000-0000-4000-8000-51a01a7ed001

# render FILE PORT: a template of shared/ops/demo with its places filled in.
render() {
    sed -e "s|@DEMO@|$DEMO|g" -e "s|@ROOT@|$ROOT|g" -e "s|@ADMIN_PORT@|$2|g" \
        -e "s|@TELEGRAM_PORT@|$(($2 + 1))|g" -e "s|@OZON_PORT@|$(($2 + 2))|g" \
        -e "s|@TELEGRAM_TOKEN@|$TELEGRAM_TOKEN|g" -e "s|@SUPPORT_TOKEN@|$SUPPORT_TOKEN|g" \
        -e "s|@OZON_CLIENT_ID@|$OZON_CLIENT_ID|g" -e "s|@OZON_API_KEY@|$OZON_API_KEY|g" \
        "$OPS/demo/$1" >"$DEMO/$1"
}

# prepare PORT: a fresh run/demo with configuration and secrets.
prepare() {
    rm -rf "$DEMO"
    mkdir -p "$DEMO/log"
    render sim.json "$1"
    render refsys.toml "$1"
    (
        umask 077
        say "$TELEGRAM_TOKEN" >"$DEMO/telegram-token"
        say "$SUPPORT_TOKEN" >"$DEMO/support-token"
        say "$OZON_API_KEY" >"$DEMO/ozon-api-key"
    )
}

parts=() # the processes started

# start NAME COMMAND...: in the background, its output in log/NAME.log.
start() {
    "${@:2}" >"$DEMO/log/$1.log" 2>&1 </dev/null &
    parts+=($!)
    say $! >>"$DEMO/pids"
}

end_parts() {
    trap - EXIT INT TERM
    kill "${parts[@]}" 2>/dev/null || true
    wait
    rm -f "$DEMO/links"
}

ctl() { "$BIN/refsysctl" --config "$DEMO/refsys.toml" "$@"; }
system_is_green() { ctl status >"$DEMO/log/status.log" 2>&1; }
simulator_answers() { grep -qs '^{' "$DEMO/log/sim.log"; }

demo_run() {
    local port=$1
    need_ports "$port" $((port + 1)) $((port + 2))
    prepare "$port"
    say $$ >"$DEMO/pids"
    trap end_parts EXIT
    trap 'exit 0' INT TERM

    cd "$ROOT"
    start sim node tests/sim/main.ts --config "$DEMO/sim.json"
    wait_until sim simulator_answers
    start refsys "$BIN/refsysctl" up --config "$DEMO/refsys.toml"
    wait_until refsys system_is_green

    furnish
    demo_links "$port" >"$DEMO/links.new"
    mv "$DEMO/links.new" "$DEMO/links"
    cat "$DEMO/links"
    say "Ctrl-C ends the demo."
    wait -n "${parts[@]}" || true
    die "a part of the demo ended; see $DEMO/log"
}

# furnish: who works in the panel (both are people of the simulated Telegram, see sim.json), and
# points for one's own purchases, which a new installation does not give.
furnish() {
    ctl admins add "$OWNER_TG" 'Ольга Владелец' owner
    ctl admins add "$OPERATOR_TG" 'Пётр Оператор' payout,support
    ctl settings set own_rate=500
} >"$DEMO/log/furnish.log"

# owner_link: lets the owner in, once, within ten minutes.
owner_link() {
    local id
    id=$(ctl admins list | awk -F '\t' -v tg="$OWNER_TG" '$2 == tg { print $1 }')
    ctl login "$id"
}

demo_links() {
    say "admin: $(owner_link)"
    say "telegram: http://127.0.0.1:$(($1 + 1))/"
    say "ozon: http://127.0.0.1:$(($1 + 2))/"
}

# The detached one is this script again, in a session of its own, building nothing.
demo_detach() {
    local port=$1 pid
    mkdir -p "$RUN"
    rm -f "$DEMO/links"
    REFSYS_BUILT=1 setsid "$OPS/demo.sh" --port "$port" >"$RUN/demo.log" 2>&1 </dev/null &
    pid=$!
    until [[ -f $DEMO/links ]]; do
        if ! kill -0 "$pid" 2>/dev/null; then
            cat "$RUN/demo.log" >&2
            exit 1
        fi
        sleep 0.1
    done
    cat "$DEMO/links"
}

main() {
    local port=8080 detach=
    while (($#)); do
        case $1 in
        --port) port=${2:?--port needs a number} && shift ;;
        --port=*) port=${1#*=} ;;
        --detach) detach=1 ;;
        --stop) demo_stop && return ;;
        --link) owner_link && return ;;
        *) die "demo: unknown option $1" ;;
        esac
        shift
    done
    if [[ ! $port =~ ^[1-9][0-9]{1,4}$ ]] || ((port > 65533)); then
        die "demo: --port needs a number up to 65533"
    fi
    if [[ -n $(demo_pids) ]]; then
        die "a demo is running already; ./refsys demo --stop ends it"
    fi

    if [[ -z ${REFSYS_BUILT:-} ]]; then
        build_for_use
        need_modules tests
    fi
    if [[ -n $detach ]]; then
        demo_detach "$port"
    else
        demo_run "$port"
    fi
}

main "$@"
