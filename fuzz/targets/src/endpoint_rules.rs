//! Endpoint rules: those of the generated crates, and small ones that return the result of a function.

use http::Uri;
use tinsmith::endpoint::{
    Condition, Expr, Function, Parameter, Params, Rule, RuleEndpoint, RuleSet, Value,
    is_valid_host_label, is_virtual_hostable_bucket, parse_arn, parse_url, substring, uri_encode,
};
use tinsmith::service::Operation;
use tinsmith_deadline::operation::GetSessionInput;
use tinsmith_nimble::operation::ListStreamingSessionsInput;

use crate::lines::{pairs, percent_decoded, value};

/// Checks that rules resolve to the same URL or error each time, and that each function has the results of its definition.
///
/// The input consists of parameters, one `name=value` a line.
pub fn endpoint_rules(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let mut params = Params::new();
    for (name, value) in pairs(text) {
        params.set(name.to_owned(), typed(value));
    }
    for service in [
        GetSessionInput::METADATA.service,
        ListStreamingSessionsInput::METADATA.service,
    ] {
        if let Some(rules) = service.endpoint_rules {
            of_service(rules, &params, text);
        }
    }
    for (check, rule) in FUNCTIONS {
        let rules = RuleSet {
            parameters: &[TEXT],
            rules: std::slice::from_ref(rule),
        };
        let text = value(text, "Text").unwrap_or(text);
        let params = Params::new().with("Text", text.to_owned());
        check(text, rules.resolve(&params).ok().as_ref());
    }
}

fn typed(value: &str) -> Value {
    match value {
        "true" => true.into(),
        "false" => false.into(),
        list if list.contains('|') => list
            .split('|')
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into(),
        text => text.to_owned().into(),
    }
}

fn of_service(rules: &RuleSet, params: &Params, text: &str) {
    let outcome = rules.resolve(params);
    assert_eq!(rules.resolve(params), outcome);
    match outcome {
        Err(reason) => assert!(!reason.to_string().is_empty()),
        Ok(endpoint) => {
            // Later lines replace earlier ones.
            let last = |name| pairs(text).filter(|(known, _)| *known == name).last();
            let region = last("Region").map_or("", |(_, region)| region);
            match last("Endpoint") {
                Some((_, url)) => assert_eq!(endpoint.url, url),
                None => assert!(endpoint.url.contains(region), "{endpoint:?}"),
            }
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if last("Endpoint").is_none() && region.bytes().all(is_name) {
                let host = endpoint.url.strip_prefix("https://");
                let uri: Option<Uri> = endpoint.url.parse().ok();
                assert_eq!(uri.as_ref().and_then(Uri::host), host, "{endpoint:?}");
            }
        }
    }
}

const TEXT: Parameter = Parameter {
    name: "Text",
    built_in: None,
    required: true,
    default: None,
};

type Check = fn(&str, Option<&RuleEndpoint>);

/// A check of the URL that a rule resolves to for a text.
static FUNCTIONS: &[(Check, Rule)] = &[
    (
        |text, endpoint| {
            let encoded = endpoint.map_or("", |endpoint| &endpoint.url);
            assert_eq!(percent_decoded(encoded).as_deref(), Some(text));
        },
        rule(
            &[assigned(Function::Other(uri_encode), &[Expr::Ref("Text")])],
            "{it}",
        ),
    ),
    (
        |text, endpoint| {
            if let Some(endpoint) = endpoint {
                assert_eq!(endpoint.url, text);
                assert!(text.parse::<Uri>().is_ok_and(|uri| uri.host().is_some()));
            }
        },
        rule(
            &[assigned(Function::Other(parse_url), &[Expr::Ref("Text")])],
            "{it#scheme}://{it#authority}{it#path}",
        ),
    ),
    (
        |text, endpoint| {
            let parts: Vec<&str> = text.splitn(6, ':').collect();
            let first = |resource: &str| resource.split([':', '/']).next().map(str::to_owned);
            match (endpoint, parts.as_slice()) {
                (Some(endpoint), ["arn", middle @ .., resource]) => {
                    let id = first(resource).unwrap_or_default();
                    assert_eq!(endpoint.url, format!("{} {id}", middle.join(" ")));
                }
                (Some(endpoint), _) => panic!("{text:?} is {endpoint:?}"),
                (None, _) => {}
            }
        },
        rule(
            &[assigned(Function::Other(parse_arn), &[Expr::Ref("Text")])],
            "{it#partition} {it#service} {it#region} {it#accountId} {it#resourceId[0]}",
        ),
    ),
    (
        |text, endpoint| {
            let expected = text.get(1..3).filter(|_| text.is_ascii());
            assert_eq!(endpoint.map(|endpoint| endpoint.url.as_str()), expected);
        },
        rule(
            &[assigned(
                Function::Other(substring),
                &[
                    Expr::Ref("Text"),
                    Expr::Int(1),
                    Expr::Int(3),
                    Expr::Bool(false),
                ],
            )],
            "{it}",
        ),
    ),
    (
        |text, endpoint| {
            let start = text.len().checked_sub(3).filter(|_| text.is_ascii());
            let expected = start.and_then(|start| text.get(start..start + 2));
            assert_eq!(endpoint.map(|endpoint| endpoint.url.as_str()), expected);
        },
        rule(
            &[assigned(
                Function::Other(substring),
                &[
                    Expr::Ref("Text"),
                    Expr::Int(1),
                    Expr::Int(3),
                    Expr::Bool(true),
                ],
            )],
            "{it}",
        ),
    ),
    (
        |text, endpoint| {
            let host = endpoint.map(|endpoint| endpoint.url.parse::<Uri>());
            if let Some(host) = host {
                assert!(host.is_ok_and(|uri| uri.host() == Some(text)), "{text:?}");
            }
        },
        rule(
            &[called(
                Function::Other(is_valid_host_label),
                &[Expr::Ref("Text"), Expr::Bool(true)],
            )],
            "https://{Text}",
        ),
    ),
    (
        |text, endpoint| {
            let host = endpoint.map(|endpoint| endpoint.url.parse::<Uri>());
            if let Some(host) = host {
                let host = host.ok().and_then(|uri| uri.host().map(str::to_owned));
                assert_eq!(host, Some(format!("{text}.s3.amazonaws.com")));
            }
        },
        rule(
            &[called(
                Function::Other(is_virtual_hostable_bucket),
                &[Expr::Ref("Text"), Expr::Bool(true)],
            )],
            "https://{Text}.s3.amazonaws.com",
        ),
    ),
    (
        |text, endpoint| {
            let Some(endpoint) = endpoint else {
                panic!("{text:?} has no partition");
            };
            assert!(endpoint.url.starts_with("aws"), "{endpoint:?}");
        },
        rule(
            &[assigned(Function::AwsPartition, &[Expr::Ref("Text")])],
            "{it#name} {it#dnsSuffix} {it#dualStackDnsSuffix}",
        ),
    ),
];

const fn rule(conditions: &'static [Condition], url: &'static str) -> Rule {
    Rule::Endpoint {
        conditions,
        url: Expr::Template(url),
        headers: &[],
        properties: &[],
    }
}

const fn called(function: Function, arguments: &'static [Expr]) -> Condition {
    Condition {
        function,
        arguments,
        assign: None,
    }
}

const fn assigned(function: Function, arguments: &'static [Expr]) -> Condition {
    Condition {
        function,
        arguments,
        assign: Some("it"),
    }
}
