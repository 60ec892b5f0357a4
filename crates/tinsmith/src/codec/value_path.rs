//! The notation of paths to values.

/// Appends the name of a member or the key of an entry.
pub(super) fn push_name(path: &mut String, name: &str) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-$".contains(&byte);
    if !name.bytes().all(is_plain) {
        path.push_str(&format!("[\"{name}\"]"));
        return;
    }
    if !path.is_empty() && !name.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Appends the index of an item.
pub(super) fn push_index(path: &mut String, index: usize) {
    path.push_str(&format!("[{index}]"));
}
