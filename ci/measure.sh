#!/usr/bin/env bash
# Checks each suite. Ends with 0 whatever the verdicts are; the worst status becomes the output `status`,
# the folder with the documents `report`. Nothing secret may be in its environment: it runs the suites.
set -euo pipefail
# shellcheck source=ci/say.sh
. "$(dirname "${BASH_SOURCE[0]}")/say.sh"
unset GITHUB_TOKEN GH_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL

arguments=(check)
# with FLAG VALUE: adds the flag unless the value is empty.
with() { if [ -n "$2" ]; then arguments+=("$1=$2"); fi; }
with --base "$INPUT_BASE"
with --head "$INPUT_HEAD"
with --suite-from "$INPUT_SUITE_FROM"
with --fail-on "$INPUT_FAIL_ON"
with --shard "$INPUT_SHARD"
with --budget "$INPUT_BUDGET"
with --profilers "$INPUT_PROFILERS"
with --store "$INPUT_STORE"
if [ "$INPUT_STORED" = true ]; then arguments+=(--stored); fi
while IFS= read -r glob; do with --case "$glob"; done < <(lines "$INPUT_CASES")
while IFS= read -r tag; do with --tag "$tag"; done < <(lines "$INPUT_TAGS")

cd -- "$INPUT_WORKING_DIRECTORY"
report=$(mktemp -d "$RUNNER_TEMP/paceline-XXXXXX")
echo "report=$report" >>"$GITHUB_OUTPUT"
worst=0
number=0
while IFS= read -r suite; do
    number=$((number + 1))
    folder=$report/$number
    mkdir "$folder"
    status=0
    quietly "$PACELINE" "${arguments[@]}" --output "$folder/comparison.json" --output "$folder/report.md" \
        --output "$folder/report.html" -- "$suite" </dev/null || status=$?
    worst=$(worse "$worst" "$status")
    if [ "$status" = 130 ]; then break; fi
done < <(lines "$INPUT_SUITES")
echo "status=$worst" >>"$GITHUB_OUTPUT"
