# bash completion of swarmc
_swarmc() {
    local word=${COMP_WORDS[COMP_CWORD]} words=--help
    case ${COMP_WORDS[1]} in
    check | dis | names) words='-I --var -W --format --help' ;;
    fmt) words='--check --help' ;;
    esac
    if [ "$COMP_CWORD" = 1 ]; then
        COMPREPLY=($(compgen -W 'check fmt explain names ast dis --help --version' -- "$word"))
    elif [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$word"))
    else
        COMPREPLY=($(compgen -f -- "$word"))
    fi
}
complete -o filenames -F _swarmc swarmc
