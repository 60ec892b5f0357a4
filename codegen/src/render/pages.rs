//! Pagination: how tokens and items are found.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::scope::{Scope, ident};
use crate::plan::docs::markdown;
use crate::plan::{FieldPlan, OperationPlan, PagePlan, ServicePlan, Type};

/// The builder's method that begins a stream.
pub(super) fn method(
    plan: &ServicePlan,
    operation: &OperationPlan,
    scope: &mut Scope,
) -> Option<TokenStream> {
    let pages = operation.pages.as_ref()?;
    let docs = doc(&about(plan, operation, pages));
    let (paginator, input) = (scope.runtime("Paginator"), ident(&operation.input.name));
    Some(quote! {
        #docs
        #[inline]
        pub fn paginate(self) -> #paginator<#input> {
            #paginator::new(self.call, self.input)
        }
    })
}

/// What is streamed, and what the stream takes care of.
fn about(plan: &ServicePlan, operation: &OperationPlan, pages: &PagePlan) -> String {
    let link = |member: &str| {
        let field = operation.input.member(member);
        field.map_or_else(String::new, |field| {
            let plain = field.setter.trim_start_matches("r#");
            format!("[`{plain}`](Self::{plain})")
        })
    };
    let way = pages
        .items
        .as_ref()
        .and_then(|path| Way::new(plan, operation, path));
    let of = match &way {
        Some(way) => format!(
            "the items in `{}`, in the service's order, or of whole pages",
            way.words()
        ),
        None => "pages".to_owned(),
    };
    let mut text = format!(
        "Returns a paginator: a stream of {of}.\n\n{} is set for each page",
        link(&pages.input_token)
    );
    if let Some(page_size) = &pages.page_size {
        text.push_str(&format!(
            ", {} with [`page_size`](Paginator::page_size)",
            link(page_size)
        ));
    }
    text.push_str(
        ". A stream can start at the token of an earlier stream, also in another process",
    );
    if way.is_some() {
        text.push_str(", and end after a given number of items");
    }
    text.push('.');
    let paragraphs = text.split("\n\n").map(markdown::wrapped);
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// `Paginated` for the input, and `PageSized` where the operation has page sizes.
pub(super) fn paginated(
    plan: &ServicePlan,
    operation: &OperationPlan,
    scope: &mut Scope,
) -> Option<TokenStream> {
    let pages = operation.pages.as_ref()?;
    let (trait_name, input) = (scope.runtime("Paginated"), ident(&operation.input.name));
    let (vec, option, string) = (scope.std("Vec"), scope.std("Option"), scope.std("String"));
    let output = ident(&operation.output.name);
    let items_type = match &pages.items_type {
        Some(ty) => scope.ty(ty),
        None => scope.runtime("NoItems"),
    };
    let input_token = &pages.input_token;
    let token = operation
        .input
        .member(input_token)
        .map(|field| ident(&field.rust_name));
    let way = Way::new(plan, operation, &pages.output_token)?;
    let (next, set_next) = (way.cloned(), way.set());
    let items = items(plan, operation, pages);
    let unused = if pages.items.is_none() {
        quote!(_output)
    } else {
        quote!(output)
    };
    let page_size = page_size(operation, pages, scope);
    let not_ready = not_ready(operation, scope);
    Some(quote! {
        impl #trait_name for #input {
            type Items = #items_type;
            const INPUT_TOKENS: &'static [&'static str] = &[#input_token];
            #[inline]
            fn tokens(&self) -> #vec<#option<#string>> {
                vec![self.#token.clone()]
            }
            #[inline]
            fn set_tokens(&mut self, tokens: &[#option<#string>]) {
                self.#token = tokens.first().cloned().flatten();
            }
            #[inline]
            fn next_tokens(output: &#output) -> #vec<#option<#string>> {
                vec![#next]
            }
            #[inline]
            fn set_next_tokens(output: &mut #output, tokens: #vec<#option<#string>>) {
                let token = tokens.into_iter().next().flatten();
                #set_next
            }
            #[inline]
            fn items(#unused: &mut #output) -> #option<&mut Self::Items> {
                #items
            }
            #not_ready
        }
        #page_size
    })
}

/// Why an answer is no page, in the words of the waiter that knows.
fn not_ready(operation: &OperationPlan, scope: &mut Scope) -> Option<TokenStream> {
    let waiter = operation.readiness()?;
    let waiter = scope.item("crate::waiters", &waiter.rust_name);
    let not_reached = scope.runtime("not_reached");
    let (option, string) = (scope.std("Option"), scope.std("String"));
    let (result, error) = (scope.std("Result"), scope.runtime("Error"));
    Some(quote! {
        #[inline]
        fn not_ready(&self, result: &#result<Self::Output, #error>) -> #option<#string> {
            #not_reached::<#waiter>(self, result)
        }
    })
}

fn items(plan: &ServicePlan, operation: &OperationPlan, pages: &PagePlan) -> TokenStream {
    let way = pages
        .items
        .as_ref()
        .and_then(|path| Way::new(plan, operation, path));
    way.map_or_else(|| quote!(None), |way| way.borrowed())
}

fn page_size(
    operation: &OperationPlan,
    pages: &PagePlan,
    scope: &mut Scope,
) -> Option<TokenStream> {
    let field = operation.input.member(pages.page_size.as_ref()?)?;
    let (name, input) = (ident(&field.rust_name), ident(&operation.input.name));
    let value = match field.ty {
        Type::I32 => quote!(page_size),
        Type::String => quote!(page_size.to_string()),
        _ => quote!(page_size.into()),
    };
    let trait_name = scope.runtime("PageSized");
    Some(quote! {
        impl #trait_name for #input {
            #[inline]
            fn set_page_size(&mut self, page_size: i32) {
                self.#name = Some(#value);
            }
        }
    })
}

/// The way from an output to a member, through structures that may be absent.
struct Way<'p> {
    through: Vec<&'p FieldPlan>,
    last: &'p FieldPlan,
}

