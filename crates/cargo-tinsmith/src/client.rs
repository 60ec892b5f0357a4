//! A client in `tinsmith.toml`: its model, its operations and its form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use tinsmith_codegen::{Caller, Form, ServiceSpec};
use toml_edit::{Array, InlineTable, Item, Table, value};

use crate::crate_name::check_module_name;
use crate::toml_values::{add_entries, add_texts, replace};
use crate::{Error, RuntimeSource, check_crate_name, relative, resolve};

/// A client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Client {
    /// The files of the model, or folders of them, relative to the root of the workspace.
    #[serde(deserialize_with = "one_or_several")]
    pub model: Vec<String>,
    /// The SHA-256 of the model at its last generation, as [`sha256`](crate::sha256) returns it.
    pub sha256: Option<String>,
    /// The service, if the model has several.
    pub service: Option<String>,
    /// The protocol, if the service speaks several and not the preferred one is wanted.
    pub protocol: Option<String>,
    /// The operations; all if absent.
    pub operations: Option<Vec<String>>,
    /// The name of the crate, in the form of a crate.
    #[serde(rename = "crate")]
    pub crate_name: Option<String>,
    /// The folder of the crate, relative to the root of the workspace.
    pub out: Option<String>,
    /// The folder of the module, relative to the root of the workspace, in the form of a module.
    pub module: Option<String>,
    /// Rust names of shapes and members.
    #[serde(default)]
    pub renames: BTreeMap<String, String>,
    /// Traits that are ignored.
    #[serde(default)]
    pub ignore_traits: BTreeSet<String>,
    /// True if operations that cannot be generated are left out.
    #[serde(default)]
    pub skip_unsupported: bool,
}

impl Client {
    /// Checks the fields that exclude or require each other.
    ///
    /// # Errors
    ///
    /// A message that names the fields.
    pub fn check(&self) -> Result<(), String> {
        if self.model.is_empty() {
            return Err("`model` names no file".to_owned());
        }
        match (&self.crate_name, &self.out, &self.module) {
            (Some(name), Some(_), None) => check_crate_name(name),
            (None, None, Some(folder)) => check_module_name(folder),
            _ => Err("a client needs either `crate` and `out`, or `module`".to_owned()),
        }
    }

    /// Returns the folder of the client, relative to the root of the workspace.
    pub fn folder(&self) -> &str {
        let folder = self.out.as_deref().or(self.module.as_deref());
        folder.unwrap_or_default()
    }

    /// Normalizes the folder: relative to the root, without `.`, `..`, symbolic links or a trailing `/`.
    pub(crate) fn normalize_folder(&mut self, root: &Path) -> Result<(), Error> {
        for folder in [&mut self.out, &mut self.module].into_iter().flatten() {
            *folder = relative(root, &resolve(&root.join(&*folder))?);
        }
        Ok(())
    }

    /// Returns the name of the crate or module.
    pub fn name(&self) -> &str {
        match &self.crate_name {
            Some(name) => name,
            None => self.folder().rsplit('/').next().unwrap_or_default(),
        }
    }

    /// Returns the form.
    pub fn form(&self) -> Form {
        match self.module {
            Some(_) => Form::Module,
            None => Form::Crate,
        }
    }

    /// Returns the paths of the model.
    pub fn model_paths(&self, root: &Path) -> Vec<PathBuf> {
        self.model.iter().map(|path| root.join(path)).collect()
    }

    /// Returns the paths of the model without `..` and links.
    pub(crate) fn resolved_model(&self, root: &Path) -> Result<Vec<PathBuf>, Error> {
        let paths = self.model_paths(root);
        paths.iter().map(|path| resolve(path)).collect()
    }

