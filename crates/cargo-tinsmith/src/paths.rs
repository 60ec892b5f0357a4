//! Paths of files that need not exist.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::{fs, io};

use crate::Error;

/// Returns the absolute path of a file or folder that need not exist, without `..` and, as far as it exists, without symbolic links.
///
/// # Errors
///
/// Fails if the current folder is unknown.
pub fn resolve(path: &Path) -> Result<PathBuf, Error> {
    resolve_components(path).map_err(Error::file("find", path))
}

fn resolve_components(path: &Path) -> io::Result<PathBuf> {
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

/// Returns the path from one folder to another file or folder, both of which are resolved, with `/` between folders. It is
/// absolute if they have no common folder, as on two drives of Windows.
pub fn relative(from: &Path, to: &Path) -> String {
    let mut from = from.components().peekable();
    let mut to_rest = to.components().peekable();
    let mut common = 0;
    while let (Some(left), Some(right)) = (from.peek(), to_rest.peek())
        && left == right
    {
        common += 1;
        from.next();
        to_rest.next();
    }
    let path: PathBuf = match common {
        0 => to.to_owned(),
        _ => from.map(|_| Component::ParentDir).chain(to_rest).collect(),
    };
    let path = with_slashes(&path);
    match path.is_empty() {
        true => ".".to_owned(),
        false => path,
    }
}

/// Returns a path with `/` between folders. Where `\` is not the separator, it is a character of a name and stays.
pub(crate) fn with_slashes(path: &Path) -> String {
    path.to_string_lossy().replace(MAIN_SEPARATOR, "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_leads_from_one_folder_to_another() {
        for (from, to, path) in [
            ("/a/b", "/a/b/c/d", "c/d"),
            ("/a/b/c", "/a/x", "../../x"),
            ("/a", "/a", "."),
            ("/a/b", "/", "../.."),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), path);
        }
    }

    #[test]
    fn a_resolved_path_has_neither_parents_nor_links() {
        let folder = tempfile::tempdir().unwrap();
        let folder = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir(folder.join("real")).unwrap();
        let path = resolve(&folder.join("real/../new/./file")).unwrap();
        assert_eq!(path, folder.join("new/file"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("real", folder.join("link")).unwrap();
            let path = resolve(&folder.join("link/new")).unwrap();
            assert_eq!(path, folder.join("real/new"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_backslash_in_a_name_is_no_separator_on_unix() {
        assert_eq!(relative(Path::new("/a"), Path::new("/a/b\\c")), "b\\c");
    }
}
