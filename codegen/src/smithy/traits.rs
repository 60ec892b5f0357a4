//! Traits as they are applied to a shape or member.

use serde_json::{Map, Value};

/// The traits of a shape or member by absolute id, in the model's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits(Map<String, Value>);

impl Traits {
    /// True if the trait is applied with any value.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Returns the value of a trait.
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    /// Returns the value of a trait, if it is a string.
    pub fn string(&self, id: &str) -> Option<&str> {
        self.get(id)?.as_str()
    }

    /// Returns a member of the value of a trait, if that is an object.
    pub fn member(&self, id: &str, name: &str) -> Option<&Value> {
        self.get(id)?.get(name)
    }

    /// Returns a member of the value of a trait, if that is an object and the member is a string.
    pub fn member_string(&self, id: &str, name: &str) -> Option<&str> {
        self.member(id, name)?.as_str()
    }

    /// Returns the endpoint rules of a service: a tree, or a decision diagram.
    pub fn endpoint_rules(&self) -> Option<&Value> {
        let forms = ["smithy.rules#endpointRuleSet", "smithy.rules#endpointBdd"];
        forms.iter().find_map(|id| self.get(id))
    }

    /// Returns every trait with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }

    /// Returns the ids of the traits.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn insert(&mut self, id: &str, value: Value) {
        self.0.insert(id.to_owned(), value);
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<Value> {
        // Keeps the order of the others, unlike `remove`.
        self.0.shift_remove(id)
    }

    /// Returns the id of a trait that both have, with values that cannot be merged.
    pub(super) fn conflict<'t>(&self, other: &'t Traits) -> Option<&'t str> {
        let differs = |(id, value): &(&str, &Value)| {
            let own = self.get(id);
            own.is_some_and(|own| !can_merge(own, value))
        };
        other.iter().find(differs).map(|(id, _)| id)
    }

    /// Applies traits. Returns the ids of those that are there with another value.
    pub(super) fn apply(&mut self, other: Traits) -> Vec<String> {
        let traits = other.0.into_iter();
        let conflicts = traits.filter_map(|(id, value)| add_trait(&mut self.0, id, value).err());
        conflicts.collect()
    }

    /// Adds the other's traits, in place of those with the same ids.
    pub(super) fn merge(&mut self, other: Traits) {
        self.0.extend(other.0);
    }
}

/// True if two values of a trait are merged: if they are equal, or lists.
fn can_merge(one: &Value, other: &Value) -> bool {
    one == other || one.is_array() && other.is_array()
}

/// Adds a trait. A list continues one that is there already, and a value that is there already is ignored
/// (<https://smithy.io/2.0/spec/model.html#trait-conflict-resolution>). So is an element of a list, since a copy of a file adds nothing.
///
/// # Errors
///
/// Another value is there already. The text is the id.
pub(super) fn add_trait(
    traits: &mut Map<String, Value>,
    id: String,
    value: Value,
) -> Result<(), String> {
    match traits.get_mut(&id) {
        None => {
            traits.insert(id, value);
        }
        Some(existing) if !can_merge(existing, &value) => return Err(id),
        Some(existing) if *existing == value => {}
        Some(existing) => {
            if let (Value::Array(existing), Value::Array(more)) = (existing, value) {
                for element in more {
                    if !existing.contains(&element) {
                        existing.push(element);
                    }
                }
            }
        }
    }
    Ok(())
}

impl From<Map<String, Value>> for Traits {
    fn from(traits: Map<String, Value>) -> Self {
        Self(traits)
    }
}
