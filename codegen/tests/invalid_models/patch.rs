//! The sound model and RFC 7396's merge patch.

use serde_json::{Map, Value};

/// A small service with a bit of everything.
pub(crate) fn library() -> Value {
    serde_json::from_str(include_str!("../models/library.json")).unwrap()
}

/// Puts the patch over the target; `null` removes.
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}
