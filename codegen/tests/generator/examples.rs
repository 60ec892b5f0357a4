//! The examples in the documentation: where their values come from.
#![cfg(test)]

use serde_json::{Value, json};
use tinsmith_codegen::{ServiceSpec, generate};

/// The example of the operation in a model with traits added to it.
fn example(operation: &str, file: &str, traits: Value) -> String {
    example_where(file, operation, traits)
}

/// The example in a file, of the model with traits added to a shape.
fn example_where(file: &str, shape: &str, traits: Value) -> String {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    for (id, value) in traits.as_object().expect("traits") {
        model["shapes"][format!("com.example#{shape}")]["traits"][id] = value.clone();
    }
    let spec = ServiceSpec {
        crate_name: "tinsmith-library".to_owned(),
        ..ServiceSpec::default()
    };
    let files = generate(&model.to_string(), &spec).expect("a crate").files;
    let path = format!("src/operation/{file}.rs");
    let file = files.iter().find(|file| file.path == path).expect(&path);
    let lines = file
        .text
        .lines()
        .map(|line| line.trim_start_matches("/// "));
    let code = lines
        .skip_while(|line| *line != "```no_run")
        .skip(1)
        .take_while(|line| *line != "```");
    code.filter(|line| !line.starts_with("# "))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[test]
fn the_models_own_example_goes_before_its_tests() {
    let own = json!({
        "smithy.api#examples": [
            { "title": "No such book", "input": { "bookId": "b-0" }, "error": { "shapeId": "com.example#NotFoundException" } },
            { "title": "A book", "input": { "bookId": "b-1", "language": "de", "colour": "red" } },
        ],
        "smithy.test#httpRequestTests": [{
            "id": "Get", "protocol": "aws.protocols#restJson1", "method": "GET", "uri": "/books/b-2",
            "params": { "bookId": "b-2", "language": "en" },
        }],
    });
    assert_eq!(
        example("GetBook", "get_book", own),
        "let output = client.get_book().book_id(\"b-1\").language(\"de\").send().await?;\n\
         println!(\"{:?}\", output.book);\n"
    );
}

#[test]
fn of_a_test_the_required_members_are_taken() {
    let tests = json!({
        "smithy.test#httpRequestTests": [{
            "id": "Get", "protocol": "aws.protocols#restJson1", "method": "GET", "uri": "/books/b-2",
            "params": { "bookId": "b-2", "language": "en" },
        }],
    });
    assert_eq!(
        example("GetBook", "get_book", tests),
        "let output = client.get_book().book_id(\"b-2\").send().await?;\n\
         println!(\"{:?}\", output.book);\n"
    );
}

#[test]
fn a_timestamp_of_an_example_is_in_any_format_of_smithy() {
    for until in [
        json!(1_515_531_081),
        json!("2018-01-09T20:51:21Z"),
        json!("Tue, 09 Jan 2018 20:51:21 GMT"),
    ] {
        let input = json!({ "bookId": "b-1", "until": until });
        let own = json!({ "smithy.api#examples": [{ "title": "A loan", "input": input }] });
        let shown = example("LendBook", "lend_book", own);
        assert!(
            shown.contains("\"2018-01-09T20:51:21Z\""),
            "{until}: {shown}"
        );
    }
}

#[test]
fn a_required_member_without_a_fitting_value_gets_a_plausible_one() {
    let own =
        json!({ "smithy.api#examples": [{ "title": "A book", "input": { "bookId": ["b-1"] } }] });
    let shown = example("GetBook", "get_book", own);
    assert!(shown.contains(".book_id(\"book-id\")"), "{shown}");
}

#[test]
fn a_pattern_that_no_regex_here_can_read_is_still_followed() {
    let shown = |pattern: &str| {
        let traits = json!({ "smithy.api#pattern": pattern });
        example_where("get_book", "BookId", traits)
    };
    for (pattern, id) in [
        // Without the pattern, the words of the name would be the example for any of these.
        (r"^b-\p{N}{3}$", "b-012"),
        (r"^[\p{L}-]{2,8}$", "book-id"),
        (r"^[\p{L}]{2,8}$", "ab"),
        // The sample is made of the words of the name if the pattern cannot be sampled, or if it matches an empty text.
        (r"^(?!aws)\w+$", "book-id"),
        (r"^([\p{L}\p{N}_-]*)$", "book-id"),
    ] {
        let shown = shown(pattern);
        assert!(
            shown.contains(&format!(".book_id(\"{id}\")")),
            "{pattern}: {shown}"
        );
    }
}

#[test]
fn pages_are_followed_and_their_members_left_to_the_stream() {
    let own = json!({ "smithy.api#examples": [
        { "title": "The second page", "input": { "nextToken": "t", "maxResults": 3 } },
    ] });
    assert_eq!(
        example("ListBooks", "list_books", own),
        "let mut items = client.list_books().paginate().items();\n\
         while let Some(item) = items.try_next().await? {\n    println!(\"{item:?}\");\n}\n"
    );
}
