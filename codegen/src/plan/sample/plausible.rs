//! Plausible values for members, as the parameters of the model's own tests are written: for examples where the model has none.

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use super::pattern;
use crate::plan::build::names;
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeKind};

/// How deep a value has structure; below, lists are empty and unions simple, for types may hold themselves.
const DEPTH: u8 = 4;

/// The beginning and the end of a time: 2026-01-01 and 2026-02-01, in seconds since 1970.
const BEGIN: i64 = 1_767_225_600;
const END: i64 = 1_769_904_000;

/// A value for a member that the model's constraints allow, as far as they are simple.
pub(crate) fn of_member(selection: &Selection<'_>, member: &Member) -> Value {
    Samples { selection }.member(member, &member.name, DEPTH)
}

struct Samples<'s, 'm> {
    selection: &'s Selection<'m>,
}

impl Samples<'_, '_> {
    /// `name` tells what the value is about: the member's name, or that of the list or map around it.
    fn member(&self, member: &Member, name: &str, depth: u8) -> Value {
        let target = self.selection.target(member);
        let below = depth.saturating_sub(1);
        match &target.kind {
            ShapeKind::Boolean => Value::Bool(true),
            ShapeKind::Blob => Value::String(words(name, "-")),
            ShapeKind::String => Value::String(self.text(member, name)),
            ShapeKind::Enum | ShapeKind::IntEnum => enum_value(target),
            ShapeKind::Byte | ShapeKind::Short | ShapeKind::Integer | ShapeKind::Long => {
                self.number(member)
            }
            ShapeKind::Float
            | ShapeKind::Double
            | ShapeKind::BigInteger
            | ShapeKind::BigDecimal => self.number(member),
            ShapeKind::Timestamp => json!(if names::words(name).iter().any(|word| word == "end") {
                END
            } else {
                BEGIN
            }),
            ShapeKind::List => {
                let item = target.member("member").filter(|_| depth > 0);
                let singular = name.strip_suffix('s').unwrap_or(name);
                let item = item.map(|item| self.member(item, singular, below));
                Value::Array(item.into_iter().collect())
            }
            ShapeKind::Map => {
                let (Some(key), Some(value)) = (target.member("key"), target.member("value"))
                else {
                    return json!({});
                };
                let key = self.member(key, "key", below);
                let key = key.as_str().unwrap_or("key").to_owned();
                let entry = (depth > 0).then(|| (key, self.member(value, "value", below)));
                Value::Object(entry.into_iter().collect())
            }
            ShapeKind::Structure => Value::Object(self.structure(target, depth)),
            ShapeKind::Union => self.union(target, depth),
            ShapeKind::Document
            | ShapeKind::Operation(_)
            | ShapeKind::Resource(_)
            | ShapeKind::Service(_) => json!({}),
        }
    }

    /// The required members; the first simple one where none is, for a structure of nothing shows nothing.
    fn structure(&self, shape: &Shape, depth: u8) -> Map<String, Value> {
        let below = depth.saturating_sub(1);
        let mut shown: Vec<&Member> = shape
            .members
            .iter()
            .filter(|member| member.is_required())
            .collect();
        if shown.is_empty() && depth > 0 {
            let simple = shape.members.iter().find(|member| {
                self.selection.target(member).kind.is_simple()
                    && !member.traits.has("smithy.api#deprecated")
            });
            shown.extend(simple);
        }
        let entries = shown.into_iter().map(|member| {
            (
                member.name.clone(),
                self.member(member, &member.name, below),
            )
        });
        entries.collect()
    }

    fn union(&self, shape: &Shape, depth: u8) -> Value {
        let simple = |member: &&Member| {
            let kind = &self.selection.target(member).kind;
            !matches!(kind, ShapeKind::Structure | ShapeKind::Union)
        };
        let member = match depth {
            0 => shape.members.iter().find(simple),
            _ => shape.members.first(),
        };
        let entry = member.map(|member| {
            let value = self.member(member, &member.name, depth.saturating_sub(1));
            (member.name.clone(), value)
        });
        Value::Object(entry.into_iter().collect())
    }

    /// One, or the least that is allowed.
    fn number(&self, member: &Member) -> Value {
        let range = self.selection.member_trait(member, "smithy.api#range");
        let bound = |name| range?.get(name)?.as_f64();
        let least = bound("min").filter(|min| *min > 1.0);
        let most = bound("max").filter(|max| *max < 1.0);
        match least.or(most) {
            Some(number) => json!(number),
            None => json!(1),
        }
    }

    /// Words of the member's name, or what its pattern asks for.
    fn text(&self, member: &Member, name: &str) -> String {
        let of = |id| self.selection.member_trait(member, id);
        let length = of("smithy.api#length");
        let bound = |name| length?.get(name)?.as_u64();
        let pattern = of("smithy.api#pattern")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let regex = Regex::new(pattern).ok();
        let fits = |text: &String| {
            let letters = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            bound("min").is_none_or(|min| letters >= min)
                && bound("max").is_none_or(|max| letters <= max)
                && regex.as_ref().is_none_or(|regex| regex.is_match(text))
        };
        let plain = words(name, "-");
        let usual = || {
            let words = ["-", "_", ""].map(|between| words(name, between));
            self.usual(name).into_iter().chain(words)
        };
        let samples = || {
            let words = [plain.as_str(), "example", "a"];
            words
                .into_iter()
                .filter_map(|word| pattern::sample(pattern, word))
        };
        let found = if regex.is_some() {
            usual().chain(samples()).find(fits)
        } else {
            // Nothing here can tell whether a word matches: what was made for the pattern is the better guess, if it says
            // anything.
            let samples = samples().filter(|sample| !sample.is_empty());
            samples.chain(usual()).find(fits)
        };
        found.unwrap_or_else(|| {
            let least = bound("min").and_then(|least| usize::try_from(least).ok());
            let most = bound("max").and_then(|most| usize::try_from(most).ok());
            let length = plain
                .len()
                .max(least.unwrap_or(0).min(256))
                .min(most.unwrap_or(256));
            plain
                .chars()
                .chain("-".chars())
                .cycle()
                .take(length)
                .collect()
        })
    }

    /// What such a member is usually like with AWS.
    fn usual(&self, name: &str) -> Option<String> {
        let words = names::words(name);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Some(match words.as_slice() {
            [.., "role", "arn"] => "arn:aws:iam::111122223333:role/example".to_owned(),
            [before @ .., "arn"] => {
                let service = &self.selection.service.traits;
                let signing_name = service
                    .member_string("aws.auth#sigv4", "name")
                    .unwrap_or("service");
                let what = if before.is_empty() {
                    "example".to_owned()
                } else {
                    format!("{}/example", before.join("-"))
                };
                format!("arn:aws:{signing_name}:us-west-2:111122223333:{what}")
            }
            [.., "account", "id"] | [.., "account"] => "111122223333".to_owned(),
            [.., "region"] => "us-west-2".to_owned(),
            [.., "email"] | [.., "email", "address"] => "someone@example.com".to_owned(),
            [.., "url" | "uri"] => "https://example.com".to_owned(),
            _ => return None,
        })
    }
}

/// The first value that is not deprecated.
fn enum_value(shape: &Shape) -> Value {
    let current = shape
        .members
        .iter()
        .find(|member| !member.traits.has("smithy.api#deprecated"));
    let member = current.or(shape.members.first());
    let value = member.map(|member| {
        let value = member.traits.get("smithy.api#enumValue").cloned();
        value.unwrap_or_else(|| json!(member.name))
    });
    value.unwrap_or_default()
}

fn words(name: &str, between: &str) -> String {
    names::words(name).join(between)
}
