//! The files of a model on disk.

use std::fs;
use std::path::{Path, PathBuf};

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
    /// Reads files, and the `.smithy` files in folders, without the copies that tools of Smithy write to `build`.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read, or a folder has no such files.
    pub fn read(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut found = Vec::new();
        for path in paths {
            if path.is_dir() {
                let before = found.len();
                find_idl(path, path, &mut found)?;
                if found.len() == before {
                    return Err(Error::Content {
                        path: path.clone(),
                        message: "the folder has no `.smithy` files; name the files of the model",
                    });
                }
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

/// Collects the `.smithy` files in a folder and the folders in it, in the order of their names. The root is the folder of the user, who may name
/// one of copies.
fn find_idl(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file("read", folder))? {
        paths.push(entry.map_err(Error::file("read", folder))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            let below = path.strip_prefix(root).unwrap_or(&path);
            if !COPIES.iter().any(|copies| below.ends_with(copies)) {
                find_idl(root, &path, found)?;
            }
        } else if path
            .extension()
            .is_some_and(|extension| extension == "smithy")
        {
            found.push(path);
        }
    }
    Ok(())
}
