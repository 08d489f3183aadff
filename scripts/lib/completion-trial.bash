# Completes command lines of halfway as bash does, and compares: bash --norc -i completion-trial.bash [SCRIPT]
#
# SCRIPT is the completion to source; without it, bash-completion loads what is installed. Works in a directory of its own.

passed=0 failed=0

if [[ $# -gt 0 ]]; then
    source "$1" || exit
else
    source /usr/share/bash-completion/bash_completion || exit
    _completion_loader halfway
fi
registered=$(complete -p halfway)
function=${registered#*-F }
function=${function%% *}

# completed LINE EXPECTED: what is offered behind LINE, sorted, with a space between; words are split as bash splits them.
completed() {
    local line=$1 expected=$2 rest word offered
    COMP_WORDS=()
    rest=$line
    while [[ -n $rest ]]; do
        rest=${rest#"${rest%%[! ]*}"}
        [[ -n $rest ]] || break
        if [[ $rest == =* ]]; then word='='; else word=${rest%%[ =]*}; fi
        COMP_WORDS+=("$word")
        rest=${rest#"$word"}
    done
    [[ $line != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
    "$function" halfway "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    offered=$(printf '%s\n' "${COMPREPLY[@]}" | sed 's/ *$//' | sort | paste -s -d ' ')
    if [[ $offered == "$expected" ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "\"$line\": \"$offered\", expected \"$expected\""
    fi
}

directory=$(mktemp -d)
cd "$directory" || exit
touch 219.pcap 231.pcap 'two words.pcap' verdict.json
mkdir cases

completed 'halfway ' 'agent analyze capture check doctor help show watch'
completed 'halfway ana' 'analyze'
completed 'halfway nothing' ''
completed 'halfway --ver' '--version'
completed 'halfway analyze --loss' '--loss-threshold'
completed 'halfway analyze --no-such' ''
completed 'halfway check --up' '--update'
completed 'halfway analyze --color ' 'always auto never'
completed 'halfway analyze --color al' 'always'
completed 'halfway analyze --color=al' 'always'
completed 'halfway analyze --color=' 'always auto never'
completed 'halfway analyze -o js' 'json'
completed 'halfway analyze -o j' 'json junit'
completed 'halfway analyze -o json=' '219.pcap 231.pcap cases two words.pcap verdict.json'
completed 'halfway analyze -o json=ver' 'verdict.json'
completed 'halfway analyze ' '219.pcap 231.pcap cases two words.pcap verdict.json'
completed 'halfway analyze 219.pcap 231' '231.pcap'
completed 'halfway analyze -q 219=21' '219.pcap'
completed 'halfway analyze --loss-threshold ' ''
completed 'halfway show two' 'two words.pcap'
completed 'halfway check ca' 'cases'
completed 'halfway watch 21' '219.pcap'
completed 'halfway capture -i an' 'any'
completed 'halfway capture --interface=an' 'any'
completed 'halfway capture -w ver' 'verdict.json'
completed 'halfway agent --tls-cert ca' 'cases'
completed 'halfway doctor 2' ''

cd / && rm -rf "$directory"
echo "completion: $passed passed, $failed failed"
exit $((failed > 0))
