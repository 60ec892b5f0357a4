//! The names of the runtime: items, fields, methods, and the macros with their grammar. The plan has the names
//! that belong to its decisions: constants of protocols, features, reserved names, and the methods in compiled paths.

pub(super) mod endpoint_tables;
mod items;
pub(super) mod metadata_fields;
pub(super) mod step_methods;
pub(super) mod table_macros;
pub(super) mod test_cases;

pub(super) use items::*;
