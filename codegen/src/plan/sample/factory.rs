//! Valid values for shapes, in the form in which Smithy's tests write their parameters.

use serde_json::{Map, Value, json};

use super::text;
use crate::literal;
use crate::plan::names;
use crate::protocol::event_streams::{is_event_stream, is_exception};
use crate::select::Selection;
use crate::select::extent::{ConstrainedShape, Extent, Extents, MOST_ITEMS};
use crate::smithy::{Member, Shape, ShapeKind};

/// The depth to which values show more than is required. Below, optional members are absent and lists as short as they may be.
const SHOWN_DEPTH: u8 = 4;

/// The largest extent of a part that is shown although it is not required.
const SHOWN_VALUES: u64 = 64;

/// The beginning and the end of a time span: 2026-01-01 and 2026-02-01, in seconds since 1970.
const BEGIN: i64 = 1_767_225_600;
const END: i64 = 1_769_904_000;

/// The purpose of a value, which decides between several valid ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// A call that is shown or made: values that a person would choose.
    Call,
    /// A value that is written and read again: values that are easily damaged.
    RoundTrip,
}

/// The source of all values in generated examples and tests.
///
/// A value satisfies the constraints of its shape: required members, lengths, ranges and, where the pattern is understood, patterns.
/// Least lengths count up to [`MOST_ITEMS`] items and to 256 characters, so that examples stay readable.
#[derive(Debug)]
pub(crate) struct ValueFactory<'m> {
    selection: &'m Selection<'m>,
    extents: Extents<'m>,
}

impl<'m> ValueFactory<'m> {
    /// Prepares the factory for the shapes of a selection, each of which has a finite value.
    pub(crate) fn new(selection: &'m Selection<'m>) -> Self {
        Self {
            selection,
            extents: Extents::new(selection),
        }
    }

    /// Returns a value for a member that a call sets.
    pub(crate) fn member(&self, member: &Member) -> Value {
        self.value(member, &member.name, SHOWN_DEPTH, Purpose::Call)
    }

    /// Returns values for the required members of an input.
    pub(crate) fn required_members(&self, input: &Shape) -> Map<String, Value> {
        let required = input.members.iter().filter(|member| member.is_required());
        let entries = required.map(|member| (member.name.clone(), self.member(member)));
        entries.collect()
    }

    /// Returns a value for a member that is written and read again. Structures and unions in it are as small as they may be.
    pub(crate) fn round_trip_member(&self, member: &Member) -> Value {
        self.value(member, &member.name, 1, Purpose::RoundTrip)
    }

    /// Returns a value for a member. `name` is the subject of the value: the member's name, or that of the collection around it.
    fn value(&self, member: &Member, name: &str, depth: u8, purpose: Purpose) -> Value {
        let target = self.selection.target(member);
        match &target.kind {
            ShapeKind::Boolean => Value::Bool(true),
            ShapeKind::String => Value::String(text::of_member(self.selection, member, name)),
            ShapeKind::Blob => Value::String(self.bytes(member, name)),
            ShapeKind::Enum | ShapeKind::IntEnum => enum_value(target),
            ShapeKind::Byte | ShapeKind::Short | ShapeKind::Integer | ShapeKind::Long => {
                self.integer(member, purpose)
            }
            ShapeKind::Float | ShapeKind::Double => self.float(member, purpose),
            ShapeKind::BigInteger | ShapeKind::BigDecimal => self.big_number(member, purpose),
            ShapeKind::Timestamp => timestamp(name, purpose),
            ShapeKind::List => Value::Array(self.items(member, name, depth, purpose)),
            ShapeKind::Map => Value::Object(self.entries(member, depth, purpose)),
            ShapeKind::Structure => Value::Object(self.structure(target, depth, purpose)),
            ShapeKind::Union if is_event_stream(target) => {
                json!([Value::Object(self.union(target, depth, purpose))])
            }
            ShapeKind::Union => Value::Object(self.union(target, depth, purpose)),
            ShapeKind::Document => match purpose {
                Purpose::Call => json!({}),
                Purpose::RoundTrip => json!({ "any": [1, null, "value"] }),
            },
            // No member targets one; the loader rejects such models.
            ShapeKind::Operation(_) | ShapeKind::Resource(_) | ShapeKind::Service(_) => json!({}),
        }
    }

    fn bytes(&self, member: &Member, name: &str) -> String {
        let (least, most) = self.selection.length(member);
        text::of_length(&names::words(name).join("-"), least, most)
    }

