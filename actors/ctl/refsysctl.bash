# bash completion of refsysctl: the commands and options that `refsysctl --help` lists.

_refsysctl() {
    local cur prev words cword n before=""
    _init_completion || return
    case $prev in
    --config | -c) _filedir toml && return ;;
    --name | -n) return ;;
    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_parse_help "$1")" -- "$cur")
        return
    fi
    # What stands before, without options: "admins ".
    for ((n = 1; n < cword; n++)); do
        case ${words[n]} in
        --config | -c | --name | -n) n=$((n + 1)) ;;
        -*) ;;
        *) before+="${words[n]} " ;;
        esac
    done
    case $before in
    *[!a-z\ ]*) ;; # an argument
    "import members " | "import orders ") _filedir csv ;;
    "backup " | "restore ") _filedir -d ;;
    *)
        # A command stands in columns 3 to 16 of its line.
        mapfile -t COMPREPLY < <(compgen -W "$("$1" --help | sed -n '/^Commands:/,$ s/^  \([a-z ]\{14\}\) .*/\1 /p' |
            sed -n "s/^$before\([a-z][a-z]*\) .*/\1/p")" -- "$cur" | sort -u)
        ;;
    esac
}
complete -F _refsysctl refsysctl
