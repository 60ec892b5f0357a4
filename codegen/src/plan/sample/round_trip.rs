//! A JSON text for every type, from which a test makes values and to which it writes them again.

use serde_json::{Map, Value, json};

use super::factory::ValueFactory;
use crate::plan::ir::{
    EnumValues, ErrorPlan, FieldPlan, OperationPlan, SampleModule, SamplePlan, StructPlan,
    TimestampFormat, Type, TypesPlan, UnionPlan,
};
use crate::select::Selection;
use crate::smithy::Member;

/// Returns texts for every type: the shared ones, inputs and outputs, errors and the enum of all errors.
pub(crate) fn samples(
    selection: &Selection<'_>,
    factory: &ValueFactory<'_>,
    types: &TypesPlan,
    operations: &[OperationPlan],
    errors: &[ErrorPlan],
) -> Vec<SamplePlan> {
    let writer = SampleWriter {
        selection,
        factory,
        types,
    };
    let sample = |module, name: &str, values: Vec<Value>| SamplePlan {
        module,
        name: name.to_owned(),
        texts: values.iter().map(Value::to_string).collect(),
    };
    let mut samples = Vec::new();
    for structure in &types.structures {
        let value = writer.every_member(structure);
        samples.push(sample(SampleModule::Types, &structure.name, vec![value]));
    }
    for union in &types.unions {
        let values = writer.every_variant(union).collect();
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
        // An output with an event stream cannot be compared.
        let messages = [&operation.input, &operation.output].into_iter();
        for message in messages.filter(|message| message.event_stream().is_none()) {
            let value = writer.every_member(message);
            samples.push(sample(SampleModule::Operation, &message.name, vec![value]));
        }
    }
    let mut wrapped = Vec::new();
    for error in errors {
        let value = writer.every_member(&error.structure);
        wrapped.push(json!({ error.code.as_str(): value }));
        let name = &error.structure.name;
        samples.push(sample(SampleModule::Error, name, vec![value]));
    }
    if !wrapped.is_empty() {
        samples.push(sample(SampleModule::Error, "ServiceError", wrapped));
    }
    samples
}

/// Writes values of the factory as generated types write them.
struct SampleWriter<'s, 'm> {
    selection: &'s Selection<'m>,
    factory: &'s ValueFactory<'m>,
    types: &'s TypesPlan,
}

impl SampleWriter<'_, '_> {
    /// Returns a structure with all its members but streams, which are not data.
    fn every_member(&self, structure: &StructPlan) -> Value {
        let fields = structure.fields.iter();
        let members = fields.filter(|field| !field.ty.is_stream()).map(|field| {
            let member = self.member(&structure.shape, &field.member);
            let value = self.factory_value(member, &field.ty, field.format);
            (field.member.clone(), value)
        });
        Value::Object(members.collect())
    }

    /// Returns a union once for each of its members.
    fn every_variant(&self, union: &UnionPlan) -> impl Iterator<Item = Value> {
        union.variants.iter().map(|variant| {
            let member = self.member(&union.shape, &variant.member);
            let value = self.factory_value(member, &variant.ty, variant.format);
            json!({ variant.member.as_str(): value })
        })
    }

    fn member(&self, shape: &str, member: &str) -> Option<&Member> {
        self.selection.model.get(shape)?.member(member)
    }

    fn factory_value(
        &self,
        member: Option<&Member>,
        ty: &Type,
        format: Option<TimestampFormat>,
    ) -> Value {
        let value = member.map(|member| self.factory.round_trip_member(member));
        self.written(ty, format, value.unwrap_or_default())
    }

    /// Returns a value of the factory in the form of the type's JSON.
    fn written(&self, ty: &Type, format: Option<TimestampFormat>, value: Value) -> Value {
        match (ty, value) {
            (_, Value::Null) => Value::Null,
            // The factory's one instant, in each format.
            (Type::Timestamp, instant) => match format {
                None | Some(TimestampFormat::Epoch) => instant,
                Some(TimestampFormat::DateTime) => json!("2023-10-12T07:30:00.25Z"),
                Some(TimestampFormat::HttpDate) => json!("Thu, 12 Oct 2023 07:30:00 GMT"),
            },
            (Type::Blob, _) => json!("AP8="),
            (Type::List(item) | Type::SparseList(item), Value::Array(items)) => {
                let items = items.into_iter();
                items
                    .map(|value| self.written(item, format, value))
                    .collect()
            }
            (Type::Map(_, item) | Type::SparseMap(_, item), Value::Object(entries)) => {
                let entries = entries.into_iter();
                let entries = entries.map(|(key, value)| (key, self.written(item, format, value)));
                Value::Object(entries.collect())
            }
            (Type::Struct(name), Value::Object(members)) => {
                let fields = self.types.structure(name).map(|plan| &plan.fields);
                let field = |name: &str| fields?.iter().find(|field| field.member == name);
                Value::Object(self.written_members(members, |name| {
                    let FieldPlan { ty, format, .. } = field(name)?;
                    Some((ty, *format))
                }))
            }
            (Type::Union(name), Value::Object(members)) => {
                let union = self.types.union(name);
                Value::Object(self.written_members(members, |name| {
                    let variant = union?.member(name)?;
                    Some((&variant.ty, variant.format))
                }))
            }
            (Type::Boxed(inner), value) => self.written(inner, format, value),
            (_, value) => value,
        }
    }

    fn written_members<'p>(
        &self,
        members: Map<String, Value>,
        planned: impl Fn(&str) -> Option<(&'p Type, Option<TimestampFormat>)>,
    ) -> Map<String, Value> {
        let members = members.into_iter();
        let members = members.filter_map(|(name, value)| {
            let (ty, format) = planned(&name)?;
            let value = self.written(ty, format, value);
            Some((name, value))
        });
        members.collect()
    }
}
