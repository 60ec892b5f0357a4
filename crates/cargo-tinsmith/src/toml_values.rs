//! Changes of values in TOML that leave the comments around them as they are.

use toml_edit::{Array, Item, Table, Value};

/// Replaces a value, and keeps the comment after it.
pub(crate) fn replace(item: &mut Item, mut wanted: Item) {
    if let (Some(old), Some(new)) = (item.as_value(), wanted.as_value_mut()) {
        *new.decor_mut() = old.decor().clone();
    }
    *item = wanted;
}

/// Adds the texts of one array that another lacks. In an array of several lines each has a line of its own.
pub(crate) fn add_texts(own: &mut Item, wanted: &Item) {
    let (Some(own), Some(wanted)) = (own.as_array_mut(), wanted.as_array()) else {
        return;
    };
    for text in wanted.iter().filter_map(Value::as_str) {
        if !own.iter().any(|own| own.as_str() == Some(text)) {
            push(own, text);
        }
    }
}

/// Adds the entries of one table that another lacks, and replaces those with another value. The comments in the table stay; in braces over
/// several lines, a comment after the last entry is then after the new one.
pub(crate) fn add_entries(own: &mut Item, wanted: &Item) {
    // A table in one line contains no comments.
    if own.is_value() && !own.to_string().contains('\n') {
        replace(own, wanted.clone());
        return;
    }
    let (Some(own), Some(wanted)) = (own.as_table_like_mut(), wanted.as_table_like()) else {
        return;
    };
    for (key, wanted) in wanted.iter() {
        match own.get_mut(key) {
            Some(item) if item.as_str() == wanted.as_str() => {}
            Some(item) => replace(item, wanted.clone()),
            None => {
                own.insert(key, wanted.clone());
            }
        }
    }
}

/// Gives a table the entries of another one, and no others. The comments in the table and before it stay.
pub(crate) fn set_entries(own: &mut Item, wanted: &Table) {
    match own.as_table_like_mut() {
        Some(table) => {
            let obsolete = table.iter().map(|(key, _)| key.to_owned());
            let obsolete: Vec<_> = obsolete.filter(|key| !wanted.contains_key(key)).collect();
            for key in obsolete {
                table.remove(&key);
            }
        }
        None => *own = Item::Table(Table::new()),
    }
    add_entries(own, &Item::Table(wanted.clone()));
}

fn push(array: &mut Array, text: &str) {
    let last = array.iter().last().and_then(|last| last.decor().prefix());
    let last = last.and_then(|prefix| prefix.as_str());
    let Some((_, indent)) = last.and_then(|prefix| prefix.rsplit_once('\n')) else {
        array.push(text);
        return;
    };
    // With a comma after the last value, a comment behind it is in the space before the bracket.
    let trailing = array.trailing().as_str().unwrap_or_default().to_owned();
    let comment = match array.trailing_comma() {
        true => trailing.trim_end(),
        false => "",
    };
    let value = Value::from(text).decorated(format!("{comment}\n{indent}"), "");
    if !comment.is_empty() {
        array.set_trailing("\n");
    }
    array.push_formatted(value);
}

#[cfg(test)]
mod tests {
    use toml_edit::DocumentMut;

    use super::*;

    #[test]
    fn texts_are_added_in_the_form_of_the_array() {
        for (array, expected) in [
            ("[]", "[\"x\"]"),
            ("[\"a\"] # all", "[\"a\", \"x\"] # all"),
            (
                "[\n  # first\n  \"a\", # a\n  \"b\", # b\n]",
                "[\n  # first\n  \"a\", # a\n  \"b\", # b\n  \"x\",\n]",
            ),
            ("[\n  \"a\"\n]", "[\n  \"a\"\n,\n  \"x\"]"),
            ("[\"a\", \"x\"]", "[\"a\", \"x\"]"),
        ] {
            let mut document: DocumentMut = format!("own = {array}\n").parse().unwrap();
            let wanted: DocumentMut = "wanted = [\"x\"]".parse().unwrap();
            add_texts(document.get_mut("own").unwrap(), &wanted["wanted"]);
            assert_eq!(document.to_string(), format!("own = {expected}\n"));
        }
    }

    #[test]
    fn entries_are_added_in_the_form_of_the_table() {
        for (table, expected) in [
            (
                "own = { b = 'b' } # all\n",
                "own = { a = \"a\", b = \"b\" } # all\n",
            ),
            (
                "[own] # all\n# why\nb = 'b'   # note\n\n[next]\n",
                "[own] # all\n# why\nb = 'b'   # note\na = \"a\"\n\n[next]\n",
            ),
            (
                "[own]\n# why\nb = 'c' # note\n",
                "[own]\n# why\nb = \"b\" # note\na = \"a\"\n",
            ),
            (
                "own.b = 'b' # note\n",
                "own.b = 'b' # note\nown.a = \"a\"\n",
            ),
            (
                "own = {\n  # why\n  b = 'b', # note\n}\n",
                "own = {\n  # why\n  b = 'b', a = \"a\", # note\n}\n",
            ),
        ] {
            let mut document: DocumentMut = table.parse().unwrap();
            let wanted: DocumentMut = "wanted = { a = \"a\", b = \"b\" }".parse().unwrap();
            add_entries(document.get_mut("own").unwrap(), &wanted["wanted"]);
            assert_eq!(document.to_string(), expected);
        }
    }
}
