#!/usr/bin/env bash
# Refuses wrong inputs of the action before anything is built or measured.
set -euo pipefail
# shellcheck source=ci/say.sh
. "$(dirname "${BASH_SOURCE[0]}")/say.sh"

# one_of INPUT VALUE CHOICE...: fails unless the value is one of the choices.
one_of() {
    local input=$1 value=$2 choice
    shift 2
    for choice in "$@"; do
        if [ "$value" = "$choice" ]; then return; fi
    done
    fail "input \`$input\` is \`$value\`; it takes one of: $*"
}

# like INPUT VALUE PATTERN EXAMPLE: fails unless the value is empty or matches.
like() {
    if [ -n "$2" ] && ! [[ $2 =~ ^($3)$ ]]; then
        fail "input \`$1\` is \`$2\`; write it as in \`$4\`"
    fi
}

one_line() {
    if [[ $2 =~ [[:cntrl:]] ]]; then
        fail "input \`$1\` is \`$2\`, which is more than one line or has control characters"
    fi
}

one_of mode "$INPUT_MODE" check publish record install
case $INPUT_MODE in
    check | record)
        if [ -z "$(lines "$INPUT_SUITES")" ]; then
            fail "input \`suites\` is empty; name suite files, or folders that hold a suite.yaml, one in a line"
        fi ;;
    publish)
        if [ -z "$(lines "$INPUT_DOCUMENTS")" ]; then
            fail "input \`documents\` is empty; name comparisons, or folders that hold them, one in a line"
        fi ;;
esac
for input in stored check status untrusted; do
    variable=INPUT_$(tr '[:lower:]' '[:upper:]' <<<"$input")
    one_of "$input" "${!variable}" true false
done
one_of comment "$INPUT_COMMENT" auto always never
[ -z "$INPUT_SUITE_FROM" ] || one_of suite-from "$INPUT_SUITE_FROM" head base
[ -z "$INPUT_STORE" ] || one_of store "$INPUT_STORE" git folder
like fail-on "$INPUT_FAIL_ON" '[a-z-]+(,[a-z-]+)*' regressed,inconclusive
like shard "$INPUT_SHARD" '[1-9][0-9]{0,3}/[1-9][0-9]{0,3}' 2/8
if [ -n "$INPUT_SHARD" ] && [ "${INPUT_SHARD%/*}" -gt "${INPUT_SHARD#*/}" ]; then
    fail "input \`shard\` is \`$INPUT_SHARD\`, a part that is not among its ${INPUT_SHARD#*/}; count from 1"
fi
one_line base "$INPUT_BASE"
one_line head "$INPUT_HEAD"
one_line budget "$INPUT_BUDGET"
one_line profilers "$INPUT_PROFILERS"
one_line name "$INPUT_NAME"
one_line author "$INPUT_AUTHOR"
if [ -z "$INPUT_NAME" ]; then fail "input \`name\` is empty; leave it out, or name the comment"; fi
one_line working-directory "$INPUT_WORKING_DIRECTORY"
if ! [ -d "$INPUT_WORKING_DIRECTORY" ]; then
    fail "input \`working-directory\` is \`$INPUT_WORKING_DIRECTORY\`, which is no folder; is the repository checked out?"
fi
