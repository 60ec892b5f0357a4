//! Lists in headers ([RFC 9110, section 5.6](https://www.rfc-editor.org/rfc/rfc9110#section-5.6)).

use std::borrow::Cow;

use super::text_error::TextError;

/// The syntax of a list in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListSyntax {
    /// Values with commas between them.
    Plain,
    /// Values with commas between them, in quotes if they contain a comma or a quote.
    Quoted,
    /// Dates, each of which contains one comma itself.
    HttpDates,
}

/// Appends an item of a quoted list, in quotes if it needs them.
pub(crate) fn quote(item: &str, out: &mut String) {
    let plain = !item.is_empty() && item.trim() == item && !item.contains([',', '"']);
    if plain {
        out.push_str(item);
        return;
    }
    out.push('"');
    for character in item.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}

/// Returns the items of a list, without empty items that are not quoted.
///
/// # Errors
///
/// A quote is not closed, or something other than a comma follows it.
pub(crate) fn split(list: &str, syntax: ListSyntax) -> Result<Vec<Cow<'_, str>>, TextError> {
    let mut items = Vec::new();
    let mut rest = list.trim();
    while !rest.is_empty() {
        if syntax == ListSyntax::Quoted
            && let Some(quoted) = rest.strip_prefix('"')
        {
            let (item, after) = unquote(quoted)?;
            items.push(Cow::Owned(item));
            rest = after.trim_start();
            rest = match rest.strip_prefix(',') {
                Some(after) => after.trim_start(),
                None if rest.is_empty() => rest,
                None => return Err(TextError("expected a comma after a quoted item")),
            };
            continue;
        }
        let commas = if syntax == ListSyntax::HttpDates {
            2
        } else {
            1
        };
        let end = rest
            .match_indices(',')
            .nth(commas - 1)
            .map_or(rest.len(), |(at, _)| at);
        let (item, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !item.trim().is_empty() {
            items.push(Cow::Borrowed(item.trim()));
        }
        rest = after.strip_prefix(',').unwrap_or(after).trim_start();
    }
    Ok(items)
}

/// Returns the item before the closing quote, and the text after the quote.
fn unquote(text: &str) -> Result<(String, &str), TextError> {
    let mut item = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next() {
            Some('"') => return Ok((item, characters.as_str())),
            Some('\\') => item.extend(characters.next()),
            Some(character) => item.push(character),
            None => return Err(TextError("expected a closing quote")),
        }
    }
}
