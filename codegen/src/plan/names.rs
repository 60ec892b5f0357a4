//! Names of Smithy in Rust's case.
//!
//! - A name is split into words where its case changes and at anything but letters and digits: `ec2InstanceArn` is `ec2 instance arn`.
//! - A run of capitals is one word, except for its last letter if a small one follows: `ARNList` is `arn list`. A plural `s`
//!   stays with it: `ARNs`. A version begins a word: `SMBv3` is `smb v3`.
//! - Digits stay with the word before them: `Sha256Hash` is `sha256 hash`. So does a last capital after them: `CRC32C`.
//! - Capitals and digits alone are one word: `G4DN_12XLARGE` is `g4dn 12xlarge`.
//! - Words that break these rules are known: `IPv4`, `OAuth`. So are units with their prefixes: `MiB`, `GHz`.
//! - Letters other than ASCII's are replaced by their numbers, for lints of Rust reject some of them. So are all marks of a name without a
//!   letter or digit: `<=` is `u3c u3d`.
//! - A name that would begin with a digit gets a `v` in front: `2xlarge` is `V2xlarge`. An empty value is `Empty`.
//! - Keywords are raw identifiers; the few that cannot be raw, such as `self`, end with an underscore.

mod known_words;
pub(crate) mod reserved;

use known_words::{KNOWN, KNOWN_AS_WRITTEN, unit_length};

/// Returns the words of a name, in small letters.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let ascii = with_ascii_letters(name);
    for part in ascii.split(|c: char| !c.is_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(word_length(rest));
            words.push(word.to_lowercase());
            rest = after;
        }
    }
    if words.is_empty() {
        words.extend(name.chars().map(code_point));
    }
    words
}

/// Returns a name whose other letters are their numbers: `é` is the word `ue9`.
fn with_ascii_letters(name: &str) -> String {
    let mut ascii = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter.is_ascii() || !letter.is_alphanumeric() {
            true => ascii.push(letter),
            false => ascii.push_str(&format!("_{}_", code_point(letter))),
        }
    }
    ascii
}

/// Returns the word for a letter or mark: its code point.
fn code_point(letter: char) -> String {
    format!("u{:x}", u32::from(letter))
}

/// Returns a service's title as people write it: `AWSDeadlineCloud` is `AWS Deadline Cloud`.
pub(crate) fn title(title: &str) -> String {
    if !title.chars().all(char::is_alphanumeric) {
        return title.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = title;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(word_length(rest));
        words.push(word);
        rest = after;
    }
    words.join(" ")
}

/// Returns the length of the first word of a run of letters and digits.
fn word_length(text: &str) -> usize {
    let known = known_length(text);
    if known.is_none() && is_code(text) {
        return text.len();
    }
    let end = known.unwrap_or_else(|| letters_length(text));
    if text
        .get(end..)
        .is_some_and(|rest| known_length(rest).is_some())
    {
        return end;
    }
    // Digits after the word, and small letters right after digits (`t2micro`, `x86a`), stay with it.
    let digits = length_while(text, end, char::is_numeric);
    if digits == end {
        return end;
    }
    let after = text.get(digits..).unwrap_or_default();
    if is_version(after) {
        digits
    } else if after.len() == 1 && after.starts_with(char::is_uppercase) {
        text.len()
    } else {
        length_while(text, digits, is_within_word)
    }
}

/// True for a word of capitals and digits, such as `12XLARGE`.
fn is_code(text: &str) -> bool {
    text.contains(char::is_numeric) && !text.contains(is_within_word)
}

/// Returns the length of the known word that the text begins with: the longest of them.
fn known_length(text: &str) -> Option<usize> {
    let first = text.get(..1)?;
    let (first_byte, rest) = text.as_bytes().split_first()?;
    let has_known = |known: &&str| match known.as_bytes() {
        [known_first, known_rest @ ..] => {
            known_first.eq_ignore_ascii_case(first_byte) && rest.starts_with(known_rest)
        }
        [] => false,
    };
    let known = KNOWN.iter().copied().filter(has_known);
    let as_written = KNOWN_AS_WRITTEN.iter().copied();
    let as_written = as_written.filter(|known| text.starts_with(known));
    let lengths = known.chain(as_written).map(str::len);
    let length = |length: usize| {
        let length = length + plural_length(text.get(length..)?);
        let after = text.get(length..)?;
        let ends = !after.starts_with(is_within_word) || is_version(after);
        // `Phase2DHGroup` has no `2D`.
        let is_within_capitals =
            first.starts_with(char::is_numeric) && length_while(after, 0, char::is_uppercase) > 1;
        (ends && !is_within_capitals).then_some(length)
    };
    lengths.chain(unit_length(text)).filter_map(length).max()
}

