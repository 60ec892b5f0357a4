//! The generation of clients from the files of their models.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tinsmith_codegen::{Caller, Form, Generated, ServiceSpec, SourceFile};

use crate::report::{Level, Report};
use crate::sync::{Package, Scope, keep_handwritten_readme};
use crate::unselected_operations::UnselectedOperations;
use crate::{Error, ModelText, manifest, read};

/// The request to generate a client.
#[derive(Clone, Debug)]
pub struct GenerationRequest {
    /// The files of the model, or folders of them.
    pub model: Vec<PathBuf>,
    /// The folder of the client.
    pub folder: PathBuf,
    /// The specification.
    pub spec: ServiceSpec,
    /// The owner of the manifest.
    pub manifest: ManifestOwner,
}

/// The owner of a client's manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestOwner {
    /// The generator, which writes all of it.
    Generator,
    /// The user, after the first generation: only what generated code needs is changed.
    User,
    /// The user, whose crate with this folder has the client as a module.
    CrateAround(PathBuf),
}

/// Generates all clients, and reports every problem of each. Returns `None` if one of them cannot be generated.
///
/// # Errors
///
/// Fails if a file of a model, or a manifest, cannot be read.
pub fn generate(
    requests: &[GenerationRequest],
    report: Report,
) -> Result<Option<Vec<Package>>, Error> {
    let mut packages = Vec::new();
    // Two modules may be in one crate.
    let mut manifests = BTreeMap::new();
    let mut is_complete = true;
    let mut unselected = UnselectedOperations::default();
    for request in requests {
        let model = ModelText::read(&request.model)?;
        report.progress("Generating", &request.spec.crate_name);
        match model.generate(&request.spec) {
            Ok(generated) => {
                for diagnostic in &generated.warnings {
                    report.diagnostic(Level::Warning, &model, diagnostic);
                }
                let not_selected = generated.not_selected.iter().cloned();
                unselected.add(&request.model, &request.spec, not_selected.collect());
                packages.push(package(request, generated, &mut manifests)?);
            }
            Err(diagnostics) => {
                is_complete = false;
                for diagnostic in diagnostics {
                    report.diagnostic(Level::Error, &model, &diagnostic);
                }
                if is_fixed_by_skipping(&model, &request.spec) {
                    let remedy = match request.spec.caller {
                        Caller::ServicesFile => {
                            "in models/services.toml, `skip-unsupported = true`"
                        }
                        Caller::TinsmithFile => "in tinsmith.toml, `skip-unsupported = true`",
                        _ => "`--skip-unsupported`",
                    };
                    let help = format!("{remedy} leaves out shapes that cannot be generated");
                    report.message(Level::Help, help);
                }
            }
        }
    }
    packages.extend(manifests.into_iter().map(|(folder, text)| {
        Package::of_user(
            folder,
            vec![SourceFile {
                path: MANIFEST.to_owned(),
                text,
            }],
        )
    }));
    for notice in unselected.notices() {
        report.message(Level::Note, notice);
    }
    Ok(is_complete.then_some(packages))
}

const MANIFEST: &str = "Cargo.toml";

/// Returns the files of a client. The manifest of a crate around a module is added to `manifests`, by the crate's folder.
fn package(
    request: &GenerationRequest,
    generated: Generated,
    manifests: &mut BTreeMap<PathBuf, String>,
) -> Result<Package, Error> {
    let mut package = Package::new(request.folder.clone(), generated.files);
    if request.spec.form == Form::Module {
        package.scope = Scope::Module;
    }
    match &request.manifest {
        ManifestOwner::Generator => {}
        ManifestOwner::User => merge_manifest(&mut package, &request.spec.model_path)?,
        ManifestOwner::CrateAround(folder) => {
            let path = folder.join(MANIFEST);
            let text = match manifests.remove(folder) {
                Some(text) => text,
                None => read(&path)?,
            };
            let dependency =
                manifest::dependency(&request.spec.runtime, &generated.runtime_features);
            manifests.insert(
                folder.clone(),
                manifest::merge_module(&path, &text, dependency)?,
            );
        }
    }
    keep_handwritten_readme(&mut package)?;
    Ok(package)
}

/// Moves the manifest to the files of the user. A new one begins with a comment of its own in place of the mark; an existing one gets only the
/// changes that it needs.
fn merge_manifest(package: &mut Package, model: &str) -> Result<(), Error> {
    let path = package.folder.join(MANIFEST);
    let is_manifest = |file: &SourceFile| file.path == MANIFEST;
    let Some(index) = package.files.iter().position(is_manifest) else {
        return Ok(());
    };
    let mut file = package.files.remove(index);
    file.text = match path.exists() {
        true => manifest::merge_crate(&path, &read(&path)?, &file.text)?,
        false => manifest::first(&file.text, model),
    };
    package.merged.push(file);
    Ok(())
}

/// True if unsupported shapes are the only problem of a model, and other operations remain.
fn is_fixed_by_skipping(model: &ModelText, spec: &ServiceSpec) -> bool {
    let skipping = ServiceSpec {
        skip_unsupported: true,
        ..spec.clone()
    };
    !spec.skip_unsupported && model.generate(&skipping).is_ok()
}

/// Parses a rename of a shape or member, `OLD=NEW`.
///
/// # Errors
///
/// A message with the form, if there is no `=`.
pub fn parse_rename(argument: &str) -> Result<(String, String), String> {
    // A member of an old enum may be named by its value, which may contain such a sign.
    match argument.rsplit_once('=') {
        Some((old, new)) => Ok((old.to_owned(), new.to_owned())),
        None => Err("expected OLD=NEW".to_owned()),
    }
}
