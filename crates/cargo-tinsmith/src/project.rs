//! `tinsmith.toml`: the clients of a workspace, and the source of the runtime.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use toml_edit::{ArrayOfTables, DocumentMut, Item};

use crate::client::{Client, update_table};
use crate::nesting::check_nesting;
use crate::toml_values::set_entries;
use crate::{Error, RuntimeSource, read, relative, resolve};

/// The name of the file, at the root of a workspace.
pub const FILE_NAME: &str = "tinsmith.toml";

/// The beginning of a new file.
const HEADER: &str = "# The clients of this workspace. `cargo tinsmith generate` writes them.\n\n";

/// The content of the file, with its root.
#[derive(Debug)]
pub struct Project {
    /// The folder of the file, to which all paths in it are relative.
    pub root: PathBuf,
    /// The source of the runtime, if the file has one.
    pub runtime: Option<RuntimeSource>,
    /// The clients, in the order of the file.
    pub clients: Vec<Client>,
    recorded: Vec<Client>,
    recorded_runtime: Option<RuntimeSource>,
    document: DocumentMut,
}

/// The content of the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    runtime: Option<RuntimeSource>,
    #[serde(default)]
    client: Vec<Client>,
}

impl Project {
    /// Reads the file of the workspace around the current folder. Without a file, the project has no clients.
    ///
    /// # Errors
    ///
    /// Fails if the root of the workspace cannot be found, or the file is invalid.
    pub fn find() -> Result<Self, Error> {
        let current = env::current_dir().map_err(Error::file("find", Path::new(".")))?;
        Self::read(&find_root(&resolve(&current)?)?)
    }

    /// Reads the file in a folder. Without a file, the project has no clients.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is invalid.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let root = resolve(root)?;
        let path = root.join(FILE_NAME);
        let text = match path.exists() {
            true => read(&path)?,
            false => String::new(),
        };
        let invalid = |message: String| Error::content(&path, message);
        let located = |message: &str, span: Option<std::ops::Range<usize>>| {
            let line = span.map(|span| {
                text.bytes()
                    .take(span.start)
                    .filter(|byte| *byte == b'\n')
                    .count()
                    + 1
            });
            invalid(line.map_or(message.to_owned(), |line| format!("line {line}: {message}")))
        };
        let document = text.parse::<DocumentMut>();
        let document = document.map_err(|error| located(error.message(), error.span()))?;
        let fields = toml_edit::de::from_str::<Fields>(&text);
        let Fields {
            runtime,
            client: mut clients,
        } = fields.map_err(|error| located(error.message(), error.span()))?;
        for client in &mut clients {
            client.normalize_folder(&root)?;
        }
        for (index, client) in clients.iter().enumerate() {
            client
                .check()
                .map_err(|message| invalid(format!("client {}: {message}", index + 1)))?;
            let mut earlier = clients.iter().take(index);
            if earlier.any(|other| other.folder() == client.folder()) {
                return Err(invalid(format!(
                    "two clients have the folder `{}`; remove one of them",
                    client.folder()
                )));
            }
        }
        for client in &clients {
            check_nesting(&root, &clients, client).map_err(invalid)?;
        }
        Ok(Self {
            root,
            recorded_runtime: runtime.clone(),
            runtime,
            recorded: clients.clone(),
            clients,
            document,
        })
    }

    /// Returns the path of the file.
    pub fn path(&self) -> PathBuf {
        self.root.join(FILE_NAME)
    }

    /// Returns the path of a file or folder, relative to the root.
    ///
    /// # Errors
    ///
    /// Fails if the current folder is unknown.
    pub fn relative(&self, path: &Path) -> Result<String, Error> {
        Ok(relative(&self.root, &resolve(path)?))
    }

    /// Returns the source of the runtime; by default the version of this command.
    pub fn runtime_source(&self) -> RuntimeSource {
        self.runtime
            .clone()
            .unwrap_or_else(RuntimeSource::of_this_version)
    }

    /// Adds a client, or extends the one with the same folder, and returns its index.
    ///
    /// # Errors
    ///
    /// Fails if a client with this folder has another form, name, model or service, or if the folder is in that of another client.
    pub fn add(&mut self, mut client: Client) -> Result<usize, Error> {
        client.normalize_folder(&self.root)?;
        client.check().map_err(Error::Usage)?;
        let index = self
            .clients
            .iter()
            .position(|known| known.folder() == client.folder());
        let Some(index) = index else {
            check_nesting(&self.root, &self.clients, &client).map_err(Error::Usage)?;
            self.clients.push(client);
            return Ok(self.clients.len() - 1);
        };
        if let Some(known) = self.clients.get_mut(index) {
            if (known.form(), known.name()) != (client.form(), client.name()) {
                return Err(Error::Usage(format!(
                    "the folder `{}` has the client `{}` already; remove it from {FILE_NAME}, or choose another folder",
                    known.folder(),
                    known.name()
                )));
            }
            let is_same_model =
                known.resolved_model(&self.root)? == client.resolved_model(&self.root)?;
            let is_same_service = match (&known.service, &client.service) {
                (Some(known), Some(service)) => known == service,
                _ => true,
            };
            if !is_same_model || !is_same_service {
                return Err(Error::Usage(format!(
                    "the client `{}` has the {}; change it in {FILE_NAME}, or choose another folder",
                    known.name(),
                    match (is_same_model, &known.service) {
                        (true, Some(service)) => format!("service `{service}`"),
                        _ => format!("model `{}`", known.model.join("`, `")),
                    }
                )));
            }
            known.extend(client);
        }
        Ok(index)
    }

    /// Returns the text of the file with all changes. Comments and the order stay.
    ///
    /// # Errors
    ///
    /// Fails if the clients are not tables with the header `[[client]]`.
    pub fn text(&self) -> Result<String, Error> {
        let mut document = self.document.clone();
        if let Some(runtime) = &self.runtime
            && self.recorded_runtime.as_ref() != Some(runtime)
        {
            set_entries(&mut document["runtime"], &runtime.to_table());
        }
        if self.clients != self.recorded {
            let empty = Item::ArrayOfTables(ArrayOfTables::new());
            let clients = document
                .entry("client")
                .or_insert(empty)
                .as_array_of_tables_mut();
            let message = "write each client as a table with the header `[[client]]`";
            let clients = clients.ok_or_else(|| Error::content(&self.path(), message))?;
            for (table, (old, new)) in clients
                .iter_mut()
                .zip(self.recorded.iter().zip(&self.clients))
            {
                update_table(table, old, new);
            }
            for client in self.clients.iter().skip(self.recorded.len()) {
                clients.push(client.to_table());
            }
        }
        let head = match self.document.is_empty() {
            true => HEADER,
            false => "",
        };
        Ok(format!("{head}{document}"))
    }
}

