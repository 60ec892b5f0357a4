//! The generator of typed client crates from Smithy models: text in, text out.
//!
//! ```text
//! text  -> smithy::Model::with_faults         -> Model           the shapes of the JSON or IDL
//!       -> select_into(&Model, &ServiceSpec)  -> Selection       the emitted shapes
//!       -> validate(&Selection)                                  every problem of the selection
//!       -> plan(&Selection)                   -> ServicePlan     every decision
//!       -> render(&ServicePlan)               -> Vec<Module>     tokens
//!       -> format                             -> Vec<SourceFile> text
//! ```
//!
//! No stage reads files, the clock or the environment: the same text and spec give the same bytes. [`build`] alone reads models and writes
//! the generated files, in build scripts.

pub mod build;
mod calendar;
mod diagnostic;
mod escape;
mod format;
mod graph;
mod literal;
pub mod plan;
mod protocol;
mod quirks;
mod render;
pub mod select;
pub mod smithy;
mod spec;
mod traits;
mod uri;
mod validate;

pub use diagnostic::{Diagnostic, Location};
pub use escape::visible;
pub use format::{MARK, SourceFile};
pub use plan::outline::{OperationOutline, ServiceOutline};
pub use quirks::{
    ParameterSettingQuirk, Quirks, RegionCopyQuirk, RegionLookupQuirk, RegionalRedirectQuirk,
    RetriesQuirk, SessionCredentialsQuirk,
};
pub use spec::{Caller, Dependency, Form, ServiceSpec};

pub(crate) use diagnostic::Diagnostics;
pub(crate) use format::{Content, Module};
pub(crate) use uri::UriTemplate;

use std::panic::resume_unwind;
use std::thread;

use plan::ServicePlan;
use select::Selection;
use smithy::{Model, ModelFile};

/// The generated code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The files of the crate or module, ordered by path.
    pub files: Vec<SourceFile>,
    /// The features of the runtime that the code needs, by name. The manifest of a crate has them; for a module, the manifest of the crate
    /// around it needs them.
    pub runtime_features: Vec<String>,
    /// The warnings: unsupported parts that are left out, traits that are ignored, and known quirks without an effect, each with the reason.
    pub warnings: Vec<Diagnostic>,
    /// The names of the service's operations that the spec does not select, in order.
    pub not_selected: Vec<String>,
}

/// Generates the crate of a spec from the text of a model.
///
/// # Errors
///
/// Everything that is wrong with the model or the spec, as far as it can be seen at once.
pub fn generate(model: &str, spec: &ServiceSpec) -> Result<Generated, Vec<Diagnostic>> {
    generate_from_files(&[ModelFile::from_json(model)], spec)
}

/// Generates the crate of a spec from the files of a model, in the Smithy IDL or as JSON.
///
/// # Errors
///
/// Everything that is wrong with the model or the spec, as far as it can be seen at once. Problems in IDL files have a
/// location.
pub fn generate_from_files(
    files: &[ModelFile<'_>],
    spec: &ServiceSpec,
) -> Result<Generated, Vec<Diagnostic>> {
    on_large_stack(|| {
        let (model, faults) = Model::with_faults(files)?;
        match generate_from_model(&model, faults, spec) {
            Ok(generated) => Ok(Generated {
                warnings: model.located(generated.warnings),
                ..generated
            }),
            Err(diagnostics) => Err(model.located(diagnostics)),
        }
    })
}

/// The stack of the thread that generates, in bytes. Parsing and printing Rust code recurse with the depth of the values in examples
/// and tests, which the limits of `validate` bound; 128 levels take less than a tenth of it in a debug build.
const STACK_SIZE: usize = 256 << 20;

/// Runs a function on a thread with a large stack.
fn on_large_stack<T: Send>(
    function: impl FnOnce() -> Result<T, Vec<Diagnostic>> + Send,
) -> Result<T, Vec<Diagnostic>> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK_SIZE);
        match thread.spawn_scoped(scope, function) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(error) => {
                let problem = format!("the generator cannot start a thread: {error}");
                Err(vec![Diagnostic::general(problem)])
            }
        }
    })
}

