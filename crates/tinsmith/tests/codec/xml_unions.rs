//! Unions in XML whose member is a flattened list or map, so that each item or entry is an element of the union.

use std::collections::BTreeMap;

use tinsmith::UnknownMember;
use tinsmith::codec::Member;
use tinsmith::codec::xml::{from_slice, to_vec};

const ROOT: Member = Member::new("\"Rule\":");

#[derive(Clone, Debug, Default, PartialEq)]
struct Tag {
    key: String,
    values: Vec<String>,
}

tinsmith::shape! { Tag { key: "key", values: "value" as { flattened() } } }

#[derive(Clone, Debug, PartialEq)]
enum Filter {
    Prefix(String),
    Tags(Vec<Tag>),
    Names(BTreeMap<String, String>),
    Filters(Vec<Filter>),
    Unknown(UnknownMember),
}

tinsmith::shape! { union Filter {
    Prefix: "prefix",
    Tags: "tag" as { flattened() },
    Names: "name" as { flattened() },
    Filters: "filters" as { name("Filter"), flattened() },
} }

#[derive(Clone, Debug, Default, PartialEq)]
struct Rule {
    filter: Option<Filter>,
    others: Vec<Filter>,
    last: String,
}

tinsmith::shape! { Rule {
    filter: "filter",
    others: "others" as { name("other"), flattened() },
    last: "last",
} }

fn tags(keys: &[&str]) -> Filter {
    let tag = |key: &&str| Tag {
        key: (*key).to_owned(),
        values: vec!["1".to_owned(), "2".to_owned()],
    };
    Filter::Tags(keys.iter().map(tag).collect())
}

fn names(keys: &[&str]) -> Filter {
    let entry = |key: &&str| ((*key).to_owned(), "value".to_owned());
    Filter::Names(keys.iter().map(entry).collect())
}

fn error(text: &str) -> (String, &'static str) {
    let error = from_slice::<Rule>(text.as_bytes()).unwrap_err();
    (error.path, error.message)
}

#[test]
fn all_items_and_entries_of_a_flattened_member_are_its_value() {
    for filter in [
        tags(&["a"]),
        tags(&["a", "b", "c"]),
        names(&["a"]),
        names(&["a", "b", "c"]),
        Filter::Filters(vec![
            tags(&["a", "b"]),
            names(&["a", "b"]),
            Filter::Prefix("p".to_owned()),
        ]),
    ] {
        let rule = Rule {
            filter: Some(filter.clone()),
            others: vec![filter, tags(&["x", "y"])],
            last: "end".to_owned(),
        };
        let written = to_vec(&rule, &ROOT).unwrap();
        let text = String::from_utf8_lossy(&written);
        assert_eq!(from_slice::<Rule>(&written), Ok(rule), "{text}");
    }
}

#[test]
fn text_comments_and_prefixes_do_not_end_the_member() {
    let text = "<Rule>\n <filter>\n <x:tag/> text <!-- a --><tag>\n <key>b</key></tag>\n </filter>\n <last>end</last></Rule>";
    let tag = Tag {
        key: "b".to_owned(),
        values: Vec::new(),
    };
    let rule = Rule {
        filter: Some(Filter::Tags(vec![Tag::default(), tag])),
        others: Vec::new(),
        last: "end".to_owned(),
    };
    assert_eq!(from_slice::<Rule>(text.as_bytes()), Ok(rule));
}

#[test]
fn an_unknown_member_may_be_flattened() {
    let read = |elements: &str| {
        let text = format!("<Rule><filter>{elements}</filter><last>end</last></Rule>");
        from_slice::<Rule>(text.as_bytes())
    };
    let rule = read("<new>a</new> <new><key>b</key></new>").unwrap();
    assert!(matches!(rule.filter, Some(Filter::Unknown(_))), "{rule:?}");
    assert_eq!(rule.last, "end");
    let error = read("<new/><prefix/>").unwrap_err();
    assert_eq!(error.message, "expected one member in a union");
}

#[test]
fn another_member_behind_a_flattened_one_is_rejected() {
    for elements in [
        "<tag/><tag/><prefix/>",
        "<tag/><prefix/><tag/>",
        "<name><key>a</key><value/></name><tag/>",
        "<prefix/><tag/>",
        "<prefix/><prefix/>",
        "<new/><prefix/>",
        "<new/><new/><tag/>",
    ] {
        let (_, message) = error(&format!("<Rule><filter>{elements}</filter></Rule>"));
        assert_eq!(message, "expected one member in a union", "{elements}");
    }
    let (path, message) = error("<Rule><filter><tag/><tag></filter></Rule>");
    assert_eq!(path, "filter.tag[1]");
    assert_eq!(message, "end tag without its start tag");
    let (_, message) = error("<Rule><filter><tag/>");
    assert_eq!(message, "cut short");
}