/// Finds the root of the workspace around a folder: the nearest folder with the file, otherwise the root that cargo finds, and without a
/// manifest the folder itself.
fn find_root(folder: &Path) -> Result<PathBuf, Error> {
    let has = |name: &str| {
        folder
            .ancestors()
            .find(|folder| folder.join(name).is_file())
    };
    if let Some(root) = has(FILE_NAME) {
        return Ok(root.to_owned());
    }
    let Some(package) = has("Cargo.toml") else {
        return Ok(folder.to_owned());
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .current_dir(folder)
        .output()
        .map_err(Error::file("run", Path::new(&cargo)))?;
    if !output.status.success() {
        let messages = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = messages
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        return Err(Error::content(&package.join("Cargo.toml"), lines.join(" ")));
    }
    let manifest = String::from_utf8_lossy(&output.stdout);
    let root = Path::new(manifest.trim()).parent();
    resolve(root.unwrap_or(package))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn client(folder: &str) -> Client {
        Client {
            model: vec!["a.json".to_owned()],
            crate_name: Some("a".to_owned()),
            out: Some(folder.to_owned()),
            operations: Some(vec!["A".to_owned()]),
            ..Client::default()
        }
    }

    fn project(text: &str) -> (tempfile::TempDir, Result<Project, Error>) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), text).unwrap();
        let project = Project::read(folder.path());
        (folder, project)
    }

    #[test]
    fn a_new_file_has_the_runtime_and_the_client() {
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project::read(folder.path()).unwrap();
        project.runtime = Some(RuntimeSource::Version("0.1.0".to_owned()));
        project.add(client("crates/a")).unwrap();
        assert_eq!(
            project.text().unwrap(),
            "# The clients of this workspace. `cargo tinsmith generate` writes them.\n\
             \n[runtime]\nversion = \"0.1.0\"\n\
             \n[[client]]\nmodel = \"a.json\"\ncrate = \"a\"\nout = \"crates/a\"\noperations = [\"A\"]\n"
        );
    }

    #[test]
    fn comments_and_the_order_stay_when_a_client_is_added() {
        let text = "# ours\n[[client]] # first\nout = \"a\"\ncrate = 'a' # a name\nmodel = [\"a.json\"]\n\n[runtime]\npath = \"x\" # near\n";
        let (_folder, project) = project(text);
        let mut project = project.unwrap();
        assert_eq!(project.text().unwrap(), text);
        project.add(client("b")).unwrap();
        let added = project.text().unwrap();
        for line in text.lines() {
            assert!(added.contains(line), "{added}");
        }
        assert!(added.contains("out = \"b\""), "{added}");
    }

    #[test]
    fn comments_stay_when_the_runtime_changes() {
        let text = "# The clients.\n\n# near\n[runtime] # one\nversion = '0.1.0' # why\n\n[[client]]\nmodel = \"a.json\"\nmodule = \"a\"\n";
        let (_folder, project) = project(text);
        let mut project = project.unwrap();
        project.runtime = Some(RuntimeSource::Version("0.1.4".to_owned()));
        let newer = text.replace("'0.1.0'", "\"0.1.4\"");
        assert_eq!(project.text().unwrap(), newer);
        project.runtime = Some(RuntimeSource::Path("x".to_owned()));
        let of_folder = text.replace("version = '0.1.0' # why", "path = \"x\"");
        assert_eq!(project.text().unwrap(), of_folder);
    }

    #[test]
    fn a_client_with_the_folder_of_another_extends_it_or_is_rejected() {
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project::read(folder.path()).unwrap();
        project.add(client("a")).unwrap();
        let more = Client {
            operations: Some(vec!["B".to_owned()]),
            ..client("a")
        };
        assert_eq!(project.add(more).unwrap(), 0);
        assert_eq!(project.clients[0].operations.as_deref().unwrap().len(), 2);
        let renamed = Client {
            crate_name: Some("b".to_owned()),
            ..client("a")
        };
        let error = project.add(renamed).unwrap_err();
        assert!(
            error.to_string().contains("choose another folder"),
            "{error}"
        );
    }

    #[test]
    fn a_folder_in_that_of_another_client_is_rejected() {
        for (first, second) in [
            ("a", "a/b"),
            ("./a/b/", "a"),
            ("a", "./x/../a/src/b"),
            (".", "b"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let mut project = Project::read(folder.path()).unwrap();
            project.add(client(first)).unwrap();
            let error = project.add(client(second)).unwrap_err().to_string();
            assert!(error.contains("beside each other"), "{error}");

            let table =
                |out| format!("[[client]]\nmodel = \"a.json\"\ncrate = \"a\"\nout = \"{out}\"\n");
            let (_folder, project) = self::project(&[table(first), table(second)].concat());
            let error = project.unwrap_err().to_string();
            assert!(error.contains("beside each other"), "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        let mut project = Project::read(folder.path()).unwrap();
        project.add(client("a")).unwrap();
        project.add(client("ab")).unwrap();
        assert_eq!(project.add(client("./a/")).unwrap(), 0, "the same folder");
    }

    #[test]
    fn a_folder_of_the_file_is_normalized_and_its_text_stays() {
        let text = "[[client]]\nmodel = \"a.json\"\nmodule = \"./src/x/../aws/a/\"\n";
        let (_folder, project) = project(text);
        let project = project.unwrap();
        assert_eq!(project.clients[0].folder(), "src/aws/a");
        assert_eq!(project.clients[0].name(), "a");
        assert_eq!(project.text().unwrap(), text);
    }

    #[test]
    fn another_model_or_service_of_a_client_is_rejected() {
        let (_folder, project) = project(
            "[[client]]\nmodel = \"./a.json\"\nservice = \"a#A\"\ncrate = \"a\"\nout = \"a\"\n",
        );
        let mut project = project.unwrap();
        project.add(client("a")).unwrap();
        for (model, service, message) in [
            ("b.json", None, "the model `./a.json`"),
            ("a.json", Some("a#B"), "the service `a#A`"),
        ] {
            let other = Client {
                model: vec![model.to_owned()],
                service: service.map(str::to_owned),
                ..client("a")
            };
            let error = project.add(other).unwrap_err().to_string();
            assert!(
                error.contains(message) && error.contains("change it in tinsmith.toml"),
                "{error}"
            );
        }
    }

    #[test]
    fn an_error_names_the_file_the_line_and_the_remedy() {
        for (text, message) in [
            ("\n[[client]]\nmodle = 1\n", "line 3: unknown field `modle`"),
            (
                "[[client]]\nmodel = \"a\"\n",
                "client 1: a client needs either `crate` and `out`, or `module`",
            ),
            (
                "[runtime]\nversion = \"1\"\npath = \"a\"\n",
                "needs one of `version`",
            ),
            ("a = \n", "line 1: "),
        ] {
            let (_folder, project) = project(text);
            let error = project.unwrap_err().to_string();
            assert!(
                error.contains(FILE_NAME) && error.contains(message),
                "{error}"
            );
        }
    }

    #[test]
    fn the_root_is_that_of_the_workspace_or_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let root = resolve(folder.path()).unwrap();
        let member = root.join("crates/a");
        fs::create_dir_all(member.join("src")).unwrap();
        assert_eq!(find_root(&member).unwrap(), member, "without a manifest");
        fs::write(
            root.join("Cargo.toml"),
            "[workspace]\nmembers = [\"crates/a\"]\n",
        )
        .unwrap();
        fs::write(member.join("Cargo.toml"), "[package]\nname = \"a\"\n").unwrap();
        fs::write(member.join("src/lib.rs"), "").unwrap();
        assert_eq!(find_root(&member.join("src")).unwrap(), root);
        fs::write(member.join(FILE_NAME), "").unwrap();
        assert_eq!(find_root(&member.join("src")).unwrap(), member);
    }
}
