//! The JSON Schema of suite files, for editors.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};

use crate::file::{AcceptedFile, SuiteFile};

/// The JSON Schema (draft 2020-12) of a suite file, made from the types that read it.
///
/// It knows keys, forms and words; what spans several keys is checked by [`crate::load`] only.
pub fn schema() -> serde_json::Value {
    schema_of::<SuiteFile>()
}

/// The JSON Schema (draft 2020-12) of a file of accepted regressions.
pub fn accepted_schema() -> serde_json::Value {
    schema_of::<AcceptedFile>()
}

fn schema_of<T: JsonSchema>() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(unwrap_lines));
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Descriptions come from comments, which are wrapped; editors wrap by themselves.
fn unwrap_lines(schema: &mut Schema) {
    if let Some(serde_json::Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}
