//! Parameters of protocol tests and values of the factory as values of the generated types.

use std::ops::RangeInclusive;

use serde_json::{Map, Number, Value};

use crate::calendar;
use crate::literal;
use crate::plan::ir::{
    EnumValues, FieldPlan, FieldValuePlan, FloatPlan, StructPlan, Type, TypesPlan, ValuePlan,
};

/// Converts the members of a structure.
pub(crate) fn fields(
    types: &TypesPlan,
    structure: &StructPlan,
    params: &Map<String, Value>,
) -> Result<Vec<FieldValuePlan>, String> {
    for name in params.keys() {
        if structure.member(name).is_none() {
            return Err(format!("`{}` has no member `{name}`", structure.name));
        }
    }
    let given = structure.fields.iter().filter_map(|field| {
        let value = params.get(&field.member).filter(|value| !value.is_null())?;
        let value = of_type(types, &field.ty, value);
        Some(
            value
                .map(|value| self::field(field, value))
                .map_err(|problem| format!("{}: {problem}", field.member)),
        )
    });
    given.collect()
}

/// Converts a value to a type.
pub(crate) fn of_type(types: &TypesPlan, ty: &Type, value: &Value) -> Result<ValuePlan, String> {
    let mismatch = || format!("`{value}` is not a value of the type {ty:?}");
    let text = || value.as_str().map(str::to_owned).ok_or_else(mismatch);
    let all = |items: &[Value], item: &Type| {
        items
            .iter()
            .map(|value| of_type(types, item, value))
            .collect::<Result<Vec<_>, _>>()
    };
    let integer = |range: RangeInclusive<i64>| {
        literal::integer(value)
            .filter(|number| range.contains(number))
            .map(ValuePlan::Integer)
            .ok_or_else(mismatch)
    };
    match ty {
        Type::String => text().map(ValuePlan::Text),
        Type::Bool => value.as_bool().map(ValuePlan::Flag).ok_or_else(mismatch),
        Type::I8 => integer(i8::MIN.into()..=i8::MAX.into()),
        Type::I16 => integer(i16::MIN.into()..=i16::MAX.into()),
        Type::I32 => integer(i32::MIN.into()..=i32::MAX.into()),
        Type::I64 => integer(i64::MIN..=i64::MAX),
        Type::F32 => literal::single(value)
            .map(|number| ValuePlan::Float(FloatPlan::new("f32", number)))
            .ok_or_else(mismatch),
        Type::F64 => literal::double(value)
            .map(|number| ValuePlan::Float(FloatPlan::new("f64", number)))
            .ok_or_else(mismatch),
        Type::BigNumber => match value {
            Value::Number(number) => Ok(ValuePlan::BigNumber(number.to_string())),
            _ => text()
                .and_then(|digits| match digits.parse::<Number>() {
                    Ok(_) => Ok(digits),
                    Err(_) => Err(mismatch()),
                })
                .map(ValuePlan::BigNumber),
        },
        // Tests have numbers, those of event streams date-times, and examples values of the member's format.
        Type::Timestamp => literal::timestamp(value)
            .map(|(seconds, nanoseconds)| ValuePlan::Timestamp {
                seconds,
                nanoseconds,
                text: calendar::format(seconds, nanoseconds),
            })
            .ok_or_else(mismatch),
        Type::Blob => text().map(ValuePlan::Blob),
        Type::Body => text().map(ValuePlan::Body),
        Type::Document if literal::is_document(value) => Ok(ValuePlan::Document(value.to_string())),
        Type::Document | Type::EventStream(_) => Err(mismatch()),
        Type::EventInput(name) => {
            let events = value.as_array().ok_or_else(mismatch)?;
            let events = all(events, &Type::Union(name.clone()))?;
            Ok(ValuePlan::Events(events, None))
        }
        Type::Unit => Ok(ValuePlan::Unit),
        Type::Enum(name) => Ok(text_variant(types, name, &text()?)),
        Type::IntEnum(name) => {
            let number = literal::integer(value)
                .and_then(|number| i32::try_from(number).ok())
                .ok_or_else(mismatch)?;
            Ok(number_variant(types, name, number))
        }
        Type::Struct(name) => {
            let structure = types.structure(name).ok_or_else(mismatch)?;
            let fields = fields(types, structure, value.as_object().ok_or_else(mismatch)?)?;
            Ok(ValuePlan::Struct(name.clone(), fields))
        }
        Type::Union(name) => union(types, name, value).unwrap_or_else(|| Err(mismatch())),
        Type::List(item) => {
            let items = all(value.as_array().ok_or_else(mismatch)?, item)?;
            Ok(ValuePlan::List((**item).clone(), items))
        }
        Type::SparseList(item) => {
            let items = value.as_array().ok_or_else(mismatch)?.iter();
            let items = items.map(|value| nullable(types, item, value));
            items.collect::<Result<_, _>>().map(ValuePlan::SparseList)
        }
        Type::Map(key, item) => {
            let entries = value.as_object().ok_or_else(mismatch)?.iter();
            // A dense map skips nulls, and so does its value.
            let entries = entries
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    Ok((self::key(types, key, name), of_type(types, item, value)?))
                });
            let entries = entries.collect::<Result<_, String>>()?;
            Ok(ValuePlan::Map((**key).clone(), (**item).clone(), entries))
        }
        Type::SparseMap(key, item) => {
            let entries = value.as_object().ok_or_else(mismatch)?.iter();
            let entries = entries.map(|(name, value)| {
                Ok((self::key(types, key, name), nullable(types, item, value)?))
            });
            let entries = entries.collect::<Result<_, String>>()?;
            Ok(ValuePlan::SparseMap((**key).clone(), entries))
        }
        Type::Boxed(inner) => of_type(types, inner, value)
            .map(Box::new)
            .map(ValuePlan::Boxed),
    }
}

