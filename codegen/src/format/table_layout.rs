//! Printer of the runtime's table macros, one entry per line.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Macro;

/// A table that fits is one line.
const WIDTH: usize = 90;
const INDENT: &str = "    ";

/// Prints `tinsmith::shape! { Name {` and one entry per line in each pair of braces, or all on one line.
pub(super) fn print(mac: &Macro) -> String {
    let path = line(mac.path.to_token_stream());
    let flat = format!("{path}! {{ {} }}", line(mac.tokens.clone()));
    if flat.len() <= WIDTH {
        return flat + "\n";
    }
    let mut text = format!("{path}! {{");
    let tokens: Vec<_> = mac.tokens.clone().into_iter().collect();
    if !tokens.last().is_some_and(is_braced) {
        text.push('\n');
        entries(tokens.into_iter().collect(), &mut text);
        text.push_str("}\n");
        return text;
    }
    let mut head = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                text.push_str(&format!(" {} {{\n", line(std::mem::take(&mut head))));
                entries(body.stream(), &mut text);
                text.push('}');
            }
            other => head.extend([other]),
        }
    }
    text.push_str(" }\n");
    text
}

fn is_braced(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Returns the entries between commas, one per line, each followed by a comma.
fn entries(tokens: TokenStream, text: &mut String) {
    let mut entry = TokenStream::new();
    let mut end = |entry: &mut TokenStream| {
        if !entry.is_empty() {
            text.push_str(&format!("{INDENT}{},\n", line(std::mem::take(entry))));
        }
    };
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => end(&mut entry),
            _ => entry.extend([token]),
        }
    }
    end(&mut entry);
}

/// Tokens on one line, spaced as `rustfmt` would.
fn line(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut glue = Glue::Tight;
    for token in tokens {
        let (before, after) = spacing(&token, glue);
        if glue == Glue::Space && before == Glue::Space {
            text.push(' ');
        }
        match &token {
            TokenTree::Group(group) => push_group(group, &mut text),
            other => text.push_str(&other.to_string()),
        }
        glue = after;
    }
    text
}

/// The space at one side of a token; there is one between tokens that both want it.
#[derive(Clone, Copy, PartialEq)]
enum Glue {
    Space,
    Tight,
}

fn spacing(token: &TokenTree, previous: Glue) -> (Glue, Glue) {
    use Glue::{Space, Tight};
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => (Space, Space),
        TokenTree::Group(_) => (Tight, Space),
        TokenTree::Punct(punct) => match (punct.as_char(), punct.spacing()) {
            // A path separator consists of two halves, without a space after the first.
            (':', Spacing::Joint) => (Tight, Tight),
            (':', Spacing::Alone) if previous == Tight => (Tight, Tight),
            (':' | ',' | ';', _) => (Tight, Space),
            ('<' | '.' | '!' | '?' | '&' | '#' | '\'', _) => (Tight, Tight),
            ('>', _) => (Tight, Space),
            // The sign of a number, and a dereference.
            ('-' | '*', _) => (Space, Tight),
            (_, Spacing::Joint) => (Space, Tight),
            (_, Spacing::Alone) => (Space, Space),
        },
        TokenTree::Ident(_) | TokenTree::Literal(_) => (Space, Space),
    }
}

fn push_group(group: &Group, text: &mut String) {
    let inner = line(group.stream());
    // Text that fits on a line needs no comma at its end.
    let inner = inner.strip_suffix(',').unwrap_or(&inner);
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace if inner.is_empty() => ("{", "}"),
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::None => ("", ""),
    };
    text.push_str(&format!("{open}{inner}{close}"));
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use quote::quote;

    fn check(tokens: proc_macro2::TokenStream, expected: Expect) {
        expected.assert_eq(&super::print(&syn::parse2(tokens).unwrap()));
    }

    #[test]
    fn a_short_table_is_one_line() {
        check(
            quote!(tinsmith::shape! { Farm { id: "farmId", at: "at".date_time().non_empty(), } }),
            expect![[r#"
                tinsmith::shape! { Farm { id: "farmId", at: "at".date_time().non_empty() } }
            "#]],
        );
        check(
            quote!(tinsmith::shape! { Empty {} }),
            expect![[r#"
            tinsmith::shape! { Empty {} }
        "#]],
        );
    }

    #[test]
    fn a_number_keeps_its_sign_close() {
        check(
            quote!(tinsmith::int_enum! { Level { Below: -2, Above: 2 } }),
            expect![[r#"
                tinsmith::int_enum! { Level { Below: -2, Above: 2 } }
            "#]],
        );
    }

    #[test]
    fn an_expression_is_spaced_as_in_a_function() {
        check(
            quote!(
                tinsmith::paginated! { List(output) { items: Vec<Item> = *output.page.as_mut()?.items.as_mut()?, } }
            ),
            expect![[r#"
                tinsmith::paginated! { List(output) {
                    items: Vec<Item> = *output.page.as_mut()?.items.as_mut()?,
                } }
            "#]],
        );
    }

    #[test]
    fn a_long_table_has_a_line_for_each_entry() {
        check(
            quote!(tinsmith::shape! { union ResourceIds {
                QueueIds: "queueIds".non_empty(), FleetIds: "fleetIds".json_name("fleet-ids"),
                Throttling: "ThrottlingException" throttling
            } }),
            expect![[r#"
                tinsmith::shape! { union ResourceIds {
                    QueueIds: "queueIds".non_empty(),
                    FleetIds: "fleetIds".json_name("fleet-ids"),
                    Throttling: "ThrottlingException" throttling,
                } }
            "#]],
        );
    }

    #[test]
    fn a_second_table_has_lines_of_its_own() {
        check(
            quote!(
                tinsmith::shape! { Throttling { message: "message", service_code: "serviceCode", } and { retry_after: "retryAfter" } }
            ),
            expect![[r#"
                tinsmith::shape! { Throttling {
                    message: "message",
                    service_code: "serviceCode",
                } and {
                    retry_after: "retryAfter",
                } }
            "#]],
        );
    }
}
