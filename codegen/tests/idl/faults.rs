//! The faults of a file, and their places.

use tinsmith_codegen::{ServiceSpec, generate_from_files};

use super::{faults, file};

/// Checks the faults of statements after `$version` and `namespace`; the first of them is in line 3.
fn check(statements: &str, expected: &[&str]) {
    let text = format!("$version: \"2\"\nnamespace com.example\n{statements}");
    let expected: Vec<String> = expected
        .iter()
        .map(|fault| format!("main.smithy:{fault}"))
        .collect();
    assert_eq!(faults(&text), expected, "{text}");
}

#[test]
fn violations_of_the_grammar_have_their_place() {
    let cases: &[(&str, &str)] = &[
        (
            "structure",
            "3:10: expected the name of the shape, found the end of the file",
        ),
        (
            "string One string Two",
            "3:12: expected a line break after the statement, found `string`",
        ),
        (
            "structur Foo {}",
            "3:1: expected a statement, such as `structure` or `apply`, found `structur`",
        ),
        (
            "set Foo { member: String }",
            "3:1: sets are lists in Smithy 2; write `@uniqueItems list`",
        ),
        (
            "structure Foo { a String }",
            "3:19: expected `:` and the target of the member `a`, found `String`",
        ),
        (
            "structure Foo {\n    a: [String]\n}",
            "4:8: expected the target of the member, found `[`",
        ),
        (
            "structure Foo {\n    a: String\n",
            "5:1: expected a member, or `}` to close what line 3 opens, found the end of the file",
        ),
        (
            "service Foo { version: }",
            "3:24: expected a value, found `}`",
        ),
        (
            "operation Foo { inputs: Bar }",
            "3:17: expected `input`, `output` or `errors`, each once, or `}` to close what line 3 opens, found `inputs`",
        ),
        (
            "operation Foo { input: Bar input: Bar }",
            "3:28: expected `input`, `output` or `errors`, each once, or `}` to close what line 3 opens, found `input`",
        ),
        (
            "operation Foo { errors: Bar }",
            "3:25: expected `[` before an error, found `Bar`",
        ),
        (
            "structure Foo with Bar {}",
            "3:20: expected `[` before a mixin, found `Bar`",
        ),
        (
            "@tags([\"a\"\nstring Foo",
            "4:11: expected a value, or `]` to close what line 3 opens, found the end of the file",
        ),
        (
            "@length(min: 1, 2)\nstring Foo",
            "3:17: expected a key, or `)` to close what line 3 opens, found the number `2`",
        ),
        (
            "@foo(a#b: 1)\nstring Foo",
            "3:9: expected `)` after the value of the trait, found `:`",
        ),
        ("@pattern(\"a", "3:10: the string has no closing `\"`"),
        (
            "@pattern(\"\"\"a\"\"\")\nstring Foo",
            "3:10: the opening `\"\"\"` of a text block is not followed by a line break",
        ),
        (
            "@pattern(\"\\d\")\nstring Foo",
            "3:11: `\\d` is not an escape; write `\\\\` for a backslash",
        ),
        (
            "@pattern(\"\"\"\n    ok\n    \\ud800\"\"\")\nstring Foo",
            "5:5: `\\ud800` is half of a surrogate pair without the other half",
        ),
        (
            "@range(min: 01)\ninteger Foo",
            "3:13: `01` is not a JSON number",
        ),
        (
            "@range(min: 1.)\ninteger Foo",
            "3:13: `1.` is not a JSON number",
        ),
        (
            "string Foo;",
            "3:11: the character ';' has no meaning here; quote it in a string",
        ),
        (
            "string F\u{202e}oo",
            "3:9: the character '\\u{202e}' has no meaning here; quote it in a string",
        ),
        (
            "@deprecated\napply Foo @tags([])",
            "4:1: traits cannot precede `apply`; write them after its target",
        ),
        (
            "apply Foo",
            "3:10: expected a trait, or several in braces, found the end of the file",
        ),
        (
            "string Foo\nuse a#b",
            "4:1: `use` belongs before the first shape",
        ),
        (
            "use a#b$c",
            "3:5: expected the absolute id of a shape, such as `com.example#Shape`, found `a#b$c`",
        ),
        (
            "use a#Foo\nuse b#Foo",
            "4:5: `b#Foo` has the same name as `a#Foo`; use one, and write the other's id in full",
        ),
        (
            "use a#Foo\nstring Foo",
            "4:8: the shape has the same name as `a#Foo`, which is used; write the id of that one in full",
        ),
        (
            "namespace b",
            "3:1: the file has a second namespace; move its shapes to another file",
        ),
        (
            "metadata a = 1",
            "3:1: metadata belongs before the namespace; move it up",
        ),
        (
            "$foo: 1",
            "3:1: a control statement belongs before the namespace; move it up",
        ),
    ];
    for (statements, expected) in cases {
        check(statements, &[expected]);
    }
}

