//! The names of the runtime: items and their members, features, constants of protocols, and the macros with their grammar. No other file of the
//! generator has names of the runtime, but for the methods to which names of a model give way, in the plan.

pub(super) mod endpoint_tables;
pub(super) mod features;
mod items;
mod members;
pub(super) mod metadata_fields;
pub(super) mod preflights;
mod protocols;
pub(super) mod step_methods;
pub(super) mod table_macros;
pub(super) mod test_cases;

pub(super) use items::*;
pub(super) use members::*;

/// The constructor of an input with given events.
pub(in crate::render) const FROM_EVENTS: &str = "from_events";

/// The method that adds an error after the events of an input.
pub(in crate::render) const THEN_ERROR: &str = "then_error";

/// The beginning of the endpoint parameter that is an identifier of a discovered endpoint. No parameter of a rule set has such a name.
pub(in crate::render) const IDENTIFIER_PREFIX: &str = "identifier:";
