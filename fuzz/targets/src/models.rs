//! Models, from their text to a crate.

use tinsmith_codegen::{Diagnostic, ServiceSpec, generate};

/// A model gives diagnostics or a crate of Rust files; the same one where operations might have been left out, but none had to be.
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
                Err(diagnostics) => panic!("only without need to be good: {diagnostics:?}"),
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
        // What begins so is the generator's own fault: it printed what is no Rust.
        assert!(
            !diagnostic.message.starts_with("generated file "),
            "{diagnostic}"
        );
    }
}
