//! The JSON Schema of packs: editors complete and check with it.

use schemars::generate::SchemaSettings;

use super::pack::Pack;

/// The schema of `templates/packs/*.toml`, as JSON (draft 2020-12).
pub fn pack_schema() -> String {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Pack>();
    // Strings, numbers and lists always serialize.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
