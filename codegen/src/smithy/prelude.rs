//! The shapes that every model may target without saying so
//! (<https://smithy.io/2.0/spec/model.html#prelude>).

use serde_json::{Value, json};

use super::{Shape, ShapeId, ShapeKind, Traits};

/// The simple shapes of the prelude, the structure `Unit`, and the shapes named `Primitive...`, which have a default.
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
