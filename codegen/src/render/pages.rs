//! Pagination: how tokens and items are found.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{doc, example};
use super::scope::{Scope, ident};
use crate::plan::{FieldPlan, OperationPlan, PagePlan, ServicePlan, Type};

/// The builder's method that begins a stream.
pub(super) fn method(
    plan: &ServicePlan,
    operation: &OperationPlan,
    scope: &mut Scope,
) -> Option<TokenStream> {
    let pages = operation.pages.as_ref()?;
    let stream = if pages.items.is_some() {
        "items"
    } else {
        "pages"
    };
    let last = format!(
        "    .paginate()\n    .{stream}();\nwhile let Some(next) = {stream}.try_next().await? {{\n    println!(\"{{next:?}}\");\n}}"
    );
    let docs = doc(&format!(
        "Follows the pages of answers, as streams of pages or of what they hold.\n\n{}",
        example(plan, operation, &format!("mut {stream}"), &last)
    ));
    let (paginator, input) = (scope.runtime("Paginator"), ident(&operation.input.name));
    Some(quote! {
        #docs
        #[inline]
        pub fn paginate(self) -> #paginator<#input> {
            #paginator::new(self.call, self.input)
        }
    })
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
            fn tokens(&self) -> #vec<#option<#string>> {
                vec![self.#token.clone()]
            }
            fn set_tokens(&mut self, tokens: &[#option<#string>]) {
                self.#token = tokens.first().cloned().flatten();
            }
            fn next_tokens(output: &#output) -> #vec<#option<#string>> {
                vec![#next]
            }
            fn set_next_tokens(output: &mut #output, tokens: #vec<#option<#string>>) {
                let token = tokens.into_iter().next().flatten();
                #set_next
            }
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
            structure = plan.structure(name)?;
            through.push(field);
        }
        Some(Self {
            through,
            last: structure.member(last)?,
        })
    }

    /// The member of `holder`, with `then` made of it where all structures on the way are there.
    fn follow(
        &self,
        mutable: bool,
        then: impl FnOnce(TokenStream) -> TokenStream,
    ) -> (TokenStream, TokenStream) {
        let mut conditions = TokenStream::new();
        let mut holder = quote!(output);
        for field in &self.through {
            let name = ident(&field.rust_name);
            if field.optional {
                let reference = if mutable { quote!(&mut) } else { quote!(&) };
                let and = (!conditions.is_empty()).then(|| quote!(&&));
                conditions.extend(quote!(#and let Some(#name) = #reference #holder.#name));
                holder = quote!(#name);
            } else {
                holder = quote!(#holder.#name);
            }
        }
        let last = ident(&self.last.rust_name);
        (conditions, then(quote!(#holder.#last)))
    }

    fn cloned(&self) -> TokenStream {
        let (conditions, value) = self.follow(false, |member| match self.last.optional {
            true => quote!(#member.clone()),
            // A required token is empty on the last page.
            false => quote!(Some(#member.clone()).filter(|token| !token.is_empty())),
        });
        or_none(&conditions, &value)
    }

    fn borrowed(&self) -> TokenStream {
        let (conditions, value) = self.follow(true, |member| match self.last.optional {
            true => quote!(#member.as_mut()),
            false => quote!(Some(&mut #member)),
        });
        or_none(&conditions, &value)
    }

    fn set(&self) -> TokenStream {
        let (conditions, statement) = self.follow(true, |member| match self.last.optional {
            true => quote!(#member = token;),
            false => quote!(#member = token.unwrap_or_default();),
        });
        if conditions.is_empty() {
            statement
        } else {
            quote!(if #conditions { #statement })
        }
    }
}

fn or_none(conditions: &TokenStream, value: &TokenStream) -> TokenStream {
    if conditions.is_empty() {
        value.clone()
    } else {
        quote!(if #conditions { #value } else { None })
    }
}
