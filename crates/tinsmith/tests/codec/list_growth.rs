//! The memory of lists that are read.

use tinsmith::codec::{Member, cbor, json, xml};

const ROOT: Member = Member::new("\"Page\":");

#[derive(Debug, Default, PartialEq)]
struct Page {
    results: Vec<Item>,
    flat: Vec<Item>,
    next_token: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Item {
    name: String,
    tags: Vec<String>,
}

tinsmith::shape! { Page {
    results: "results",
    flat: "flat" as { flattened() },
    next_token: "nextToken",
} }
tinsmith::shape! { Item { name: "name", tags: "tags" } }

fn page(results: usize, flat: usize) -> Page {
    let item = |number| Item {
        name: format!("item-{number:04}"),
        tags: vec!["tag".to_owned(); 5],
    };
    Page {
        results: (0..results).map(item).collect(),
        flat: (0..flat).map(item).collect(),
        next_token: "token".to_owned(),
    }
}

/// Returns the page as each codec reads it.
fn read(page: &Page) -> [Page; 3] {
    let pages = [
        json::from_slice(&json::to_vec(page).unwrap()).unwrap(),
        cbor::from_slice(&cbor::to_vec(page).unwrap()).unwrap(),
        xml::from_slice(&xml::to_vec(page, &ROOT).unwrap()).unwrap(),
    ];
    for read in &pages {
        assert_eq!(read, page);
    }
    pages
}

#[test]
fn the_results_of_a_page_take_about_as_many_slots_as_there_are() {
    // A list that doubles would have 128, 512 and 1,024.
    for (length, most) in [(66, 78), (260, 320), (1_000, 1_140)] {
        for page in [page(length, 0), page(0, length)] {
            for read in read(&page) {
                let slots = read.results.capacity().max(read.flat.capacity());
                assert!((length..=most).contains(&slots), "{slots} for {length}");
            }
        }
    }
}

#[test]
fn a_list_in_a_result_takes_no_slots_for_the_results_that_follow() {
    for read in read(&page(100, 0)) {
        for item in &read.results {
            assert_eq!(item.tags.capacity(), 8);
        }
    }
}

#[test]
fn a_long_value_after_a_few_results_takes_few_slots() {
    for page in [page(4, 0), page(5, 0), page(0, 5)] {
        let page = Page {
            next_token: "t".repeat(1_000_000),
            ..page
        };
        for read in read(&page) {
            let slots = read.results.capacity().max(read.flat.capacity());
            assert!(slots <= 4 + 4 * 32, "{slots}");
        }
    }
}
