//! Forms, as the tables of structures and unions write them.

use std::collections::BTreeMap;

use tinsmith::codec::form::{FormDialect, to_vec};
use tinsmith::{Blob, Timestamp};

#[derive(Clone, Debug, Default, PartialEq)]
struct Input {
    name: Option<String>,
    count: Option<i32>,
    flag: Option<bool>,
    ratio: Option<f64>,
    at: Option<Timestamp>,
    epoch: Option<Timestamp>,
    blob: Option<Blob>,
    list: Option<Vec<String>>,
    named: Option<Vec<String>>,
    flat: Option<Vec<Input>>,
    nested: Option<Vec<Vec<i32>>>,
    map: Option<BTreeMap<String, Vec<String>>>,
    flat_map: Option<BTreeMap<String, i32>>,
    next: Option<Box<Input>>,
}

tinsmith::shape! { Input {
    name: "name".non_empty() as { form_name("otherName") },
    count: "count" as { name("total") },
    flag: "flag",
    ratio: "ratio",
    at: "at",
    epoch: "epoch".epoch_seconds(),
    blob: "blob",
    list: "list",
    named: "named" as { item { name("item") } },
    flat: "flat" as { flattened() },
    nested: "nested",
    map: "map" as { key { name("K") }, item { name("V") } },
    flat_map: "flatMap" as { name("Hi"), flattened() },
    next: "next",
} }

fn written(dialect: FormDialect, input: &Input) -> Vec<String> {
    let form = to_vec(input, dialect, "DoIt", "2020-01-08").unwrap();
    let form = String::from_utf8(form).unwrap();
    let mut parameters = form.split('&').map(str::to_owned);
    assert_eq!(parameters.next().as_deref(), Some("Action=DoIt"));
    assert_eq!(parameters.next().as_deref(), Some("Version=2020-01-08"));
    parameters.collect()
}

fn texts<const N: usize>(texts: [&str; N]) -> Option<Vec<String>> {
    Some(texts.map(str::to_owned).to_vec())
}

#[test]
fn scalars_are_parameters() {
    let input = Input {
        name: Some("a b&=é".to_owned()),
        count: Some(-1),
        flag: Some(false),
        ratio: Some(f64::NAN),
        at: Some(Timestamp::from_millis(1_500)),
        epoch: Some(Timestamp::from_millis(1_500)),
        blob: Some(Blob::from("??>")),
        ..Input::default()
    };
    assert_eq!(
        written(FormDialect::Aws, &input),
        [
            "otherName=a%20b%26%3D%C3%A9",
            "total=-1",
            "flag=false",
            "ratio=NaN",
            "at=1970-01-01T00%3A00%3A01.5Z",
            "epoch=1.5",
            "blob=Pz8%2B",
        ]
    );
}

#[test]
fn items_and_entries_are_numbered() {
    let item = Input {
        count: Some(1),
        ..Input::default()
    };
    let input = Input {
        list: texts(["a", ""]),
        named: texts(["b"]),
        flat: Some(vec![item.clone(), item.clone()]),
        nested: Some(vec![vec![1], vec![2, 3]]),
        map: Some(BTreeMap::from([("k".to_owned(), vec!["v".to_owned()])])),
        flat_map: Some(BTreeMap::from([("x".to_owned(), 1), ("y".to_owned(), 2)])),
        next: Some(Box::new(item)),
        ..Input::default()
    };
    assert_eq!(
        written(FormDialect::Aws, &input),
        [
            "list.member.1=a",
            "list.member.2=",
            "named.item.1=b",
            "flat.1.total=1",
            "flat.2.total=1",
            "nested.member.1.member.1=1",
            "nested.member.2.member.1=2",
            "nested.member.2.member.2=3",
            "map.entry.1.K=k",
            "map.entry.1.V.member.1=v",
            "Hi.1.key=x",
            "Hi.1.value=1",
            "Hi.2.key=y",
            "Hi.2.value=2",
            "next.total=1",
        ]
    );
}

#[test]
fn in_the_variant_of_ec2_names_begin_in_upper_case_and_lists_are_flattened() {
    let input = Input {
        name: Some("a".to_owned()),
        count: Some(1),
        list: texts(["a", "b"]),
        named: texts(["c"]),
        ..Input::default()
    };
    assert_eq!(
        written(FormDialect::Ec2, &input),
        [
            "otherName=a",
            "Total=1",
            "List.1=a",
            "List.2=b",
            "Named.1=c"
        ]
    );
}

#[test]
fn an_empty_list_is_a_parameter_in_one_variant_only() {
    let input = Input {
        list: texts([]),
        map: Some(BTreeMap::new()),
        ..Input::default()
    };
    assert_eq!(written(FormDialect::Aws, &input), ["list="]);
    assert!(written(FormDialect::Ec2, &input).is_empty());
}

#[test]
fn a_request_reports_every_invalid_value_with_its_path() {
    let invalid = Input {
        name: Some(String::new()),
        ..Input::default()
    };
    let input = Input {
        flat: Some(vec![Input::default(), invalid.clone()]),
        next: Some(Box::new(invalid)),
        ..Input::default()
    };
    assert_eq!(
        to_vec(&input, FormDialect::Aws, "DoIt", "1").unwrap_err(),
        [
            "flat[1].name: must not be empty",
            "next.name: must not be empty"
        ]
    );
}
