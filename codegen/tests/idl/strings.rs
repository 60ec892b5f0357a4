//! The values of string literals: escapes, and the indentation of text blocks.

use serde_json::json;

use super::faults;
use super::lowering::check_trait;

#[test]
fn escapes_stand_for_their_characters() {
    check_trait(
        r#"@t("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")"#,
        &json!("\"\\/\u{8}\u{c}\n\r\té😀"),
    );
    check_trait("@t(\"one \\\ntwo\")", &json!("one two"));
}

#[test]
fn invalid_escapes_are_rejected() {
    for text in [
        "x",
        " ",
        "u",
        "u12",
        "u+123",
        "u12é",
        "ud83d",
        "ude00",
        "ud83d\\n",
        "ud83d\\u0041",
    ] {
        let text = format!("$version: \"2\"\nnamespace a\n@documentation(\"\\{text}\")\nstring S");
        let faults = faults(&text);
        assert!(
            faults
                .iter()
                .any(|fault| fault.starts_with("main.smithy:3:17: ")),
            "{text}: {faults:?}"
        );
    }
}

#[test]
fn text_blocks_lose_their_common_indentation() {
    // The examples of the specification.
    let cases = [
        (
            "    Foo\n        Baz\n\n  \n    Bar\n    ",
            "Foo\n    Baz\n\n\nBar\n",
        ),
        (
            "    Foo\n        Baz\n    Bar\n",
            "    Foo\n        Baz\n    Bar\n",
        ),
        (
            "    Foo\n        Baz\n    Bar\n        ",
            "Foo\n    Baz\nBar\n",
        ),
        (
            "    <div>\n        <p>Hello!</p>\n    </div>",
            "<div>\n    <p>Hello!</p>\n</div>",
        ),
        (
            "  <div>\n    <p>Hi\\n    bar</p>\n  </div>\n  ",
            "<div>\n  <p>Hi\n    bar</p>\n</div>\n",
        ),
        ("Foo \\\nBaz \\\nBam", "Foo Baz Bam"),
        ("foo \\\"\"\"\nbaz", "foo \"\"\"\nbaz"),
        ("", ""),
        ("   ", ""),
        ("\n\n", "\n\n"),
    ];
    for (text, expected) in cases {
        check_trait(&format!("@t(\"\"\"\n{text}\"\"\")"), &json!(expected));
    }
}
