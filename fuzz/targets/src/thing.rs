//! A structure that XML and forms are compared with.

use std::collections::BTreeMap;

/// A structure with a member of each kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Thing {
    pub(crate) attribute: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) number: Option<i64>,
    pub(crate) list: Option<Vec<String>>,
    pub(crate) flat: Option<Vec<Thing>>,
    pub(crate) map: Option<BTreeMap<String, String>>,
    pub(crate) flat_map: Option<BTreeMap<String, Vec<String>>>,
}

tinsmith::shape! { Thing {
    attribute: "a" as { attribute() },
    text: "t",
    number: "n",
    list: "l",
    flat: "f" as { flattened() },
    map: "m",
    flat_map: "g" as { flattened() },
} }
