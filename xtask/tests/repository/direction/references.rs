//! The paths in `use` declarations and code.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, ItemUse, UseTree, Visibility};

/// The imports and the paths in code.
#[derive(Debug, Default)]
pub(crate) struct References {
    pub(crate) imports: Vec<Import>,
    /// The paths as written: `crate::sign::key`, `Signer`, `json!`.
    pub(crate) paths: BTreeSet<Vec<String>>,
}

/// One name, or all names of a module, that a `use` declaration brings into scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// The name in scope; `None` for `*`.
    pub(crate) name: Option<String>,
    pub(crate) path: Vec<String>,
    pub(crate) is_reexport: bool,
}

/// Macros whose input is the text of another program.
const QUOTING: [&str; 3] = ["quote", "quote_spanned", "parse_quote"];

pub(crate) fn imports(item: &ItemUse) -> Vec<Import> {
    let mut imports = Vec::new();
    // A path that begins with `::` is one of another crate.
    if item.leading_colon.is_none() {
        let is_reexport = !matches!(item.vis, Visibility::Inherited);
        add_tree(&item.tree, &mut Vec::new(), is_reexport, &mut imports);
    }
    imports
}

fn add_tree(
    tree: &UseTree,
    prefix: &mut Vec<String>,
    is_reexport: bool,
    imports: &mut Vec<Import>,
) {
    let mut add = |name: Option<String>, last: Option<String>| {
        // `use a::b::{self}` is `use a::b`.
        let last = last.filter(|last| last != "self" || prefix.is_empty());
        let path: Vec<_> = prefix.iter().cloned().chain(last).collect();
        let name = name.map(|name| match (name.as_str(), path.last()) {
            ("self", Some(last)) => last.clone(),
            _ => name,
        });
        imports.push(Import {
            name,
            path,
            is_reexport,
        });
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            add_tree(&path.tree, prefix, is_reexport, imports);
            prefix.pop();
        }
        UseTree::Name(name) => add(Some(name.ident.to_string()), Some(name.ident.to_string())),
        UseTree::Rename(rename) => add(
            Some(rename.rename.to_string()),
            Some(rename.ident.to_string()),
        ),
        UseTree::Glob(_) => add(None, None),
        UseTree::Group(group) => {
            for tree in &group.items {
                add_tree(tree, prefix, is_reexport, imports);
            }
        }
    }
}

/// Collects the paths of an item's code.
pub(crate) fn collect(item: &Item) -> References {
    let mut item = item.clone();
    if let Item::Impl(item) = &mut item {
        item.items.retain(|item| match item {
            ImplItem::Const(item) => !is_test(&item.attrs),
            ImplItem::Fn(item) => !is_test(&item.attrs),
            _ => true,
        });
    }
    let mut references = References::default();
    collect_tokens(item.to_token_stream(), &mut references);
    references
}

fn collect_tokens(tokens: TokenStream, found: &mut References) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => {
                collect_tokens(group.stream(), found);
                at += 1;
            }
            TokenTree::Ident(keyword) if keyword == "use" => {
                let length = tokens[at..].iter().position(|token| is_punct(token, ';'));
                let end = length.map_or(tokens.len(), |length| at + length + 1);
                let declaration: TokenStream = tokens[at..end].iter().cloned().collect();
                // The `use<'a>` of an `impl Trait` is no declaration.
                if let Ok(item) = syn::parse2::<ItemUse>(declaration) {
                    found.imports.extend(imports(&item));
                    at = end;
                } else {
                    at += 1;
                }
            }
            TokenTree::Ident(_) => {
                let (mut path, mut end) = path_at(&tokens, at);
                if let (Some(name), Some([mark, TokenTree::Group(_)])) =
                    (path.last_mut(), tokens.get(end..end + 2))
                    && is_punct(mark, '!')
                {
                    end += if QUOTING.contains(&name.as_str()) {
                        2
                    } else {
                        1
                    };
                    name.push('!');
                }
                if !continues_another_word(&tokens, at) {
                    found.paths.insert(path);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// The longest `a::b::c` that begins at a token, and the token after it.
fn path_at(tokens: &[TokenTree], start: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = start;
    while let Some(TokenTree::Ident(segment)) = tokens.get(at) {
        path.push(segment.to_string());
        at += 1;
        match tokens.get(at..at + 3) {
            Some([first, second, TokenTree::Ident(_)])
                if is_punct(first, ':') && is_punct(second, ':') =>
            {
                at += 2;
            }
            _ => break,
        }
    }
    (path, at)
}

/// True after `::`, `.` (but not `..`), `'` and `$`, where a word is no name in the module's scope.
fn continues_another_word(tokens: &[TokenTree], at: usize) -> bool {
    let before = |distance: usize, wanted: char| {
        at.checked_sub(distance)
            .is_some_and(|at| is_punct(&tokens[at], wanted))
    };
    before(1, '\'')
        || before(1, '$')
        || (before(1, '.') && !before(2, '.'))
        || (before(1, ':') && before(2, ':'))
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// True if an item is compiled for tests or for documentation tests only.
pub(crate) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Ok(list) = attribute.meta.require_list() else {
            return false;
        };
        let condition = list.tokens.to_string();
        let words = condition.split(|letter: char| !letter.is_alphanumeric());
        list.path.is_ident("cfg")
            && !condition.starts_with("any")
            && !condition.contains("not")
            && words
                .into_iter()
                .any(|word| matches!(word, "test" | "doctest"))
    })
}
