//! A crate of functions that are generic or `#[inline]` is compiled by the programs that use it, as far as they do.
#![cfg(test)]

use syn::visit::{self, Visit};
use tinsmith_codegen::{ServiceSpec, generate};

/// The functions that a build of the crate alone compiles.
#[derive(Default)]
struct Compiled(Vec<String>);

impl<'ast> Visit<'ast> for Compiled {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let is_generic = item.generics.type_params().next().is_some();
        if !is_generic {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.attrs, &function.sig);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.attrs, &function.sig);
    }
}

impl Compiled {
    fn add(&mut self, attributes: &[syn::Attribute], signature: &syn::Signature) {
        let takes_impl = signature.inputs.iter().any(|input| {
            matches!(input, syn::FnArg::Typed(input) if matches!(*input.ty, syn::Type::ImplTrait(_)))
        });
        let is_generic = takes_impl || signature.generics.type_params().next().is_some();
        let is_inline = attributes
            .iter()
            .any(|attribute| attribute.path().is_ident("inline"));
        if !is_generic && !is_inline {
            self.0.push(signature.ident.to_string());
        }
    }
}

#[test]
fn what_is_not_called_is_not_compiled() {
    for (name, model) in [
        ("shop", include_str!("models/shop.json")),
        ("deadline", include_str!("../../models/deadline.json")),
    ] {
        let spec = ServiceSpec {
            crate_name: format!("tinsmith-{name}"),
            model_path: format!("{name}.json"),
            ..ServiceSpec::default()
        };
        let files = generate(model, &spec)
            .expect("a model without faults")
            .files;
        let sources = files.iter().filter(|file| {
            file.path.starts_with("src/")
                && file.path.ends_with(".rs")
                && !file.path.ends_with("tests.rs")
        });
        for file in sources {
            let mut compiled = Compiled::default();
            compiled.visit_file(&syn::parse_file(&file.text).expect("Rust"));
            assert_eq!(
                compiled.0,
                Vec::<String>::new(),
                "in {} of {name}",
                file.path
            );
        }
    }
}
