//! The names of the runtime in the generator, all of which are in one folder, but for those that names of a model give way to.

use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ItemMod, LitStr, Macro};

use super::references::is_test;
use super::runtime_vocabulary::{ROOM, RuntimeNames};
use crate::files;

/// The file with the methods of request builders and the variant of enums to which names of a model give way.
const RESERVED: &str = "plan/names/reserved.rs";

/// The folders that generate code.
const CHECKED: [&str; 3] = ["plan/", "protocol/", "render/"];

/// Interpolated types whose constructor `new` is not the runtime's.
const OTHER_TYPES: [&str; 2] = ["boxed", "client"];

/// Words of Smithy, JMESPath, XML and documentation with the name of an item, macro, field or feature. Renderers have no use for them.
const OTHER_MEANINGS: [&str; 16] = [
    "Call",
    "Error",
    "Items",
    "coalesce",
    "code",
    "input",
    "ite",
    "items",
    "member",
    "query",
    "shape",
    "split",
    "structure",
    "substring",
    "values",
    "xml",
];

/// The names of the runtime in the quoted code and the texts of a file.
struct Search<'n> {
    names: &'n RuntimeNames,
    is_renderer: bool,
    found: Vec<String>,
}

impl<'s> Visit<'s> for Search<'_> {
    fn visit_attribute(&mut self, _: &'s Attribute) {}

    fn visit_lit_str(&mut self, text: &'s LitStr) {
        let text = text.value();
        let has_other_meaning = !self.is_renderer && OTHER_MEANINGS.contains(&text.as_str());
        if !has_other_meaning && self.names.has_text(&text) {
            self.found.push(format!("{text:?}"));
        }
    }

    fn visit_item_mod(&mut self, item: &'s ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, invocation: &'s Macro) {
        if invocation.path.is_ident("quote") {
            self.search(invocation.tokens.clone(), false);
        } else {
            self.search_texts(invocation.tokens.clone());
        }
    }
}

impl Search<'_> {
    /// Searches the texts in the arguments of a macro.
    fn search_texts(&mut self, arguments: TokenStream) {
        for token in arguments {
            match token {
                TokenTree::Group(group) => self.search_texts(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse2::<LitStr>(TokenTree::from(literal).into()) {
                        self.visit_lit_str(&text);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    fn search(&mut self, code: TokenStream, is_in_braces: bool) {
        let tokens: Vec<TokenTree> = code.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    self.search(group.stream(), group.delimiter() == Delimiter::Brace);
                }
                TokenTree::Ident(name) => {
                    let name = name.to_string();
                    if self.is_of_the_runtime(&name, &tokens, at, is_in_braces) {
                        self.found.push(name);
                    }
                }
                TokenTree::Literal(literal) => {
                    self.search_texts(TokenTree::Literal(literal.clone()).into());
                }
                TokenTree::Punct(_) => {}
            }
        }
    }

    fn is_of_the_runtime(
        &self,
        name: &str,
        tokens: &[TokenTree],
        at: usize,
        is_in_braces: bool,
    ) -> bool {
        let is_punct = |at: usize, wanted: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
        let is_ident = |at: usize, wanted: &str| matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == wanted);
        let follows = |punct| at > 0 && is_punct(at - 1, punct);
        let is_variable = is_punct(at + 1, '.') || (at > 0 && is_ident(at - 1, "mut"));
        // `std::error::Error`
        let is_of_std = at >= 6 && follows(':') && is_ident(at - 6, "std");
        let is_field = is_in_braces && is_punct(at + 1, ':') && !is_punct(at + 2, ':');
        let is_called = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
        let is_member = follows(':') || (follows('.') && is_called);
        let is_macro = is_punct(at + 1, '!') && !is_punct(at + 2, '=');
        let is_constructor = name == "new"
            && at >= 4
            && follows(':')
            && is_punct(at - 4, '#')
            && !OTHER_TYPES.iter().any(|other| is_ident(at - 3, other));
        let names = self.names;
        if follows('#') || is_of_std {
            return false;
        }
        name == "tinsmith"
            || is_constructor
            || names.items.contains(name)
            || names.protocols.contains(name)
            || (names.macros.contains(name) && is_macro)
            || (names.demanded.contains(name) && (follows('.') || is_called || is_field))
            || (names.defined.contains(name) && is_member)
            || (names.words.contains(name) && !is_variable)
            || (names.fields.contains(name) && is_field)
            || (names.members.contains(name) && is_member)
    }
}

