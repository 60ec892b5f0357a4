//! A form in which XML texts with equal content are equal, for tests.

use super::lexer::{self, Token};
use super::{ENTRY, KEY, VALUE, attributes, text};

/// An element: its start tag with the attributes in order, its text, and its elements in order of their names.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Normalized {
    tag: String,
    text: String,
    elements: Vec<Self>,
}

/// Returns the content of a document, without comments and white space around elements. Elements of one name keep their order, as the items
/// of lists do, unless they are the entries of a map by names that Smithy gives to those. `None` if it is not XML.
pub(crate) fn normalize(document: &[u8]) -> Option<Normalized> {
    let mut rest = str::from_utf8(document).ok()?;
    let mut open = vec![Normalized::default()];
    while let Some((token, length)) = lexer::next(rest).ok()? {
        rest = rest.get(length..)?;
        let current = open.last_mut()?;
        match token {
            Token::Text(piece) => current.text.push_str(&text::unescape(piece).ok()?),
            Token::Verbatim(piece) => current.text.push_str(piece),
            Token::Ignored => {}
            Token::Start {
                name,
                attributes,
                is_empty,
            } => {
                open.push(Normalized {
                    tag: format!("{name}{}", sorted(attributes)?),
                    ..Normalized::default()
                });
                if is_empty {
                    close(&mut open)?;
                }
            }
            Token::End(_) => close(&mut open)?,
        }
    }
    // The first is the document itself, in which only its root has a meaning.
    let mut root = open.pop()?.elements;
    root.pop().filter(|_| open.is_empty() && root.is_empty())
}

/// Moves the innermost element into the one around it.
fn close(open: &mut Vec<Normalized>) -> Option<()> {
    let mut element = open.pop()?;
    // Around elements, white space is layout.
    if !element.elements.is_empty() {
        element.text = element.text.trim().to_owned();
    }
    let elements = &mut element.elements;
    elements.sort_by(|one, other| one.tag.cmp(&other.tag));
    for siblings in elements.chunk_by_mut(|one, other| one.tag == other.tag) {
        if siblings.iter().all(Normalized::is_entry) {
            siblings.sort_unstable();
        }
    }
    open.last_mut()?.elements.push(element);
    Some(())
}

impl Normalized {
    /// True for an entry of a map, by its own name, or by the names of both its elements if the map is flattened.
    fn is_entry(&self) -> bool {
        match self.elements.as_slice() {
            [one, other] => self.name() == ENTRY || (one.name() == KEY && other.name() == VALUE),
            _ => false,
        }
    }

    fn name(&self) -> &str {
        self.tag.split_once(' ').map_or(&self.tag, |(name, _)| name)
    }
}

fn sorted(attributes: &str) -> Option<String> {
    let mut found = Vec::new();
    let mut rest = attributes;
    while let Some((name, value, after)) = attributes::next(rest).ok()? {
        found.push(format!(" {name}={:?}", text::unescape(value).ok()?));
        rest = after;
    }
    found.sort_unstable();
    Some(found.concat())
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn only_what_has_no_meaning_is_normalized() {
        let same =
            |one: &str, other: &str| normalize(one.as_bytes()) == normalize(other.as_bytes());
        assert!(same(
            "<a c='1' b=\"2\"> x <!-- --><d/></a>\n",
            "<a b='2' c='1'>x<d></d></a>"
        ));
        assert!(!same("<a>x</a>", "<a>y</a>"));
        assert!(!same("<a> </a>", "<a/>"));
        assert!(!same("<a b='1'/>", "<a/>"));
        assert!(same("<a><b/><c/></a>", "<a><c/><b/></a>"));
        assert!(!same("<a><b>1</b><b>2</b></a>", "<a><b>2</b><b>1</b></a>"));
    }
    #[test]
    fn entries_of_maps_have_no_order_and_items_with_two_members_have_one() {
        let is_same_in_reverse = |item: &dyn Fn(&str) -> String| {
            let (one, other) = (item("1"), item("2"));
            let document = format!("<a><b/>{one}{other}</a>");
            let reverse = format!("<a>{other}{one}<b/></a>");
            normalize(document.as_bytes()) == normalize(reverse.as_bytes())
        };
        assert!(is_same_in_reverse(&|text| format!(
            "<entry><k>{text}</k><v/></entry>"
        )));
        assert!(is_same_in_reverse(&|text| format!(
            "<e><value/><key>{text}</key></e>"
        )));
        assert!(!is_same_in_reverse(&|text| format!(
            "<e><k>{text}</k><v/></e>"
        )));
        assert!(!is_same_in_reverse(&|text| format!(
            "<e><key>{text}</key><value/><v/></e>"
        )));
        assert!(!is_same_in_reverse(&|text| format!(
            "<entry>{text}</entry>"
        )));
    }
}
