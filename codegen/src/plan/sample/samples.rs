//! A JSON text for every type, from which a test makes values: each member has one, of its own format.

use serde_json::{Map, Value, json};

use crate::plan::ir::{
    EnumValues, ErrorPlan, OperationPlan, SampleModule, SamplePlan, StructPlan, TimestampFormat,
    Type, TypesPlan, UnionPlan,
};

/// One for every type: the shared ones, inputs and outputs, errors and the enum of them all.
pub(crate) fn samples(
    types: &TypesPlan,
    operations: &[OperationPlan],
    errors: &[ErrorPlan],
) -> Vec<SamplePlan> {
    let sample = |module, name: &str, values: Vec<Value>| SamplePlan {
        module,
        name: name.to_owned(),
        texts: values.iter().map(Value::to_string).collect(),
    };
    let mut samples = Vec::new();
    for shared in &types.structures {
        let value = structure(types, shared);
        samples.push(sample(SampleModule::Types, &shared.name, vec![value]));
    }
    for union in &types.unions {
        let values = variants(types, union).collect();
        samples.push(sample(SampleModule::Types, &union.name, values));
    }
    for enumeration in &types.enums {
        let values = match &enumeration.values {
            EnumValues::Text(values) => {
                let known = values.iter().map(|value| json!(value.value));
                known.chain([json!("of a newer model")]).collect()
            }
            EnumValues::Number(values) => {
                let known = values.iter().map(|value| json!(value.value));
                known.chain([json!(i32::MIN)]).collect()
            }
        };
        samples.push(sample(SampleModule::Types, &enumeration.name, values));
    }
    for operation in operations {
        for message in [&operation.input, &operation.output] {
            let value = structure(types, message);
            samples.push(sample(SampleModule::Operation, &message.name, vec![value]));
        }
    }
    let mut wrapped = Vec::new();
    for error in errors {
        let value = structure(types, &error.structure);
        wrapped.push(json!({ error.code.as_str(): value }));
        samples.push(sample(
            SampleModule::Error,
            &error.structure.name,
            vec![value],
        ));
    }
    if !wrapped.is_empty() {
        samples.push(sample(SampleModule::Error, "ServiceError", wrapped));
    }
    samples
}

/// A structure with all its members, but for streams, which are no data.
fn structure(types: &TypesPlan, structure: &StructPlan) -> Value {
    let members = structure
        .fields
        .iter()
        .filter(|field| field.ty != Type::Body);
    let members = members.map(|field| {
        let value = value(types, &field.ty, field.format);
        (field.wire_name.clone(), value)
    });
    Value::Object(members.collect())
}

/// A union once with each of its members.
fn variants<'a>(types: &'a TypesPlan, union: &'a UnionPlan) -> impl Iterator<Item = Value> + 'a {
    union.variants.iter().map(|variant| {
        let value = value(types, &variant.ty, variant.format);
        json!({ variant.wire_name.as_str(): value })
    })
}

/// A value that is not its type's default, but for structures and unions, whose members have samples of their own.
fn value(types: &TypesPlan, ty: &Type, format: Option<TimestampFormat>) -> Value {
    match ty {
        Type::String => json!("text"),
        Type::Bool => json!(true),
        Type::I8 => json!(i8::MIN),
        Type::I16 => json!(i16::MIN),
        Type::I32 => json!(i32::MIN),
        Type::I64 => json!(i64::MIN),
        Type::F32 | Type::F64 => json!(-0.5),
        Type::BigNumber => json!("123456789012345678901234567890.5"),
        Type::Timestamp => match format {
            None | Some(TimestampFormat::Epoch) => json!(1_697_095_800.25),
            Some(TimestampFormat::DateTime) => json!("2023-10-12T07:30:00.25Z"),
            Some(TimestampFormat::HttpDate) => json!("Thu, 12 Oct 2023 07:30:00 GMT"),
        },
        Type::Blob => json!("AP8="),
        Type::Document => json!({ "any": [1, null, "value"] }),
        Type::Enum(_) | Type::IntEnum(_) => first(types, ty),
        Type::Body | Type::Unit | Type::Struct(_) | Type::Union(_) => json!({}),
        Type::List(item) => json!([value(types, item, format)]),
        Type::SparseList(item) => json!([value(types, item, format), null]),
        Type::Map(key, item) => {
            let key = key_text(types, key);
            Value::Object(Map::from_iter([(key, value(types, item, format))]))
        }
        Type::SparseMap(key, item) => {
            let entries = [
                (key_text(types, key), value(types, item, format)),
                ("of a newer model".to_owned(), Value::Null),
            ];
            Value::Object(Map::from_iter(entries))
        }
        Type::Boxed(inner) => value(types, inner, format),
    }
}

fn key_text(types: &TypesPlan, key: &Type) -> String {
    first(types, key).as_str().unwrap_or("key").to_owned()
}

/// The first value of an enum.
fn first(types: &TypesPlan, ty: &Type) -> Value {
    let enumeration = ty.name().and_then(|name| types.enumeration(name));
    match enumeration.map(|enumeration| &enumeration.values) {
        Some(EnumValues::Text(values)) => values
            .first()
            .map_or(json!("none"), |value| json!(value.value)),
        Some(EnumValues::Number(values)) => {
            values.first().map_or(json!(0), |value| json!(value.value))
        }
        None => Value::Null,
    }
}
