//! The settings of a client in a build script.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Error, ModelText, output};
use crate::{Caller, Dependency, Form, Generated, Quirks, ServiceSpec};

/// The repository of the generator and the runtime, which have no version on crates.io yet.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The settings of a client that a build script generates, as a module that the crate includes.
///
/// See the [module](super) for an example.
#[derive(Clone, Debug)]
#[must_use = "nothing is generated before `compile` is called"]
pub struct Builder {
    spec: ServiceSpec,
    module: Option<String>,
    out_dir: Option<PathBuf>,
}

impl Builder {
    /// Creates a builder that generates all operations of the model into `OUT_DIR`.
    pub fn new() -> Self {
        Self {
            spec: ServiceSpec {
                form: Form::Module,
                runtime: Dependency::Git {
                    url: REPOSITORY.to_owned(),
                    rev: None,
                },
                caller: Caller::BuildScript,
                ..ServiceSpec::default()
            },
            module: None,
            out_dir: None,
        }
    }

    /// Sets the name of the module and of its files. By default it is the name of the model's first file or folder: `lex_runtime_v2` for
    /// `lex-runtime-v2.json`.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = Some(name.into());
        self
    }

    /// Adds operations to generate, by name, with the shapes that they reach. By default all operations are generated.
    pub fn operations<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let names = names.into_iter().map(Into::into);
        self.spec.operations.get_or_insert_default().extend(names);
        self
    }

    /// Sets the Rust name of a shape, `Shape`, or of a member, `Shape$member`. The name on the wire is unchanged.
    pub fn rename(mut self, name: impl Into<String>, rust_name: impl Into<String>) -> Self {
        self.spec.renames.insert(name.into(), rust_name.into());
        self
    }

    /// Sets the service, by name or shape id, for a model of several.
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.spec.service = Some(service.into());
        self
    }

    /// Sets the protocol, such as `awsJson1_0`, for a service that speaks several. By default it is the one that AWS's SDKs prefer.
    pub fn protocol(mut self, protocol: impl Into<String>) -> Self {
        self.spec.protocol = Some(protocol.into());
        self
    }

    /// Ignores a trait that is unknown or not supported, by its id. A warning of the build reports it.
    pub fn ignore_trait(mut self, id: impl Into<String>) -> Self {
        self.spec.ignore_traits.insert(id.into());
        self
    }

    /// Leaves out operations that cannot be generated. Warnings of the build report them. By default they are errors.
    pub fn skip_unsupported(mut self) -> Self {
        self.spec.skip_unsupported = true;
        self
    }

    /// Sets the quirks of a service, by its shape id, in place of those that the generator knows. It must be the service of the client.
    pub fn quirks(mut self, service: impl Into<String>, quirks: Quirks) -> Self {
        self.spec.quirks.insert(service.into(), quirks);
        self
    }

    /// Sets the folder to write into. By default it is `OUT_DIR`.
    ///
    /// The crate includes the file `<module>.rs` in it by `include!`, as it does from `OUT_DIR`. The file declares the module itself, so
    /// `mod <module>;` cannot refer to it. To declare the module yourself, use the file `<module>/mod.rs`:
    ///
    /// ```text
    /// include!("generated/shop.rs");                  // .out_dir("src/generated")
    /// #[path = "generated/shop/mod.rs"] mod shop;     // the same module
    /// ```
    ///
    /// Handwritten files in it are kept. Files of an earlier run that are obsolete are removed.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates the client of a model: a JSON AST, a file in the Smithy IDL (`.smithy`), or a folder of these.
    ///
    /// It writes the folder of the module and the file `<module>.rs`, which declares the module and is for `include!`. It prints
    /// `cargo::rerun-if-changed` with the path of the model.
    ///
    /// # Errors
    ///
    /// Fails with all problems of the model and the settings, one per line, or if a file cannot be read or written. Nothing is written if
    /// the model has a problem.
    pub fn compile(self, model: impl AsRef<Path>) -> Result<(), Error> {
        self.compile_files([model])
    }

    /// Generates the client of a model of several files or folders, as [`compile`](Self::compile) does.
    ///
    /// # Errors
    ///
    /// Fails as [`compile`](Self::compile) does.
    pub fn compile_files<P: AsRef<Path>>(
        self,
        files: impl IntoIterator<Item = P>,
    ) -> Result<(), Error> {
        let paths: Vec<PathBuf> = files
            .into_iter()
            .map(|path| path.as_ref().to_owned())
            .collect();
        // First, so that the script runs again after a model with a problem has been corrected.
        for path in &paths {
            print("rerun-if-changed", &path.display().to_string())?;
        }
        let first = paths.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
        let module = self.module.unwrap_or_else(|| default_module(first));
        let model = ModelText::read(&paths)?;
        let spec = ServiceSpec {
            crate_name: module.clone(),
            // Without its folder, so that the code is the same in every checkout.
            model_path: file_name(first),
            ..self.spec
        };
        let Generated {
            files, warnings, ..
        } = model.generate(&spec).map_err(|diagnostics| Error::Client {
            module: module.clone(),
            problems: diagnostics
                .iter()
                .map(|diagnostic| model.describe(diagnostic))
                .collect(),
        })?;
        for diagnostic in &warnings {
            print("warning", &model.describe(diagnostic))?;
        }
        let folder = match self.out_dir {
            Some(folder) => folder,
            None => env::var_os("OUT_DIR").ok_or(Error::NoOutDir)?.into(),
        };
        output::write(&folder, &module, &spec.model_path, &files)
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

/// Prints an instruction for cargo, which is a line.
fn print(key: &str, value: &str) -> Result<(), Error> {
    let value = value.replace(['\n', '\r'], " ");
    writeln!(io::stdout(), "cargo::{key}={value}").map_err(Error::file("write to", "stdout"))
}

/// Returns the module of a model's file: `lex_runtime_v2` for `lex-runtime-v2.json`.
fn default_module(model: &Path) -> String {
    let stem = model.file_stem().unwrap_or_default().to_string_lossy();
    let letters = stem.chars().map(|letter| match letter {
        letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
        _ => '_',
    });
    letters.collect()
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
