//! `cargo tinsmith add`.

use std::fs;
use std::path::{Path, PathBuf};

use tinsmith_codegen::Caller;

use super::generate::{quoted, update};
use super::model_options::ModelOptions;
use crate::paths::with_slashes;
use crate::report::{Level, Report};
use crate::{Client, Error, FILE_NAME, Project, RuntimeSource, default_crate_name, parse_rename};

/// Generate a client, as a crate or as a module, and record it in `tinsmith.toml` at the root of the workspace.
///
/// If the folder has a client already, the operations are added to it; without `--operations`, the recorded ones remain.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo tinsmith add lambda.json --operations Invoke,ListFunctions --crate my-lambda --git https://github.com/tinsmith-rs/tinsmith
  cargo tinsmith add deadline.json --operations ListSessions --module src/aws/deadline --git https://github.com/tinsmith-rs/tinsmith
  cargo tinsmith add deadline.json --path ../tinsmith --rename SessionsStatisticsResources=ResourceIds")]
pub(super) struct Arguments {
    #[command(flatten)]
    model: ModelOptions,
    /// The operations to generate; all by default, or those that the client has already.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    operations: Option<Vec<String>>,
    /// The crate's name; by default `tinsmith-` followed by the name of the model's first file, without its date.
    #[arg(long = "crate", value_name = "NAME", conflicts_with = "module")]
    crate_name: Option<String>,
    /// The folder of the crate; by default a folder with the crate's name.
    #[arg(long, value_name = "DIR", conflicts_with = "module")]
    out: Option<PathBuf>,
    /// Generate a module instead of a crate, in this folder: `src/aws/deadline`.
    #[arg(long, value_name = "PATH")]
    module: Option<PathBuf>,
    /// The Rust name of a shape or member: `Shape=Name`, `Shape$member=name`.
    #[arg(long, value_name = "OLD=NEW", value_parser = parse_rename)]
    rename: Vec<(String, String)>,
    /// Leave out operations that cannot be generated, and report them.
    #[arg(long)]
    skip_unsupported: bool,
    #[command(flatten)]
    runtime: RuntimeOptions,
}

/// The source of the runtime for all clients of the workspace; by default the version of this command.
#[derive(Debug, clap::Args)]
#[group(multiple = true)]
struct RuntimeOptions {
    /// The version of the runtime on crates.io; by default that of this command.
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["git", "path"])]
    tinsmith_version: Option<String>,
    /// A git repository with the runtime, in place of a version.
    #[arg(long, value_name = "URL", conflicts_with = "path")]
    git: Option<String>,
    /// The revision in the git repository.
    #[arg(long, value_name = "REV", requires = "git")]
    rev: Option<String>,
    /// A checkout of tinsmith's repository, or the folder of the runtime, in place of a version.
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
}

/// Generates and records a client. Returns true unless it cannot be generated.
pub(super) fn run(arguments: Arguments, report: Report) -> Result<bool, Error> {
    let mut project = Project::find()?;
    set_runtime(&mut project, &arguments.runtime)?;
    let client = client(&project, arguments)?;
    let index = project.add(client)?;
    if !update(&mut project, Some(index), Caller::CommandLine, report)? {
        return Ok(false);
    }
    if let Some(client) = project.clients.get(index) {
        report.message(
            Level::Note,
            format_args!("{} is in {}", client.name(), client.folder()),
        );
        report.message(Level::Help, next_step(&project.root, client));
    }
    Ok(true)
}

