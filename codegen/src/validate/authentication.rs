//! The properties of the authentication schemes that operations use.

use serde_json::Value;

use crate::plan::ir::MemberLocation;
use crate::protocol::Direction;
use crate::select::auth::{API_KEY, Scheme, offered_schemes};
use crate::select::{SelectedOperation, Selection};
use crate::smithy::Shape;
use crate::{Diagnostics, escape};

/// The headers that the client sets itself, or that belong to the connection.
const OTHER_HEADERS: [&str; 7] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "transfer-encoding",
    "user-agent",
];

pub(super) fn check(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    let operations = selection.operations.iter();
    for shape in operations
        .map(|operation| operation.shape)
        .chain([selection.service])
    {
        // Selection reports an operation that offers no supported scheme.
        let (model, spec) = (selection.model, selection.spec);
        if offered_schemes(model, spec, selection.service, shape).is_ok() {
            offered_by_service(selection, shape, diagnostics);
        }
    }
    signing_name(selection, diagnostics);
    let with_api_key = selection.operations.iter().filter(|operation| {
        let (model, spec) = (selection.model, selection.spec);
        let schemes = offered_schemes(model, spec, selection.service, operation.shape);
        schemes.is_ok_and(|schemes| schemes.contains(&Scheme::ApiKey))
    });
    let with_api_key: Vec<_> = with_api_key.collect();
    if with_api_key.is_empty() || !selection.service.traits.has(API_KEY) {
        return;
    }
    for problem in problems_of_api_key(selection) {
        diagnostics.at(&selection.service.id, problem);
    }
    for operation in with_api_key {
        key_is_alone(selection, operation, diagnostics);
    }
}

/// Reports members and parameters of the URI that have the name of an API key in the query. In a header the key replaces the value of a
/// member.
fn key_is_alone(
    selection: &Selection<'_>,
    operation: &SelectedOperation<'_>,
    diagnostics: &mut Diagnostics,
) {
    let protocol = selection.protocol;
    let property = |name| selection.service.traits.member_string(API_KEY, name);
    let name = property("name").filter(|name| !name.is_empty());
    let Some(key) = name.filter(|_| property("in") == Some("query")) else {
        return;
    };
    let shown = escape::visible(key);
    for member in &operation.input.members {
        let location = protocol.location(member, Direction::Request);
        if matches!(location, MemberLocation::Query(name) if name == key) {
            diagnostics.at(
                &member.id,
                format!("is bound to the query parameter `{shown}`, which contains the API key; rename one of the two"),
            );
        }
    }
    let (_, uri) = protocol.method_and_uri(selection.service, operation.shape, &selection.quirks);
    let query = uri.split_once('?').map(|(_, query)| query);
    let mut names = query.into_iter().flat_map(|query| query.split('&'));
    if names.any(|part| part.split('=').next() == Some(key)) {
        diagnostics.at(
            &operation.shape.id,
            format!("has the query parameter `{shown}` in its URI, which contains the API key; rename one of the two"),
        );
    }
}

/// Reports the schemes that an `auth` trait names and the service does not have. Smithy requires each of them to be a trait of the service, which
/// holds the properties of the scheme.
fn offered_by_service(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    const TRAIT: &str = "smithy.api#auth";
    let service = selection.service;
    let named = shape.traits.get(TRAIT);
    let is_text = |value: &Value| value.is_string();
    let is_list = |value: &Value| {
        value
            .as_array()
            .is_some_and(|items| items.iter().all(is_text))
    };
    if let Some(value) = named
        && !is_list(value)
    {
        let value = escape::visible(&value.to_string());
        diagnostics.at(
            &shape.id,
            format!("has the `{TRAIT}` trait with `{value}`; it must be a list of the ids of authentication schemes"),
        );
        return;
    }
    let named = named.and_then(Value::as_array);
    for scheme in named.into_iter().flatten() {
        let id = scheme.as_str().unwrap_or_default();
        let is_known = selection.model.knows_traits(&service.id);
        if !service.traits.has(id) && is_known && !selection.spec.ignore_traits.contains(id) {
            let (scheme, service) = (escape::visible(id), &service.id);
            diagnostics.at(
                &shape.id,
                format!("offers the authentication scheme `{scheme}` by its `{TRAIT}` trait, but `{service}` does not have this scheme; add its trait to the service"),
            );
        }
    }
}

/// Checks the name in the scope of signatures, which a header carries.
fn signing_name(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    let service = selection.service;
    const TRAIT: &str = "aws.auth#sigv4";
    let name = service
        .traits
        .member_string(TRAIT, "name")
        .unwrap_or_default();
    if service.traits.has(TRAIT) && name.is_empty() {
        diagnostics.at(
            &service.id,
            format!("has no `name` in its `{TRAIT}` trait; it must be the name of the service in signatures"),
        );
    }
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'/')
    {
        let name = escape::visible(name);
        diagnostics.at(
            &service.id,
            format!(
                "has the signing name `{name}`, with a character that is not allowed in a signature"
            ),
        );
    }
}

/// Returns the problems of the location of API keys, each of which continues the name of the service.
fn problems_of_api_key(selection: &Selection<'_>) -> Vec<String> {
    let traits = &selection.service.traits;
    let text = |member| traits.member_string(API_KEY, member);
    let name = text("name").unwrap_or_default();
    let shown = escape::visible(name);
    let mut problems = Vec::new();
    if name.is_empty() {
        problems.push("expects API keys in a header or query parameter without a name".to_owned());
    }
    match text("in") {
        Some("header") => {
            if !name.is_empty() && !is_token(name) {
                problems.push(format!(
                    "expects API keys in the header `{shown}`, which is not the name of a header"
                ));
            }
            if OTHER_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                problems.push(format!(
                    "expects API keys in the header `{shown}`, which the client sets for another purpose"
                ));
            }
            if let Some(scheme) = text("scheme").filter(|scheme| !is_token(scheme)) {
                problems.push(format!(
                    "expects API keys with the scheme `{}`, which is not the name of a scheme",
                    escape::visible(scheme)
                ));
            }
        }
        Some("query") if text("scheme").is_some() => problems.push(format!(
            "expects API keys with a scheme in the query parameter `{shown}`; a scheme is for headers only"
        )),
        Some("query") => {}
        location => problems.push(format!(
            "expects API keys in `{}`; the location is either `header` or `query`",
            escape::visible(location.unwrap_or_default())
        )),
    }
    problems
}

/// True for a token of HTTP, such as the name of a header.
fn is_token(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_letter)
}
