//! Elements as quick-xml reads them.

use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// The text in the element, without that of its children.
    pub(super) text: String,
    pub(super) children: Vec<Self>,
}

impl Element {
    /// Returns the root of a document, in which no document type is declared.
    pub(super) fn parse(document: &[u8]) -> Result<Self, String> {
        let mut reader = Reader::from_reader(document);
        // The first stands for the document, whose only child is the root.
        let mut open = vec![Self::default()];
        loop {
            let is_in_root = open.len() > 1;
            let current = open.last_mut().ok_or("an end tag too many")?;
            match reader.read_event().map_err(describe)? {
                Event::Start(tag) => open.push(Self::from_tag(&tag)?),
                Event::Empty(tag) => current.children.push(Self::from_tag(&tag)?),
                Event::End(_) => {
                    let element = open.pop().ok_or("an end tag too many")?;
                    let parent = open.last_mut().ok_or("an end tag too many")?;
                    parent.children.push(element);
                }
                Event::Text(text) => current.push_text(&text)?,
                Event::CData(text) if !is_in_root => {
                    return Err(format!("{text:?} outside of the root"));
                }
                Event::CData(text) => current.push_text(&text)?,
                Event::GeneralRef(name) => {
                    let character = name.resolve_char_ref().map_err(describe)?;
                    match (character, resolve_predefined_entity(&utf8(&name)?)) {
                        (Some(character), _) => current.text.push(character),
                        (None, Some(text)) => current.text.push_str(text),
                        (None, None) => return Err("an unknown entity".to_owned()),
                    }
                }
                Event::DocType(_) => return Err("a document type".to_owned()),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        let [document] = open
            .try_into()
            .map_err(|open: Vec<_>| format!("{open:?} have no end"))?;
        if !document.text.trim_matches(WHITESPACE).is_empty() {
            return Err("text outside of the root".to_owned());
        }
        let [root] = document
            .children
            .try_into()
            .map_err(|roots| format!("{roots:?} are not one root"))?;
        Ok(root)
    }

    fn from_tag(tag: &BytesStart<'_>) -> Result<Self, String> {
        let mut element = Self {
            name: utf8(tag.name().as_ref())?,
            ..Self::default()
        };
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(describe)?;
            let value = with_line_feeds(&utf8(&attribute.value)?);
            let value = unescape(&value).map_err(describe)?;
            let name = utf8(attribute.key.as_ref())?;
            element.attributes.push((name, value.into_owned()));
        }
        Ok(element)
    }

    fn push_text(&mut self, text: &[u8]) -> Result<(), String> {
        self.text.push_str(&with_line_feeds(&utf8(text)?));
        Ok(())
    }
}

const WHITESPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Returns a name without its prefix.
pub(super) fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

fn describe(error: impl Into<Error>) -> String {
    error.into().to_string()
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_owned()).map_err(|error| error.to_string())
}

fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
