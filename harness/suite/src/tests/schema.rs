//! The JSON Schema agrees with the types that read a suite.

use std::fs;

use serde_json::{Value, json};

use crate::schema;

use super::{every_key, load_bytes};

fn to_json(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap()
}

fn accepts(document: &Value) -> Result<(), String> {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    validator.validate(document).map_err(|error| format!("{}: {error}", error.instance_path()))
}

#[test]
fn the_schema_accepts_a_suite_with_every_key() {
    accepts(&to_json(&fs::read_to_string(every_key()).unwrap())).unwrap();
}

#[test]
fn the_example_has_every_key_of_the_schema() {
    let text = fs::read_to_string(every_key()).unwrap();
    let schema = schema();
    let mut keys = Vec::new();
    property_keys(&schema, &mut keys);
    for key in keys {
        assert!(text.contains(&format!("{key}:")), "`{key}` is not in the example");
    }
}

#[test]
fn every_key_of_the_schema_is_described() {
    let schema = schema();
    for (path, property) in properties(&schema, "") {
        let description = property.get("description").and_then(Value::as_str).unwrap_or_default();
        assert!(description.len() > 10, "{path} is not described: {property}");
        assert!(!description.contains('\n'), "{path}: {description}");
    }
}

#[test]
fn what_the_schema_refuses_is_refused_by_the_reader_too() {
    for faulty in [
        "suite: s\n",
        "workloads: {a: {shell: x}}\n",
        "suite: a b\nworkloads: {a: {shell: x}}\n",
        "suite: s\nworkloads: {}\n",
        "suite: s\nworkloads: {a: {}}\n",
        "suite: s\nworkloads: {a: {shell: x, command: [y]}}\n",
        "suite: s\nworkloads: {a: {shell: x, unknown: y}}\n",
        "suite: s\nunknown: 1\nworkloads: {a: {shell: x}}\n",
        "suite: s\ndefaults: {shell: x}\nworkloads: {a: {shell: x}}\n",
        "suite: s\nworkloads: {a: {shell: x, timeout: 5}}\n",
        "suite: s\nworkloads: {a: {shell: x, invocations: 0}}\n",
        "suite: s\nworkloads: {a: {shell: x, invocations: few}}\n",
        "suite: s\nworkloads: {a: {shell: x, env: {A: 1}}}\n",
        "suite: s\nworkloads: {a: {shell: x, gate: {cpu_time: 5}}}\n",
        "suite: s\nworkloads: {a: {shell: x, gate: {cpu_time: {floor: 1ms}}}}\n",
        "suite: s\nworkloads: {a: {shell: x, metrics: [wal_time]}}\n",
        "suite: s\nworkloads: {a: {shell: x, policy: warn}}\n",
        "suite: s\nworkloads: {a: {shell: x, policy: {new: ignore}}}\n",
        "suite: s\nworkloads: {a: {shell: x, policy: {regressed: pass}}}\n",
        "suite: s\npolicy: {new: warn}\nworkloads: {a: {shell: x}}\n",
        "suite: s\ncustom-profilers: {a: {kind: counts}}\nworkloads: {a: {shell: x}}\n",
        "suite: s\ncustom-profilers: {a: {python: \"a:b\"}}\nworkloads: {a: {shell: x}}\n",
        "suite: s\ncustom-profilers: {a: {command: [a, \"{folder}\"], file: b, kind: counts}}\nworkloads: {a: {shell: x}}\n",
        "suite: s\nmissing-baseline: pass\nworkloads: {a: {shell: x}}\n",
        "suite: s\nworkloads: {a: {shell: x, check: {repeat: 2}}}\n",
        "suite: s\nworkloads: {a: {shell: x, check: {command: [x], more: 2}}}\n",
        "suite: s\nworkloads: {a: {shell: x, custom-metrics: {b: {unit: s, json: /a}}}}\n",
        "suite: s\nworkloads: {a: {command: []}}\n",
        "suite: s\nworkloads: {a: {command: sort}}\n",
        "suite: s\nworkloads: {a: {shell: x, work: 0}}\n",
        "suite: s\nworkloads: {a: {shell: x, environment: pkg}}\n",
        "suite: s\nworkloads: {a: {shell: x, environment: {}}}\n",
        "suite: s\nworkloads: {a: {shell: x, growth: O(n)}}\n",
        "suite: s\nworkloads: {a: {shell: x, growth: {parameter: n}}}\n",
        "suite: s\nworkloads: {a: {shell: x, growth: {parameter: n, expect: O(2^n)}}}\n",
        "suite: s\ndefaults: {growth: {parameter: n, expect: O(n)}}\nworkloads: {a: {shell: x}}\n",
        "suite: s\nworkloads: {a: {shell: x, params: {a: {b: c}}}}\n",
    ] {
        assert!(accepts(&to_json(faulty)).is_err(), "the schema accepts {faulty}");
        assert!(load_bytes(faulty).1.is_err(), "the reader accepts {faulty}");
    }
}

#[test]
fn the_schema_says_its_draft() {
    assert_eq!(schema()["$schema"], json!("https://json-schema.org/draft/2020-12/schema"));
}

fn properties(schema: &Value, path: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let Value::Object(object) = schema else { return found };
    if let Some(Value::Object(properties)) = object.get("properties") {
        for (key, property) in properties {
            found.push((format!("{path}.{key}"), property.clone()));
        }
    }
    for (key, value) in object {
        found.extend(properties(value, &format!("{path}.{key}")));
    }
    found
}

fn property_keys(schema: &Value, keys: &mut Vec<String>) {
    let found = properties(schema, "");
    keys.extend(found.iter().filter_map(|(path, _)| Some(path.rsplit_once('.')?.1.to_owned())));
}
