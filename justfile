# The same commands as CI; `just` lists them.

# list the recipes
default:
    @just --list

# everything that CI runs
check:
    ci/check all

# the tests
test:
    ci/check test

# the report page in a browser
browser:
    ci/check browser

# the script of the report page, from its source
page:
    cd harness/report/script && npm ci && npm run build

# formatting, clippy, rustdoc, the action and its workflows
lint:
    ci/check lint

# accept changed snapshots
bless:
    INSTA_UPDATE=always cargo test --workspace

# the schemas in docs/, from the types
schema:
    cargo run --quiet -- schema suite > docs/suite.schema.json
    cargo run --quiet -- schema record > docs/record.schema.json
    cargo run --quiet -- schema comparison > docs/comparison.schema.json

# the main job: naive against idiomatic
lru:
    cargo run --release -- check bench-suites/lru-cache --base implementation=naive --head implementation=idiomatic
