#!/usr/bin/env bash
# Measures each suite and keeps its record as a baseline of this commit. As ci/measure.sh it runs the
# suites, so nothing secret may be in its environment.
set -euo pipefail
# shellcheck source=ci/say.sh
. "$(dirname "${BASH_SOURCE[0]}")/say.sh"
unset GITHUB_TOKEN GH_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL

arguments=(run --save)
# with FLAG VALUE: adds the flag unless the value is empty.
with() { if [ -n "$2" ]; then arguments+=("$1=$2"); fi; }
with --shard "$INPUT_SHARD"
with --budget "$INPUT_BUDGET"
with --profilers "$INPUT_PROFILERS"
with --store "$INPUT_STORE"

cd -- "$INPUT_WORKING_DIRECTORY"
worst=0
while IFS= read -r suite; do
    status=0
    quietly "$PACELINE" "${arguments[@]}" -- "$suite" </dev/null || status=$?
    worst=$(worse "$worst" "$status")
    if [ "$status" = 130 ]; then break; fi
done < <(lines "$INPUT_SUITES")
echo "status=$worst" >>"$GITHUB_OUTPUT"
