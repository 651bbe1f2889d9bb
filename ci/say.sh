# shellcheck shell=bash
# How the action's scripts speak to the runner. To be sourced.

# escape TEXT: prints it so that it can't end its workflow command.
escape() {
    local text=$1
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    printf '%s' "${text//$'\n'/%0A}"
}

notice() { echo "::notice title=paceline::$(escape "$1")"; }

# fail MESSAGE: says why and ends with 2, the status for wrong input.
fail() {
    echo "::error title=paceline::$(escape "$1")"
    exit "${2:-2}"
}

# random: prints 32 hexadecimal digits that nobody can foretell.
random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# quietly COMMAND...: runs it with workflow commands in its output switched off, since workloads write
# there; ends as it does. Both of its streams become one: the runner reads two in no certain order.
quietly() {
    local word status=0
    word=$(random)
    echo "::stop-commands::$word"
    "$@" 2>&1 || status=$?
    # On a line of its own, whatever was written last.
    printf '\n::%s::\n' "$word"
    return "$status"
}

# lines TEXT: prints its lines without the spaces around them, and without empty ones.
lines() { printf '%s\n' "$1" | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d'; }

# worse STATUS STATUS: prints the one that counts more: 0 passed, 5 no verdict, 1 regressed, 3 failed,
# 4 environment, 2 wrong input, then any other.
worse() {
    local status
    for status in 0 5 1 3 4 2; do
        if [ "$1" = "$status" ]; then echo "$2"; return; fi
        if [ "$2" = "$status" ]; then echo "$1"; return; fi
    done
    echo "$1"
}
