#!/usr/bin/env bash
# Any other CI system: `check.sh REPORTS SUITE...` measures each suite beside the merge base with the default
# branch, leaves comparison.json, report.md and report.html of each in a folder below REPORTS, and ends as the worst of
# them: 0 passed, 1 regressed, 2 wrong input, 3 a workload failed, 4 the environment failed, 5 no verdict.
# `BASE=COMMIT check.sh …` compares with another commit.
set -euo pipefail

if [ "$#" -lt 2 ]; then
    echo "usage: check.sh REPORTS SUITE..." >&2
    exit 2
fi
reports=$1
shift
arguments=(check)
if [ -n "${BASE:-}" ]; then arguments+=("--base=$BASE"); fi
worst=0
number=0
for suite in "$@"; do
    number=$((number + 1))
    mkdir -p "$reports/$number"
    status=0
    paceline "${arguments[@]}" --output "$reports/$number/comparison.json" --output "$reports/$number/report.md" \
        --output "$reports/$number/report.html" -- "$suite" || status=$?
    # In this order the later one counts.
    for known in 0 5 1 3 4 2; do
        if [ "$worst" = "$known" ]; then worst=$status; break; fi
        if [ "$status" = "$known" ]; then break; fi
    done
done
exit "$worst"
