//! The files of a model on disk.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use super::Error;
use crate::escape::visible;
use crate::smithy::{Model, ModelFile};
use crate::{Diagnostic, Generated, ServiceSpec, generate_from_files};

/// The files of a model, in the Smithy IDL or as JSON AST.
#[derive(Debug)]
pub struct ModelText {
    files: Vec<(String, String)>,
}

impl ModelText {
    /// Reads files, and the models in folders, without the copies that tools of Smithy write to `build`. As for Smithy, the models in a folder are its
    /// `.smithy` files and those of its `.json` files that have the key `smithy`, except for JSON in folders of tools.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read, or a folder has no such files.
    pub fn read(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut found = Vec::new();
        for path in paths {
            if path.is_dir() {
                let mut search = FolderSearch::new(path);
                search.search(path)?;
                if search.found.is_empty() {
                    return Err(Error::Content {
                        path: path.clone(),
                        message: "the folder has neither `.smithy` files nor `.json` files with the key `smithy`; name the files of the model",
                    });
                }
                found.extend(search.found);
            } else {
                found.push(path.clone());
            }
        }
        let read = |path: PathBuf| {
            let text = fs::read_to_string(&path).map_err(Error::file("read", &path))?;
            Ok((path.display().to_string(), text))
        };
        Ok(Self {
            files: found.into_iter().map(read).collect::<Result<_, _>>()?,
        })
    }

    /// Returns the size of the files, in bytes.
    pub fn size(&self) -> usize {
        self.files.iter().map(|(_, text)| text.len()).sum()
    }

    /// Parses the model.
    ///
    /// # Errors
    ///
    /// All problems of the files.
    pub fn parse(&self) -> Result<Model, Vec<Diagnostic>> {
        Model::from_files(&self.files())
    }

    /// Generates the client of a specification.
    ///
    /// # Errors
    ///
    /// All problems of the model and of the specification.
    pub fn generate(&self, spec: &ServiceSpec) -> Result<Generated, Vec<Diagnostic>> {
        generate_from_files(&self.files(), spec)
    }

    /// Returns the name of the file, if there is only one.
    pub fn only_file(&self) -> Option<&str> {
        match self.files.as_slice() {
            [(name, _)] => Some(name),
            _ => None,
        }
    }

    /// Returns a diagnostic with the file that it concerns, and with its position in a file of the IDL. It is one line without the control
    /// characters of the model, on which a terminal acts.
    pub fn describe(&self, diagnostic: &Diagnostic) -> String {
        visible(&match self.only_file() {
            Some(name) if diagnostic.location.is_none() => format!("{name}: {diagnostic}"),
            _ => diagnostic.to_string(),
        })
    }

    /// Returns the files, each with its path and its text.
    pub fn files(&self) -> Vec<ModelFile<'_>> {
        let files = self.files.iter();
        files.map(|(name, text)| ModelFile { name, text }).collect()
    }
}

/// The folders to which the Smithy CLI and Smithy's plugin for Gradle write copies of a model.
const COPIES: [&str; 2] = ["build/smithy", "build/smithyprojections"];

/// A search for the models in a folder and the folders in it.
struct FolderSearch<'p> {
    /// The folder of the user, who may name one of copies.
    root: &'p Path,
    /// The searched folders without links, since links may lead back to a folder.
    searched: HashSet<PathBuf>,
    found: Vec<PathBuf>,
}

impl<'p> FolderSearch<'p> {
    fn new(root: &'p Path) -> Self {
        Self {
            root,
            searched: HashSet::new(),
            found: Vec::new(),
        }
    }

    /// Adds the models in the order of their names.
    fn search(&mut self, folder: &Path) -> Result<(), Error> {
        let resolved = fs::canonicalize(folder).map_err(Error::file("find", folder))?;
        if !self.searched.insert(resolved) {
            return Ok(());
        }
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(Error::file("read", folder))? {
            paths.push(entry.map_err(Error::file("read", folder))?.path());
        }
        paths.sort();
        for path in paths {
            let has_extension = |wanted: &str| path.extension().is_some_and(|own| own == wanted);
            if path.is_dir() {
                let below = path.strip_prefix(self.root).unwrap_or(&path);
                if !COPIES.iter().any(|copies| below.ends_with(copies)) {
                    self.search(&path)?;
                }
            } else if has_extension("smithy")
                || (has_extension("json") && self.may_have_json(folder) && is_json_model(&path)?)
            {
                self.found.push(path);
            }
        }
        Ok(())
    }

    /// False for folders of tools, which hold JSON of their own and copies of packages: `target`, `node_modules` and hidden folders.
    fn may_have_json(&self, folder: &Path) -> bool {
        let below = folder.strip_prefix(self.root).unwrap_or(folder);
        below.iter().all(|name| {
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            !is_hidden && name != "target" && name != "node_modules"
        })
    }
}

/// True for a file whose top-level object has the key `smithy`. A folder may have others, such as `smithy-build.json` and `package.json`.
fn is_json_model(path: &Path) -> Result<bool, Error> {
    // Reading a named pipe might not end, and a symbolic link may be broken.
    if !path.is_file() {
        return Ok(false);
    }
    let text = fs::read(path).map_err(Error::file("read", path))?;
    Ok(has_smithy_key(&text))
}

/// True if a text is a JSON object with the key `smithy`. Invalid JSON with this key may be a model, so that its faults are reported. Without
/// the key it is not a model, but a file such as JSON with comments.
fn has_smithy_key(text: &[u8]) -> bool {
    const KEY: &[u8] = b"\"smithy\"";
    match serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(text) {
        Ok(object) => object.contains_key("smithy"),
        // JSON, but no object.
        Err(error) if error.is_data() => false,
        Err(_) => {
            let mut positions = (0..text.len()).filter(|start| text[*start..].starts_with(KEY));
            positions.any(|start| {
                text[start + KEY.len()..]
                    .trim_ascii_start()
                    .starts_with(b":")
            })
        }
    }
}
