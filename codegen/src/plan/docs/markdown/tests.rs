mod empty_lines;
mod summaries;

use expect_test::{Expect, expect};

use super::from_documentation;

fn check(documentation: &str, expected: Expect) {
    expected.assert_eq(&from_documentation(documentation));
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
fn text_that_rustdoc_would_take_for_links_or_elements_is_escaped() {
    check(
        "<p>A value [of <bucket>] at https://example.com/x. Use <code>a[0] `x` &lt;T&gt;</code> or *_stars_* &amp;lt; snake_case.</p>",
        expect![[r#"
            A value \[of \<bucket>\] at <https://example.com/x>.

            Use ``a[0] `x` <T>`` or \*\_stars\_\* \&lt; snake_case."#]],
    );
    check(
        "A value [of <bucket>] at https://example.com/x, with `[code]` and [a link](https://example.com) but <https://ok.example.com>. Unclosed ` tick.",
        expect![[r#"
            A value \[of \<bucket>\] at <https://example.com/x>, with `[code]` and [a
            link](https://example.com) but <https://ok.example.com>.

            Unclosed \` tick."#]],
    );
}

#[test]
fn long_text_is_wrapped_and_never_begins_a_line_with_a_mark() {
    check(
        "<p>The sum of what was used in every hour and every minute of the whole time that was named in + whatever else there was to count.</p>",
        expect![[r#"
            The sum of what was used in every hour and every minute of the whole time that was named in
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
fn lists_are_nested_up_to_a_limit() {
    let documentation = "<ul><li>x".repeat(10_000);
    let markdown = from_documentation(&documentation);
    let deepest = markdown
        .lines()
        .map(|line| line.len() - line.trim_start().len());
    assert_eq!(deepest.max(), Some(30));
    assert_eq!(markdown.matches('x').count(), 10_000);
}

#[test]
fn everything_that_commonmark_has_is_kept() {
    check(
        "Sends **bold**, *leaning* and _under_ text to [the guide](https://example.com/g \"a title\"), [nowhere](./here.md), \
         [a reference][1] and ![a picture](https://example.com/p.png).\n\n\
         | Name | Size |\n|------|-----:|\n| `a|b`? | 1 |\n| two | *2* |\n\n\
         > A quotation\n> of two lines\n>\n> - and a list\n\n\
         3. Three\n4. Four\n   - nested\n\n     with a paragraph\n\n\
         ```smithy\nstructure A {}\n```\n\n    indented\n\n~~~\na ``` fence\n~~~\n\n\
         Title\n-----\nHard  \nbreak \\*not emphasis\\*.\n\n***\n\n[1]: https://example.com/ref",
        expect![[r#"
            Sends **bold**, *leaning* and *under* text to [the guide](https://example.com/g "a title"),
            nowhere, [a reference](https://example.com/ref) and [a picture](https://example.com/p.png).

            | Name | Size |
            | --- | ---: |
            | \`a | b\`? |
            | two | *2* |

            > A quotation of two lines
            >
            > - and a list

            3. Three
            4. Four

               - nested

                 with a paragraph

            ```smithy
            structure A {}
            ```

            ```text
            indented
            ```

            ````text
            a ``` fence
            ````

            **Title**

            Hard\
            break \*not emphasis\*."#]],
    );
}

#[test]
fn html_between_markdown_does_not_escape_it() {
    check(
        "Gets **all** items<br>of a *list*, see <code>*.txt</code> and <code>a `b` *.c</code>.\n\n<details>\n<summary>More</summary>\n\nhidden **bold** <b>text</b>\n\n</details>\n\n- one <i>item</i><!-- note -->\n- two",
        expect![[r#"
            Gets **all** items\
            of a *list*, see `*.txt` and ``a `b` *.c``.

            **More**

            hidden **bold** **text**

            - one *item*
            - two"#]],
    );
}

#[test]
fn the_elements_of_aws_become_markdown() {
    check(
        "<note><p>Not for directories.</p></note>\n\n         <p>Copies an object. See <a>GetObject</a> &amp; &lt;T&gt; &#8211; &hellip;</p>\n\n         <pre>\n  first\n\n  second [x] &lt;\n</pre> <p>after</p><table><thead><tr><th>Key</th><th>Use</th></tr></thead><tbody><tr><td><code>a|b</code></td><td><ul><li>x</li><li>y</li></ul></td></tr></tbody></table>",
        expect![[r#"
            Copies an object.

            **Note:** Not for directories.

            See GetObject & \<T> – …

            ```text
              first

              second [x] <
            ```

            after

            | Key | Use |
            | --- | --- |
            | `a\|b` | x; y |"#]],
    );
}

#[test]
fn titles_of_links_and_addresses_of_mail_are_kept() {
    check(
        "[a](http://x 'the \"title\" (b)') [r][1] <a href='http://z' title='Z'>z</a> [mail](mailto:a@b) <a@b.de> [x](<http://a b>)\n\n[1]: http://y \"T\"",
        expect![[r#"
            [a](http://x "the \"title\" \(b\)") [r](http://y "T") [z](http://z "Z") [mail](mailto:a@b)
            [a@b.de](mailto:a@b.de) [x](http://a%20b)"#]],
    );
}

#[test]
fn tables_keep_the_alignment_of_columns_and_marks_in_code() {
    check(
        "| a | b | c | d |\n|:-:|:--|--:|---|\n| <code>x\\|y</code> | c | d | e |",
        expect![[r#"
            | a | b | c | d |
            | :---: | :--- | ---: | --- |
            | `x\|y` | c | d | e |"#]],
    );
}

#[test]
fn code_keeps_a_language_that_rustdoc_does_not_run() {
    for (fence, language) in [
        ("xml", "xml"),
        ("JSON", "json"),
        ("json,ignore", "json"),
        ("rust", "text"),
        ("rust,json", "text"),
        ("should_panic", "text"),
        ("no_run", "text"),
        ("E0001", "text"),
        ("edition2024", "text"),
        ("{.rust}", "text"),
        ("unknown", "text"),
        ("", "text"),
    ] {
        let text = from_documentation(&format!("```{fence}\nx\n```"));
        assert_eq!(text, format!("```{language}\nx\n```"), "{fence}");
    }
}

#[test]
fn html_behind_preformatted_text_with_a_fence_is_read() {
    check(
        "<code>a`b``c</code> and <pre>x\n```\ny</pre> <a href='http://x/(y)'>p</a>\nmore <b>x</b>",
        expect![[r#"
            ```a`b``c``` and

            ````text
            x
            ```
            y
            ````

            [p](http://x/%28y%29) more **x**"#]],
    );
    check(
        "<ul><li><pre>d\n\ne</pre></li></ul>",
        expect![[r#"
            - ```text
              d

              e
              ```"#]],
    );
}

#[test]
fn emphasis_that_markdown_would_show_as_asterisks_is_left_out() {
    check(
        "<p><b>Name:</b>value, <b>b</b><i>i</i>, <b>bold <b>again</b></b>, <b> spaces </b>, <b></b>, 2<i>n</i>.</p>",
        expect!["Name:value, **b**i, **bold again**, **spaces** , , 2*n*."],
    );
}

#[test]
fn no_code_block_is_run_and_no_fence_is_closed_from_within() {
    check(
        "Code:\n\n````rust\n```\nassert!(false);\n````\n\n~~~\n```\n```rust\npanic!()\n~~~\n\n<pre>\n```\nlet x;\n</pre>",
        expect![[r#"
            Code:

            ````text
            ```
            assert!(false);
            ````

            ````text
            ```
            ```rust
            panic!()
            ````

            ````text
            ```
            let x;
            ````"#]],
    );
}

#[test]
fn tabs_in_code_are_spaces() {
    check(
        "Code:\n\n```\nif a {\n\tb\t\n}\n```",
        expect![[r#"
            Code:

            ```text
            if a {
                b
            }
            ```"#]],
    );
}

#[test]
fn invisible_characters_are_left_out_of_text_and_shown_in_code() {
    let text = from_documentation("a\u{202e}b \u{0}c\r\nd\re `f\u{2066}`");
    assert_eq!(text, "ab c d e `f`");
    assert_eq!(super::code("a\u{202e}\n"), r"`a\u{202e}\n`");
    assert_eq!(
        super::plain("```\n# <T> [beta] \u{200b}API"),
        r"\`\`\` # \<T> \[beta\] API"
    );
}

#[test]
fn hostile_text_takes_linear_time() {
    let repeated = [
        "<b>",
        "<code>",
        "<pre>",
        "<p",
        "<!--",
        "[",
        "**a",
        "> ",
        "`a ``",
        "<table><tr><td>",
        "http://",
        "&a",
        "- ",
        "![",
        ".",
    ];
    for part in repeated {
        let start = std::time::Instant::now();
        from_documentation(&part.repeat(20_000));
        let elapsed = start.elapsed();
        assert!(elapsed.as_secs() < 10, "{part}: {elapsed:?}");
    }
}

#[test]
fn markdown_that_was_written_is_read_as_it_was_meant() {
    let parts = [
        "a",
        "b ",
        " ",
        "*",
        "**",
        "_",
        "`",
        "``",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<code>",
        "</code>",
        "<a href='https://e.com/(x)'>",
        "</a>",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "|",
        "\n|-|-|\n",
        "#",
        "~",
        "\\",
        "&lt;",
        "&",
        "https://e.com",
        "!",
        "<br>",
        "<p>",
        "<ul><li>",
        "</ul>",
        ".",
        "<note>",
        "</note>",
        "=",
        "+",
        "    ",
        ":",
        "```\n",
        "<pre>",
        "</pre>",
        "<table><tr><td>",
        "</table>",
        "[t](https://e.com 'a \"- (b)* |')",
        "# A\n\n",
        "Note: ",
        "Note that ",
        "Deletes it. ",
        "é",
        "“",
    ];
    // A generator of pseudo-random numbers of the kind of Lehmer's.
    let mut state = 1_u64;
    let mut next = |limit: usize| {
        state = state * 48_271 % 2_147_483_647;
        usize::try_from(state).unwrap_or_default() % limit
    };
    for _ in 0..3_000 {
        let text: String = (0..next(14))
            .filter_map(|_| parts.get(next(parts.len())))
            .copied()
            .collect();
        let once = from_documentation(&text);
        assert_eq!(from_documentation(&once), once, "of {text:?}");
    }
}
