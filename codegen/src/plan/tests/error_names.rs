//! The names and messages of errors.

use super::*;

/// Returns the options of the errors of a model with a protocol.
fn error_options(protocol: &str, errors: &[Value]) -> Vec<Vec<ErrorOption>> {
    let shapes = json!({
        "example#Hush": { "type": "string", "traits": { "smithy.api#sensitive": {} } },
        "example#Kind": kind(json!({})),
        "example#HushKind": kind(json!({ "smithy.api#sensitive": {} })),
        "example#Holder": { "type": "structure", "members": { "message": member("example#Hush", json!({})) } },
    });
    let mut model: Value =
        serde_json::from_str(&model(&json!({}), &json!({}), &shapes)).expect("JSON");
    model["shapes"]["example#Service"]["traits"] =
        json!({ (protocol): {}, "aws.auth#sigv4": { "name": "example" } });
    let ids = (0..errors.len()).map(|index| format!("example#E{index}"));
    for (id, members) in ids.zip(errors) {
        model["shapes"][&id] = json!({ "type": "structure", "members": members, "traits": { "smithy.api#error": "client" } });
        let ids = model["shapes"]["example#Call"]
            .as_object_mut()
            .map(|call| call.entry("errors").or_insert_with(|| json!([])));
        if let Some(Value::Array(ids)) = ids {
            ids.push(json!({ "target": id }));
        }
    }
    let plan = plan(&model.to_string()).expect("a plan");
    plan.errors.into_iter().map(|error| error.options).collect()
}

/// Returns an enum of strings.
fn kind(traits: Value) -> Value {
    json!({
        "type": "enum",
        "members": { "LATE": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "late" } } },
        "traits": traits,
    })
}

#[test]
fn a_message_is_sensitive_if_any_member_that_is_taken_for_it_is() {
    let text = member("String", json!({}));
    let hush = member("example#Hush", json!({}));
    let hush_named = |name: &str| {
        let mut member = hush.clone();
        member["traits"]["smithy.api#xmlName"] = json!(name);
        member
    };
    let json = error_options(
        "aws.protocols#restJson1",
        &[
            json!({ "message": member("example#HushKind", json!({})) }),
            json!({ "message": text, "errorMessage": hush }),
            json!({ "message": text, "errorMessage": text }),
            json!({ "detail": member("example#Hush", json!({ "jsonName": "Message" })) }),
            json!({ "detail": member("example#Holder", json!({ "httpPayload": {} })) }),
            json!({ "message": text, "secret": hush }),
        ],
    );
    let message_in = |field: &str| ErrorOption::MessageIn(field.to_owned());
    assert_eq!(
        json,
        [
            vec![ErrorOption::Sensitive],
            vec![ErrorOption::ExactMessage, ErrorOption::Sensitive],
            vec![ErrorOption::ExactMessage],
            vec![message_in("detail"), ErrorOption::Sensitive],
            vec![ErrorOption::WithoutMessage, ErrorOption::Sensitive],
            vec![],
        ]
    );
    let xml = error_options(
        "aws.protocols#restXml",
        &[
            json!({ "detail": hush_named("Message") }),
            json!({ "detail": hush_named("x:message") }),
            json!({ "detail": hush_named("Detail") }),
        ],
    );
    assert_eq!(
        xml,
        [
            vec![message_in("detail"), ErrorOption::Sensitive],
            vec![message_in("detail"), ErrorOption::Sensitive],
            vec![ErrorOption::WithoutMessage],
        ]
    );
}

#[test]
fn the_message_of_an_error_is_that_of_the_body_under_its_name_in_xml_and_json() {
    let text = member("String", json!({}));
    let json = error_options(
        "aws.protocols#restJson1",
        &[
            json!({ "message": member("example#Kind", json!({})) }),
            json!({
                "message": member("String", json!({ "httpHeader": "x-m" })),
                "text": member("String", json!({ "jsonName": "Message" })),
            }),
            json!({ "message": member("String", json!({ "httpHeader": "x-m" })), "text": text }),
        ],
    );
    let message_in = |field: &str| ErrorOption::MessageIn(field.to_owned());
    assert_eq!(json, [vec![], vec![message_in("text")], vec![]]);
    let xml = error_options(
        "aws.protocols#restXml",
        &[
            json!({ "detail": member("String", json!({ "xmlName": "Message" })) }),
            json!({ "message": member("String", json!({ "xmlName": "Other" })) }),
        ],
    );
    assert_eq!(xml, [vec![message_in("detail")], vec![]]);
}

#[test]
fn no_error_without_its_suffix_is_a_keyword() {
    for keyword in
        crate::plan::names::reserved::all().chain(["Self", "self", "Super", "Crate", "Type"])
    {
        for suffix in ["Exception", "Error", "Fault"] {
            let error = json!({ "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" } });
            let id = format!("example#{keyword}{suffix}");
            let mut model: Value =
                serde_json::from_str(&model(&json!({}), &json!({}), &json!({ (&id): error })))
                    .expect("JSON");
            model["shapes"]["example#Call"]["errors"] = json!([{ "target": id }]);
            let plan = plan(&model.to_string()).expect("a plan");
            for error in &plan.errors {
                let name = &error.structure.name;
                assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{id}: {name}");
            }
        }
    }
}