/// Returns the assignment of a value to a field.
pub(crate) fn field(field: &FieldPlan, value: ValuePlan) -> FieldValuePlan {
    FieldValuePlan {
        field: field.rust_name.clone(),
        setter: field.setter.clone(),
        optional: field.optional,
        value,
    }
}

fn nullable(types: &TypesPlan, ty: &Type, value: &Value) -> Result<Option<ValuePlan>, String> {
    if value.is_null() {
        Ok(None)
    } else {
        of_type(types, ty, value).map(Some)
    }
}

fn key(types: &TypesPlan, ty: &Type, name: &str) -> ValuePlan {
    match ty {
        Type::Enum(of) => text_variant(types, of, name),
        _ => ValuePlan::Text(name.to_owned()),
    }
}

fn union(types: &TypesPlan, name: &str, value: &Value) -> Option<Result<ValuePlan, String>> {
    let union = types.union(name)?;
    let mut members = value
        .as_object()?
        .iter()
        .filter(|(_, value)| !value.is_null());
    let (member, value) = members.next()?;
    let variant = union.member(member)?;
    if members.next().is_some() {
        return None;
    }
    let value = of_type(types, &variant.ty, value);
    Some(
        value.map(|value| {
            ValuePlan::Union(name.to_owned(), variant.rust_name.clone(), Box::new(value))
        }),
    )
}

fn text_variant(types: &TypesPlan, name: &str, text: &str) -> ValuePlan {
    let known = match types.enumeration(name).map(|plan| &plan.values) {
        Some(EnumValues::Text(values)) => values.iter().find(|known| known.value == text),
        _ => None,
    };
    match known {
        Some(known) => ValuePlan::Variant(name.to_owned(), known.rust_name.clone()),
        None => ValuePlan::UnknownText(name.to_owned(), text.to_owned()),
    }
}

fn number_variant(types: &TypesPlan, name: &str, number: i32) -> ValuePlan {
    let known = match types.enumeration(name).map(|plan| &plan.values) {
        Some(EnumValues::Number(values)) => values.iter().find(|known| known.value == number),
        _ => None,
    };
    match known {
        Some(known) => ValuePlan::Variant(name.to_owned(), known.rust_name.clone()),
        None => ValuePlan::UnknownNumber(name.to_owned(), number),
    }
}
