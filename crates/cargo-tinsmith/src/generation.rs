//! The generation of clients from the files of their models.

use std::path::PathBuf;

use tinsmith_codegen::{Caller, Generated, ServiceSpec};

use crate::report::{Level, Report};
use crate::sync::Package;
use crate::{Error, ModelText};

/// A client to generate.
#[derive(Clone, Debug)]
pub struct Request {
    /// The files of the model, or folders of them.
    pub model: Vec<PathBuf>,
    /// The folder of the client.
    pub folder: PathBuf,
    /// The specification.
    pub spec: ServiceSpec,
}

/// Generates all clients, and reports every problem of each. Returns `None` if one of them cannot be generated.
///
/// # Errors
///
/// Fails if a file of a model cannot be read.
pub fn generate(requests: &[Request], report: Report) -> Result<Option<Vec<Package>>, Error> {
    let mut packages = Vec::new();
    for request in requests {
        let model = ModelText::read(&request.model)?;
        report.progress("Generating", &request.spec.crate_name);
        match model.generate(&request.spec) {
            Ok(Generated {
                files, left_out, ..
            }) => {
                for diagnostic in left_out {
                    report.diagnostic(Level::Warning, &model, &diagnostic);
                }
                packages.push(Package {
                    folder: request.folder.clone(),
                    files,
                });
            }
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    report.diagnostic(Level::Error, &model, &diagnostic);
                }
                if is_fixed_by_skipping(&model, &request.spec) {
                    let remedy = match request.spec.caller {
                        Caller::ServicesFile => {
                            "in models/services.toml, `skip-unsupported = true`"
                        }
                        _ => "`--skip-unsupported`",
                    };
                    let help = format!("{remedy} leaves out shapes that cannot be generated");
                    report.message(Level::Help, help);
                }
            }
        }
    }
    Ok((packages.len() == requests.len()).then_some(packages))
}

/// True if the only problem of a model are unsupported shapes, and other operations remain.
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
