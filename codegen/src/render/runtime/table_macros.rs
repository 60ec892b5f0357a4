//! The macros that implement generated types from tables.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::step_methods::timestamp_format;
use crate::plan::{
    EntryPlan, EnumPlan, EnumValue, EnumValues, ErrorOption, ErrorPlan, EventBinding, EventContent,
    EventMember, EventsPlan, MemberOption, Messages, PagePlan, RootPlan, StructPlan, TablePlan,
    TokenValues, UnionPlan, XmlTraits,
};
use crate::render::rust_expr;
use crate::render::scope::{Scope, ident};

/// Prints the table by which a structure is serialized and deserialized.
pub(in crate::render) fn structure(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    let direction = match structure.messages {
        Messages::Requests => quote!(serialized),
        Messages::Responses => quote!(deserialized),
        Messages::All => TokenStream::new(),
    };
    match &structure.table {
        TablePlan::Document(members) => {
            let members = members.iter().map(entry);
            quote!(tinsmith::shape! { #direction #name { #(#members),* } })
        }
        TablePlan::Message { document, bound } => {
            let (document, bound) = (document.iter().map(entry), bound.iter().map(entry));
            quote!(tinsmith::shape! { #direction #name { #(#document),* } and { #(#bound),* } })
        }
        TablePlan::Bound(members) => {
            let members = members.iter().map(entry);
            quote!(tinsmith::serde_view! { #name { #(#members),* } })
        }
    }
}

/// Prints the table by which a union is serialized and deserialized.
pub(in crate::render) fn union(plan: &UnionPlan) -> TokenStream {
    let (name, entries) = (ident(&plan.name), plan.table.iter().map(entry));
    quote!(tinsmith::shape! { union #name { #(#entries),* } })
}

/// Prints the table of the events of a stream.
pub(in crate::render) fn events(name: &str, plan: &EventsPlan, scope: &mut Scope) -> TokenStream {
    let name = ident(name);
    let events = plan.events.iter().map(|event| {
        let (variant, event_type) = (ident(&event.variant), &event.event_type);
        match &event.content {
            EventContent::Document => quote!(#variant: #event_type),
            EventContent::Mixed(members) => {
                let members = members.iter().map(event_member);
                quote!(#variant: #event_type rest { #(#members),* })
            }
            EventContent::Bound(members) => {
                let members = members.iter().map(event_member);
                quote!(#variant: #event_type { #(#members),* })
            }
        }
    });
    let exceptions = plan.exceptions.iter();
    let exceptions = exceptions.map(|exception| {
        let (exception_type, code) = (&exception.exception_type, &exception.code);
        let sent = exception.sent.as_ref().map(|error| {
            let errors = scope.item("crate::error", "ServiceError");
            let error = ident(error);
            quote!(as <#errors> #error)
        });
        quote!(#exception_type: #code #sent)
    });
    quote!(tinsmith::event_stream! { #name { #(#events),* } or { #(#exceptions),* } })
}

fn event_member(member: &EventMember) -> TokenStream {
    let field = ident(&member.field);
    match &member.binding {
        EventBinding::Header(name) => quote!(#field: header #name),
        EventBinding::Text => quote!(#field: text),
        EventBinding::Blob => quote!(#field: blob),
        EventBinding::Document => quote!(#field: document),
    }
}

/// Prints the table of an enum's values, and its `Debug` if it hides the value.
pub(in crate::render) fn enumeration(plan: &EnumPlan) -> TokenStream {
    let name = ident(&plan.name);
    match &plan.values {
        EnumValues::Text(values) => {
            let entries = values.iter().map(
                |EnumValue {
                     rust_name, value, ..
                 }| {
                    let name = ident(rust_name);
                    quote!(#name: #value)
                },
            );
            let redacted = plan.sensitive.then(|| quote!(redacted));
            quote!(tinsmith::string_enum! { #redacted #name { #(#entries),* } })
        }
        EnumValues::Number(values) => {
            let entries = values.iter().map(
                |EnumValue {
                     rust_name, value, ..
                 }| {
                    let (name, value) = (ident(rust_name), Literal::i32_unsuffixed(*value));
                    quote!(#name: #value)
                },
            );
            let debug = plan
                .sensitive
                .then(|| quote!(tinsmith::debug! { enum #name }));
            quote! {
                #debug
                tinsmith::int_enum! { #name { #(#entries),* } }
            }
        }
    }
}

/// Prints a `Debug` that hides the values of sensitive members.
pub(in crate::render) fn structure_debug(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    let fields = structure.fields.iter();
    let fields = fields.map(|field| debug_member(&field.rust_name, field.sensitive));
    quote!(tinsmith::debug! { #name { #(#fields),* } })
}

/// Prints the `Debug` of a union with a sensitive member.
pub(in crate::render) fn union_debug(plan: &UnionPlan) -> TokenStream {
    let name = ident(&plan.name);
    let variants = plan.variants.iter();
    let variants = variants.map(|variant| debug_member(&variant.rust_name, variant.sensitive));
    quote!(tinsmith::debug! { union #name { #(#variants),* } })
}

fn debug_member(name: &str, is_sensitive: bool) -> TokenStream {
    let name = ident(name);
    let redacted = is_sensitive.then(|| quote!(: redacted));
    quote!(#name #redacted)
}

/// Prints the table of the enum of modeled errors.
pub(in crate::render) fn service_errors(ty: &str, errors: &[ErrorPlan]) -> TokenStream {
    let (ty, entries) = (ident(ty), errors.iter().map(error));
    quote!(tinsmith::service_errors! { #ty { #(#entries),* } })
}

/// Prints a line of the table of errors.
fn error(error: &ErrorPlan) -> TokenStream {
    let (name, code) = (ident(&error.structure.name), &error.code);
    let options = error.options.iter().map(|option| match option {
        ErrorOption::Transient => quote!(transient),
        ErrorOption::Throttling => quote!(throttling),
        ErrorOption::ExactMessage => quote!(exact_message),
        ErrorOption::MessageIn(field) => {
            let field = ident(field);
            quote!(message_in #field)
        }
        ErrorOption::WithoutMessage => quote!(without_message),
        ErrorOption::Sensitive => quote!(sensitive),
    });
    let operations = &error.operations;
    let operations = (!operations.is_empty()).then(|| quote!({ #(#operations),* }));
    let status = Literal::u64_unsuffixed(error.status);
    quote!(#name: #code #operations #status #(#options)*)
}

/// Prints the methods that all request builders have.
pub(in crate::render) fn request_builder(name: &str, input: &str) -> TokenStream {
    let (name, input) = (ident(name), ident(input));
    quote!(tinsmith::request_builder! { #name(#input) })
}

/// Prints the table from which an operation is paginated.
pub(in crate::render) fn paginated(
    input: &str,
    pages: &PagePlan,
    scope: &mut Scope,
) -> TokenStream {
    let input = ident(input);
    let tokens = pages.tokens.iter().map(|token| {
        let (member, field) = (&token.member, ident(&token.field));
        let next = rust_expr::value(&token.next, scope);
        quote!(#member: #field = #next,)
    });
    let tokens: TokenStream = tokens.collect();
    let items = pages.items.as_ref().map(|items| {
        let (ty, place) = (scope.ty(&items.ty), rust_expr::value(&items.place, scope));
        quote!(items: #ty = #place,)
    });
    let page_size = pages.page_size.as_ref().map(|page_size| {
        let field = ident(&page_size.field);
        quote!(page_size: #field,)
    });
    let token_values = pages.token_values.map(|values| match values {
        TokenValues::Maps => quote!(token_values: MAP_TOKENS,),
    });
    let more = pages.more.as_ref().map(|field| {
        let field = ident(field);
        quote!(more: #field,)
    });
    let unchanged_token = pages
        .ends_with_unchanged_token
        .then(|| quote!(unchanged_token: End,));
    let ready = pages.ready.as_ref().map(|waiter| {
        let waiter = ident(waiter);
        quote!(ready: #waiter,)
    });
    quote! {
        tinsmith::paginated! {
            #input(output) { #tokens #items #page_size #token_values #more #unchanged_token #ready }
        }
    }
}

/// Prints a line of a table: the name and the options.
fn entry(entry: &EntryPlan) -> TokenStream {
    let (name, member) = (ident(&entry.name), &entry.member);
    let options = entry.options.iter().map(|option| {
        let method = ident(member_option(option));
        match option {
            MemberOption::JsonName(name) => quote!(.#method(#name)),
            MemberOption::Timestamps(_) | MemberOption::NonEmpty => quote!(.#method()),
            MemberOption::Xml(traits) => as_traits(traits),
        }
    });
    quote!(#name: #member #(#options)*)
}

/// Prints the root of an XML document.
pub(in crate::render) fn root(root: &RootPlan) -> TokenStream {
    let name = &root.name;
    let traits = (root.traits != XmlTraits::default()).then(|| as_traits(&root.traits));
    quote!(tinsmith::xml_root!(#name #traits))
}

fn as_traits(traits: &XmlTraits) -> TokenStream {
    let traits = xml_traits(traits);
    quote!(as { #traits })
}

/// Prints XML traits, those of items and keys in braces of their own.
fn xml_traits(traits: &XmlTraits) -> TokenStream {
    let XmlTraits {
        name,
        form_name,
        namespace,
        attribute,
        flattened,
        item,
        key,
    } = traits;
    let name = name.as_ref().map(|name| quote!(name(#name)));
    let form_name = form_name.as_ref().map(|name| quote!(form_name(#name)));
    let namespace = namespace.as_ref();
    let namespace = namespace.map(|(prefix, uri)| quote!(namespace(#prefix, #uri)));
    let part = |part: &XmlTraits| xml_traits(part);
    let key = key.as_deref().map(part).map(|key| quote!(key { #key }));
    let item = item.as_deref().map(part).map(|item| quote!(item { #item }));
    let traits = [
        name,
        form_name,
        namespace,
        attribute.then(|| quote!(attribute())),
        flattened.then(|| quote!(flattened())),
        key,
        item,
    ];
    let traits = traits.into_iter().flatten();
    quote!(#(#traits),*)
}

/// Returns the method of `Member` for an option.
fn member_option(option: &MemberOption) -> &'static str {
    match option {
        MemberOption::JsonName(_) => "json_name",
        MemberOption::Timestamps(format) => timestamp_format(*format),
        MemberOption::NonEmpty => "non_empty",
        MemberOption::Xml(_) => "xml_traits",
    }
}
