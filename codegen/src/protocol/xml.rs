//! The XML traits of members, and the roots of documents.

use serde_json::Value;

use crate::plan::ir::{RootPlan, XmlTraits};
use crate::smithy::{Member, Model, Shape, ShapeKind, Traits};

const NAME: &str = "smithy.api#xmlName";

/// Returns the traits of a member, and of the items, keys and values of its list or map. Only ec2Query has names for forms.
pub(super) fn traits(model: &Model, member: &Member, has_form_names: bool) -> XmlTraits {
    let target = model.target(member);
    let part = |name: &str| {
        let traits = traits(model, target.member(name)?, has_form_names);
        (traits != XmlTraits::default()).then(|| Box::new(traits))
    };
    let (item, key) = match target.kind {
        ShapeKind::List => (part("member"), None),
        ShapeKind::Map => (part("value"), part("key")),
        _ => (None, None),
    };
    XmlTraits {
        name: member.traits.string(NAME).map(str::to_owned),
        form_name: member
            .traits
            .string("aws.protocols#ec2QueryName")
            .filter(|_| has_form_names)
            .map(str::to_owned),
        namespace: namespace(&member.traits),
        attribute: member.traits.has("smithy.api#xmlAttribute"),
        flattened: member.traits.has("smithy.api#xmlFlattened"),
        item,
        key,
    }
}

/// Returns the root of a structure's document.
pub(super) fn document_root(service: &Shape, shape: &Shape) -> RootPlan {
    root(service, &[&shape.traits], shape.id.name())
}

/// Returns the root of the document that is the value of a member.
pub(super) fn payload_root(model: &Model, service: &Shape, member: &Member) -> RootPlan {
    let target = model.target(member);
    root(service, &[&member.traits, &target.traits], target.id.name())
}

/// Returns a root by the first of the traits that name it and its namespace, or else by its shape and the service.
fn root(service: &Shape, traits: &[&Traits], shape: &str) -> RootPlan {
    let name = traits.iter().find_map(|traits| traits.string(NAME));
    let namespace_of = |traits: &&Traits| namespace(traits);
    RootPlan {
        name: name.unwrap_or(shape).to_owned(),
        traits: XmlTraits {
            namespace: traits
                .iter()
                .find_map(namespace_of)
                .or_else(|| namespace(&service.traits)),
            ..XmlTraits::default()
        },
    }
}

/// Returns the prefix and the URI of a namespace.
fn namespace(traits: &Traits) -> Option<(String, String)> {
    let namespace = traits.get("smithy.api#xmlNamespace")?;
    let text = |key| namespace.get(key).and_then(Value::as_str);
    let prefix = text("prefix").unwrap_or_default();
    Some((prefix.to_owned(), text("uri")?.to_owned()))
}
