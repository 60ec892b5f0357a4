//! Empty lines within the elements of HTML.

use expect_test::expect;

use super::check;
use crate::plan::docs::markdown::from_documentation;

#[test]
fn an_empty_line_within_a_paragraph_of_html_does_not_begin_code() {
    for space in ["\n\n       ", "\n \n\n\t", "\n\n   \t"] {
        let html = format!("<p>One <i>a</i>.{space}Two <a href=\"https://x.y\">b</a>.</p>");
        let markdown = "One *a*.\n\nTwo [b](https://x.y).";
        assert_eq!(from_documentation(&html), markdown, "{html}");
    }
    check(
        "<p>Sent twice because of a network\n\n     error, in\n       <ul>\n <li>a *b*\n\n        <code>c</code></li>\n</ul>",
        expect![[r#"
            Sent twice because of a network error, in

            - a \*b\* `c`"#]],
    );
}

#[test]
fn text_between_and_directly_behind_the_tags_of_html_stays_markdown() {
    for html in [
        "<p>One</p>\n\n    code **a**",
        "<div><p>One</p></div>\n\n    code **a**",
        "<details><summary></summary>One</details>\n\n    code **a**",
    ] {
        let markdown = "One\n\n```text\ncode **a**\n```";
        assert_eq!(from_documentation(html), markdown, "{html}");
    }
    check(
        "<details>\n<summary>More</summary>\n\nhidden **bold**\n\n</details>\n<div>\n\n- *one*\n\n      code\n\n</div>\n<p>Of these:\n\n- *one*\n</p>",
        expect![[r#"
            hidden **bold**

            **More**

            - *one*

              ```text
              code
              ```

            Of these:

            - *one*"#]],
    );
}

#[test]
fn empty_lines_in_preformatted_text_are_kept_and_html_behind_it_is_read() {
    check(
        "<p>One: <pre>a\n\n    b\n</pre>\n<p>Two</p>",
        expect![[r#"
            One:

            ```text
            a

                b
            ```

            Two"#]],
    );
}

#[test]
fn blocks_of_markdown_within_an_element_keep_their_empty_lines() {
    check(
        "<p>Example:\n\n```json\n{\n\n    \"a\": 1\n}\n```\n</p>",
        expect![[r#"
            Example:

            ```json
            {

                "a": 1
            }
            ```"#]],
    );
    check(
        "<p>Of these:\n\n- one\n\n    more *of* one\n- two\n</p>",
        expect![[r#"
            Of these:

            - one

              more *of* one
            - two"#]],
    );
    check(
        "<p>One</p>\n<hr>\nText here:\n\n    code **a**",
        expect![[r#"
        One

        Text here:

        ```text
        code **a**
        ```"#]],
    );
}