#[test]
fn the_head_of_a_file_is_checked() {
    let cases: &[(&str, &str)] = &[
        (
            "$version: \"1.0\"\nnamespace a\nset S { member: String }",
            "1:11: `$version` is not supported, only \"2\"; `smithy migrate` converts version 1",
        ),
        (
            "$version: 2",
            "1:11: `$version` is not supported, only \"2\"; `smithy migrate` converts version 1",
        ),
        (
            "$version \"2\"",
            "1:10: expected `:` after the name of the control statement, found a string",
        ),
        (
            "$version: \"2\"\n$version: \"2\"",
            "2:11: `$version` is given twice; remove one of them",
        ),
        (
            "$version: \"2\"\n$operationInputSuffix: \"-\"",
            "2:24: `$operationInputSuffix` is not a string of letters, digits and underscores",
        ),
        (
            "$version: \"2\"\nstring Foo",
            "2:1: a shape belongs after the namespace; write `namespace` and a name before it",
        ),
        (
            "$version: \"2\"\nuse a#b",
            "2:1: `use` belongs after the namespace; write `namespace` and a name before it",
        ),
        (
            "namespace a\nstring Foo",
            "1:1: the file has no `$version` and is therefore of version 1; begin it with `$version: \"2\"`, or convert it with `smithy migrate`",
        ),
        (
            "$version: \"2\"\nnamespace com..example",
            "2:11: expected a namespace, such as `com.example`, found `com..example`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), [format!("main.smithy:{expected}")], "{text}");
    }
}

#[test]
fn each_statement_with_a_fault_is_reported() {
    check(
        "string 1
structure Open {
    a: String

structure Broken {
    a = }
}
operation Fine {}
@tags(
list L { member String }
",
        &[
            "3:8: expected the name of the shape, found the number `1`",
            "7:1: expected a member, or `}` to close what line 4 opens, found `structure`",
            "8:7: expected `:` and the target of the member `a`, found `=`",
            "12:6: expected a value, or `)` to close what line 11 opens, found `L`",
            "12:17: expected `:` and the target of the member `member`, found `String`",
        ],
    );
}

#[test]
fn faults_of_several_files_are_reported_together() {
    let files = [
        file("one.smithy", "$version: \"2\"\nnamespace a\nstring 1"),
        file("two.smithy", "$version: \"2\"\nnamespace a\nstring 2"),
    ];
    let diagnostics = generate_from_files(&files, &ServiceSpec::default()).unwrap_err();
    let places: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.location.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(places, ["one.smithy:3:8", "two.smithy:3:8"]);
}

#[test]
fn names_and_traits_are_checked() {
    let cases: &[(&str, &str)] = &[
        (
            "@reqired\nstring Foo",
            "3:2: trait `reqired` does not exist; did you mean `required`?",
        ),
        (
            "@smithy.api#reqired\nstring Foo",
            "3:2: trait `smithy.api#reqired` does not exist; did you mean `required`?",
        ),
        (
            "@pattern\nstring Foo",
            "3:2: trait `pattern` is a string; write its value in parentheses",
        ),
        (
            "@error(client)\nstructure Foo {}",
            "3:8: a value without quotes is the id of a shape, and shape `client` does not exist",
        ),
        (
            "@length(min: 1)\n@length(min: 2)\nstring Foo",
            "4:2: trait `smithy.api#length` is applied twice with different values; remove one of them",
        ),
        (
            "/// One.\n@documentation(\"Two.\")\nstring Foo",
            "4:2: trait `smithy.api#documentation` is applied twice with different values; remove one of them",
        ),
        (
            "string Foo\nstring Foo",
            "4:8: shape `com.example#Foo` is defined twice, first in main.smithy:3:8; rename one of them",
        ),
        (
            "structure Foo { a: String, a: String }",
            "3:28: the shape has a second member `a`; rename or remove it",
        ),
        (
            "list Foo { member: String, members: String }",
            "3:28: a list has no member `members`, only `member`",
        ),
        (
            "structure Foo { $a }",
            "3:18: member `$a` has no target; write one, as in `a: String`, or name a resource or mixin that has the member",
        ),
        (
            "string Foo\nstructure Bar for Foo {}",
            "4:19: `Foo` is of the type string; only a resource can follow `for`",
        ),
        (
            "structure Bar for Volume {}",
            "3:19: resource `Volume` does not exist",
        ),
        (
            "resource Foo { read: 1 }",
            "3:16: `read` of the resource has a value that is not a shape id",
        ),
        (
            "service Foo { operations: [\"Bar\", 1] }",
            "3:15: `operations` of the service has a value that is not a shape id",
        ),
        (
            "service Foo { version: \"1\", version: \"2\" }",
            "3:29: the service cannot have the property `version` here; remove it",
        ),
        (
            "@foo({ a: 1, a: 2 })\nstring Foo\n@trait\nstructure foo {}",
            "3:14: the object has the key `a` twice; remove one of them",
        ),
    ];
    for (statements, expected) in cases {
        check(statements, &[expected]);
    }
}

#[test]
fn faults_of_the_model_have_the_place_of_their_shape() {
    let cases: &[(&str, &[&str])] = &[
        (
            "structure Foo {\n    a: Bar\n}",
            &["4:5: com.example#Foo$a: target `com.example#Bar` does not exist"],
        ),
        (
            "apply Foo$a @tags([])",
            &[
                "3:7: com.example#Foo$a: is neither defined nor mixed in, but traits are applied to it; define it or correct its name",
            ],
        ),
        ("list Foo {}", &["3:6: com.example#Foo: has no `member`"]),
        (
            "service Foo { operation: [] }",
            &["3:9: com.example#Foo: has the property `operation`, which no service has"],
        ),
        (
            "structure A with [B] {}\n@mixin\nstructure B with [A] {}",
            &["5:11: com.example#B: is mixed into itself through `com.example#A`"],
        ),
        (
            "string A with [B]\n@mixin\nblob B",
            &[
                "3:8: com.example#A: is a string, but its mixin `com.example#B` is a blob; a mixin is of the same type",
            ],
        ),
        (
            "structure A with [B] { a: Blob }\n@mixin\nstructure B { a: String }",
            &[
                "3:24: com.example#A$a: targets `smithy.api#Blob`, but as a mixin's member `smithy.api#String`; a member has one target",
            ],
        ),
        (
            "structure A with [B] { $b }\n@mixin\nstructure B { a: String }",
            &[
                "3:25: com.example#A$b: is neither defined nor mixed in, but traits are applied to it; define it or correct its name",
            ],
        ),
        // Names and references are checked in one run.
        (
            "@tag structure Foo { a: Bar }",
            &[
                "3:2: trait `tag` does not exist; did you mean `tags`?",
                "3:22: com.example#Foo$a: target `com.example#Bar` does not exist",
            ],
        ),
    ];
    for (statements, expected) in cases {
        check(statements, expected);
    }
}

#[test]
fn faults_of_the_generator_have_the_place_of_their_shape() {
    let text = include_str!("../models/library.smithy")
        .replace("uri: \"/books/{bookId}\"", "uri: \"/books/{book}\"");
    let spec = ServiceSpec {
        crate_name: "library".to_owned(),
        ..ServiceSpec::default()
    };
    let diagnostics = generate_from_files(&[file("library.smithy", &text)], &spec).unwrap_err();
    assert!(!diagnostics.is_empty());
    for diagnostic in diagnostics {
        let text = diagnostic.to_string();
        assert!(text.starts_with("library.smithy:"), "{text}");
    }
}
