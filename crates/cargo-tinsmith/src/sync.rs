//! The comparison of generated files with those on disk, and their update.
//!
//! Only files that begin with the generator's mark are overwritten or removed. All files are written under temporary names
//! before the first one is renamed. Line endings are not compared, and a file that is overwritten keeps its own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use tinsmith_codegen::SourceFile;

use crate::Error;
use crate::line_ends::{is_same_text, with_line_ends_of};
use crate::paths::canonicalize;
use crate::staged_files::{NewFolders, Staged, is_abandoned, temporary_path};
use crate::unexpected_files::{UnexpectedFiles, begins_with_mark};

/// A difference between a file on disk and a generated one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The file does not exist.
    Missing(PathBuf),
    /// The file has other content.
    Stale(PathBuf),
    /// The file was generated earlier and no longer is.
    Stray(PathBuf),
    /// The file is handwritten, in a folder of generated files. It is reported and never removed, since it may be the only copy.
    Foreign(PathBuf),
}

impl Difference {
    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing(path) | Self::Stale(path) | Self::Stray(path) | Self::Foreign(path) => {
                path
            }
        }
    }

    /// Returns the kind of the difference in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Stale(_) => "differs",
            Self::Stray(_) => "stray",
            Self::Foreign(_) => "foreign",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8}{}", self.word(), self.path().display())
    }
}

/// A folder with generated files.
#[derive(Clone, Debug)]
pub struct Package {
    /// The folder.
    pub folder: PathBuf,
    /// The generated files, by their paths from the folder.
    pub files: Vec<SourceFile>,
    /// The files of the user that contain changes of the generator, such as a manifest. They have no mark and are never removed.
    pub merged: Vec<SourceFile>,
    /// The files that belong to the generator.
    pub scope: Scope,
}

/// The files in a folder that belong to the generator, so that further ones are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The files in the crate's `src`, and the files with the generator's mark.
    #[default]
    Crate,
    /// All files in the folder.
    Module,
    /// The files of the package alone.
    Files,
}

impl Package {
    /// Creates the package of a crate.
    pub fn new(folder: PathBuf, files: Vec<SourceFile>) -> Self {
        Self {
            folder,
            files,
            merged: Vec::new(),
            scope: Scope::Crate,
        }
    }

    /// Creates a package of files that belong to the user.
    pub fn of_user(folder: PathBuf, merged: Vec<SourceFile>) -> Self {
        Self {
            folder,
            files: Vec::new(),
            merged,
            scope: Scope::Files,
        }
    }

    /// Returns all files with their paths.
    pub fn all_files(&self) -> impl Iterator<Item = (PathBuf, &SourceFile)> {
        let files = self.files.iter().chain(&self.merged);
        files.map(|file| (self.folder.join(&file.path), file))
    }
}

/// Returns the differences between folders and their generated files. Handwritten files are ignored, unless one has the path
/// of a generated file, which is an error.
///
/// # Errors
///
/// Fails if a file or folder cannot be read, or a handwritten file has the path of a generated one.
pub fn differences(packages: &[Package]) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    for package in packages {
        let mut expected = BTreeSet::new();
        for file in &package.files {
            let path = package.folder.join(&file.path);
            differences.extend(difference(&path, file)?);
            expected.insert(path);
        }
        for file in &package.merged {
            let path = package.folder.join(&file.path);
            differences.extend(content_difference(&path, file)?);
            expected.insert(path);
        }
        let generated = match package.scope {
            Scope::Crate => package.folder.join("src"),
            Scope::Module => package.folder.clone(),
            Scope::Files => {
                let temporary = expected.iter().map(|path| temporary_path(path));
                differences.extend(
                    temporary
                        .filter(|path| is_abandoned(path))
                        .map(Difference::Stray),
                );
                continue;
            }
        };
        let UnexpectedFiles { stray, foreign } =
            UnexpectedFiles::find(&package.folder, &generated, &expected)?;
        differences.extend(stray.into_iter().map(Difference::Stray));
        differences.extend(foreign.into_iter().map(Difference::Foreign));
    }
    differences.sort();
    Ok(differences)
}

fn difference(path: &Path, file: &SourceFile) -> Result<Option<Difference>, Error> {
    let difference = content_difference(path, file)?;
    if let Some(Difference::Stale(_)) = difference
        && !begins_with_mark(path)?
    {
        let message = "a generated file has this path, but the file was not generated; move it to another path";
        return Err(Error::content(path, message));
    }
    Ok(difference)
}

fn content_difference(path: &Path, file: &SourceFile) -> Result<Option<Difference>, Error> {
    match fs::read(path) {
        Ok(content) if is_same_text(&content, &file.text) => Ok(None),
        Ok(_) => Ok(Some(Difference::Stale(path.to_owned()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Some(Difference::Missing(path.to_owned())))
        }
        Err(error) => Err(Error::file("read", path)(error)),
    }
}

/// Omits the generated README if a handwritten one exists.
///
/// # Errors
///
/// Fails if the file cannot be read.
pub fn keep_handwritten_readme(package: &mut Package) -> Result<(), Error> {
    let mut kept = Vec::new();
    for file in package.files.drain(..) {
        let path = package.folder.join(&file.path);
        let is_handwritten = file.path == "README.md" && path.exists() && !begins_with_mark(&path)?;
        if !is_handwritten {
            kept.push(file);
        }
    }
    package.files = kept;
    Ok(())
}

/// Updates the folders, and returns the differences that there were.
///
/// # Errors
///
/// Fails if a file cannot be read, written or removed. If one cannot be written under its temporary name, none is changed, and no new folder
/// remains.
pub fn write(packages: &[Package]) -> Result<Vec<Difference>, Error> {
    let differences = differences(packages)?;
    let differs: BTreeSet<&Path> = differences.iter().map(Difference::path).collect();
    // Dropped after the files that are in them.
    let mut new_folders = NewFolders::default();
    let mut staged = Vec::new();
    for package in packages {
        let generated = package.files.iter().map(|file| (file, false));
        let merged = package.merged.iter().map(|file| (file, true));
        for (file, is_merged) in generated.chain(merged) {
            let path = package.folder.join(&file.path);
            if differs.contains(path.as_path()) {
                // A link of the user remains, and its target is changed.
                let path = match canonicalize(&path) {
                    Ok(target) if is_merged => target,
                    _ => path,
                };
                new_folders.create_for(&path)?;
                // A missing file has no line endings; one that cannot be read was an error before.
                let old = fs::read(&path).unwrap_or_default();
                let text = with_line_ends_of(&old, &file.text);
                staged.push(Staged::write(path, text.as_bytes())?);
            }
        }
    }
    for file in staged {
        file.rename()?;
    }
    for difference in &differences {
        if let Difference::Stray(path) = difference {
            match fs::remove_file(path) {
                // A temporary file of an interrupted run has been renamed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(Error::file("remove", path))?,
            }
            remove_empty_folders(path);
        }
    }
    Ok(differences)
}

/// Returns the direct subfolders of a folder that contain generated crates.
///
/// # Errors
///
/// Fails if a folder or manifest cannot be read.
pub fn generated_packages(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut packages = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file("read", folder))? {
        let path = entry.map_err(Error::file("read", folder))?.path();
        let manifest = path.join("Cargo.toml");
        if manifest.is_file() && begins_with_mark(&manifest)? {
            packages.push(path);
        }
    }
    Ok(packages)
}

/// Removes the folders that a removal left empty.
fn remove_empty_folders(removed: &Path) {
    for folder in removed.ancestors().skip(1) {
        // Fails for the first folder that is not empty.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
