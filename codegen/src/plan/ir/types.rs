//! The types that members refer to.

use super::{EnumPlan, StructPlan, UnionPlan};

/// The structures, unions and enums of a crate, each in the order of their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypesPlan {
    /// The structures that members target.
    pub structures: Vec<StructPlan>,
    /// The unions.
    pub unions: Vec<UnionPlan>,
    /// The enums of text and of numbers.
    pub enums: Vec<EnumPlan>,
}

impl TypesPlan {
    /// True if there is no type.
    pub fn is_empty(&self) -> bool {
        self.names().next().is_none()
    }

    /// Returns the names of all types.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let structures = self.structures.iter().map(|structure| &structure.name);
        let unions = self.unions.iter().map(|union| &union.name);
        let enums = self.enums.iter().map(|enumeration| &enumeration.name);
        structures.chain(unions).chain(enums).map(String::as_str)
    }

    /// Returns the structure of a Rust name.
    pub fn structure(&self, name: &str) -> Option<&StructPlan> {
        find(&self.structures, name, |structure| &structure.name)
    }

    /// Returns the union of a Rust name.
    pub fn union(&self, name: &str) -> Option<&UnionPlan> {
        find(&self.unions, name, |union| &union.name)
    }

    /// Returns the enum of a Rust name.
    pub fn enumeration(&self, name: &str) -> Option<&EnumPlan> {
        find(&self.enums, name, |enumeration| &enumeration.name)
    }
}

/// Finds a type in a list that is in the order of names.
fn find<'t, T>(types: &'t [T], name: &str, name_of: fn(&T) -> &String) -> Option<&'t T> {
    let index = types.binary_search_by(|ty| name_of(ty).as_str().cmp(name));
    types.get(index.ok()?)
}
