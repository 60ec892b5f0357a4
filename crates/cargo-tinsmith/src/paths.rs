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
        if let Ok(existing) = canonicalize(&resolved) {
            resolved = existing;
        }
    }
    Ok(resolved)
}

/// Returns the absolute path of an existing file or folder without symbolic links. On Windows it has no prefix `\\?\`, because cargo rejects
/// the path of a dependency with this prefix.
///
/// # Errors
///
/// Fails if there is no such file or folder.
pub fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    let path = fs::canonicalize(path)?;
    if !cfg!(windows) {
        return Ok(path);
    }
    let usual = path.to_str().and_then(without_verbatim_prefix);
    Ok(usual.map_or(path, PathBuf::from))
}

/// Returns a path of Windows without the prefix `\\?\`: `C:\a`, or `\\server\share` for `\\?\UNC\server\share`. Other paths, such as those of volumes
/// without a letter, need the prefix.
fn without_verbatim_prefix(path: &str) -> Option<String> {
    let path = path.strip_prefix(r"\\?\")?;
    if let Some(share) = path.strip_prefix(r"UNC\") {
        return Some(format!(r"\\{share}"));
    }
    match path.as_bytes() {
        [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic() => Some(path.to_owned()),
        _ => None,
    }
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
        let folder = canonicalize(folder.path()).unwrap();
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

    #[test]
    fn a_path_of_windows_has_no_verbatim_prefix_if_it_needs_none() {
        for (path, expected) in [
            (r"\\?\D:\a b\c", Some(r"D:\a b\c")),
            (r"\\?\C:\", Some(r"C:\")),
            (r"\\?\UNC\server\share\a", Some(r"\\server\share\a")),
            (r"\\?\Volume{1f}\a", None),
            (r"C:\a", None),
            ("/a", None),
        ] {
            assert_eq!(without_verbatim_prefix(path).as_deref(), expected, "{path}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_resolved_path_has_no_verbatim_prefix() {
        let path = resolve(Path::new(".")).unwrap();
        assert!(!path.to_string_lossy().starts_with(r"\\?\"), "{path:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_backslash_in_a_name_is_no_separator_on_unix() {
        assert_eq!(relative(Path::new("/a"), Path::new("/a/b\\c")), "b\\c");
    }
}
