//! The shapes that every model may target without saying so
//! (<https://smithy.io/2.0/spec/model.html#prelude>).

use serde_json::{Value, json};

use super::{Shape, ShapeId, ShapeKind, Traits};

/// The traits of the prelude by the type of their values.
const TRAITS: [(&str, &str); 7] = [
    (
        "structure",
        "addedDefault authDefinition box clientOptional cors deprecated endpoint eventHeader eventPayload hostLabel http \
         httpApiKeyAuth httpBasicAuth httpBearerAuth httpChecksumRequired httpDigestAuth httpLabel httpPayload \
         httpQueryParams httpResponseCode idRef idempotencyToken idempotent input internal length longPoll metadata mixin \
         nestedProperties noReplace notProperty optionalAuth output paginated private property protocolDefinition range \
         readonly recommended requestCompression required requiresLength retryable sensitive sparse streaming trait \
         uniqueItems unitType unstable xmlAttribute xmlFlattened xmlNamespace",
    ),
    ("map", "externalDocumentation traitValidators"),
    ("list", "auth enum examples references suppress tags"),
    (
        "string",
        "documentation httpHeader httpPrefixHeaders httpQuery jsonName mediaType pattern resourceIdentifier since title \
         xmlName",
    ),
    ("enum", "error timestampFormat"),
    ("integer", "httpError"),
    ("document", "default enumValue"),
];

/// The names of the prelude's shapes.
const SHAPES: &str = "Blob Boolean String Byte Short Integer Long Float Double BigInteger BigDecimal Timestamp Document Unit \
    PrimitiveBoolean PrimitiveByte PrimitiveShort PrimitiveInteger PrimitiveLong PrimitiveFloat PrimitiveDouble";

/// Returns the simple shapes of the prelude, the structure `Unit`, and the shapes named `Primitive...`, which have a default.
pub(super) fn shapes() -> impl Iterator<Item = Shape> {
    let plain = [
        ("Blob", ShapeKind::Blob),
        ("Boolean", ShapeKind::Boolean),
        ("String", ShapeKind::String),
        ("Byte", ShapeKind::Byte),
        ("Short", ShapeKind::Short),
        ("Integer", ShapeKind::Integer),
        ("Long", ShapeKind::Long),
        ("Float", ShapeKind::Float),
        ("Double", ShapeKind::Double),
        ("BigInteger", ShapeKind::BigInteger),
        ("BigDecimal", ShapeKind::BigDecimal),
        ("Timestamp", ShapeKind::Timestamp),
        ("Document", ShapeKind::Document),
        ("Unit", ShapeKind::Structure),
    ]
    .map(|(name, kind)| shape(name, kind, None));
    let primitive = [
        ("PrimitiveBoolean", ShapeKind::Boolean, json!(false)),
        ("PrimitiveByte", ShapeKind::Byte, json!(0)),
        ("PrimitiveShort", ShapeKind::Short, json!(0)),
        ("PrimitiveInteger", ShapeKind::Integer, json!(0)),
        ("PrimitiveLong", ShapeKind::Long, json!(0)),
        ("PrimitiveFloat", ShapeKind::Float, json!(0)),
        ("PrimitiveDouble", ShapeKind::Double, json!(0)),
    ]
    .map(|(name, kind, default)| shape(name, kind, Some(default)));
    plain.into_iter().chain(primitive)
}

fn shape(name: &str, kind: ShapeKind, default: Option<Value>) -> Shape {
    let mut traits = Traits::default();
    if let Some(default) = default {
        traits.insert("smithy.api#default", default);
    }
    Shape {
        id: ShapeId::prelude(name),
        kind,
        traits,
        members: Vec::new(),
    }
}

/// True for the name of a shape or trait of the prelude.
pub(super) fn contains(name: &str) -> bool {
    names().any(|each| each == name)
}

/// Returns the names of the prelude's shapes and traits.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let shapes = SHAPES.split_ascii_whitespace();
    shapes.chain(
        TRAITS
            .into_iter()
            .flat_map(|(_, names)| names.split_ascii_whitespace()),
    )
}

/// Returns the type of a trait of the prelude.
pub(super) fn trait_type(name: &str) -> Option<&'static str> {
    let has_name = |names: &str| names.split_ascii_whitespace().any(|each| each == name);
    let (found, _) = TRAITS.into_iter().find(|(_, names)| has_name(names))?;
    Some(found)
}

/// Returns the ids of the prelude's traits.
#[cfg(test)]
pub(crate) fn trait_ids() -> impl Iterator<Item = String> {
    let names = TRAITS.into_iter().map(|(_, names)| names);
    let names = names.flat_map(str::split_ascii_whitespace);
    names.map(|name| format!("smithy.api#{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_of_the_prelude_is_among_its_names() {
        let shapes: Vec<Shape> = shapes().collect();
        let names: Vec<&str> = shapes.iter().map(|shape| shape.id.name()).collect();
        assert_eq!(names.join(" "), SHAPES);
    }
}
