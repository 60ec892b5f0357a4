//! Attributes of XML in places that are read twice.

use std::collections::BTreeMap;

use tinsmith::codec::xml::from_slice;

#[test]
fn a_value_before_its_key_keeps_its_attributes() {
    #[derive(Debug, Default, PartialEq)]
    struct Entry {
        count: Option<i32>,
    }
    tinsmith::shape! { Entry { count: "count" as { attribute() } } }
    #[derive(Debug, Default, PartialEq)]
    struct Holder {
        map: BTreeMap<String, Entry>,
    }
    tinsmith::shape! { Holder { map: "map" } }

    let text = r#"<H><map><entry><value count="1"/><key count="2">k</key></entry></map></H>"#;
    let holder: Holder = from_slice(text.as_bytes()).unwrap();
    assert_eq!(holder.map["k"], Entry { count: Some(1) });
}
