//! Sensitive types do not show their values.

use serde_json::json;
use tinsmith_codegen::Quirks;

use crate::endpoints::file;

#[test]
fn a_sensitive_enum_is_redacted() {
    for (kind, values, tables) in [
        (
            "enum",
            [json!("HARD"), json!("SOFT")],
            [
                "string_enum! { redacted Binding {",
                "string_enum! { Binding {",
            ],
        ),
        (
            "intEnum",
            [json!(1), json!(2)],
            [
                "debug! { enum Binding }",
                "derive(Clone, Debug)] pub enum Binding {",
            ],
        ),
    ] {
        for (is_sensitive, table) in [true, false].into_iter().zip(tables) {
            let text = file("src/types.rs", Quirks::default(), |shapes| {
                let binding = &mut shapes["com.example#Binding"];
                binding["type"] = json!(kind);
                let names = ["HARDCOVER", "PAPERBACK"].into_iter();
                for (name, value) in names.zip(&values) {
                    binding["members"][name]["traits"]["smithy.api#enumValue"] = value.clone();
                }
                if is_sensitive {
                    binding["traits"] = json!({ "smithy.api#sensitive": {} });
                }
            });
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(table), "{kind}, {is_sensitive}: {text}");
            assert_eq!(text.contains(tables[0]), is_sensitive, "{kind}: {text}");
        }
    }
}
