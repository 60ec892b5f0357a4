//! Mutations of JSON into other JSON, since few random bytes pass a parser.

use serde_json::Value;

/// Returns the number of values in a value, itself included.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// Returns the value at a position, in the order of [`size`].
pub(super) fn at(value: &mut Value, place: usize) -> Option<&mut Value> {
    let Some(mut place) = place.checked_sub(1) else {
        return Some(value);
    };
    let inner: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    for value in inner {
        let size = size(value);
        if place < size {
            return at(value, place);
        }
        place -= size;
    }
    None
}

/// Removes the member or item with this number, or renames another member to it.
pub(super) fn drop_or_rename(value: &mut Value, number: usize, other: usize) {
    match value {
        Value::Array(items) if !items.is_empty() => drop(items.remove(number % items.len())),
        Value::Object(members) if !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = &names[number % names.len()];
            let renamed = &names[other % names.len()];
            if let Some(member) = members.remove(name)
                && name != renamed
            {
                members.insert(renamed.clone(), member);
            }
        }
        _ => *value = Value::Null,
    }
}
