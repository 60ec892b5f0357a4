//! The parameters and prefixes of endpoint rules that requests have.

use serde_json::json;
use tinsmith_codegen::Quirks;

use crate::endpoints::{OPERATION, diagram, file, rules};

#[test]
fn a_parameter_that_changes_no_endpoint_is_not_written() {
    for (rules_trait, mut rules, uses) in [
        ("smithy.rules#endpointRuleSet", rules(), false),
        ("smithy.rules#endpointRuleSet", rules(), true),
        ("smithy.rules#endpointBdd", diagram(), false),
        ("smithy.rules#endpointBdd", diagram(), true),
    ] {
        let text = file(OPERATION, Quirks::default(), |shapes| {
            let parameters = [("Member", "string"), ("Operation", "string")];
            for (name, kind) in parameters {
                rules["parameters"][name] = json!({ "type": kind });
            }
            if uses {
                let result = match rules_trait {
                    "smithy.rules#endpointBdd" => &mut rules["results"][0],
                    _ => &mut rules["rules"][0],
                };
                let headers = json!({ "x-ids": ["{Member}", { "ref": "Operation" }] });
                result["endpoint"]["headers"] = headers;
            }
            shapes["com.example#Library"]["traits"][rules_trait] = rules;
            let operation = &mut shapes["com.example#GetBook"]["traits"];
            operation["smithy.rules#operationContextParams"] =
                json!({ "Operation": { "path": "language" } });
            let member = &mut shapes["com.example#GetBookRequest"]["members"]["bookId"]["traits"];
            member["smithy.rules#contextParam"] = json!({ "name": "Member" });
        });
        for name in ["Member", "Operation"] {
            let is_written = text.contains(&format!("request.endpoint_param(\"{name}\""));
            assert_eq!(is_written, uses, "{rules_trait}, {name}: {text}");
        }
    }
}

#[test]
fn a_host_prefix_that_the_rules_contain_is_not_in_the_metadata() {
    let quirks = |prefix: &str| Quirks {
        prefixes_in_rules: vec![prefix.to_owned()],
        ..Quirks::default()
    };
    for (has_rules, quirks, has_prefix) in [
        (true, quirks("{bookId}."), false),
        (true, Quirks::default(), true),
        // Without rules, nothing else has the prefix.
        (false, quirks("{bookId}."), true),
    ] {
        let text = file(OPERATION, quirks, |shapes| {
            shapes["com.example#GetBook"]["traits"]["smithy.api#endpoint"] =
                json!({ "hostPrefix": "{bookId}." });
            let member = &mut shapes["com.example#GetBookRequest"]["members"]["bookId"]["traits"];
            member["smithy.api#hostLabel"] = json!({});
            member["smithy.rules#contextParam"] = json!({ "name": "Book" });
            if has_rules {
                shapes["com.example#Library"]["traits"]["smithy.rules#endpointRuleSet"] = rules();
            }
        });
        assert_eq!(
            text.contains("host_prefix: \"{bookId}.\""),
            has_prefix,
            "{text}"
        );
    }
}
