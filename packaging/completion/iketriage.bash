# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for bash: options, what they take, rules, tunnels.
# _iketriage_tunnels COMMAND: the numbers of those in the captures that the line names, where they are told soon.
_iketriage_tunnels() {
    local given=() word i
    for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        -k | --keys | -c | --ios-config | -l | --ios-log) given+=("$word" "${COMP_WORDS[++i]}") ;;
        -[foetjip] | --format | --output | --evidence | --tunnel | --jobs | --interface | --peer | --export-keys | --filter) ((++i)) ;;
        -* | '=' | '') ;;
        *) [[ $i -eq $COMP_CWORD || ! -e $word ]] || given+=("$word") ;;
        esac
    done
    timeout 2 "$1" -f tsv "${given[@]}" </dev/null 2>/dev/null | sed -n 's/^\([0-9]\{1,\}\)\t.*/\1/p'
}
_iketriage() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[0]}
    COMPREPLY=()
    # "--option=value" comes in three words
    if [[ $current == '=' ]]; then
        current=
    elif [[ $previous == '=' ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
    -f | --format) mapfile -t COMPREPLY < <(compgen -W 'text json tsv html ios' -- "$current") ;;
    --ios-release) mapfile -t COMPREPLY < <(compgen -W '12 15 17' -- "$current") ;;
    --explain) mapfile -t COMPREPLY < <(compgen -W "$(iketriage --list-rules 2>/dev/null | sed -n 's/^\([a-z0-9-]\{1,\}\) .*/\1/p')" -- "$current") ;;
    -i | --interface) mapfile -t COMPREPLY < <(compgen -W "any $(ls /sys/class/net 2>/dev/null)" -- "$current") ;;
    -e | --evidence | --export-keys) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    -t | --tunnel) mapfile -t COMPREPLY < <(compgen -W "$(_iketriage_tunnels "$command")" -- "$current") ;;
    -j | --jobs | -p | --peer | --filter | --duration | --count | --buffer-size) ;;
    *)
        if [[ $current == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$("$command" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]+' | sort -u)" -- "$current")
        else
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
        fi
        ;;
    esac
}
complete -o filenames -F _iketriage iketriage