    fn integer(&self, member: &Member, purpose: Purpose) -> Value {
        let kind = &self.selection.target(member).kind;
        let is_of_type = |bound: &i64| match kind {
            ShapeKind::Byte => i8::try_from(*bound).is_ok(),
            ShapeKind::Short => i16::try_from(*bound).is_ok(),
            ShapeKind::Integer => i32::try_from(*bound).is_ok(),
            _ => true,
        };
        let (least, most) = self.integer_range(member);
        let (least, most) = (least.filter(is_of_type), most.filter(is_of_type));
        match (least, most, purpose) {
            (None, None, Purpose::RoundTrip) => match kind {
                ShapeKind::Byte => json!(i8::MIN),
                ShapeKind::Short => json!(i16::MIN),
                ShapeKind::Integer => json!(i32::MIN),
                _ => json!(i64::MIN),
            },
            _ => {
                let least = least.filter(|least| *least > 1);
                let most = most.filter(|most| *most < 1);
                json!(least.or(most).unwrap_or(1))
            }
        }
    }

    fn float(&self, member: &Member, purpose: Purpose) -> Value {
        match (self.range(member), purpose) {
            ((None, None), Purpose::RoundTrip) => json!(-0.5),
            ((least, most), _) => between(least, most)
                .map(|bound| json!(bound))
                .and_then(|bound| match self.selection.target(member).kind {
                    ShapeKind::Float => literal::single(&bound),
                    _ => literal::double(&bound),
                })
                .map_or(json!(1), |bound| json!(bound)),
        }
    }

    fn big_number(&self, member: &Member, purpose: Purpose) -> Value {
        let is_integer = self.selection.target(member).kind == ShapeKind::BigInteger;
        match (self.range(member), purpose) {
            ((None, None), Purpose::RoundTrip) if is_integer => {
                json!("123456789012345678901234567890")
            }
            ((None, None), Purpose::RoundTrip) => json!("123456789012345678901234567890.5"),
            _ => self.float(member, Purpose::Call),
        }
    }

    /// Returns the bounds of an integer. Smithy allows them to be written with decimals.
    fn integer_range(&self, member: &Member) -> (Option<i64>, Option<i64>) {
        let range = self.selection.member_trait(member, "smithy.api#range");
        let bound = |name| {
            let bound: &Value = range?.get(name)?;
            bound.as_i64().or_else(|| {
                let (least, most) = self.range(member);
                let bound = match name {
                    "min" => least?.ceil(),
                    _ => most?.floor(),
                };
                format!("{bound:.0}").parse().ok()
            })
        };
        (bound("min"), bound("max"))
    }

    fn range(&self, member: &Member) -> (Option<f64>, Option<f64>) {
        let range = self.selection.member_trait(member, "smithy.api#range");
        let bound = |name| {
            let bound = range?.get(name)?;
            // Smithy allows a bound of a big number to be a string.
            bound.as_f64().or_else(|| bound.as_str()?.parse().ok())
        };
        (bound("min"), bound("max"))
    }

    /// Returns the items of a list: one, or as many as it must have. A list of unique items may have fewer.
    fn items(&self, member: &Member, name: &str, depth: u8, purpose: Purpose) -> Vec<Value> {
        let list = self.selection.target(member);
        let Some(item) = list.member("member") else {
            return Vec::new();
        };
        let singular = name.strip_suffix('s').unwrap_or(name);
        let number = self.number_of_items(member, item, depth);
        let is_unique = list.traits.has("smithy.api#uniqueItems");
        let mut items: Vec<Value> = (0..number)
            .map(|index| {
                let value = self.value(item, singular, depth.saturating_sub(1), purpose);
                match index {
                    1.. if is_unique => self.variation(item, value, index),
                    _ => Some(value),
                }
            })
            .collect::<Option<_>>()
            .unwrap_or_else(|| vec![self.value(item, singular, depth.saturating_sub(1), purpose)]);
        if purpose == Purpose::RoundTrip && list.traits.has("smithy.api#sparse") {
            items.push(Value::Null);
        }
        items
    }

    /// Returns the entries of a map: one, or as many as it must have.
    fn entries(&self, member: &Member, depth: u8, purpose: Purpose) -> Map<String, Value> {
        let map = self.selection.target(member);
        let (Some(key), Some(value)) = (map.member("key"), map.member("value")) else {
            return Map::new();
        };
        let below = depth.saturating_sub(1);
        let number = self.number_of_items(member, value, depth);
        let entries = (0..number).map_while(|index| {
            let first = self.value(key, "key", below, purpose);
            let name = match index {
                0 => Some(first),
                _ => self.variation(key, first, index),
            };
            let name = name?.as_str().unwrap_or("key").to_owned();
            Some((name, self.value(value, "value", below, purpose)))
        });
        let mut entries: Map<String, Value> = entries.collect();
        if purpose == Purpose::RoundTrip && map.traits.has("smithy.api#sparse") {
            entries.insert("absent".to_owned(), Value::Null);
        }
        entries
    }

