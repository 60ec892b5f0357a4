//! The names of the runtime: items, fields, methods, and the macros with their grammar. No other file of the generator contains one.

pub(super) mod endpoint_tables;
mod items;
pub(super) mod metadata_fields;
pub(super) mod step_methods;
pub(super) mod table_macros;
pub(super) mod test_cases;

pub(super) use items::*;
