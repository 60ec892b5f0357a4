//! The authentication schemes of a service and its operations.

use serde_json::{Value, json};
use tinsmith_codegen::{Caller, Diagnostic, Generated, ServiceSpec, generate};

use crate::{file, model, spec, texts};

/// Generates with authentication traits of the service, and of the operation `Op`.
fn with_auth(service: Value, operation: Value) -> Result<Generated, Vec<Diagnostic>> {
    let model = model(|model| {
        let traits = &mut model["shapes"]["a.b#S"]["traits"];
        *traits = json!({ "aws.protocols#restJson1": {} });
        traits
            .as_object_mut()
            .unwrap()
            .extend(service.as_object().unwrap().clone());
        let traits = model["shapes"]["a.b#Op"]["traits"].as_object_mut().unwrap();
        traits.extend(operation.as_object().unwrap().clone());
    });
    generate(&model, &spec())
}

#[test]
fn an_operation_has_the_supported_schemes_that_it_offers_in_order() {
    let all = json!({
        "smithy.api#httpApiKeyAuth": { "name": "x-key", "in": "header", "scheme": "Key" },
        "smithy.api#httpBasicAuth": {},
        "smithy.api#httpBearerAuth": {},
        "smithy.api#httpDigestAuth": {},
    });
    let query = json!({ "smithy.api#httpApiKeyAuth": { "name": "key", "in": "query" } });
    let signed = json!({ "aws.auth#sigv4": { "name": "things" }, "smithy.api#httpBearerAuth": {} });
    let only = |scheme: &str| json!({ "smithy.api#auth": [scheme] });
    for (service, operation, printed) in [
        (
            &all,
            json!({}),
            "Auth::Choice(&AuthSchemes(&[Auth::Http(&ApiKeyInHeader { name: \"x-key\", scheme: \"Key\" }), \
             Auth::Http(&BasicAuth), Auth::Http(&BearerAuth)]))",
        ),
        (
            &signed,
            json!({}),
            "Auth::Choice(&AuthSchemes(&[Auth::SigV4, Auth::Http(&BearerAuth)]))",
        ),
        (
            &signed,
            json!({ "smithy.api#auth": ["smithy.api#httpBearerAuth", "aws.auth#sigv4"] }),
            "Auth::Choice(&AuthSchemes(&[Auth::Http(&BearerAuth), Auth::SigV4]))",
        ),
        (
            &signed,
            json!({ "smithy.api#optionalAuth": {} }),
            "&OptionalAuthSchemes(&[Auth::SigV4Optional, Auth::Http(&BearerAuth)])",
        ),
        (
            &signed,
            json!({ "smithy.api#optionalAuth": {}, "aws.auth#unsignedPayload": {} }),
            "&OptionalAuthSchemes(&[Auth::SigV4OptionalUnsignedPayload, Auth::Http(&BearerAuth)])",
        ),
        (
            &query,
            json!({ "smithy.api#optionalAuth": {} }),
            "Auth::Choice(&OptionalAuthSchemes(&[Auth::Http(&ApiKeyInQuery { name: \"key\" })]))",
        ),
        (
            &all,
            only("smithy.api#httpBasicAuth"),
            "Auth::Http(&BasicAuth)",
        ),
        (
            &all,
            only("smithy.api#httpBearerAuth"),
            "Auth::Http(&BearerAuth)",
        ),
        (
            &all,
            json!({ "smithy.api#auth": ["smithy.api#httpDigestAuth", "smithy.api#httpBasicAuth"] }),
            "Auth::Http(&BasicAuth)",
        ),
        (&all, json!({ "smithy.api#auth": [] }), "Auth::None"),
        (&query, json!({}), "&ApiKeyInQuery {"),
    ] {
        let generated = with_auth(service.clone(), operation).unwrap();
        let text = file(&generated, "src/operation/op.rs");
        // The root of the runtime has none of the schemes.
        let from_root = text.lines().find(|line| {
            line.starts_with("use tinsmith::{") || line.starts_with("use tinsmith::B")
        });
        assert!(!from_root.unwrap_or_default().contains("Auth"), "{text}");
        // Lines are broken with commas at their ends.
        let without_space = |text: &str| text.split_whitespace().collect::<String>();
        let printed = without_space(printed);
        let found = without_space(text)
            .replace(",}", "}")
            .replace(",]", "]")
            .replace(",)", ")");
        assert!(found.contains(&printed), "{printed}: {text}");
    }
}

#[test]
fn an_operation_that_offers_no_supported_scheme_is_rejected_or_left_out() {
    let digest = json!({ "smithy.api#httpDigestAuth": {} });
    let problems = texts(&with_auth(digest.clone(), json!({})).unwrap_err());
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].starts_with("a.b#Op: cannot be generated: its authentication schemes (`smithy.api#httpDigestAuth`) are not supported"),
        "{problems:?}"
    );
}

