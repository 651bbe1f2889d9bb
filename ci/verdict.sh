#!/usr/bin/env bash
# Ends as the worst suite did.
set -euo pipefail
# shellcheck source=ci/say.sh
. "$(dirname "${BASH_SOURCE[0]}")/say.sh"

case $STATUS in
    0) ;;
    1) fail "a benchmark regressed" 1 ;;
    2) fail "a suite or an input is wrong" 2 ;;
    3) fail "a benchmark failed: it crashed, gave another result, or missed its check" 3 ;;
    4) fail "git, a tool, the file system or the machine failed" 4 ;;
    5) fail "there is no verdict where the policy demands one" 5 ;;
    *) fail "paceline ended with status $STATUS" "$STATUS" ;;
esac
