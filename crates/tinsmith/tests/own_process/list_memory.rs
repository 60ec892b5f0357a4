//! The memory of lists and maps in a response, with any content.

use std::collections::BTreeMap;

use tinsmith::Document;
use tinsmith::codec::Shape;
use tinsmith::codec::json::{Json, from_slice};

const MEBIBYTE: usize = 1024 * 1024;
const LONG: usize = 16 * MEBIBYTE;

/// A structure of 312 bytes, which is more than most items of services have.
#[derive(Debug, Default, PartialEq)]
struct Item {
    name: String,
    others: [String; 12],
}

tinsmith::shape! { Item { name: "name" } }

/// Returns the peak resident set of a process that runs one of the ignored tests, in bytes.
fn peak(test: &str) -> usize {
    let printed = crate::own_process::run(&format!("list_memory::{test}"), 1);
    let line = printed.lines().find_map(|line| line.split("VmHWM:").nth(1));
    let kibibytes = line.unwrap().trim().trim_end_matches("kB").trim();
    kibibytes.parse::<usize>().unwrap() * 1024
}

fn print_peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap());
}

/// Deserializes a list of `item`s whose text has this length, and returns the error.
fn error<T: Shape<Json>>(item: &str, length: usize) -> Option<&'static str> {
    let mut text = String::with_capacity(length + 2 * item.len() + 2);
    text.push('[');
    while text.len() < length {
        text.push_str(item);
        text.push(',');
    }
    text.push_str(item);
    text.push(']');
    let read = from_slice::<T>(text.as_bytes());
    read.err().map(|error| error.message)
}

/// Types and items that take much more memory than their text: each is a test that needs a process of its own.
macro_rules! cases {
    ($($name:ident: $ty:ty = $item:literal,)*) => {
        const CASES: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        #[ignore = "needs a process of its own, which a test beside it starts"]
        fn $name() {
            assert_eq!(error::<$ty>($item, LONG), Some("takes too much memory for its length"));
            print_peak();
        })*

        #[test]
        fn a_short_response_may_consist_of_empty_values() {
            $(assert_eq!(error::<$ty>($item, MEBIBYTE / 4), None, stringify!($name));)*
        }
    };
}

cases! {
    empty_structures: Vec<Item> = "{}",
    lists_of_one_structure: Vec<Vec<Item>> = "[{}]",
    boxed_structures: Vec<Option<Box<Item>>> = "{}",
    maps_of_one_structure: Vec<BTreeMap<String, Item>> = r#"{"":{}}"#,
    documents_of_one_member: Document = r#"{"":0}"#,
}

#[test]
#[ignore = "needs a process of its own, which a test beside it starts"]
fn base() {
    print_peak();
}

/// The codec allows 24 bytes for each byte of a text of this length. The rest is the text itself and the allocator's share.
#[test]
fn a_response_of_sixteen_mebibytes_takes_at_most_thirty_times_as_much() {
    let base = peak("base");
    for case in CASES {
        let growth = peak(case).saturating_sub(base);
        let ratio = growth as f64 / LONG as f64;
        println!("{case}: {growth} bytes, {ratio:.1} for each byte received");
        assert!(ratio < 30.0, "{case}: {ratio}");
    }
}
