//! Models, from their text to a crate.

use tinsmith_codegen::{Diagnostic, ServiceSpec, generate};

/// Checks that a model results in diagnostics or a crate of Rust files, and in the same crate with `skip_unsupported`.
pub fn models(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let strict = ServiceSpec {
        crate_name: "tinsmith-any".to_owned(),
        model_path: "models/any.json".to_owned(),
        ..ServiceSpec::default()
    };
    let lenient = ServiceSpec {
        skip_unsupported: true,
        ..strict.clone()
    };
    match generate(text, &strict) {
        Err(diagnostics) => is_fault_of_the_model(&diagnostics),
        Ok(generated) => {
            assert!(!generated.files.is_empty());
            match generate(text, &lenient) {
                Ok(again) => assert_eq!(again.files, generated.files),
                Err(diagnostics) => panic!("invalid with `skip_unsupported` only: {diagnostics:?}"),
            }
            return;
        }
    }
    if let Err(diagnostics) = generate(text, &lenient) {
        is_fault_of_the_model(&diagnostics);
    }
}

fn is_fault_of_the_model(diagnostics: &[Diagnostic]) {
    assert!(!diagnostics.is_empty());
    for diagnostic in diagnostics {
        // A message with this beginning is a fault of the generator: its output is not Rust.
        assert!(
            !diagnostic.message.starts_with("generated file "),
            "{diagnostic}"
        );
    }
}
