//! The redaction of elements in recorded XML.

use super::sensitive::{REDACTED_MEMBER, has_signature};

/// Returns an XML document in which the elements with a sensitive name have other values of the same type. `is_sensitive_text` is for documents in the
/// text of an element.
///
/// It is `None` for another text, and for a document with comments, character data sections or sensitive attributes, in which this simple parser might
/// overlook a secret.
pub(super) fn redact_elements(
    text: &str,
    is_sensitive: &dyn Fn(&str) -> bool,
    is_sensitive_text: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let (before, rest) = text.split_once('<')?;
    if !before.trim().is_empty() {
        return None;
    }
    let mut redacted = String::with_capacity(text.len());
    redacted.push_str(before);
    // The names of the open elements, and the number of those around a sensitive one.
    let mut open: Vec<&str> = Vec::new();
    let mut outer: Option<usize> = None;
    for piece in rest.split('<') {
        let (tag, content) = piece.split_once('>')?;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim_end()) {
                return None;
            }
            outer = outer.filter(|outer| open.len() > *outer);
        } else if !tag.starts_with('?') {
            let (name, attributes) = split_tag(tag);
            if tag.starts_with('!') || !are_plain(attributes, is_sensitive) {
                return None;
            }
            if !tag.ends_with('/') {
                if outer.is_none() && is_sensitive(local_name(name)) {
                    outer = Some(open.len());
                }
                open.push(name);
            }
        }
        if open.is_empty() && !content.trim().is_empty() {
            return None;
        }
        redacted.push('<');
        redacted.push_str(tag);
        redacted.push('>');
        match outer {
            Some(_) => redact_value(content, &mut redacted),
            // A name whose value is in another element.
            None if is_name(content) && is_sensitive(content.trim()) => return None,
            None if has_signature(content)
                || (is_document(content) && is_sensitive_text(content)) =>
            {
                redacted.push_str(REDACTED_MEMBER);
            }
            None => redacted.push_str(content),
        }
    }
    open.is_empty().then_some(redacted)
}

/// Splits a start tag into the name and the attributes.
fn split_tag(tag: &str) -> (&str, &str) {
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    tag.split_once(char::is_whitespace).unwrap_or((tag, ""))
}

/// True if attributes are complete and none is sensitive.
fn are_plain(attributes: &str, is_sensitive: &dyn Fn(&str) -> bool) -> bool {
    let is_complete = |quote: char| attributes.matches(quote).count().is_multiple_of(2);
    let mut names = attributes
        .split_whitespace()
        .filter_map(|part| Some(part.split_once('=')?.0));
    // Names and values are apart if there are spaces around the sign between them.
    let is_apart = attributes.contains("= ") || attributes.contains(" =");
    is_complete('"')
        && is_complete('\'')
        && !is_apart
        && !names.any(|name| is_sensitive(local_name(name)))
        && !has_signature(attributes)
}

/// Returns a name without its namespace prefix.
fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_prefix, name)| name)
}

/// Appends another value of the same type. A boolean is no secret, and white space is between elements.
fn redact_value(value: &str, redacted: &mut String) {
    match value.trim() {
        "" | "true" | "false" => redacted.push_str(value),
        // As many digits are a number, text, and base64 if the value is.
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            redacted.extend(digits.bytes().map(|_| '0'));
        }
        number if number.parse::<f64>().is_ok() => redacted.push('0'),
        _ => redacted.push_str(REDACTED_MEMBER),
    }
}

/// True if the text of an element may be the name of a parameter.
fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    text.trim().bytes().all(is_part)
}

/// True if the text of an element may be a document of its own, such as a template, in which a sensitive name has a value. In another text, it may be
/// the name of a file.
fn is_document(text: &str) -> bool {
    let text = text.trim();
    text.contains(['{', '=', '\n']) || text.contains(": ") || text.contains("&lt;")
}

#[cfg(test)]
mod tests {
    use super::super::sensitive::{has_sensitive_member, is_sensitive_member};
    use super::*;

    fn redacted(text: &str) -> Option<String> {
        redact_elements(text, &is_sensitive_member, &has_sensitive_member)
    }

    #[test]
    fn a_sensitive_element_has_another_value_of_its_type() {
        for (value, expected) in [
            ("hush", "REDACTED"),
            ("aGk=", "REDACTED"),
            ("1234", "0000"),
            ("-1.5", "0"),
            ("true", "true"),
            ("", ""),
            (
                " <Id>hush</Id> <n>7</n><Empty/> ",
                " <Id>REDACTED</Id> <n>0</n><Empty/> ",
            ),
            (
                "<ApiKey>hush</ApiKey>hush",
                "<ApiKey>REDACTED</ApiKey>REDACTED",
            ),
        ] {
            let document = |value: &str| {
                format!(
                    "<?xml version=\"1.0\"?>\n<R xmlns=\"u:v\"><a:ApiKey i='1'>{value}</a:ApiKey ><Name>hush</Name></R>\n"
                )
            };
            assert_eq!(redacted(&document(value)), Some(document(expected)));
        }
    }

    #[test]
    fn the_values_of_other_elements_are_kept() {
        for text in [
            "<List><Key>reset-password.html</Key><Key>keys/secret_key.txt</Key></List>",
            "<User><PasswordLastUsed>2020-01-01T00:00:00Z</PasswordLastUsed><Arn>arn:aws:iam::1:role/password</Arn></User>",
            "<Password/>",
        ] {
            assert_eq!(redacted(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_document_and_a_signature_within_a_text_are_redacted() {
        for text in [
            "https://a.example/?X-Amz-Signature=hush",
            "{&quot;password&quot;: &quot;hush&quot;}",
            "Resources:\n  MasterUserPassword: hush",
            "password: hush",
            "&lt;pre&gt;&lt;password&gt;hush",
        ] {
            let found = redacted(&format!("<R><Body>{text}</Body></R>"));
            assert_eq!(found.as_deref(), Some("<R><Body>REDACTED</Body></R>"));
        }
    }

    #[test]
    fn another_text_is_not_parsed() {
        for text in [
            "",
            "password=hush",
            "{}",
            "<a>",
            "<a></b>",
            "</a>",
            "<a",
            "text<a></a>",
            "<a></a>text",
            "<a><!-- <password>hush</password> --></a>",
            "<a><![CDATA[hush]]></a>",
            "<a password=\"hush\"></a>",
            "<a password = \"hush\"></a>",
            "<a><ParameterKey>Password</ParameterKey><ParameterValue>hush</ParameterValue></a>",
            "<a b=\"x>hush\"></a>",
            "<a b=\"https://a.example/?signature=hush\"></a>",
        ] {
            assert_eq!(redacted(text), None, "{text}");
        }
    }
}