    /// Returns the specification for the generator. `package` is the folder of the manifest that depends on the runtime.
    pub fn spec(
        &self,
        root: &Path,
        package: &Path,
        runtime: &RuntimeSource,
        caller: Caller,
    ) -> ServiceSpec {
        let model = self.model.first().map(String::as_str).unwrap_or_default();
        ServiceSpec {
            form: self.form(),
            crate_name: self.name().to_owned(),
            crate_version: None,
            // Without its folder, as for every caller of the generator.
            model_path: model.rsplit('/').next().unwrap_or_default().to_owned(),
            service: self.service.clone(),
            protocol: self.protocol.clone(),
            operations: self.operations.clone(),
            renames: self.renames.clone(),
            ignore_traits: self.ignore_traits.clone(),
            skip_unsupported: self.skip_unsupported,
            runtime: runtime.dependency(root, package),
            dev_dependencies: BTreeMap::new(),
            quirks: BTreeMap::new(),
            caller,
        }
    }

    /// Adds the operations, names and options of another record of the same client and model. Without operations there, those of this record
    /// remain.
    pub fn extend(&mut self, other: Self) {
        self.operations = match (self.operations.take(), other.operations) {
            (Some(mut own), Some(more)) => {
                own.extend(more);
                own.sort();
                own.dedup();
                Some(own)
            }
            (own, _) => own,
        };
        self.service = other.service.or(self.service.take());
        self.protocol = other.protocol.or(self.protocol.take());
        self.renames.extend(other.renames);
        self.ignore_traits.extend(other.ignore_traits);
        self.skip_unsupported |= other.skip_unsupported;
    }

    /// Returns the client as a table of TOML.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new();
        match self.model.as_slice() {
            [model] => table.insert("model", value(model)),
            models => table.insert("model", value(Array::from_iter(models))),
        };
        let mut insert = |key, text: &Option<String>| {
            if let Some(text) = text {
                table.insert(key, value(text));
            }
        };
        insert("sha256", &self.sha256);
        insert("service", &self.service);
        insert("protocol", &self.protocol);
        insert("crate", &self.crate_name);
        insert("out", &self.out);
        insert("module", &self.module);
        if let Some(operations) = &self.operations {
            table.insert("operations", value(lines(operations)));
        }
        if !self.renames.is_empty() {
            let renames = self
                .renames
                .iter()
                .map(|(old, new)| (old.as_str(), new.as_str()));
            table.insert("renames", value(InlineTable::from_iter(renames)));
        }
        if !self.ignore_traits.is_empty() {
            table.insert(
                "ignore-traits",
                value(Array::from_iter(&self.ignore_traits)),
            );
        }
        if self.skip_unsupported {
            table.insert("skip-unsupported", value(true));
        }
        table
    }

    /// Returns the options of `cargo tinsmith add` that record this client.
    pub fn options(&self) -> Vec<String> {
        let mut options = self.model.clone();
        let mut option =
            |name: &str, value: &str| options.extend([name.to_owned(), value.to_owned()]);
        if let Some(operations) = &self.operations {
            option("--operations", &operations.join(","));
        }
        let named = [
            ("--crate", &self.crate_name),
            ("--out", &self.out),
            ("--module", &self.module),
            ("--service", &self.service),
            ("--protocol", &self.protocol),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                option(name, value);
            }
        }
        for (old, new) in &self.renames {
            option("--rename", &format!("{old}={new}"));
        }
        for id in &self.ignore_traits {
            option("--ignore-trait", id);
        }
        if self.skip_unsupported {
            options.push("--skip-unsupported".to_owned());
        }
        options
    }
}

