# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for bash: options, what they take, rules.
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
    -t | --tunnel | -j | --jobs | -p | --peer | --filter | --duration | --count | --buffer-size) ;;
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
