//! GitHub's own description of its API as a judge of requests and replies.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// The cut of the description that is committed beside the fake.
const SPEC: &str = include_str!("../openapi/github.json");

pub(crate) static GITHUB: LazyLock<Spec> =
    LazyLock::new(|| Spec::new(serde_json::from_str(SPEC).unwrap()));

/// Operations with their schemas, as JSON Schema.
pub(crate) struct Spec(Value);

/// One operation with the values of the path's parameters.
pub(crate) struct Operation<'a> {
    spec: &'a Spec,
    description: &'a Value,
    /// The path with its parameters' names.
    pub(crate) template: &'a str,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Spec {
    fn new(mut document: Value) -> Self {
        to_json_schema(&mut document);
        Self(document)
    }

    /// The operation that `method` on `path` means.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        let method = method.to_lowercase();
        let paths = self.0["paths"].as_object()?;
        let fits = paths.iter().filter_map(|(template, item)| {
            let description = item.get(&method)?;
            let names: Vec<_> = template.trim_matches('/').split('/').collect();
            let mut parameters = Vec::new();
            if names.len() != parts.len() {
                return None;
            }
            for (name, part) in names.iter().zip(&parts) {
                match name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) => parameters.push((name.to_owned(), (*part).to_owned())),
                    None if name == part => {}
                    None => return None,
                }
            }
            Some(Operation { spec: self, description, template, parameters })
        });
        // `/issues/comments/5` is also an issue called `comments`: fewer parameters win.
        fits.min_by_key(|operation| operation.parameters.len())
    }

    /// A whole reply of GitHub's own, to be filled in.
    pub(crate) fn example(&self, name: &str) -> Value {
        let value = self.0["components"]["examples"][name]["value"].clone();
        assert!(!value.is_null(), "the description has no example `{name}`");
        value
    }

    fn resolved<'a>(&'a self, node: &'a Value) -> &'a Value {
        match node["$ref"].as_str() {
            Some(reference) => self.0.pointer(&reference[1..]).unwrap(),
            None => node,
        }
    }

    fn problems(&self, schema: &Value, value: &Value) -> Vec<String> {
        let root = json!({ "components": self.0["components"], "allOf": [schema] });
        let validator = jsonschema::validator_for(&root).unwrap();
        let problem = |error: jsonschema::ValidationError<'_>| {
            let text: String = error.to_string().chars().take(160).collect();
            format!("{}: {text}", error.instance_path())
        };
        validator.iter_errors(value).map(problem).collect()
    }
}

impl Operation<'_> {
    /// What is wrong with the parameters of the path and the query.
    pub(crate) fn query_problems(&self, query: &[(String, String)]) -> Vec<String> {
        let empty = Vec::new();
        let known: Vec<_> = self.description["parameters"]
            .as_array()
            .unwrap_or(&empty)
            .iter()
            .map(|parameter| self.spec.resolved(parameter))
            .collect();
        let given = query.iter().map(|(name, value)| ("query", name, value));
        let of_path = self.parameters.iter().map(|(name, value)| ("path", name, value));
        given
            .chain(of_path)
            .flat_map(|(place, name, value)| {
                let parameter = known
                    .iter()
                    .find(|it| it["in"] == place && it["name"].as_str() == Some(name.as_str()));
                let Some(parameter) = parameter else {
                    return vec![format!("unknown parameter `{name}` in the {place}")];
                };
                let is_integer = parameter["schema"]["type"] == "integer";
                let number = value.parse::<i64>().ok().filter(|_| is_integer);
                let value = number.map_or_else(|| json!(value), |number| json!(number));
                self.spec.problems(&parameter["schema"], &value)
            })
            .collect()
    }

    /// What is wrong with the body of a request.
    pub(crate) fn body_problems(&self, body: Option<&Value>) -> Vec<String> {
        let schema = self.description.pointer("/requestBody/content/application~1json/schema");
        match (schema, body) {
            (Some(schema), Some(body)) => self.spec.problems(schema, body),
            (Some(_), None) => vec!["there is no body".to_owned()],
            (None, Some(_)) => vec!["a body where none belongs".to_owned()],
            (None, None) => Vec::new(),
        }
    }

    /// What is wrong with a reply of the fake's own.
    pub(crate) fn reply_problems(&self, status: u16, body: Option<&Value>) -> Vec<String> {
        let reply = self.spec.resolved(&self.description["responses"][status.to_string()]);
        if reply.is_null() {
            return vec![format!("status {status} is not described")];
        }
        match (reply.pointer("/content/application~1json/schema"), body) {
            (Some(schema), Some(body)) => self.spec.problems(schema, body),
            (None, None) => Vec::new(),
            (schema, _) => vec![format!("body expected: {}", schema.is_some())],
        }
    }
}

/// Version 3.0 of that language says `nullable` where JSON Schema has a type `null`.
fn to_json_schema(node: &mut Value) {
    match node {
        Value::Object(map) => {
            if map.remove("nullable") == Some(json!(true)) {
                make_nullable(map);
            }
            // A property may have the name of a keyword; then it holds a schema.
            for keyword in ["example", "discriminator", "deprecated"] {
                if map.get(keyword).is_none_or(|it| it.get("type").is_none()) {
                    map.remove(keyword);
                }
            }
            map.values_mut().for_each(to_json_schema);
        }
        Value::Array(list) => list.iter_mut().for_each(to_json_schema),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn make_nullable(map: &mut Map<String, Value>) {
    match map.get("type").cloned() {
        Some(Value::String(name)) => {
            map.insert("type".to_owned(), json!([name, "null"]));
            if let Some(Value::Array(values)) = map.get_mut("enum") {
                values.push(Value::Null);
            }
        }
        _other => {
            let inner = Value::Object(std::mem::take(map));
            map.insert("anyOf".to_owned(), json!([{ "type": "null" }, inner]));
        }
    }
}
