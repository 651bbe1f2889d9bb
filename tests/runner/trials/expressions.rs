//! The language within `${{ }}`.

use serde_json::json;

use crate::runner::expression::{Place, Scope, check, condition, interpolate};

fn scope() -> Scope {
    let mut scope = Scope::default();
    scope.set(
        "github",
        json!({ "ref": "refs/heads/Main", "number": 7, "event": {
        "labels": [{ "name": "bug" }, { "name": "benchmarks" }], "empty": "", "flag": true,
    } }),
    );
    scope.set("env", json!({ "A-B": "x}}y" }));
    scope
}

#[test]
fn values_are_those_that_github_gives() {
    let cases = [
        ("github.number", "7"),
        ("github['number']", "7"),
        ("github.event.none.deeper", ""),
        ("github.event.empty || github.number || 'x'", "7"),
        ("github.event.flag && 'yes' || 'no'", "yes"),
        ("!github.event.flag", "false"),
        ("github.ref == 'REFS/heads/main'", "true"),
        ("github.number == '7'", "true"),
        ("'' == 0 && null == false", "true"),
        ("'a' == 0", "false"),
        ("2 < 10 && !('b' < 'A')", "true"),
        ("1 == 1 != false", "true"),
        ("contains(github.event.labels.*.name, 'Benchmarks')", "true"),
        ("github.event.labels[1].name", "benchmarks"),
        ("contains(fromJSON('[\"OWNER\"]'), 'owner')", "true"),
        ("startsWith(github.ref, 'refs/') && endsWith(github.ref, 'Main')", "true"),
        ("format('{0}-{1} {{0}}', github.number, 'it''s')", "7-it's {0}"),
        ("join(fromJSON('[1, 2]'), ', ')", "1, 2"),
        ("fromJSON(toJSON(github.event)).empty == ''", "true"),
        ("env.A-B", "x}}y"),
        ("'}}'", "}}"),
        ("success() && !failure() && !cancelled() && always()", "true"),
    ];
    for (expression, value) in cases {
        let shown = interpolate(&format!("<${{{{ {expression} }}}}>"), &scope());
        assert_eq!(shown, Ok(format!("<{value}>")), "{expression}");
    }
}

#[test]
fn what_github_does_not_know_is_refused() {
    let place = Place { contexts: &["github", "env"], has_status: false };
    let cases = [
        "secrets.TOKEN",
        "\"double\"",
        "github.",
        "github[",
        "'open",
        "1 + 1",
        "unknown(1)",
        "contains('a')",
        "github number",
        "success()",
        "",
        "(1",
    ];
    for expression in cases {
        assert!(check(&format!("${{{{ {expression} }}}}"), place).is_err(), "{expression}");
    }
    assert!(check("${{ github.ref", place).is_err());
    assert_eq!(check("${{ github.ref }} $(x) {{ }} $", place), Ok(()));
    // A slip within a context whose members are known.
    assert!(interpolate("${{ github.refs }}", &scope()).is_err());
    assert!(interpolate("${{ fromJSON('{') }}", &scope()).is_err());
    assert!(interpolate("${{ format('{1}', 1) }}", &scope()).is_err());
}

#[test]
fn a_condition_needs_success_unless_it_asks() {
    let (good, mut bad) = (scope(), scope());
    bad.has_failed = true;
    let cases = [
        ("true", [true, false]),
        ("always()", [true, true]),
        ("${{ failure() }}", [false, true]),
        ("!cancelled() && github.number == 7", [true, true]),
        ("success() || github.number == 7", [true, true]),
        ("github.number == 8", [false, false]),
    ];
    for (text, expected) in cases {
        let found = [&good, &bad].map(|scope| condition(text, scope));
        assert_eq!(found, expected.map(Ok), "{text}");
    }
    // GitHub takes this for a text that is not empty.
    assert!(condition("${{ github.number }} == 8", &good).is_err());
}
