//! The reader and the writer of XML, compared with the reader of quick-xml.

mod element;

use element::{Element, local_name};
use tinsmith::codec::xml::{from_slice, to_vec};

use crate::thing::Thing;

/// A structure without members: everything in it is skipped.
#[derive(Debug, Default)]
struct Nothing {}

tinsmith::shape! { Nothing {} }

/// The reasons for which the codec rejects a document that quick-xml reads.
const STRICTER: [&str; 6] = [
    "nests too deep",
    "not UTF-8",
    "malformed attribute",
    "malformed reference",
    "malformed tag",
    "takes too much memory for its length",
];

/// Checks that the codec skips the documents that quick-xml reads, and no others; that it reads the values of quick-xml's elements; and that it
/// reads its own serialization of them as the same values, as quick-xml does.
pub fn xml(input: &[u8]) {
    let expected = Element::parse(input);
    match (from_slice::<Nothing>(input), &expected) {
        (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
        (Err(error), Ok(_)) if STRICTER.contains(&error.message) => {}
        (skipped, expected) => panic!("{skipped:?}, but {expected:?}"),
    }
    let Ok(thing) = from_slice::<Thing>(input) else {
        return;
    };
    match expected {
        Ok(expected) => assert_eq!(thing, Thing::from_element(&expected)),
        Err(problem) => panic!("{thing:?}, but {problem}"),
    }
    check_written(&thing);
}

fn check_written(thing: &Thing) {
    let thing = &without_empty_maps(thing.clone());
    // A character that XML cannot represent may be read, but is not written.
    let Ok(written) = to_vec(thing, tinsmith::xml_root!("Thing")) else {
        return;
    };
    match from_slice::<Thing>(&written) {
        Ok(again) => assert_eq!(&again, thing),
        Err(error) => panic!("{error}: {}", written.escape_ascii()),
    }
    match Element::parse(&written) {
        Ok(again) => assert_eq!(&Thing::from_element(&again), thing),
        Err(problem) => panic!("{problem}: {}", written.escape_ascii()),
    }
}

/// Removes flattened maps without entries, which have no element.
fn without_empty_maps(mut thing: Thing) -> Thing {
    thing.flat_map = thing.flat_map.filter(|map| !map.is_empty());
    for inner in thing.flat.iter_mut().flatten() {
        *inner = without_empty_maps(std::mem::take(inner));
    }
    thing
}

impl Thing {
    fn from_element(element: &Element) -> Self {
        let mut thing = Self::default();
        for (name, value) in &element.attributes {
            if local_name(name) == "a" {
                thing.attribute = Some(value.clone());
            }
        }
        for child in &element.children {
            match local_name(&child.name) {
                "t" => thing.text = Some(child.text.clone()),
                "n" => thing.number = number(&child.text),
                "l" => thing.list = Some(texts(child)),
                "f" => {
                    let flat = thing.flat.get_or_insert_default();
                    flat.push(Self::from_element(child));
                }
                "m" => {
                    let entries = child.children.iter().filter_map(entry);
                    let entries = entries.map(|(key, value)| (key, value.text.clone()));
                    thing.map = Some(entries.collect());
                }
                "g" => {
                    let map = thing.flat_map.get_or_insert_default();
                    map.extend(entry(child).map(|(key, value)| (key, texts(value))));
                }
                _ => {}
            }
        }
        thing
    }
}

fn texts(list: &Element) -> Vec<String> {
    let items = list.children.iter();
    items.map(|item| item.text.clone()).collect()
}

/// Returns the key and the value of an entry, each the first of its name; `None` for an entry without a value.
fn entry(entry: &Element) -> Option<(String, &Element)> {
    let part = |name| {
        let mut children = entry.children.iter();
        children.find(|child| local_name(&child.name) == name)
    };
    Some((part("key")?.text.clone(), part("value")?))
}

/// Returns the value of a decimal number that is whole.
fn number(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    if significant.trim_start_matches('-').is_empty() {
        return Some(0);
    }
    let zeros = digits.len() - significant.len();
    let places = exponent.parse::<i64>().ok()? - fraction.len() as i64 + zeros as i64;
    let power = 10_i64.checked_pow(places.try_into().ok()?)?;
    significant.parse::<i64>().ok()?.checked_mul(power)
}
