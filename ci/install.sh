#!/usr/bin/env bash
# Finds, builds or downloads paceline; its path becomes the step's output `binary`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/say.sh
. "$here/say.sh"

ways="use \`source\` to build it with cargo, or \`path:/absolute/file\` for a program that is there"

# triple: prints the Rust name of this platform.
triple() {
    case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
        Linux-X64) echo x86_64-unknown-linux-musl ;;
        Linux-ARM64) echo aarch64-unknown-linux-musl ;;
        macOS-X64) echo x86_64-apple-darwin ;;
        macOS-ARM64) echo aarch64-apple-darwin ;;
        *) fail "there is no release for \`${RUNNER_OS:-}\` on \`${RUNNER_ARCH:-}\`; $ways" >&2 ;;
    esac
}

# base_url: prints what is before the tag in a download's address. Tests may set another one, on loopback.
base_url() {
    local own=${PACELINE_DOWNLOAD_URL:-}
    if [ -z "$own" ] && [ -z "${ACTION_REPOSITORY:-}" ]; then
        fail "an action that is used from a folder has no releases; $ways" >&2
    elif [ -z "$own" ]; then
        echo "https://github.com/$ACTION_REPOSITORY/releases/download"
    elif [[ $own =~ ^http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?$ ]]; then
        echo "${own%/}"
    else
        fail "\`PACELINE_DOWNLOAD_URL\` is for tests and must begin with http://127.0.0.1 or http://[::1]" >&2
    fi
}

# checksum FILE: prints its SHA-256.
checksum() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# download VERSION: sets `binary` to a release's program, after its checksum was seen to be the pinned one.
download() {
    local name file wanted url folder found
    name=paceline-$(triple)
    file=v$1/$name.tar.gz
    wanted=$(awk -v file="$file" '$2 == file { print $1 }' "$here/checksums.txt")
    if [ -z "$wanted" ]; then
        fail "ci/checksums.txt has no \`$file\`, so version \`$1\` is unknown to this revision of the action; $ways"
    fi
    url=$(base_url)/$file
    folder=$(mktemp -d "$RUNNER_TEMP/paceline-install-XXXXXX")
    if ! curl --fail --silent --show-error --location --proto '=https,http' --proto-redir '=https' --retry 2 \
        --connect-timeout 10 --max-time 300 --output "$folder/archive" -- "$url"; then
        fail "can't download \`$url\`; $ways" 4
    fi
    found=$(checksum "$folder/archive")
    if [ "$found" != "$wanted" ]; then
        fail "\`$url\` has the SHA-256 $found and not $wanted, as ci/checksums.txt says: it is not what was released" 4
    fi
    tar -xzf "$folder/archive" -C "$folder" "$name/paceline"
    binary=$folder/$name/paceline
}

# build: sets `binary` to the program, built from the action's own source. Nothing is cached here.
build() {
    local target=${CARGO_TARGET_DIR:-$RUNNER_TEMP/paceline-target}
    if ! command -v cargo >/dev/null; then
        fail "\`version: source\` needs cargo, which is not there; install Rust, or use \`path:/absolute/file\`" 4
    fi
    # In the source's folder, for its rust-toolchain.toml and no other's .cargo/config.toml.
    cd "$here/.."
    if ! CARGO_TARGET_DIR=$target cargo build --release --locked --bin paceline; then
        fail "can't build paceline; see what cargo says above" 4
    fi
    binary=$(cd "$target" && pwd)/release/paceline
}

case $INPUT_VERSION in
    source) build ;;
    path:/*)
        binary=${INPUT_VERSION#path:}
        if ! [ -f "$binary" ] || ! [ -x "$binary" ]; then
            fail "input \`version\` names \`$binary\`, which is no program"
        fi ;;
    path:*) fail "input \`version\` is \`$INPUT_VERSION\`; the path must be absolute, as in \`path:/usr/bin/paceline\`" ;;
    *)
        if ! [[ $INPUT_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
            fail "input \`version\` is \`$INPUT_VERSION\`; write a number as in \`1.2.3\`, or $ways"
        fi
        download "$INPUT_VERSION" ;;
esac
if ! "$binary" --version; then
    fail "\`$binary\` does not run here" 4
fi
if [[ $binary == *[[:cntrl:]]* ]]; then
    fail "the path of paceline has control characters"
fi
echo "binary=$binary" >>"$GITHUB_OUTPUT"
