#!/usr/bin/env bash
# Tells GitHub what the comparisons say: those of the measuring step in REPORT, or those that another job
# made. Names and contents of the latter may be hostile.
set -euo pipefail
# shellcheck source=ci/say.sh
. "$(dirname "${BASH_SOURCE[0]}")/say.sh"

arguments=(publish "--name=$INPUT_NAME")
case $INPUT_COMMENT in
    always) arguments+=(--comment) ;;
    never) arguments+=(--no-comment) ;;
esac
if [ "$INPUT_CHECK" = true ]; then arguments+=(--check-run); fi
if [ "$INPUT_STATUS" = true ]; then arguments+=(--status); fi
if [ "$INPUT_UNTRUSTED" = true ]; then arguments+=(--untrusted); fi
if [ -n "$INPUT_AUTHOR" ]; then arguments+=("--author=$INPUT_AUTHOR"); fi
if [ -n "$INPUT_FAIL_ON" ]; then arguments+=("--fail-on=$INPUT_FAIL_ON"); fi

cd -- "$INPUT_WORKING_DIRECTORY"
# Links with names that are safe to print: a file's own name could hold anything.
folder=$(mktemp -d "$RUNNER_TEMP/paceline-publish-XXXXXX")
number=0
# take FILE: adds it to what is published.
take() {
    local link=${1##*/}
    number=$((number + 1))
    link=$folder/$number-${link//[^A-Za-z0-9._-]/_}
    ln -s "$1" "$link"
    arguments+=("$link")
}
while IFS= read -r place; do
    case $place in /*) ;; *) place=$PWD/$place ;; esac
    if [ -f "$place" ]; then
        take "$place"
    elif [ -d "$place" ]; then
        # Follows no links.
        while IFS= read -r -d '' file; do take "$file"; done \
            < <(find "$place/" -type f -name '*.json' -print0 | sort -z)
    elif [ -z "$REPORT" ]; then
        notice "there is no \`$place\`, so nothing of it is published"
    fi
done < <(lines "${REPORT:-$INPUT_DOCUMENTS}")

if [ "$number" = 0 ]; then
    notice "nothing was compared, so there is nothing to publish"
    printf 'verdict=none\nregressions=0\ncomment-url=\n' >>"$GITHUB_OUTPUT"
    exit 0
fi
# Commands to the runner are on standard output. Complaints may quote what the documents say, so nothing of
# them is a command, in the form of today or of old.
{ "$PACELINE" "${arguments[@]}" 2>&1 >&3 | sed -e 's/::/: :/g' -e 's/##\[/## [/g' >&2; } 3>&1
