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

    /// Adds the other's traits, in place of those with the same ids.
    pub(super) fn merge(&mut self, other: Traits) {
        self.0.extend(other.0);
    }
}

impl From<Map<String, Value>> for Traits {
    fn from(traits: Map<String, Value>) -> Self {
        Self(traits)
    }
}
