//! Smithy's rules for HTTP bindings: the method and URI of an operation, the targets of bound members, and the members that exclude each other.

use std::collections::HashMap;

use super::Protocol;
use super::bindings::Direction;
use crate::smithy::{Member, Model, Shape, ShapeKind};
use crate::{Diagnostics, UriTemplate, escape};

/// Checks the target of a bound member; the error names the targets that the binding accepts.
type CheckTarget = fn(&Model, &Shape) -> Result<(), &'static str>;

/// An operation with the structures of its messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperationShapes<'m> {
    pub(crate) operation: &'m Shape,
    pub(crate) input: &'m Shape,
    pub(crate) output: &'m Shape,
    pub(crate) errors: &'m [&'m Shape],
}

/// Reports every problem of the bindings of an operation, if the protocol has bindings.
pub(crate) fn check(
    protocol: Protocol,
    model: &Model,
    shapes: OperationShapes<'_>,
    diagnostics: &mut Diagnostics,
) {
    match protocol {
        Protocol::AwsJson1_0
        | Protocol::AwsJson1_1
        | Protocol::AwsQuery
        | Protocol::Ec2Query
        | Protocol::RpcV2Cbor => return,
        Protocol::RestJson1 | Protocol::RestXml => {}
    }
    let OperationShapes {
        operation,
        input,
        output,
        errors,
    } = shapes;
    method_and_uri(model, operation, input, diagnostics);
    members(model, input, Direction::Request, diagnostics);
    for structure in [output].iter().chain(errors) {
        members(model, structure, Direction::Response, diagnostics);
    }
}

fn method_and_uri(model: &Model, operation: &Shape, input: &Shape, diagnostics: &mut Diagnostics) {
    let (id, traits) = (&operation.id, &operation.traits);
    if !traits.has("smithy.api#http") {
        if model.knows_traits(id) {
            diagnostics.at(
                id,
                "has no `smithy.api#http` trait, which the protocol needs",
            );
        }
        return;
    }
    match traits.member_string("smithy.api#http", "method") {
        Some(method)
            if !method.is_empty() && method.bytes().all(|each| each.is_ascii_uppercase()) => {}
        Some(method) => diagnostics.at(
            id,
            format!(
                "has the invalid HTTP method `{method}`, which must consist of upper-case letters"
            ),
        ),
        None => diagnostics.at(id, "has no HTTP method"),
    }
    let Some(uri) = traits.member_string("smithy.api#http", "uri") else {
        diagnostics.at(id, "has no `uri` in its `smithy.api#http` trait");
        return;
    };
    match UriTemplate::parse(uri) {
        Err(cause) => diagnostics.at(id, format!("its uri `{uri}` {cause}")),
        Ok(template) => labels(model, (operation, input), uri, &template, diagnostics),
    }
}

/// Reports labels without a member, and members without a label.
fn labels(
    model: &Model,
    (operation, input): (&Shape, &Shape),
    uri: &str,
    template: &UriTemplate,
    diagnostics: &mut Diagnostics,
) {
    let is_label = |member: &Member| member.traits.has("smithy.api#httpLabel");
    for label in &template.labels {
        let name = &label.name;
        match input.member(name) {
            None if !model.knows_input(&operation.id, &input.id) => {}
            None => diagnostics.at(
                &operation.id,
                format!(
                    "the label `{{{name}}}` of its uri `{uri}` has no member in `{}`",
                    input.id
                ),
            ),
            Some(member) if !is_label(member) && model.knows_traits(&member.id) => diagnostics.at(
                &member.id,
                format!("is a label of the uri `{uri}` but has no `smithy.api#httpLabel` trait"),
            ),
            Some(_) => {}
        }
    }
    for member in input.members.iter().filter(|member| is_label(member)) {
        if !template
            .labels
            .iter()
            .any(|label| label.name == member.name)
        {
            diagnostics.at(
                &member.id,
                format!(
                    "has the `smithy.api#httpLabel` trait, but the uri `{uri}` has no such label"
                ),
            );
        }
    }
}

fn members(model: &Model, structure: &Shape, direction: Direction, diagnostics: &mut Diagnostics) {
    let mut payloads: Vec<&Member> = Vec::new();
    let mut unbound: Vec<&Member> = Vec::new();
    for member in &structure.members {
        let bound: Vec<&str> = direction.bindings(member).collect();
        for binding in &bound {
            let target = model.target(member);
            if let Err(expected) = target_check(binding)(model, target)
                && model.knows_target(member)
            {
                let (target, kind) = (&target.id, target.kind.described());
                diagnostics.at(
                    &member.id,
                    format!("has the `{binding}` trait, which takes {expected}, but `{target}` is {kind}"),
                );
            }
        }
        match bound.as_slice() {
            // It may have a binding.
            [] if !model.knows_traits(&member.id) => {}
            [] => unbound.push(member),
            ["smithy.api#httpPayload"] => payloads.push(member),
            [_] => {}
            [first, second] => {
                diagnostics.at(
                    &member.id,
                    format!("has both the `{first}` and the `{second}` trait"),
                );
            }
            several => {
                let traits = several.join("`, `");
                diagnostics.at(
                    &member.id,
                    format!("has more than one of the traits `{traits}`"),
                );
            }
        }
        label_is_required(model, member, direction, diagnostics);
        header_text_is_valid(model, member, &bound, diagnostics);
    }
    for pair in payloads.windows(2) {
        if let [first, second] = pair {
            let (first, second) = (&first.name, &second.name);
            diagnostics.at(
                &structure.id,
                format!(
                    "has two members with the `smithy.api#httpPayload` trait, `{first}` and `{second}`"
                ),
            );
        }
    }
    if let Some(payload) = payloads.first() {
        let payload = &payload.name;
        for Member { name, .. } in unbound {
            diagnostics.at(
                &structure.id,
                format!("has the payload `{payload}`, and `{name}` would have to stand in the body beside it"),
            );
        }
    }
    names_are_unique(structure, direction, diagnostics);
}

