//! The files of a folder, and their paths.

use std::fs::Metadata;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use fs_err as fs;

/// A file with its state at some time.
#[derive(Debug)]
pub(crate) struct LocalFile {
    /// The path in the folder, with `/` between its parts.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) length: u64,
    modified: SystemTime,
}

impl LocalFile {
    /// True if a time of the service, in seconds since 1970, is later than the last change of the file. A time in the same second is not.
    pub(crate) fn is_older_than(&self, seconds: i64) -> bool {
        is_older_than(self.modified, seconds)
    }

    /// Returns the file with its present state.
    pub(crate) fn current(&self) -> io::Result<Self> {
        let metadata = fs::metadata(&self.path)?;
        Ok(Self {
            name: self.name.clone(),
            path: self.path.clone(),
            length: metadata.len(),
            modified: metadata.modified()?,
        })
    }

    /// Fails if the file has been changed since its state was read.
    pub(crate) fn check_unchanged(&self) -> io::Result<()> {
        let metadata = fs::metadata(&self.path)?;
        if metadata.len() == self.length && metadata.modified()? == self.modified {
            return Ok(());
        }
        let problem = format!("{} was changed while it was sent", self.path.display());
        Err(io::Error::other(problem))
    }
}

/// True if the file has the length, and was written after a time of the service in seconds since 1970.
pub(crate) fn is_complete(metadata: &Metadata, length: u64, seconds: i64) -> bool {
    let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
    metadata.is_file() && metadata.len() == length && !is_older_than(modified, seconds)
}

fn is_older_than(time: SystemTime, seconds: i64) -> bool {
    let time = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(time.as_secs()).is_ok_and(|time| time < seconds)
}

/// Returns all files in a folder and in the folders in it, in the order of their names. Unfinished downloads are left out, and so are broken
/// links and special files such as named pipes, with a warning: opening a pipe waits until another program writes to it.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<LocalFile>> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.ok_or_else(|| {
                io::Error::other(format!("{}: the name is not Unicode", path.display()))
            })?;
            let name = format!("{prefix}{name}");
            let metadata = match fs::metadata(&path) {
                Err(error) if path.is_symlink() => {
                    eprintln!("skipped: {error}");
                    continue;
                }
                metadata => metadata?,
            };
            if !metadata.is_dir() && !metadata.is_file() {
                eprintln!("skipped: {} is neither a file nor a folder", path.display());
                continue;
            }
            if metadata.is_dir() {
                folders.push((path, format!("{name}/")));
            } else if !is_unfinished(&name) {
                files.push(LocalFile {
                    name,
                    path,
                    length: metadata.len(),
                    modified: metadata.modified()?,
                });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// Returns the path of an object in the folder. The key comes from outside, and must not lead out of the folder.
pub(crate) fn path_of(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let is_inside = Path::new(name)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    // A path without these has the same parts as the key.
    let is_plain = !name.contains("//") && !name.contains("/./") && !name.ends_with("/.");
    if is_inside && is_plain && !name.contains(['\\', '\0']) {
        return Ok(folder.join(name));
    }
    let problem = format!("the key {name:?} is not the path of a file in the folder");
    Err(io::Error::other(problem))
}

/// Returns the path of a file until its download is complete. It names the version of the object, so that another one does not continue it.
pub(crate) fn unfinished_path(path: &Path, etag: &str) -> PathBuf {
    let version: String = etag.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{version}.unfinished"))
}

/// True for the name of a file as [`unfinished_path`] returns it. A file of the user may have the same extension.
fn is_unfinished(name: &str) -> bool {
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    let parts = name.strip_prefix('.').and_then(|name| {
        let (name, version) = name.strip_suffix(".unfinished")?.rsplit_once('.')?;
        Some((name, version))
    });
    parts.is_some_and(|(name, version)| {
        let is_version = version.chars().all(|digit| digit.is_ascii_alphanumeric());
        !name.is_empty() && !version.is_empty() && is_version
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn special_files_and_broken_links_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "text").unwrap();
        symlink(path("file"), path("link")).unwrap();
        symlink(path("absent"), path("broken")).unwrap();
        symlink(path("itself"), path("itself")).unwrap();
        let _socket = UnixListener::bind(path("socket")).unwrap();
        let found = files(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["file", "link"]);
    }
}