impl<'p> Way<'p> {
    fn new(plan: &'p ServicePlan, operation: &'p OperationPlan, path: &[String]) -> Option<Self> {
        let (last, path) = path.split_last()?;
        let mut structure = &operation.output;
        let mut through = Vec::new();
        for name in path {
            let field = structure.member(name)?;
            let Type::Struct(name) = field.ty.unboxed() else {
                return None;
            };
            structure = plan.types.structure(name)?;
            through.push(field);
        }
        Some(Self {
            through,
            last: structure.member(last)?,
        })
    }

    /// The fields on the way, as Rust has them: `page.items`.
    fn words(&self) -> String {
        let fields = self.through.iter().copied().chain([self.last]);
        let names: Vec<&str> = fields.map(|field| field.rust_name.as_str()).collect();
        names.join(".")
    }

    fn cloned(&self) -> TokenStream {
        self.follow(&quote!(as_ref), |member| match self.last.optional {
            true => Step::Optional(quote!(#member.clone())),
            // A required token is empty on the last page.
            false => {
                Step::Optional(quote!(Some(#member.clone()).filter(|token| !token.is_empty())))
            }
        })
    }

    fn borrowed(&self) -> TokenStream {
        self.follow(&quote!(as_mut), |member| match self.last.optional {
            true => Step::Optional(quote!(#member.as_mut())),
            false => Step::Plain(quote!(&mut #member)),
        })
    }

    /// An `Option` of what `end` makes of the member, if all structures on the way are there.
    fn follow(&self, borrow: &TokenStream, end: impl Fn(TokenStream) -> Step) -> TokenStream {
        // From the member back to the output: each structure that may be absent becomes a closure around the rest.
        let last = ident(&self.last.rust_name);
        let mut path = quote!(.#last);
        let mut then: Option<TokenStream> = None;
        let value = |holder: TokenStream, path: &TokenStream, then: &Option<TokenStream>| match then
        {
            None => end(quote!(#holder #path)),
            Some(then) => Step::Optional(quote!(#holder #path.#then)),
        };
        for field in self.through.iter().rev() {
            let name = ident(&field.rust_name);
            if field.optional {
                then = Some(match value(quote!(#name), &path, &then) {
                    Step::Plain(rest) => quote!(#borrow().map(|#name| #rest)),
                    Step::Optional(rest) => quote!(#borrow().and_then(|#name| #rest)),
                });
                path = TokenStream::new();
            }
            path = quote!(.#name #path);
        }
        match value(quote!(output), &path, &then) {
            Step::Plain(value) => quote!(Some(#value)),
            Step::Optional(value) => value,
        }
    }

    /// The statement that sets the token.
    fn set(&self) -> TokenStream {
        let mut conditions: Vec<TokenStream> = Vec::new();
        let mut holder = quote!(output);
        for field in &self.through {
            let name = ident(&field.rust_name);
            if field.optional {
                conditions.push(quote!(let Some(#name) = &mut #holder.#name));
                holder = quote!(#name);
            } else {
                holder = quote!(#holder.#name);
            }
        }
        let last = ident(&self.last.rust_name);
        let statement = match self.last.optional {
            true => quote!(#holder.#last = token;),
            false => quote!(#holder.#last = token.unwrap_or_default();),
        };
        match conditions.as_slice() {
            [] => statement,
            conditions => quote!(if #(#conditions)&&* { #statement }),
        }
    }
}

/// A value on the way.
enum Step {
    /// There is one.
    Plain(TokenStream),
    /// It is an `Option`.
    Optional(TokenStream),
}
