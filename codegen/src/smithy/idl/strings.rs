//! The values of string literals: escapes, and the indentation of text blocks.

/// Returns the character of an escape, none for an escaped line break, and the length of the escape.
///
/// `text` begins after the backslash.
///
/// # Errors
///
/// The message for an escape that the grammar does not have.
pub(super) fn escape(text: &str) -> Result<(Option<char>, usize), String> {
    let Some(first) = text.chars().next() else {
        return Err("the string ends within an escape".to_owned());
    };
    let meaning = match first {
        '"' | '\\' | '/' => first,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '\n' => return Ok((None, 1)),
        'u' => return unicode_escape(text),
        _ => {
            return Err(format!(
                "`\\{}` is not an escape; write `\\\\` for a backslash",
                first.escape_debug()
            ));
        }
    };
    Ok((Some(meaning), 1))
}

/// Reads `uXXXX`, or two of them for a character outside of the basic plane.
fn unicode_escape(text: &str) -> Result<(Option<char>, usize), String> {
    let Some(unit) = code_unit(text) else {
        return Err("`\\u` is not followed by four hexadecimal digits".to_owned());
    };
    let low = text.get(5..).and_then(|rest| rest.strip_prefix('\\'));
    let (point, length) = match (unit, low.and_then(code_unit)) {
        (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
            (0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 11)
        }
        _ => (unit, 5),
    };
    match char::from_u32(point) {
        Some(character) => Ok((Some(character), length)),
        None => Err(format!(
            "`\\u{unit:04x}` is half of a surrogate pair without the other half"
        )),
    }
}

fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal.then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Returns the value of a literal whose escapes are known to be valid.
pub(super) fn unescape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        value.push_str(before);
        let (character, length) = escape(after).unwrap_or((None, 0));
        value.extend(character);
        rest = after.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    value
}

/// Returns the value of a text block: common indentation and trailing spaces are removed, then escapes replaced.
///
/// `text` begins after the line break that follows the opening quotes.
pub(super) fn text_block(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len() - 1;
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    // Blank lines do not count, except the last one, in which the closing quotes are.
    let indentation = lines
        .iter()
        .enumerate()
        .filter(|(index, line)| *index == last || spaces(line) < line.len())
        .map(|(_, line)| spaces(line))
        .min()
        .unwrap_or_default();
    let lines: Vec<&str> = lines
        .into_iter()
        .map(|line| line.get(indentation..).unwrap_or_default())
        .map(|line| line.trim_end_matches(' '))
        .collect();
    unescape(&lines.join("\n"))
}
