#!/usr/bin/env bash
# Fetches or pushes baselines: `share.sh fetch`, `share.sh push`. Git gets the token through the
# environment of this one command: it is in no file, and in no argument.
set -euo pipefail
# shellcheck source=ci/say.sh
. "$(dirname "${BASH_SOURCE[0]}")/say.sh"

cd -- "$INPUT_WORKING_DIRECTORY"
if [ -n "${GITHUB_TOKEN:-}" ]; then
    header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 | tr -d '\n')"
    echo "::add-mask::${header##* }"
    # The empty one drops a header that the checkout left; two are refused.
    export GIT_CONFIG_COUNT=2
    export GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" GIT_CONFIG_VALUE_0=
    export GIT_CONFIG_KEY_1=$GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_1=$header
    unset GITHUB_TOKEN
fi
exec "$PACELINE" baseline "$1"
