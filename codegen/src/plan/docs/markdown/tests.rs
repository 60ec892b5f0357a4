use expect_test::{Expect, expect};

use super::of;

fn check(documentation: &str, expected: Expect) {
    expected.assert_eq(&of(documentation));
}

#[test]
fn paragraphs_lists_and_code_of_html_become_markdown() {
    check(
        "<p>Lists <code>Session</code> objects. See <a href=\"https://docs.example.com/a(b)\">the <b>guide</b></a>.</p><ul><li><p>one</p></li><li><p>two</p><ul><li>inner</li></ul></li></ul><p>End.</p>",
        expect![[r#"
            Lists `Session` objects.

            See [the **guide**](https://docs.example.com/a%28b%29).

            - one
            - two

              - inner

            End."#]],
    );
}

#[test]
fn notes_are_labelled_and_definitions_are_bold() {
    check(
        "<note><p>Mind <i> this </i>.</p></note><dl><dt>Term</dt><dd>What it means</dd></dl><ol><li>first<li>second</ol>",
        expect![[r#"
            **Note:** Mind *this* .

            **Term**

            What it means

            1. first
            2. second"#]],
    );
}

#[test]
fn what_rustdoc_would_take_for_links_or_elements_is_escaped() {
    check(
        "<p>A value [of <bucket>] at https://example.com/x. Use <code>a[0] `x` &lt;T&gt;</code> or *_stars_* &amp;lt; snake_case.</p>",
        expect![[r#"
            A value \[of \<bucket>\] at <https://example.com/x>.

            Use ``a[0] `x` <T>`` or \*\_stars\_\* \&lt; snake_case."#]],
    );
    check(
        "A value [of <bucket>] at https://example.com/x, with `[code]` and [a link](https://example.com) but <https://ok.example.com>. Unclosed ` tick.",
        expect![[r#"
            A value \[of \<bucket>] at <https://example.com/x>, with `[code]` and [a
            link](https://example.com) but <https://ok.example.com>.

            Unclosed \` tick."#]],
    );
}

#[test]
fn long_text_is_wrapped_and_never_begins_a_line_with_a_mark() {
    check(
        "<p>The sum of what was used in every hour and every minute of the whole time that was asked of + whatever else there was to count.</p>",
        expect![[r#"
            The sum of what was used in every hour and every minute of the whole time that was asked of
            \+ whatever else there was to count."#]],
    );
}

#[test]
fn markdown_keeps_its_lists_and_code_blocks() {
    check(
        "Does it, e.g. Well. Then:\n- one\n  goes on\n- two\n\n```\nlet x;\n```\n# Title\n1. a\n2. b",
        expect![[r#"
            Does it, e.g. Well.

            Then:

            - one goes on
            - two

            ```text
            let x;
            ```

            **Title**

            1. a
            2. b"#]],
    );
}

#[test]
fn a_text_without_words_is_empty() {
    check("<p/>", expect![[""]]);
    check("", expect![[""]]);
}

#[test]
fn lists_without_measure_are_no_deeper_than_can_be_read() {
    let documentation = "<ul><li>x".repeat(10_000);
    let markdown = of(&documentation);
    let deepest = markdown
        .lines()
        .map(|line| line.len() - line.trim_start().len());
    assert_eq!(deepest.max(), Some(30));
    assert_eq!(markdown.matches('x').count(), 10_000);
}
