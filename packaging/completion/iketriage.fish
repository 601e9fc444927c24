# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for fish.
function __iketriage_rules
    iketriage --list-rules 2>/dev/null | string match -r '^[a-z0-9-]+(?= )'
end
# Those in the captures that the line names, where they are told soon.
function __iketriage_tunnels
    set -l given
    set -l words (commandline -opc)[2..-1]
    while set -q words[1]
        switch $words[1]
            case -k --keys -c --ios-config -l --ios-log
                set -a given $words[1] $words[2]
                set -e words[1]
            case -f -o -e -t -j -i -p --format --output --evidence --tunnel --jobs --interface --peer --export-keys --filter
                set -e words[1]
            case '-*' ''
            case '*'
                test -e $words[1]; and set -a given $words[1]
        end
        set -e words[1]
    end
    timeout 2 iketriage -f tsv $given 2>/dev/null </dev/null | string replace -rf '^([0-9]+)\t[^\t]*\t([^\t]*)\t([^\t]*)\t.*' '$1\t$2 > $3'
end
complete -c iketriage -s k -l keys -r -d 'key file'
complete -c iketriage -s c -l ios-config -r -d 'configuration of a peer'
complete -c iketriage -s l -l ios-log -r -d 'log of a peer'
complete -c iketriage -s f -l format -x -a 'text json tsv html ios' -d 'what is written'
complete -c iketriage -s v -l verbose -d 'what conclusions rest on, every exchange'
complete -c iketriage -s t -l tunnel -x -a '(__iketriage_tunnels)' -d 'only this tunnel, in full'
complete -c iketriage -l all -d 'every tunnel of a large list'
complete -c iketriage -l local-time -d 'times in your time zone'
complete -c iketriage -s q -l quiet -d 'the closing summary alone'
complete -c iketriage -l messages -d 'a record for every IKE message'
complete -c iketriage -s p -l peer -x -d 'only negotiations with this peer'
complete -c iketriage -l filter -x -d 'only packets that match'
complete -c iketriage -s i -l interface -x -a 'any (ls /sys/class/net 2>/dev/null)' -d 'live capture'
complete -c iketriage -l duration -x -d 'end a live capture after'
complete -c iketriage -l count -x -d 'end a live capture after so many packets'
complete -c iketriage -l buffer-size -x -d 'KiB for packets that wait'
complete -c iketriage -s o -l output -r -d 'write there'
complete -c iketriage -s e -l evidence -x -a '(__fish_complete_directories)' -d 'write an escalation bundle'
complete -c iketriage -l stitch -d 'captures are pieces of one'
complete -c iketriage -l join -d 'captures are of the same time from different places'
complete -c iketriage -l anonymize -d 'other addresses and names'
complete -c iketriage -l anonymize-map -r -d 'what stands for what'
complete -c iketriage -s j -l jobs -x -d 'captures handled at once'
complete -c iketriage -l progress -d 'say how far it is'
complete -c iketriage -l export-keys -x -a '(__fish_complete_directories)' -d 'Wireshark tables'
complete -c iketriage -l ios-release -x -a '12 15 17' -d 'wording of routers'
complete -c iketriage -l standin -r -d 'write a peer that logs keys'
complete -c iketriage -l show-secrets -d 'XAUTH names and passwords too'
complete -c iketriage -l summarize -d 'sum up JSON on standard input'
complete -c iketriage -l no-sandbox -d 'do not confine the process'
complete -c iketriage -l list-rules -d 'list the rules'
complete -c iketriage -l explain -x -a '(__iketriage_rules)' -d 'explain a rule'
complete -c iketriage -s h -l help -d 'print the help'
complete -c iketriage -s V -l version -d 'print the version'
