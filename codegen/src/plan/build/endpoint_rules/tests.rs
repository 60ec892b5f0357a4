use serde_json::json;

use super::*;

fn rule_set(rules: &Value) -> Value {
    json!({
        "version": "1.0",
        "parameters": {
            "Region": { "type": "String", "builtIn": "AWS::Region" },
            "UseFIPS": { "type": "Boolean", "builtIn": "AWS::UseFIPS", "required": true, "default": false },
        },
        "rules": rules,
    })
}

#[test]
fn rules_become_a_tree_of_conditions_and_outcomes() {
    let plan = plan(&rule_set(&json!([
        {
            "type": "tree",
            "conditions": [{ "fn": "aws.partition", "argv": [{ "ref": "Region" }], "assign": "Partition" }],
            "rules": [{
                "type": "endpoint",
                "conditions": [],
                "endpoint": {
                    "url": "https://x.{Region}.{Partition#dnsSuffix}",
                    "headers": { "x-id": ["{Region}", "plain"] },
                    "properties": { "authSchemes": [{ "name": "sigv4", "signingRegion": "{Region}" }] },
                },
            }],
        },
        { "type": "error", "conditions": [], "error": "no region" },
    ])))
    .unwrap();
    assert_eq!(plan.parameters[1].built_in, Some(BuiltInParameter::UseFips));
    assert_eq!(plan.parameters[1].default, Some(ParamValue::Bool(false)));
    assert_eq!(
        plan.rules[0].conditions[0].assign.as_deref(),
        Some("Partition")
    );
    let OutcomePlan::Tree(rules) = &plan.rules[0].outcome else {
        panic!("{plan:?}")
    };
    let OutcomePlan::Endpoint {
        url,
        headers,
        properties,
    } = &rules[0].outcome
    else {
        panic!("{plan:?}")
    };
    assert_eq!(
        *url,
        ExprPlan::Template("https://x.{Region}.{Partition#dnsSuffix}".to_owned())
    );
    assert_eq!(headers[0].1[1], ExprPlan::Str("plain".to_owned()));
    assert!(matches!(&properties[0].1, PropertyPlan::List(schemes) if schemes.len() == 1));
    assert_eq!(
        plan.rules[1].outcome,
        OutcomePlan::Error(ExprPlan::Str("no region".to_owned()))
    );
}

#[test]
fn rules_that_the_runtime_cannot_evaluate_are_rejected_with_their_path() {
    let error = |rule: Value| plan(&rule_set(&json!([rule]))).unwrap_err();
    let failing = |condition: Value| {
        error(json!({ "type": "error", "error": "x", "conditions": [condition] }))
    };
    assert_eq!(
        failing(json!({ "fn": "shout", "argv": [] })),
        "rules[0]: conditions: the function `shout` is not supported"
    );
    assert_eq!(
        failing(json!({ "fn": "isSet", "argv": [{ "ref": "Bucket" }] })),
        "rules[0]: conditions: `Bucket` is neither a parameter nor assigned"
    );
    assert_eq!(
        failing(json!({ "fn": "not", "argv": [] })),
        "rules[0]: conditions: `not` takes 1 arguments, not 0"
    );
    assert_eq!(
        error(json!({ "type": "error", "error": "no {Bucket#name}", "conditions": [] })),
        "rules[0]: `Bucket` is neither a parameter nor assigned"
    );
    assert_eq!(
        error(json!({ "type": "wish", "conditions": [] })),
        "rules[0]: a rule of unknown type \"wish\""
    );
}

#[test]
fn a_path_that_the_runtime_cannot_parse_is_rejected() {
    let of_call = |path: &str| {
        let call = json!({ "fn": "getAttr", "argv": [{ "ref": "Region" }, path] });
        let rule = json!({ "type": "error", "error": "x", "conditions": [call] });
        plan(&rule_set(&json!([rule])))
    };
    let of_template = |path: &str| {
        let text = format!("{{Region#{path}}}");
        let rule = json!({ "type": "error", "error": text, "conditions": [] });
        plan(&rule_set(&json!([rule])))
    };
    for path in ["name", "a.b", "resourceId[0]", "[1]", "parts[-2]", "[-1].a"] {
        assert!(of_call(path).is_ok() && of_template(path).is_ok(), "{path}");
    }
    for path in [
        "", "a..b", "a[", "a[]", "a[-]", "a[+1]", "a[b]", "a[0][1]", "a[0]b", "a]", "a b",
        "a[1:2]", "*",
    ] {
        let problem = format!("`{path}` is not a path of keys and indexes, such as `parts[-1]`");
        assert_eq!(
            of_call(path).unwrap_err(),
            format!("rules[0]: conditions: {problem}")
        );
        assert_eq!(
            of_template(path).unwrap_err(),
            format!("rules[0]: {problem}")
        );
    }
}

#[test]
fn a_name_is_known_only_under_the_rule_that_assigns_it() {
    let rules = json!([
        { "type": "tree", "rules": [], "conditions": [{ "fn": "aws.partition", "argv": ["x"], "assign": "P" }] },
        { "type": "error", "error": "{P#name}", "conditions": [] },
    ]);
    assert_eq!(
        plan(&rule_set(&rules)).unwrap_err(),
        "rules[1]: `P` is neither a parameter nor assigned"
    );
}

#[test]
fn a_parameter_is_unused_if_it_is_optional_and_no_rule_refers_to_it() {
    let optional = |text: &str| {
        let mut rules = rule_set(&json!([{
            "type": "endpoint",
            "conditions": [{ "fn": "isSet", "argv": [{ "ref": "InCondition" }] }],
            "endpoint": { "url": text, "headers": { "x-id": ["{InHeader#id}"] } },
        }]));
        for name in ["InCondition", "InHeader", "InUrl", "Key"] {
            rules["parameters"][name] = json!({ "type": "String" });
        }
        rules["parameters"]["Required"] = json!({ "type": "String", "required": true });
        let mut unused = unused_by_rules(&rules);
        unused.sort();
        unused
    };
    assert_eq!(optional("https://{InUrl}.{Region}"), ["Key"]);
    assert_eq!(
        optional("https://Key.{Key2}.example"),
        ["InUrl", "Key", "Region"]
    );
}
