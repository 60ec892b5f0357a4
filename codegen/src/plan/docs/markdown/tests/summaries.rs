//! The summary of an item, and the rest of its documentation.

use expect_test::expect;

use super::check;
use crate::plan::docs::markdown::{begins_with_paragraph, from_documentation};

#[test]
fn a_summary_says_what_an_item_is_and_not_what_is_important() {
    for important in [
        "<important><p>End of support. Move on.</p></important>",
        "<p><b>Important:</b> End of support. Move on.</p>",
        "**Important:** End of support. Move on.\n\n",
        "Important: End of support. Move on.\n\n",
        "End of support notice: On May 1 it ends.\n\n",
    ] {
        let text = from_documentation(&format!("{important}Returns an item. It is one."));
        assert!(text.starts_with("Returns an item.\n\n"), "{text}");
        assert!(text.ends_with("\n\nIt is one."), "{text}");
    }
}

#[test]
fn a_summary_is_found_behind_additions_and_within_a_note() {
    check(
        "<b>Important:</b> Foo. Note that a thing. Creates it.",
        expect![[r#"
            Creates it.

            **Important:** Foo. Note that a thing."#]],
    );
    check(
        "<b>Note:</b> x. Deletes a thing. More.",
        expect![[r#"
            Deletes a thing.

            **Note:** x.

            More."#]],
    );
    check(
        "<p><b>Important:</b> Foo.</p><p>Note that it costs. Creates it. More.</p>",
        expect![[r#"
            Creates it.

            **Important:** Foo.

            Note that it costs.

            More."#]],
    );
    check(
        "<b>Note:</b> Deprecated. Customers can use another one.",
        expect!["**Note:** Deprecated. Customers can use another one."],
    );
    for unchanged in [
        "**Note:** Deprecated. Customers then migrate.",
        "**Note:** Only for X. Does not apply. Costs less.",
        "- x\n\nIf unset, none is used. Returns the default then.",
        "```json\n{}\n```\n\nThe body is JSON. Creates nothing.",
    ] {
        assert_eq!(from_documentation(unchanged), unchanged);
    }
}

#[test]
fn a_heading_whose_text_became_the_summary_is_omitted() {
    check(
        "# Overview\n\nReturns a thing.\n\n## Details\n\nMore.",
        expect![[r#"
            Returns a thing.

            **Details**

            More."#]],
    );
    check(
        "Overview\n---\nReturns a thing.",
        expect!["Returns a thing."],
    );
    check(
        "# Overview\n\nReturns a thing. It is one.",
        expect![[r#"
            Returns a thing.

            **Overview**

            It is one."#]],
    );
}

#[test]
fn only_a_paragraph_is_a_summary() {
    for text in [
        "- one",
        "2. two",
        "> a quotation",
        "| a |\n|---|\n| b |",
        "```\na\n\nb\n```",
    ] {
        assert!(!begins_with_paragraph(&from_documentation(text)), "{text}");
    }
    for text in [
        "A sentence.",
        "2 items",
        "\\- no list",
        "*All* of it",
        "`code`",
    ] {
        assert!(begins_with_paragraph(&from_documentation(text)), "{text}");
    }
}
