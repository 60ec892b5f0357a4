//! Smithy's rules for XML traits: names that an XML document can have, and the targets of the traits.
//!
//! The runtime writes the names as they are, so that one with markup in it would change the document.

use serde_json::Value;

use super::Protocol;
use crate::plan::ir::Codec;
use crate::smithy::{Model, Shape, ShapeId, ShapeKind, Traits};
use crate::{Diagnostics, escape};

const ATTRIBUTE: &str = "smithy.api#xmlAttribute";
const FLATTENED: &str = "smithy.api#xmlFlattened";
const NAME: &str = "smithy.api#xmlName";
const NAMESPACE: &str = "smithy.api#xmlNamespace";

/// The prefixes whose meaning XML itself defines.
const RESERVED_PREFIXES: [&str; 2] = ["xml", "xmlns"];

/// Reports every problem of the XML traits of a shape and its members, if the protocol has XML documents.
pub(crate) fn check(
    protocol: Protocol,
    model: &Model,
    shape: &Shape,
    diagnostics: &mut Diagnostics,
) {
    if !has_xml(protocol) {
        return;
    }
    for (id, traits) in shape.applied_traits() {
        name(id, traits, diagnostics);
        namespace(id, traits, diagnostics);
    }
    for member in &shape.members {
        let target = model.target(member);
        let kind = target.kind.described();
        let is_text = target.kind.is_simple()
            && !matches!(target.kind, ShapeKind::Blob | ShapeKind::Document);
        let is_known = model.knows_target(member);
        if member.traits.has(ATTRIBUTE) && !is_text && is_known {
            let target = &target.id;
            diagnostics.at(
                &member.id,
                format!("has the `{ATTRIBUTE}` trait, but `{target}` is {kind}; it must be a string, a number, a boolean or a timestamp"),
            );
        }
        let name = member.traits.string(NAME).unwrap_or(&member.name);
        if member.traits.has(ATTRIBUTE) && name.split(':').next() == Some("xmlns") {
            diagnostics.at(
                &member.id,
                format!("has the `{ATTRIBUTE}` trait and the name `{name}`, which declares a namespace; use the `{NAMESPACE}` trait"),
            );
        }
        let is_collection = matches!(target.kind, ShapeKind::List | ShapeKind::Map);
        if member.traits.has(FLATTENED) && !is_collection && is_known {
            let target = &target.id;
            diagnostics.at(
                &member.id,
                format!("has the `{FLATTENED}` trait, but `{target}` is {kind}, not a list or map"),
            );
        }
    }
}

fn has_xml(protocol: Protocol) -> bool {
    match protocol.codec() {
        Codec::Xml => true,
        Codec::Cbor | Codec::Json => false,
    }
}

fn name(id: &ShapeId, traits: &Traits, diagnostics: &mut Diagnostics) {
    let Some(name) = traits.get(NAME) else {
        return;
    };
    let mut parts = name.as_str().into_iter().flat_map(|name| name.split(':'));
    let is_name = match (parts.next(), parts.next(), parts.next()) {
        (Some(local), None, _) => is_identifier(local),
        (Some(prefix), Some(local), None) => is_identifier(prefix) && is_identifier(local),
        _ => false,
    };
    if !is_name {
        let name = shown(name);
        diagnostics.at(
            id,
            format!("has the `{NAME}` trait with `{name}`, which is not an XML name; use ASCII letters, digits, `-` and `_`, after one prefix at most"),
        );
    }
}

fn namespace(id: &ShapeId, traits: &Traits, diagnostics: &mut Diagnostics) {
    let Some(namespace) = traits.get(NAMESPACE) else {
        return;
    };
    let is_uri = |uri: &str| !uri.is_empty() && uri.bytes().all(|byte| byte.is_ascii_graphic());
    let uri = namespace.get("uri");
    if !uri.and_then(Value::as_str).is_some_and(is_uri) {
        let uri = shown(uri.unwrap_or(&Value::Null));
        diagnostics.at(
            id,
            format!("has the `{NAMESPACE}` trait with the `uri` `{uri}`, which is not a URI"),
        );
    }
    let is_prefix = |prefix: &str| is_identifier(prefix) && !RESERVED_PREFIXES.contains(&prefix);
    if let Some(prefix) = namespace.get("prefix")
        && !prefix.as_str().is_some_and(is_prefix)
    {
        let prefix = shown(prefix);
        diagnostics.at(
            id,
            format!("has the `{NAMESPACE}` trait with the prefix `{prefix}`, which is not a prefix of XML; use ASCII letters, digits, `-` and `_`"),
        );
    }
}

/// True for Smithy's `XmlIdentifier`.
fn is_identifier(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(is_letter)
}

/// Returns a value of the model for a message.
fn shown(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    escape::visible(&text)
}
