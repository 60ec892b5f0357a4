//! The comparison of generated files with those on disk, and their update.
//!
//! Only files that begin with the generator's mark are overwritten or removed. All files are written under temporary names
//! before the first one is renamed.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use tinsmith_codegen::{MARK, SourceFile};

use crate::Error;

/// A difference between a file on disk and a generated one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The file does not exist.
    Missing(PathBuf),
    /// The file has other content.
    Stale(PathBuf),
    /// The file was generated earlier and is not any more.
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

/// The folder of a crate, and its generated files.
#[derive(Debug)]
pub struct Package {
    /// The folder.
    pub folder: PathBuf,
    /// The files, by their paths from the folder.
    pub files: Vec<SourceFile>,
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
        if package.folder.is_dir() {
            find_stray(&package.folder, &expected, false, &mut differences)?;
        }
    }
    differences.sort();
    Ok(differences)
}

fn difference(path: &Path, file: &SourceFile) -> Result<Option<Difference>, Error> {
    match fs::read(path) {
        Ok(content) if content == file.text.as_bytes() => Ok(None),
        Ok(content) if is_marked(&content) => Ok(Some(Difference::Stale(path.to_owned()))),
        Ok(_) => {
            let message = "a generated file has this path, but the file was not generated; move it to another path";
            Err(Error::content(path, message))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Some(Difference::Missing(path.to_owned())))
        }
        Err(error) => Err(Error::file("read", path)(error)),
    }
}

