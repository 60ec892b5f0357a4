//! The task `cargo xtask codegen`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cargo_tinsmith::report::Report;
use cargo_tinsmith::sync::{self, Package};
use cargo_tinsmith::{
    GenerationRequest, ManifestOwner, canonicalize, check_crate_name, default_crate_name, generate,
    parse_rename, relative, resolve,
};
use tinsmith_codegen::{Caller, Dependency, Form, ServiceSpec, visible};

use crate::services::Services;
use crate::workspace::{self, Error, print_line};

/// Without options, generate every crate of models/services.toml into crates/.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; list the files that differ, and fail if there are any.
    #[arg(long)]
    check: bool,
    /// A model of your own, for a crate in --out: a JSON AST, a file in the Smithy IDL (`.smithy`), or a folder of these.
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
    #[arg(long, value_name = "OLD=NEW", value_parser = parse_rename, requires = "model")]
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
    let Some(mut packages) = generate(&requests, Report::default())? else {
        eprintln!("nothing was written");
        return Ok(ExitCode::FAILURE);
    };
    let count = packages.iter().flat_map(Package::all_files).count();
    let others = other_folders.into_iter();
    packages.extend(others.map(|folder| Package::new(folder, Vec::new())));
    if !arguments.check {
        let differences = sync::write(&packages)?;
        print_line(format_args!(
            "{count} files, {} of them changed",
            differences.len()
        ));
        if let Some(out) = &arguments.out {
            print_line(next_step(out)?);
        }
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

/// Names the folder of a crate and the command that adds the crate to another one.
fn next_step(out: &Path) -> Result<String, Error> {
    let folder = resolve(out)?;
    let folder = visible(&folder.to_string_lossy());
    Ok(format!(
        "the crate is in {folder}\nnext step, in the folder of your crate: cargo add --path '{folder}'"
    ))
}

/// Returns the crates of services.toml, and the folders of generated crates that are no longer in it.
fn repository() -> Result<(Vec<GenerationRequest>, Vec<PathBuf>), Error> {
    let root = workspace::root();
    let services = Services::read(&root.join("models/services.toml"))?;
    let crates = root.join("crates");
    let requests: Vec<GenerationRequest> = services
        .specs()
        .map(|(model, spec)| GenerationRequest {
            model: vec![root.join("models").join(model)],
            folder: crates.join(&spec.crate_name),
            spec,
            manifest: ManifestOwner::Generator,
        })
        .collect();
    let mut others = sync::generated_packages(&crates)?;
    others.retain(|folder| requests.iter().all(|request| request.folder != *folder));
    Ok((requests, others))
}

fn own_model(arguments: &Arguments, model: &Path, out: &Path) -> Result<GenerationRequest, Error> {
    let crate_name = match &arguments.name {
        Some(name) => name.clone(),
        None => default_crate_name(model),
    };
    check_crate_name(&crate_name).map_err(Error::Usage)?;
    let spec = ServiceSpec {
        form: Form::Crate,
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
    Ok(GenerationRequest {
        model: arguments.model.clone(),
        folder: out.to_owned(),
        spec,
        manifest: ManifestOwner::User,
    })
}

fn runtime(arguments: &Arguments, out: &Path) -> Result<Dependency, Error> {
    if let Some(version) = &arguments.tinsmith_version {
        return Ok(Dependency::Version(version.clone()));
    }
    let root = workspace::root();
    let root = canonicalize(&root).map_err(Error::file("find", &root))?;
    let path = arguments
        .tinsmith_path
        .clone()
        .unwrap_or_else(|| root.join("crates/tinsmith"));
    let path = canonicalize(&path).map_err(Error::file("find", &path))?;
    let out = resolve(out)?;
    // Within the repository, the path is relative, so that it is valid in every clone.
    let path = match out.starts_with(&root) && path.starts_with(&root) {
        true => relative(&out, &path),
        false => path.to_string_lossy().replace('\\', "/"),
    };
    Ok(Dependency::Path(path))
}