/// Returns an array with one element per line, if there are several.
fn lines(texts: &[String]) -> Array {
    let mut array = Array::from_iter(texts);
    if array.len() > 1 {
        for element in array.iter_mut() {
            element.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    }
    array
}

/// Updates a table of TOML to a client, and leaves equal values, their comments and their order as they are.
pub(crate) fn update_table(table: &mut Table, old: &Client, new: &Client) {
    let has_all = new.operations.as_ref().is_some_and(|new| {
        let mut old = old.operations.iter().flatten();
        old.all(|name| new.contains(name))
    });
    let (old, new) = (old.to_table(), new.to_table());
    for (key, wanted) in &new {
        let is_equal = |recorded: &Item| recorded.to_string() == wanted.to_string();
        if !old.get(key).is_some_and(is_equal) {
            match table.get_mut(key) {
                Some(item) if key == "operations" && item.is_array() && has_all => {
                    add_texts(item, wanted);
                }
                // A client never loses its renames and ignored traits.
                Some(item) if key == "renames" => add_entries(item, wanted),
                Some(item) if key == "ignore-traits" => add_texts(item, wanted),
                Some(item) => replace(item, wanted.clone()),
                None => {
                    table.insert(key, wanted.clone());
                }
            }
        }
    }
    for (key, _) in &old {
        if !new.contains_key(key) {
            table.remove(key);
        }
    }
}

/// Deserializes one path, or an array of them.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a path or an array of paths")]
    enum Paths {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Paths::deserialize(deserializer)? {
        Paths::One(path) => vec![path],
        Paths::Several(paths) => paths,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client {
            model: vec!["models/a.json".to_owned()],
            operations: Some(vec!["A".to_owned(), "B".to_owned()]),
            module: Some("src/aws/a".to_owned()),
            renames: BTreeMap::from([("Old$member".to_owned(), "new".to_owned())]),
            ..Client::default()
        }
    }

    #[test]
    fn a_client_is_read_as_it_was_written() {
        let mut several = client();
        several.model.push("models/b.smithy".to_owned());
        several.skip_unsupported = true;
        several.ignore_traits.insert("a#b".to_owned());
        for client in [client(), several] {
            let text = client.to_table().to_string();
            let read: Client = toml_edit::de::from_str(&text).unwrap();
            assert_eq!(read, client, "{text}");
        }
    }

    #[test]
    fn a_client_is_either_a_crate_or_a_module() {
        assert_eq!(client().check(), Ok(()));
        let both = Client {
            out: Some("a".to_owned()),
            ..client()
        };
        let none = Client {
            module: None,
            ..client()
        };
        let path = Client {
            module: None,
            out: Some("a".to_owned()),
            crate_name: Some("../a".to_owned()),
            ..client()
        };
        for invalid in [both, none, path] {
            assert!(invalid.check().is_err(), "{invalid:?}");
        }
    }

    #[test]
    fn operations_are_added_once_and_recorded_ones_remain() {
        let more = Client {
            operations: Some(vec!["C".to_owned(), "A".to_owned()]),
            ..client()
        };
        let mut extended = client();
        extended.extend(more);
        assert_eq!(
            extended.operations.as_deref(),
            Some(&["A", "B", "C"].map(str::to_owned)[..])
        );
        let without = Client {
            operations: None,
            ..client()
        };
        extended.extend(without.clone());
        assert_eq!(
            extended.operations.map(|operations| operations.len()),
            Some(3),
            "the recorded ones remain"
        );
        let mut all = without;
        all.extend(client());
        assert_eq!(all.operations, None);
    }

    #[test]
    fn an_update_keeps_comments_and_equal_values() {
        let text = "model = 'models/a.json' # ours\n# the sum\nsha256 = \"1\" # why\noperations = [\n    \"B\", # b\n    # c\n    \"C\",\n]\nmodule = \"src/aws/a\"\n\
                    ignore-traits = [\n    \"a#b\", # odd\n]\n[renames] # short\n# because\n\"Old$member\" = 'new' # note\n";
        let mut table: toml_edit::DocumentMut = text.parse().unwrap();
        let old: Client = toml_edit::de::from_str(text).unwrap();
        let new = Client {
            sha256: Some("2".to_owned()),
            operations: Some(["A", "B", "C"].map(str::to_owned).to_vec()),
            renames: [("A", "B"), ("Old$member", "new")]
                .map(|(old, new)| (old.to_owned(), new.to_owned()))
                .into(),
            ignore_traits: ["a#b", "c#d"].map(str::to_owned).into(),
            ..old.clone()
        };
        update_table(&mut table, &old, &new);
        let expected = text
            .replace("\"1\"", "\"2\"")
            .replace("\"C\",\n", "\"C\",\n    \"A\",\n")
            .replace("# odd\n", "# odd\n    \"c#d\",\n");
        assert_eq!(table.to_string(), format!("{expected}A = \"B\"\n"));
    }
}