/// Returns the names of the runtime in a file of the generator.
fn found(names: &RuntimeNames, file: &str, code: &str) -> Vec<String> {
    let mut search = Search {
        names,
        is_renderer: file.starts_with("render/"),
        found: Vec::new(),
    };
    let parsed = syn::parse_file(code).unwrap_or_else(|error| panic!("{file}: {error}"));
    search.visit_file(&parsed);
    let found = search.found.into_iter();
    found.map(|name| format!("{file}: {name}")).collect()
}

#[test]
fn the_generator_has_the_names_of_the_runtime_in_one_folder_and_among_reserved_names() {
    let names = RuntimeNames::read();
    let (mut outside, mut files) = (Vec::new(), 0);
    for (file, code) in files::sources("codegen/src") {
        let found = found(&names, &file, &code);
        if file.starts_with(ROOM) || file == RESERVED {
            assert!(file.ends_with("mod.rs") || !found.is_empty(), "{file}");
        } else if CHECKED.iter().any(|folder| file.starts_with(folder)) {
            files += 1;
            outside.extend(found);
        }
    }
    assert!(files > 80, "only {files} files were searched");
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn each_kind_of_name_is_found() {
    let names = RuntimeNames::read();
    for code in [
        "quote!(tinsmith::shape! { #name })",
        "quote!(shape! { #name })",
        "quote!(#handle::new(config))",
        "quote!(self.call)",
        "quote!({ call: #call })",
        "quote!(Unknown(#unknown),)",
        "quote!(#name.as_i32())",
        "quote!(Handle)",
        "quote!(&REST_JSON_1)",
        "ident(\"Paginator\")",
        "method(\"as_i32\")",
        "format!(\"[`page_size`](Paginator::page_size) {setter}\")",
        "\"tinsmith::Error\"",
        "\"AWS_QUERY\"",
        "\"native-tls\"",
        "vec![\"testing\"]",
    ] {
        let function = format!("fn a() {{ {code}; }}");
        assert!(
            !found(&names, "render/a.rs", &function).is_empty(),
            "{code}"
        );
    }
    for code in [
        "quote!(#boxed::new(#inner))",
        "quote!(Box<dyn std::error::Error>)",
        "quote!(#name::default())",
        "quote!(|input| input.name)",
        "method(\"is_some\")",
        "\"an Error\"",
    ] {
        let function = format!("fn a() {{ {code}; }}");
        assert_eq!(
            found(&names, "render/a.rs", &function),
            Vec::<String>::new(),
            "{code}"
        );
    }
}

#[test]
fn names_of_a_model_give_way_to_each_public_method_of_request_builders() {
    let names = RuntimeNames::read();
    let builder = files::text("crates/tinsmith/src/call/builder_table.rs");
    let code = builder.lines().filter(|line| !line.starts_with("///"));
    let code: Vec<&str> = code.collect();
    let code = code.join("\n");
    let defined = code.split("fn ").skip(1);
    let defined = defined.filter_map(|rest| rest.split('(').next());
    let is_defined = |name: &&str| names.defined.contains(*name) || *name == "new";
    let defined: Vec<&str> = defined.filter(is_defined).collect();
    assert!(defined.len() > 4, "{defined:?}");
    let reserved = files::text(Path::new("codegen/src").join(RESERVED));
    for name in defined {
        assert!(reserved.contains(&format!("\"{name}\",")), "{name}");
    }
}