#[test]
fn a_scheme_of_an_operation_is_one_of_the_service() {
    let auth = |scheme: &str| json!({ "smithy.api#auth": [scheme] });
    for scheme in [
        "aws.auth#sigv4",
        "smithy.api#httpApiKeyAuth",
        "smithy.api#httpBasicAuth",
        "smithy.api#httpBearerAuth",
    ] {
        let problem = |shape: &str| {
            format!(
                "{shape}: offers the authentication scheme `{scheme}` by its `smithy.api#auth` trait, but `a.b#S` does not have this \
                 scheme; add its trait to the service"
            )
        };
        let of_operation = with_auth(json!({}), auth(scheme)).unwrap_err();
        assert_eq!(texts(&of_operation), [problem("a.b#Op")]);
        let of_service = with_auth(auth(scheme), json!({})).unwrap_err();
        assert_eq!(texts(&of_service), [problem("a.b#S")]);
        let properties = json!({ "name": "x", "in": "query" });
        with_auth(json!({ scheme: properties }), auth(scheme)).unwrap();
    }
}

#[test]
fn an_authentication_scheme_that_the_caller_ignores_is_left_out_and_reported() {
    let text = model(|model| {
        let traits = &mut model["shapes"]["a.b#S"]["traits"];
        *traits = json!({ "aws.protocols#restJson1": {}, "smithy.api#httpDigestAuth": {} });
    });
    let spec = |ignored: &str| ServiceSpec {
        ignore_traits: [ignored.to_owned()].into(),
        caller: Caller::CommandLine,
        ..spec()
    };
    let problems = texts(&generate(&text, &spec("a.b#other")).unwrap_err());
    assert_eq!(
        problems[0],
        "the trait `a.b#other` is to be ignored, but no shape has it; remove it from the traits to ignore, or correct its id"
    );
    let remedy = "the option --ignore-trait 'smithy.api#httpDigestAuth' sends its requests without authentication";
    assert!(problems[1].ends_with(remedy), "{problems:?}");
    let generated = generate(&text, &spec("smithy.api#httpDigestAuth")).unwrap();
    assert_eq!(
        texts(&generated.warnings),
        ["the trait `smithy.api#httpDigestAuth` is ignored: the options of the generator say so"]
    );
    assert!(file(&generated, "src/operation/op.rs").contains("auth: Auth::None"));
}

#[test]
fn a_scheme_that_only_a_list_of_schemes_names_can_be_ignored() {
    let text = model(|model| {
        model["shapes"]["a.b#S"]["traits"] =
            json!({ "aws.protocols#restJson1": {}, "smithy.api#auth": ["a.b#other"] });
    });
    let spec = ServiceSpec {
        ignore_traits: ["a.b#other".to_owned()].into(),
        ..spec()
    };
    generate(&text, &spec).unwrap();
}

#[test]
fn an_api_key_without_a_valid_place_is_rejected() {
    let place = |name: &str, location: &str| json!({ "name": name, "in": location });
    let with_scheme = |mut place: Value, scheme: &str| {
        place["scheme"] = json!(scheme);
        place
    };
    for (place, problem) in [
        (
            place("", "query"),
            "in a header or query parameter without a name",
        ),
        (
            place("a b", "header"),
            "in the header `a b`, which is not the name of a header",
        ),
        (
            place("x-é", "header"),
            "in the header `x-é`, which is not the name of a header",
        ),
        (
            place("x:\r\ny", "header"),
            r"in the header `x:\r\ny`, which is not the name of a header",
        ),
        (
            place("Host", "header"),
            "in the header `Host`, which the client sets for another purpose",
        ),
        (
            place("x", "cookie"),
            "in `cookie`; the location is either `header` or `query`",
        ),
        (
            json!({ "name": "x" }),
            "in ``; the location is either `header` or `query`",
        ),
        (
            with_scheme(place("x", "header"), "A\r\nB: c"),
            r"with the scheme `A\r\nB: c`, which is not the name of a scheme",
        ),
        (
            with_scheme(place("x", "header"), ""),
            "with the scheme ``, which is not the name of a scheme",
        ),
        (
            with_scheme(place("x", "query"), "Key"),
            "with a scheme in the query parameter `x`; a scheme is for headers only",
        ),
    ] {
        let service = json!({ "smithy.api#httpApiKeyAuth": place });
        assert_eq!(
            texts(&with_auth(service, json!({})).unwrap_err()),
            [format!("a.b#S: expects API keys {problem}")]
        );
    }
    let nothing = json!({ "smithy.api#httpApiKeyAuth": {} });
    assert_eq!(
        texts(&with_auth(nothing, json!({})).unwrap_err()),
        [
            "a.b#S: expects API keys in a header or query parameter without a name",
            "a.b#S: expects API keys in ``; the location is either `header` or `query`",
        ]
    );
    let only = json!({ "smithy.api#auth": ["smithy.api#httpApiKeyAuth"] });
    let problems = texts(&with_auth(json!({}), only).unwrap_err());
    assert_eq!(
        problems,
        [
            "a.b#Op: offers the authentication scheme `smithy.api#httpApiKeyAuth` by its `smithy.api#auth` trait, but `a.b#S` does not have \
             this scheme; add its trait to the service"
        ]
    );
    for valid in [
        place("a&b=c#é", "query"),
        place("x-Api_Key", "header"),
        with_scheme(place("authorization", "header"), "ApiKey"),
    ] {
        with_auth(json!({ "smithy.api#httpApiKeyAuth": valid }), json!({})).unwrap();
    }
}
