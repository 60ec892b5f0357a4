//! Defaults of members and shapes: values of the type and in the range of their targets.

use serde_json::{Map, Value};

use crate::Diagnostics;
use crate::literal;
use crate::smithy::{Shape, ShapeId, ShapeKind};

/// Reports a default that a member, or the shape itself, cannot have. `null` cancels the default of the target.
pub(super) fn check(id: &ShapeId, default: &Value, target: &Shape, diagnostics: &mut Diagnostics) {
    if !default.is_null() && !is_value_of(target, default) {
        let kind = target.kind.described();
        let hint = hint(&target.kind);
        diagnostics.at(
            id,
            format!("has the default {default}, which is not a value of {kind}{hint}"),
        );
    }
}

/// Reports the default of a member that cannot have one.
pub(super) fn reject(member: &ShapeId, holder: &ShapeKind, diagnostics: &mut Diagnostics) {
    let kind = holder.described();
    diagnostics.at(
        member,
        format!("has a default, but is the member of {kind}; only members of structures can have one: remove it"),
    );
}

fn is_value_of(target: &Shape, default: &Value) -> bool {
    let is_between =
        |low, high| literal::integer(default).is_some_and(|number| (low..=high).contains(&number));
    match target.kind {
        ShapeKind::Boolean => default.is_boolean(),
        ShapeKind::String => default.is_string(),
        ShapeKind::Enum | ShapeKind::IntEnum => is_known(target, default),
        ShapeKind::Blob => default.as_str().and_then(literal::base64).is_some(),
        ShapeKind::Byte => is_between(i8::MIN.into(), i8::MAX.into()),
        ShapeKind::Short => is_between(i16::MIN.into(), i16::MAX.into()),
        ShapeKind::Integer => is_between(i32::MIN.into(), i32::MAX.into()),
        ShapeKind::Long => is_between(i64::MIN, i64::MAX),
        ShapeKind::Float => literal::single(default).is_some(),
        ShapeKind::Double => literal::double(default).is_some(),
        ShapeKind::BigInteger => default.as_number().is_some_and(|number| {
            let digits = number.to_string();
            let digits = digits.strip_prefix('-').unwrap_or(&digits);
            digits.bytes().all(|digit| digit.is_ascii_digit())
        }),
        ShapeKind::BigDecimal => default.is_number(),
        ShapeKind::Timestamp => literal::timestamp(default).is_some(),
        ShapeKind::List => default.as_array().is_some_and(Vec::is_empty),
        ShapeKind::Map => default.as_object().is_some_and(Map::is_empty),
        ShapeKind::Document => literal::is_document(default),
        _ => false,
    }
}

/// True if a member of an enum has the value.
fn is_known(target: &Shape, default: &Value) -> bool {
    target
        .members
        .iter()
        .any(|member| member.traits.get("smithy.api#enumValue") == Some(default))
}

fn hint(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Enum | ShapeKind::IntEnum => "; it must be the value of a member",
        ShapeKind::Blob => "; it must be base64",
        ShapeKind::Byte => "; it must be from -128 to 127",
        ShapeKind::Short => "; it must be from -32768 to 32767",
        ShapeKind::Integer => "; it must be from -2147483648 to 2147483647",
        ShapeKind::Float | ShapeKind::Double => {
            "; it must be a number in the range of the type, or \"NaN\", \"Infinity\" or \"-Infinity\""
        }
        ShapeKind::Timestamp => {
            "; it must be seconds since 1970, a date-time in UTC such as \"2018-01-09T20:51:21Z\", or an HTTP date such as \"Tue, 09 Jan 2018 20:51:21 GMT\", in the years 1 to 9999"
        }
        ShapeKind::Document => {
            "; its integers must be from -9223372036854775808 to 18446744073709551615 or equal to a float, and its other numbers in the range of doubles"
        }
        ShapeKind::List | ShapeKind::Map => "; it must be empty",
        _ => "",
    }
}