fn letters_length(text: &str) -> usize {
    let capitals = length_while(text, 0, char::is_uppercase);
    let (run, after) = text.split_at(capitals);
    match run.char_indices().next_back() {
        // `farm` or `2xlarge`: digits in front belong to the word.
        None => length_while(
            text,
            length_while(text, 0, char::is_numeric),
            is_within_word,
        ),
        Some((0, _)) => length_while(text, capitals, is_within_word),
        Some(_) if plural_length(after) > 0 => capitals + 1,
        Some(_) if is_version(after) => capitals,
        // `CPUvCores` is `cpu vcores`.
        Some(_) if after.starts_with(is_within_word) && known_length(after).is_some() => capitals,
        // The last capital begins the next word.
        Some((last, _)) if after.starts_with(is_within_word) => last,
        Some(_) => capitals,
    }
}

/// Returns the end of the letters of a class that begin at a position.
fn length_while(text: &str, from: usize, class: fn(char) -> bool) -> usize {
    let tail = text.get(from..).unwrap_or_default();
    from + tail.find(|c| !class(c)).unwrap_or(tail.len())
}

/// True for a letter that continues a word: neither a capital nor a digit.
fn is_within_word(c: char) -> bool {
    !c.is_uppercase() && !c.is_numeric()
}

/// True if a text begins with a version: `v2`.
fn is_version(text: &str) -> bool {
    let digits = text.strip_prefix('v');
    digits.is_some_and(|digits| digits.starts_with(char::is_numeric))
}

/// Returns the length of the plural's `s` that may follow capitals.
fn plural_length(after: &str) -> usize {
    let ends = after
        .strip_prefix('s')
        .is_some_and(|rest| !rest.starts_with(is_within_word));
    usize::from(ends)
}

/// Returns a type or a variant: `SessionSummary`.
pub(crate) fn type_name(name: &str) -> String {
    let mut camel = String::new();
    for word in words(name) {
        let between_digits =
            camel.ends_with(|c: char| c.is_numeric()) && word.starts_with(char::is_numeric);
        if between_digits {
            camel.push('_');
        }
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    if camel.is_empty() {
        return "Empty".to_owned();
    }
    if camel.starts_with(char::is_numeric) {
        camel.insert(0, 'V');
    }
    without_keyword(camel)
}

/// Returns a name in Rust's case with an underscore behind where it is a keyword.
fn without_keyword(camel: String) -> String {
    if camel == "Self" {
        "Self_".to_owned()
    } else {
        camel
    }
}

/// Returns a field, function or module, raw where it is a keyword: `farm_id`, `r#type`.
pub(crate) fn value_name(name: &str) -> String {
    let mut snake = words(name).join("_");
    if snake.is_empty() {
        return "empty".to_owned();
    }
    if snake.starts_with(char::is_numeric) {
        snake.insert(0, 'v');
    }
    match snake.as_str() {
        "self" | "super" | "crate" => format!("{snake}_"),
        // `gen` is a keyword since edition 2024, but `syn` accepts it as a name.
        keyword if keyword == "gen" || syn::parse_str::<syn::Ident>(keyword).is_err() => {
            format!("r#{snake}")
        }
        _ => snake,
    }
}

/// Returns the setter of a field: the field's name, with `set_` in front where the structure or the request builder has a method of that
/// name. So does a field whose name would otherwise be such a setter.
pub(crate) fn setter_name(field: &str) -> String {
    let plain = field.trim_start_matches("r#");
    if reserved::is_method_of_setters(without_prefixes(plain, "set_")) {
        format!("set_{plain}")
    } else {
        field.to_owned()
    }
}

/// Returns an operation's request builder, with `Call` in front of the name of its constructor.
pub(crate) fn operation_type(operation: &str) -> String {
    let name = type_name(operation);
    match without_prefixes(&name, "Call") {
        "New" => format!("Call{name}"),
        _ => name,
    }
}

/// Returns an operation's module and the client's method, with `call_` in front where the client has a method, or the folder of
/// operations a file, of that name. So does an operation whose name would otherwise be such a one.
pub(crate) fn operation_name(operation: &str) -> String {
    let name = value_name(operation);
    let plain = name.trim_start_matches("r#");
    let own = without_prefixes(plain, "call_");
    if reserved::is_method_of_client(own) || reserved::is_file_name(own) {
        format!("call_{plain}")
    } else {
        name
    }
}

fn without_prefixes<'n>(name: &'n str, prefix: &str) -> &'n str {
    let mut rest = name;
    while let Some(shorter) = rest.strip_prefix(prefix) {
        rest = shorter;
    }
    rest
}

/// Returns a variant of an enum or union, with `Value` behind where a generated variant has that name.
pub(crate) fn variant_name(name: &str) -> String {
    let name = type_name(name);
    if name == reserved::UNKNOWN {
        format!("{name}Value")
    } else {
        name
    }
}

/// Returns an error's name, with `Exception` behind where a generated item has that name.
pub(crate) fn error_name(name: &str) -> String {
    let name = type_name(name);
    if name == reserved::ERRORS {
        format!("{name}Exception")
    } else {
        name
    }
}

/// Returns an error's name without `Exception`, if it has another part.
pub(crate) fn short_error_name(name: &str) -> Option<String> {
    let short = name.strip_suffix("Exception")?;
    (!short.is_empty()).then(|| without_keyword(short.to_owned()))
}

#[cfg(test)]
mod tests;
