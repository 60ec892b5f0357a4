//! The table of the calls of S3 whose requests are compared.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::folders::root;

/// Returns the file with the calls.
///
/// Each has an `operation`, its `input` with the names of the model, and may have a `body`, members of the input for `boto3` alone, and a
/// `name`, by which later inputs refer to members of its output: `$name.Member`.
pub(crate) fn path() -> PathBuf {
    root().join("xtask/tests/peers/wire/calls.json")
}

/// Returns the calls.
pub(crate) fn calls() -> Vec<Value> {
    serde_json::from_str(include_str!("wire/calls.json")).unwrap()
}

/// Returns the operations of the calls, separated by commas.
pub(crate) fn operations() -> String {
    let calls = calls();
    let operations: BTreeSet<&str> = calls
        .iter()
        .filter_map(|call| call["operation"].as_str())
        .collect();
    Vec::from_iter(operations).join(",")
}