/// Generates the crate of a spec. The faults are those of the model, which lacks what they concern.
fn generate_from_model(
    model: &Model,
    faults: Vec<Diagnostic>,
    spec: &ServiceSpec,
) -> Result<Generated, Vec<Diagnostic>> {
    let (selection, mut diagnostics) = select_all(model, faults, spec);
    check_name(spec, &mut diagnostics);
    let Some(selection) = selection else {
        return Err(diagnostics.into());
    };
    let plan = plan_selection(&selection, &mut diagnostics);
    let mut generated = Generated::default();
    let warnings = &mut generated.warnings;
    warnings.extend(selection.skipped.iter().cloned());
    warnings.extend(selection.idle_quirks.iter().cloned());
    warnings.extend(validate::ignored_traits(&selection));
    if let Some(plan) = plan {
        for module in render::render(&plan) {
            match format::format(&module, spec) {
                Ok(file) => generated.files.push(file),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        generated.runtime_features = render::runtime_features(&plan);
        generated.warnings.extend(plan.left_out);
    }
    let files = &mut generated.files;
    files.sort_by(|left: &SourceFile, right| left.path.cmp(&right.path));
    generated.not_selected = selection.not_selected;
    diagnostics.into_result(generated)
}

/// Chooses the service and its operations, in a model that is sound or has faults. Returns no selection if there is no such service, and all
/// problems, with the faults.
fn select_all<'m>(
    model: &'m Model,
    faults: Vec<Diagnostic>,
    spec: &'m ServiceSpec,
) -> (Option<Selection<'m>>, Diagnostics) {
    let is_sound = faults.is_empty();
    let mut diagnostics = Diagnostics::from(faults);
    let mut problems = Diagnostics::default();
    let selection = select::select_into(model, spec, &mut problems);
    // The service may be one of the faulty shapes.
    let is_own = |problem: &Diagnostic| is_sound || selection.is_some() || problem.shape.is_some();
    diagnostics.extend(Vec::from(problems).into_iter().filter(is_own));
    (selection, diagnostics)
}

/// Reports a name that neither a crate nor a module can have.
fn check_name(spec: &ServiceSpec, diagnostics: &mut Diagnostics) {
    let name = &spec.crate_name;
    // The examples of the documentation contain the name of a crate as a Rust identifier.
    let (kind, ident, symbols) = match spec.form {
        Form::Crate => ("crate", name.replace('-', "_"), ", `-` and `_`"),
        Form::Module => ("module", name.clone(), " and `_`"),
    };
    let remedy = match spec.form {
        Form::Crate => "",
        Form::Module => spec.caller.rename_module(),
    };
    let shown = visible(name);
    if !is_rust_name(&ident) {
        diagnostics.general(format!(
            "the {kind} name `{shown}` is invalid; use letters, digits{symbols}, beginning with a letter, and no keyword of Rust{remedy}"
        ));
    }
    if render::USED_CRATES.contains(&ident.as_str()) {
        diagnostics.general(format!(
            "the {kind} name `{shown}` is that of a crate which generated code uses; choose another name{remedy}"
        ));
    }
}

/// True if text is an identifier of Rust as it is, without the blanks and comments that a parser accepts beside one.
fn is_rust_name(text: &str) -> bool {
    !text.starts_with("r#") && syn::parse_str::<syn::Ident>(text).is_ok_and(|ident| ident == text)
}

/// Validates a selection and plans its code. Returns `None` if there is a problem.
fn plan_selection(selection: &Selection<'_>, diagnostics: &mut Diagnostics) -> Option<ServicePlan> {
    validate::validate(selection, diagnostics);
    let infinite_shapes: Vec<Diagnostic> = validate::infinite_shapes(selection).into();
    // Planning follows the members of a shape, and would not end for one without a finite value.
    let plan = match infinite_shapes.is_empty() {
        true => Some(plan::plan(selection)),
        false => {
            plan::check_type_names(selection, diagnostics);
            None
        }
    };
    diagnostics.extend(infinite_shapes);
    match plan? {
        Ok(plan) => diagnostics.is_empty().then_some(plan),
        Err(more) => {
            diagnostics.extend(more);
            None
        }
    }
}

/// Plans the client of a spec, for programs that compare clients. The name of the crate or module is not checked.
///
/// # Errors
///
/// Everything that is invalid in the model or the spec, as far as it can be seen at once.
pub fn plan_from_files(
    files: &[ModelFile<'_>],
    spec: &ServiceSpec,
) -> Result<ServicePlan, Vec<Diagnostic>> {
    on_large_stack(|| {
        let (model, faults) = Model::with_faults(files)?;
        let (selection, mut diagnostics) = select_all(&model, faults, spec);
        let plan = selection.and_then(|selection| plan_selection(&selection, &mut diagnostics));
        plan.ok_or_else(|| model.located(diagnostics.into()))
    })
}

/// Lists the operations of the service that a spec selects, regardless of the selected operations.
///
/// # Errors
///
/// Everything that is invalid in the model or the spec, as far as it can be seen at once.
pub fn outline(
    files: &[ModelFile<'_>],
    spec: &ServiceSpec,
) -> Result<ServiceOutline, Vec<Diagnostic>> {
    on_large_stack(|| {
        let (model, faults) = Model::with_faults(files)?;
        let all = ServiceSpec {
            operations: None,
            skip_unsupported: true,
            ..spec.clone()
        };
        let (selection, diagnostics) = select_all(&model, faults, &all);
        let outline = selection.filter(|_| diagnostics.is_empty());
        let outline = outline.map(|selection| plan::outline::outline(&selection));
        outline.ok_or_else(|| model.located(diagnostics.into()))
    })
}

/// Returns the fixed names of generated code: those to which the names of a model give way, and those of the items that it imports. A model may
/// use all of them.
pub fn fixed_names() -> impl Iterator<Item = &'static str> {
    plan::reserved_names().chain(render::imported_names())
}

/// The README's example, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