/// Returns the check for the target of a binding trait.
fn target_check(binding: &str) -> CheckTarget {
    match binding {
        "smithy.api#httpLabel" => label,
        "smithy.api#httpQuery" | "smithy.api#httpHeader" => text_or_list,
        "smithy.api#httpQueryParams" => query_map,
        "smithy.api#httpPrefixHeaders" => header_map,
        "smithy.api#httpPayload" => payload,
        _ => status,
    }
}

fn label_is_required(
    model: &Model,
    member: &Member,
    direction: Direction,
    diagnostics: &mut Diagnostics,
) {
    let is_optional = !member.is_required() && model.knows_traits(&member.id);
    for label in ["smithy.api#httpLabel", "smithy.api#hostLabel"] {
        if direction == Direction::Request && member.traits.has(label) && is_optional {
            diagnostics.at(
                &member.id,
                format!("has the `{label}` trait but is not required"),
            );
        }
    }
}

/// Reports text that is not a valid name or value of a header, which a client would have to panic about or send as another header.
fn header_text_is_valid(
    model: &Model,
    member: &Member,
    bound: &[&str],
    diagnostics: &mut Diagnostics,
) {
    for binding in bound {
        let text = match *binding {
            "smithy.api#httpPayload" => model.member_trait(member, "smithy.api#mediaType"),
            binding => member.traits.get(binding),
        };
        let Some(text) = text.and_then(serde_json::Value::as_str) else {
            continue;
        };
        let problem = match *binding {
            "smithy.api#httpHeader" if text.is_empty() || !text.bytes().all(is_token) => {
                "which is not a header name"
            }
            "smithy.api#httpPrefixHeaders" if !text.bytes().all(is_token) => {
                "with which no header name begins"
            }
            "smithy.api#httpPayload" if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
                "which is not a media type"
            }
            _ => continue,
        };
        let text = escape::visible(text);
        let named = match *binding {
            "smithy.api#httpPayload" => "smithy.api#mediaType",
            binding => binding,
        };
        diagnostics.at(
            &member.id,
            format!("has the `{named}` trait with `{text}`, {problem}"),
        );
    }
}

/// True for the characters of HTTP's tokens, which header names consist of.
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Reports members with the same header, query parameter or name in the body.
fn names_are_unique(structure: &Shape, direction: Direction, diagnostics: &mut Diagnostics) {
    let mut taken: HashMap<(&str, String), &Member> = HashMap::new();
    for member in &structure.members {
        let header = member.traits.string("smithy.api#httpHeader");
        let query = member.traits.string("smithy.api#httpQuery");
        let key = match (header, query) {
            (Some(header), _) => ("header", header.to_ascii_lowercase()),
            (_, Some(query)) if direction == Direction::Request => {
                ("query parameter", query.to_owned())
            }
            _ => continue,
        };
        let (place, name) = key.clone();
        if let Some(other) = taken.insert(key, member) {
            let other = &other.name;
            diagnostics.at(
                &member.id,
                format!("is bound to the {place} `{name}`, as `{other}` is"),
            );
        }
    }
}

fn label(_: &Model, target: &Shape) -> Result<(), &'static str> {
    let fits = target.kind.is_simple() && target.kind != ShapeKind::Blob;
    if fits {
        Ok(())
    } else {
        Err("a string, a number, a boolean or a timestamp")
    }
}

fn text_or_list(model: &Model, target: &Shape) -> Result<(), &'static str> {
    let element = match target.kind {
        ShapeKind::List => element(model, target, "member"),
        _ => Some(target),
    };
    match element {
        Some(element) if label(model, element).is_ok() => Ok(()),
        _ => Err("a string, a number, a boolean, a timestamp or a list of them"),
    }
}

fn query_map(model: &Model, target: &Shape) -> Result<(), &'static str> {
    let value = element(model, target, "value").and_then(|value| match value.kind {
        ShapeKind::List => element(model, value, "member"),
        _ => Some(value),
    });
    let fits = target.kind == ShapeKind::Map && value.is_some_and(|value| value.kind.is_string());
    if fits {
        Ok(())
    } else {
        Err("a map of strings or of lists of strings")
    }
}

fn header_map(model: &Model, target: &Shape) -> Result<(), &'static str> {
    let value = element(model, target, "value");
    let fits = target.kind == ShapeKind::Map && value.is_some_and(|value| value.kind.is_string());
    if fits {
        Ok(())
    } else {
        Err("a map of strings")
    }
}

fn payload(_: &Model, target: &Shape) -> Result<(), &'static str> {
    let fits = target.kind.is_aggregate()
        || target.kind.is_string()
        || matches!(target.kind, ShapeKind::Blob | ShapeKind::Document);
    if fits {
        Ok(())
    } else {
        Err("a structure, union, document, list, map, string or blob")
    }
}

fn status(_: &Model, target: &Shape) -> Result<(), &'static str> {
    let fits = matches!(target.kind, ShapeKind::Integer | ShapeKind::IntEnum);
    if fits { Ok(()) } else { Err("an integer") }
}

fn element<'m>(model: &'m Model, shape: &'m Shape, member: &str) -> Option<&'m Shape> {
    shape.member(member).map(|member| model.target(member))
}
