//! The task `cargo xtask codegen`.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use tinsmith_codegen::{Caller, Dependency, Generated, ServiceSpec};

use crate::model::ModelText;
use crate::services::{Services, check_crate_name};
use crate::sync::{self, Package};
use crate::workspace::{self, Error, print_line};

/// Without options, generate every crate of models/services.toml into crates/.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; list the files that differ, and fail if there are any.
    #[arg(long)]
    check: bool,
    /// A model of your own, for a crate in --out: a JSON AST, a file in the Smithy IDL (`.smithy`), or a folder of `.smithy` files.
    /// Give it again for each further file.
    #[arg(long, value_name = "FILE|DIR", requires = "out")]
    model: Vec<PathBuf>,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR", requires = "model")]
    out: Option<PathBuf>,
    /// The operations to generate; all by default.
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "model")]
    operations: Option<Vec<String>>,
    /// The crate's name; by default `tinsmith-` and the name of the model's first file.
    #[arg(long, value_name = "CRATE", requires = "model")]
    name: Option<String>,
    /// The service, by name or shape id, if the model has several.
    #[arg(long, value_name = "ID", requires = "model")]
    service: Option<String>,
    /// The protocol, if the service speaks several: `awsJson1_0`; by default the one that AWS's SDKs prefer.
    #[arg(long, value_name = "NAME", requires = "model")]
    protocol: Option<String>,
    /// The Rust name of a shape or member: `Shape=Name`, `Shape$member=name`.
    #[arg(long, value_name = "OLD=NEW", value_parser = rename, requires = "model")]
    rename: Vec<(String, String)>,
    /// A trait to ignore although it is unknown or not supported. It is reported.
    #[arg(long, value_name = "NAMESPACE#NAME", requires = "model")]
    ignore_trait: Vec<String>,
    /// Leave out operations that cannot be generated, and report them.
    #[arg(long, requires = "model")]
    skip_unsupported: bool,
    /// The folder of the runtime, for the crate's manifest; by default that of this repository.
    #[arg(
        long,
        value_name = "DIR",
        requires = "model",
        conflicts_with = "tinsmith_version"
    )]
    tinsmith_path: Option<PathBuf>,
    /// The published version of the runtime, for the crate's manifest.
    #[arg(long, value_name = "VERSION", requires = "model")]
    tinsmith_version: Option<String>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Error> {
    let (requests, other_folders) = match (arguments.model.first(), &arguments.out) {
        (Some(first), Some(out)) => (vec![own_model(&arguments, first, out)?], Vec::new()),
        _ => repository()?,
    };
    let Some(mut packages) = generate_all(&requests)? else {
        eprintln!("nothing was written");
        return Ok(ExitCode::FAILURE);
    };
    for package in &mut packages {
        sync::remove_own_readme(package)?;
    }
    let count: usize = packages.iter().map(|package| package.files.len()).sum();
    packages.extend(other_folders.into_iter().map(|folder| Package {
        folder,
        files: Vec::new(),
    }));
    if !arguments.check {
        let differences = sync::write(&packages)?;
        print_line(format_args!(
            "{count} files, {} of them changed",
            differences.len()
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let differences = sync::differences(&packages)?;
    for difference in &differences {
        print_line(difference);
    }
    if differences.is_empty() {
        print_line(format_args!("{count} files are up to date"));
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "{} files are not up to date: run `cargo xtask codegen`",
        differences.len()
    );
    Ok(ExitCode::FAILURE)
}

/// One crate to generate.
struct Request {
    model: Vec<PathBuf>,
    folder: PathBuf,
    spec: ServiceSpec,
}

/// Returns the crates of services.toml, and the folders of generated crates that are no longer in it.
fn repository() -> Result<(Vec<Request>, Vec<PathBuf>), Error> {
    let root = workspace::root();
    let services = Services::read(&root.join("models/services.toml"))?;
    let crates = root.join("crates");
    let requests: Vec<Request> = services
        .specs()
        .map(|(model, spec)| Request {
            model: vec![root.join("models").join(model)],
            folder: crates.join(&spec.crate_name),
            spec,
        })
        .collect();
    let mut others = sync::generated_packages(&crates)?;
    others.retain(|folder| requests.iter().all(|request| request.folder != *folder));
    Ok((requests, others))
}

/// Generates all crates. Returns `None` if one of them cannot be generated, after printing the diagnostics.
fn generate_all(requests: &[Request]) -> Result<Option<Vec<Package>>, Error> {
    let mut packages = Vec::new();
    for request in requests {
        let model = ModelText::read(&request.model)?;
        match model.generate(&request.spec) {
            Ok(Generated { files, left_out }) => {
                for diagnostic in left_out {
                    eprintln!("warning: {}", model.describe(&diagnostic));
                }
                packages.push(Package {
                    folder: request.folder.clone(),
                    files,
                });
            }
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    eprintln!("error: {}", model.describe(&diagnostic));
                }
                if is_fixed_by_skipping(&model, &request.spec) {
                    eprintln!(
                        "help: `--skip-unsupported` leaves out shapes that cannot be generated; \
                         in models/services.toml, use `skip-unsupported = true`"
                    );
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

fn own_model(arguments: &Arguments, model: &Path, out: &Path) -> Result<Request, Error> {
    let crate_name = match &arguments.name {
        Some(name) => name.clone(),
        None => default_name(model),
    };
    check_crate_name(&crate_name).map_err(Error::Usage)?;
    let spec = ServiceSpec {
        crate_name,
        crate_version: None,
        // Without its folder, which is private to the user.
        model_path: model
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        service: arguments.service.clone(),
        protocol: arguments.protocol.clone(),
        operations: arguments.operations.clone(),
        renames: arguments.rename.iter().cloned().collect(),
        skip_unsupported: arguments.skip_unsupported,
        ignore_traits: arguments.ignore_trait.iter().cloned().collect(),
        caller: Caller::CommandLine,
        dev_dependencies: BTreeMap::new(),
        runtime: runtime(arguments, out)?,
        quirks: BTreeMap::new(),
    };
    Ok(Request {
        model: arguments.model.clone(),
        folder: out.to_owned(),
        spec,
    })
}

/// Returns the default crate name: `tinsmith-lex-runtime-v2` for `lex-runtime-v2.json`.
fn default_name(model: &Path) -> String {
    let stem = model
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let name: String = stem
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    format!("tinsmith-{name}")
}

fn runtime(arguments: &Arguments, out: &Path) -> Result<Dependency, Error> {
    if let Some(version) = &arguments.tinsmith_version {
        return Ok(Dependency::Version(version.clone()));
    }
    let root = workspace::root();
    let root = fs::canonicalize(&root).map_err(Error::file("find", &root))?;
    let path = arguments
        .tinsmith_path
        .clone()
        .unwrap_or_else(|| root.join("crates/tinsmith"));
    let path = fs::canonicalize(&path).map_err(Error::file("find", &path))?;
    let out = resolve(out).map_err(Error::file("find", out))?;
    // Within the repository, the path is relative, so that it is valid in every clone.
    let inside = out
        .strip_prefix(&root)
        .ok()
        .zip(path.strip_prefix(&root).ok());
    let path = match inside {
        Some((out, path)) => out
            .components()
            .map(|_| Path::new(".."))
            .collect::<PathBuf>()
            .join(path),
        None => path,
    };
    Ok(Dependency::Path(path.to_string_lossy().replace('\\', "/")))
}

/// Returns the path of a folder that need not exist, without `..` and, as far as it exists, without symbolic links.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => {
                resolved.pop();
            }
            _ => resolved.push(component),
        }
        if let Ok(existing) = fs::canonicalize(&resolved) {
            resolved = existing;
        }
    }
    Ok(resolved)
}

/// Parses a rename of a shape or member.
pub(crate) fn rename(argument: &str) -> Result<(String, String), String> {
    // A member of an old enum may be named by its value, which may hold such a sign.
    match argument.rsplit_once('=') {
        Some((old, new)) => Ok((old.to_owned(), new.to_owned())),
        None => Err("expected OLD=NEW".to_owned()),
    }
}