/// Removes the README from the generated files if a handwritten one exists.
///
/// # Errors
///
/// Fails if the file cannot be read.
pub fn remove_own_readme(package: &mut Package) -> Result<(), Error> {
    let mut kept = Vec::new();
    for file in package.files.drain(..) {
        let path = package.folder.join(&file.path);
        let is_own = file.path == "README.md" && path.exists() && !begins_with_mark(&path)?;
        if !is_own {
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
/// Fails if a file cannot be read, written or removed. If one cannot be written, none is changed.
pub fn write(packages: &[Package]) -> Result<Vec<Difference>, Error> {
    let differences = differences(packages)?;
    let differs: BTreeSet<&Path> = differences.iter().map(Difference::path).collect();
    let mut staged = Vec::new();
    for package in packages {
        for file in &package.files {
            let path = package.folder.join(&file.path);
            if differs.contains(path.as_path()) {
                staged.push(Staged::write(path, file.text.as_bytes())?);
            }
        }
    }
    for file in staged {
        file.rename()?;
    }
    for difference in &differences {
        if let Difference::Stray(path) = difference {
            fs::remove_file(path).map_err(Error::file("remove", path))?;
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

/// Adds the stray and foreign files of one crate, without nested crates. All files in `src` are generated; examples and tests
/// are not.
fn find_stray(
    folder: &Path,
    expected: &BTreeSet<PathBuf>,
    all_generated: bool,
    differences: &mut Vec<Difference>,
) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::file("read", folder))? {
        let entry = entry.map_err(Error::file("read", folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(Error::file("read", &path))?;
        let is_other = path.join("Cargo.toml").exists()
            || entry.file_name().to_string_lossy().starts_with('.');
        if kind.is_dir() && entry.file_name() != "target" && !is_other {
            let all_generated = all_generated || entry.file_name() == "src";
            find_stray(&path, expected, all_generated, differences)?;
        } else if kind.is_file() && !expected.contains(&path) {
            if begins_with_mark(&path)? {
                differences.push(Difference::Stray(path));
            } else if all_generated {
                differences.push(Difference::Foreign(path));
            }
        }
    }
    Ok(())
}

fn begins_with_mark(path: &Path) -> Result<bool, Error> {
    let is_source = path
        .extension()
        .is_some_and(|extension| extension == "rs" || extension == "toml" || extension == "md");
    if !is_source {
        return Ok(false);
    }
    let mut line = Vec::new();
    let file = File::open(path).map_err(Error::file("read", path))?;
    BufReader::new(file)
        .read_until(b'\n', &mut line)
        .map_err(Error::file("read", path))?;
    Ok(is_marked(&line))
}

/// True if the first line is a comment with the mark.
fn is_marked(content: &[u8]) -> bool {
    let comment = content
        .strip_prefix(b"// ")
        .or_else(|| content.strip_prefix(b"# "))
        .or_else(|| content.strip_prefix(b"<!-- "));
    comment.is_some_and(|comment| comment.starts_with(MARK.as_bytes()))
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

/// A file under a temporary name in its folder, which is removed unless it is renamed.
struct Staged {
    temporary: PathBuf,
    path: PathBuf,
}

impl Staged {
    fn write(path: PathBuf, content: &[u8]) -> Result<Self, Error> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".unfinished");
        let staged = Self {
            temporary: path.with_file_name(name),
            path,
        };
        let written = fs::write(&staged.temporary, content);
        written.map_err(Error::file("write", &staged.path))?;
        Ok(staged)
    }

    fn rename(self) -> Result<(), Error> {
        fs::rename(&self.temporary, &self.path).map_err(Error::file("write", &self.path))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After `rename` there is no temporary file, so the error is ignored.
        let _ = fs::remove_file(&self.temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, body: &str) -> SourceFile {
        SourceFile {
            path: path.to_owned(),
            text: format!("// {MARK} from m.json. Do not edit.\n{body}\n"),
        }
    }

    fn package(root: &Path, files: &[(&str, &str)]) -> [Package; 1] {
        let files = files.iter().map(|(path, body)| file(path, body)).collect();
        [Package {
            folder: root.to_owned(),
            files,
        }]
    }

    fn names(root: &Path, differences: &[Difference]) -> Vec<String> {
        let root = format!("{}/", root.display());
        differences
            .iter()
            .map(|difference| difference.to_string().replace(&root, ""))
            .collect()
    }

    #[test]
    fn missing_changed_and_stray_files_are_reported_and_updated() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(&package(
            root,
            &[("src/a.rs", "1"), ("src/old/b.rs", "1"), ("src/c.rs", "1")],
        ))
        .unwrap();

        let now = package(
            root,
            &[("src/a.rs", "1"), ("src/c.rs", "2"), ("src/d.rs", "1")],
        );
        let expected = [
            "missing src/d.rs",
            "differs src/c.rs",
            "stray   src/old/b.rs",
        ];
        assert_eq!(names(root, &differences(&now).unwrap()), expected);
        assert_eq!(names(root, &write(&now).unwrap()), expected);
        assert_eq!(differences(&now).unwrap(), []);
        assert!(
            !root.join("src/old").exists(),
            "an emptied folder is removed"
        );
    }

    #[test]
    fn an_unchanged_file_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let package = package(folder.path(), &[("a.rs", "1")]);
        write(&package).unwrap();
        let path = folder.path().join("a.rs");
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(write(&package).unwrap(), []);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    }

    #[test]
    fn handwritten_files_are_never_changed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("examples")).unwrap();
        fs::write(root.join("examples/mine.rs"), "fn main() {}").unwrap();
        write(&package(root, &[("a.rs", "1")])).unwrap();
        assert_eq!(
            fs::read_to_string(root.join("examples/mine.rs")).unwrap(),
            "fn main() {}"
        );

        fs::write(root.join("a.rs"), "fn mine() {}").unwrap();
        let error = write(&package(root, &[("a.rs", "2"), ("b.rs", "1")])).unwrap_err();
        assert!(error.to_string().contains("was not generated"), "{error}");
        assert_eq!(
            fs::read_to_string(root.join("a.rs")).unwrap(),
            "fn mine() {}"
        );
        assert!(!root.join("b.rs").exists());
    }

    #[test]
    fn a_nested_crate_is_ignored_and_found_by_its_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let manifest = SourceFile {
            path: "Cargo.toml".to_owned(),
            text: format!("# {MARK} from m.json.\n"),
        };
        let inner = Package {
            folder: root.join("inner"),
            files: vec![manifest, file("src/lib.rs", "1")],
        };
        write(&[inner]).unwrap();
        assert_eq!(write(&package(root, &[("a.rs", "1")])).unwrap().len(), 1);
        assert!(root.join("inner/src/lib.rs").exists());

        assert_eq!(generated_packages(root).unwrap(), [root.join("inner")]);
        let gone = Package {
            folder: root.join("inner"),
            files: Vec::new(),
        };
        assert_eq!(
            names(root, &write(&[gone]).unwrap()),
            ["stray   inner/Cargo.toml", "stray   inner/src/lib.rs"]
        );
        assert!(!root.join("inner").exists());
    }

    #[test]
    fn if_one_file_cannot_be_written_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(&package(root, &[("a.rs", "1")])).unwrap();
        // A file in place of a folder.
        fs::write(root.join("src"), "").unwrap();
        let error = write(&package(root, &[("a.rs", "2"), ("src/lib.rs", "1")])).unwrap_err();
        assert!(error.to_string().contains("src"), "{error}");
        let left: Vec<_> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left.len(), 2, "no temporary file is left: {left:?}");
        assert!(
            fs::read_to_string(root.join("a.rs"))
                .unwrap()
                .ends_with("1\n")
        );
    }

    #[test]
    fn the_mark_is_valid_on_the_first_line_only() {
        assert!(is_marked(format!("# {MARK} from").as_bytes()));
        assert!(is_marked(format!("<!-- {MARK} from").as_bytes()));
        assert!(!is_marked(format!("\n// {MARK} from").as_bytes()));
        assert!(!is_marked(b"// @generated by something else"));
    }
}