    /// Returns one where a collection may show something, else the least number that its constraints allow.
    fn number_of_items(&self, member: &Member, item: &Member, depth: u8) -> u64 {
        let (least, most) = self.selection.length(member);
        let is_small = |extent: Extent| extent.values <= SHOWN_VALUES;
        let is_shown = depth > 0 && most != Some(0) && self.extent(item).is_some_and(is_small);
        least
            .unwrap_or_default()
            .min(MOST_ITEMS)
            .max(u64::from(is_shown))
    }

    /// Returns the variation of a value with this index; `None` if no simple change gives a valid one.
    fn variation(&self, member: &Member, value: Value, index: u64) -> Option<Value> {
        let target = self.selection.target(member);
        match value {
            Value::Number(number) => {
                let varied = number.as_i64()?.checked_add(i64::try_from(index).ok()?)?;
                let (_, most) = self.integer_range(member);
                most.is_none_or(|most| varied <= most)
                    .then(|| json!(varied))
            }
            Value::String(_) if matches!(target.kind, ShapeKind::Enum) => {
                let other = target.members.get(usize::try_from(index).ok()?)?;
                Some(value_of_enum_member(other))
            }
            // The last character is the least likely to be fixed by a pattern.
            Value::String(mut text) => {
                text.pop();
                text.push_str(&index.to_string());
                let is_valid = text::satisfies(self.selection, member, &text);
                is_valid.then_some(Value::String(text))
            }
            _ => None,
        }
    }

    /// Returns the required members; the first simple one where none is required, since an empty structure shows nothing.
    fn structure(&self, shape: &Shape, depth: u8, purpose: Purpose) -> Map<String, Value> {
        let mut shown: Vec<&Member> = shape
            .members
            .iter()
            .filter(|member| member.is_required())
            .collect();
        if shown.is_empty() && depth > 0 && purpose == Purpose::Call {
            let simple = shape.members.iter().find(|member| {
                self.selection.target(member).kind.is_simple()
                    && !member.traits.has("smithy.api#deprecated")
            });
            shown.extend(simple);
        }
        let below = depth.saturating_sub(1);
        let entries = shown.into_iter().map(|member| {
            let value = self.value(member, &member.name, below, purpose);
            (member.name.clone(), value)
        });
        entries.collect()
    }

    /// Returns the first member, or the smallest one at the end of the depth that is shown.
    fn union(&self, shape: &Shape, depth: u8, purpose: Purpose) -> Map<String, Value> {
        let finite = || {
            let members = shape.members.iter();
            let members =
                members.filter(|member| !is_exception(shape, self.selection.target(member)));
            members.filter_map(|member| Some((self.extent(member)?, member)))
        };
        let is_small = |(extent, _): &(Extent, &Member)| extent.values <= SHOWN_VALUES;
        let first = match (depth, purpose) {
            (1.., Purpose::Call) => finite().next().filter(is_small),
            _ => None,
        };
        let member = first.or_else(|| finite().min_by_key(|(extent, _)| *extent));
        let entry = member.map(|(_, member)| {
            let below = depth.saturating_sub(1);
            let value = self.value(member, &member.name, below, purpose);
            (member.name.clone(), value)
        });
        entry.into_iter().collect()
    }

    fn extent(&self, member: &Member) -> Option<Extent> {
        let target = ConstrainedShape::from_member(self.selection, member);
        self.extents.get(target)
    }
}

/// Returns one if it lies between the bounds, else the bound that excludes it.
fn between(least: Option<f64>, most: Option<f64>) -> Option<f64> {
    let least = least.filter(|least| *least > 1.0);
    least.or(most.filter(|most| *most < 1.0))
}

fn timestamp(name: &str, purpose: Purpose) -> Value {
    match purpose {
        Purpose::RoundTrip => json!(1_697_095_800.25),
        Purpose::Call if names::words(name).iter().any(|word| word == "end") => json!(END),
        Purpose::Call => json!(BEGIN),
    }
}

/// Returns the first value that is not deprecated.
fn enum_value(shape: &Shape) -> Value {
    let mut members = shape.members.iter();
    let current = members.find(|member| !member.traits.has("smithy.api#deprecated"));
    let member = current.or(shape.members.first());
    member.map(value_of_enum_member).unwrap_or_default()
}

fn value_of_enum_member(member: &Member) -> Value {
    let value = member.traits.get("smithy.api#enumValue").cloned();
    value.unwrap_or_else(|| json!(member.name))
}
