//! Generated functions are generic or `#[inline]`, so that code is generated only for those that a program calls.

use syn::visit::{self, Visit};
use tinsmith_codegen::{ServiceSpec, generate};

use super::files;

/// The functions of a source, and those for which the crate itself contains code or a state machine.
#[derive(Default)]
struct Functions {
    all: usize,
    compiled: Vec<String>,
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.generics.type_params().next().is_none() {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.attrs, &function.sig);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.add(&function.attrs, &function.sig);
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.attrs, &function.sig);
        visit::visit_item_fn(self, function);
    }
}

impl Functions {
    fn add(&mut self, attributes: &[syn::Attribute], signature: &syn::Signature) {
        self.all += 1;
        let takes_impl = signature.inputs.iter().any(
            |input| matches!(input, syn::FnArg::Typed(input) if matches!(*input.ty, syn::Type::ImplTrait(_))),
        );
        let is_generic = takes_impl || signature.generics.type_params().next().is_some();
        let is_inline = attributes.iter().any(
            |attribute| matches!(&attribute.meta, syn::Meta::Path(path) if path.is_ident("inline")),
        );
        if signature.asyncness.is_some() || !(is_generic || is_inline) {
            self.compiled.push(signature.ident.to_string());
        }
    }
}

#[test]
fn no_generated_function_is_compiled_before_it_is_called() {
    let models = ["models", "codegen/tests/models"];
    for path in models
        .iter()
        .flat_map(|folder| files::with_extension(folder, "json"))
    {
        let model = files::text(&path);
        let path = path.display().to_string();
        let spec = ServiceSpec {
            crate_name: "tinsmith-any".to_owned(),
            model_path: path.clone(),
            skip_unsupported: true,
            ..ServiceSpec::default()
        };
        let files = generate(&model, &spec)
            .expect("a model without faults")
            .files;
        let sources = files.iter().filter(|file| {
            file.path.starts_with("src/")
                && file.path.ends_with(".rs")
                && !file.path.ends_with("tests.rs")
        });
        for source in sources {
            let mut functions = Functions::default();
            functions.visit_file(&syn::parse_file(&source.text).expect("Rust"));
            let name = format!("{} of {path}", source.path);
            assert_eq!(functions.compiled, Vec::<String>::new(), "{name}");
            assert_eq!(functions.all, written_functions(&source.text), "{name}");
        }
        let operations = files.iter().filter(|file| {
            file.path.starts_with("src/operation/") && !file.path.ends_with("mod.rs")
        });
        for operation in operations {
            let name = format!("{} of {path}", operation.path);
            assert!(
                written_functions(&operation.text) > 0,
                "{name} has no function"
            );
        }
    }
}

/// Returns the number of functions in the text of a source, with which the visited ones are compared: a function that is not visited would
/// pass for nothing.
fn written_functions(text: &str) -> usize {
    let code = text.lines().map(str::trim);
    let code = code.filter(|line| !line.starts_with("//"));
    code.filter(|line| line.starts_with("fn ") || line.contains(" fn "))
        .count()
}

/// Macro definitions are no syntax trees, but each function in them begins a line.
#[test]
fn no_function_of_the_macros_is_compiled_before_it_is_called() {
    let (mut all, mut compiled) = (0, Vec::new());
    for path in ["codec/macros", "call/builder_table.rs", "paginate/table.rs"]
        .map(|path| format!("crates/tinsmith/src/{path}"))
        .iter()
        .flat_map(files::below)
    {
        let (source, path) = (files::text(&path), path.display());
        let (mut before, mut is_generic) = ("", false);
        for line in source
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("//"))
        {
            if line.starts_with("impl") {
                // A lifetime parameter does not defer code generation.
                is_generic = line.starts_with("impl<") && !line.starts_with("impl<'");
            }
            if let Some((_, signature)) = line.split_once("fn ") {
                all += 1;
                let name = signature.split('(').next().unwrap_or_default();
                if !is_generic
                    && name
                        .split_once('<')
                        .is_none_or(|(_, of)| of.starts_with('\''))
                    && before != "#[inline]"
                {
                    compiled.push(format!("{name} in {path}"));
                }
            }
            before = line;
        }
    }
    assert_eq!(compiled, Vec::<String>::new());
    assert!(all > 20, "only {all} functions were found");
}