/// Records the source of the runtime, which all clients share.
fn set_runtime(project: &mut Project, options: &RuntimeOptions) -> Result<(), Error> {
    let wanted = match options {
        RuntimeOptions {
            tinsmith_version: Some(version),
            ..
        } => Some(RuntimeSource::Version(version.clone())),
        RuntimeOptions {
            git: Some(url),
            rev,
            ..
        } => Some(RuntimeSource::Git {
            url: url.clone(),
            rev: rev.clone(),
        }),
        RuntimeOptions {
            path: Some(folder), ..
        } => Some(RuntimeSource::from_folder(folder, &project.root)?),
        _ => None,
    };
    match (&project.runtime, wanted) {
        (Some(recorded), Some(wanted)) if *recorded != wanted => Err(Error::Usage(format!(
            "{FILE_NAME} has another source of the runtime for all clients: {}; change its table `runtime`, and run `cargo tinsmith generate`",
            recorded.options().join(" ")
        ))),
        (Some(_), _) => Ok(()),
        (None, wanted) => {
            project.runtime = Some(wanted.unwrap_or_else(RuntimeSource::of_this_version));
            Ok(())
        }
    }
}

/// Returns the client that the arguments describe.
fn client(project: &Project, arguments: Arguments) -> Result<Client, Error> {
    let (mut crate_name, mut out, mut module) = (None, None, None);
    match &arguments.module {
        Some(folder) => module = Some(project.relative(folder)?),
        None => {
            let first = arguments.model.model.first().map(PathBuf::as_path);
            let name = match arguments.crate_name {
                Some(name) => name,
                None => default_crate_name(first.unwrap_or(Path::new(""))),
            };
            crate::check_crate_name(&name).map_err(Error::Usage)?;
            let folder = arguments.out.unwrap_or_else(|| PathBuf::from(&name));
            out = Some(project.relative(&folder)?);
            crate_name = Some(name);
        }
    }
    let models = arguments.model.model.iter();
    Ok(Client {
        model: models
            .map(|path| project.relative(path))
            .collect::<Result<_, _>>()?,
        sha256: None,
        service: arguments.model.service,
        protocol: arguments.model.protocol,
        operations: arguments.operations,
        crate_name,
        out,
        module,
        renames: arguments.rename.into_iter().collect(),
        ignore_traits: arguments.model.ignore_trait.into_iter().collect(),
        skip_unsupported: arguments.skip_unsupported,
    })
}

/// Returns the next step after the generation of a client.
fn next_step(root: &Path, client: &Client) -> String {
    if client.module.is_none() {
        // The folder of the other crate is unknown, so the path is absolute.
        // On Windows, the folder in `tinsmith.toml` has other separators than the root.
        let folder: PathBuf = root.join(client.folder()).components().collect();
        return format!(
            "run `cargo add --path {}` in the crate that uses it",
            quoted_path(&folder)
        );
    }
    let mut folder = Path::new(client.folder());
    let mut declarations = Vec::new();
    while let (Some(name), Some(parent)) = (folder.file_name(), folder.parent()) {
        let is_root = parent.file_name().is_some_and(|name| name == "src");
        let file = declaring_file(root, parent);
        let declaration = format!("mod {};", name.to_string_lossy());
        let is_declared = || {
            let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
            text.contains(&declaration)
        };
        if declarations.is_empty() {
            declarations.push(format!("`pub {declaration}` in {}", with_slashes(&file)));
        } else if !is_declared() {
            declarations.push(format!("`{declaration}` in {}", with_slashes(&file)));
        }
        // A module outside `src` has a parent of an unknown name.
        let is_in_source = parent.iter().any(|name| name == "src");
        if is_root || !is_in_source {
            break;
        }
        folder = parent;
    }
    format!("declare {}", declarations.join(" and "))
}

/// Returns a path for a shell. In `cmd.exe` of Windows, single quotes are a part of the path.
fn quoted_path(path: &Path) -> String {
    let path = path.to_string_lossy().into_owned();
    match cfg!(windows) {
        true => format!("\"{path}\""),
        false => quoted(path),
    }
}

/// Returns the file that declares the modules in a folder: the one that exists, or else the first.
fn declaring_file(root: &Path, folder: &Path) -> PathBuf {
    let [first, second] = match folder.ends_with("src") {
        true => ["lib.rs", "main.rs"].map(|file| folder.join(file)),
        false => [folder.join("mod.rs"), folder.with_extension("rs")],
    };
    match root.join(&second).is_file() && !root.join(&first).is_file() {
        true => second,
        false => first,
    }
}
