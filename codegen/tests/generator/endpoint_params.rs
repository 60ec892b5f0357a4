//! The parameters of endpoint rules that requests have.

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
