//! The files of a module in a folder, of which only those that change are written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use std::{fs, io, process};

use super::Error;
use crate::{MARK, SourceFile};

/// The end of the name of a file that is being written.
const TEMPORARY: &str = ".tinsmith-new";

/// The age from which such a file is one of a run that ended early. A younger file may be one of a run at the same time, such as that of an
/// editor.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// The number of files that this process has written.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Writes the files of a module into its folder, and beside it the file that declares the module. Removes the files of an earlier run that
/// are obsolete.
pub(super) fn write(
    folder: &Path,
    module: &str,
    model: &str,
    files: &[SourceFile],
) -> Result<(), Error> {
    let of_module = folder.join(module);
    let mut written = BTreeSet::new();
    for file in files {
        let path = of_module.join(&file.path);
        update(&path, &file.text)?;
        written.insert(path);
    }
    let model = crate::escape::visible(model);
    // Beside the folder, because an included file cannot have inner documentation, which the file of the module has.
    let declaration = format!(
        "// {MARK} from {model}. Do not edit.\n\
         #[allow(clippy::allow_attributes, unreachable_pub, reason = \"generated code\")]\n\
         #[path = \"{module}/mod.rs\"]\npub mod {module};\n"
    );
    update(&folder.join(format!("{module}.rs")), &declaration)?;
    remove_obsolete(&of_module, &written)
}

/// Writes a file, unless it has the text already, possibly with the line endings of a checkout on Windows.
fn update(path: &Path, text: &str) -> Result<(), Error> {
    match fs::read(path) {
        Ok(content) if is_same_text(&content, text) => return Ok(()),
        Ok(content) if !is_generated(&content) => {
            return Err(Error::Content {
                path: path.to_owned(),
                message: "a generated file has this path, but the file was not generated; move it to another path",
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(path);
            fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
        }
        Err(error) => return Err(Error::file("read", path)(error)),
    }
    replace(path, text)
}

/// Writes a file under a name of its own and renames it, so that a program that ends early or a full disk leaves no part of a file, and two
/// runs at a time do not write the same file.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let mut temporary = path.to_owned().into_os_string();
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    temporary.push(format!(".{}-{number}{TEMPORARY}", process::id()));
    let temporary = PathBuf::from(temporary);
    let written = fs::write(&temporary, text).map_err(Error::file("write", path));
    let replaced =
        written.and_then(|()| fs::rename(&temporary, path).map_err(Error::file("write", path)));
    if replaced.is_err() {
        // The error is that of the file.
        let _ = fs::remove_file(&temporary);
    }
    replaced
}

/// Removes the generated files below a folder that this run has not written.
fn remove_obsolete(folder: &Path, written: &BTreeSet<PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::file("read", folder))? {
        let path = entry.map_err(Error::file("read", folder))?.path();
        if path.is_dir() {
            remove_obsolete(&path, written)?;
        } else if !written.contains(&path) && is_obsolete(&path)? {
            match fs::remove_file(&path) {
                // Another run has removed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(Error::file("remove", &path))?,
            }
        }
    }
    Ok(())
}

/// True if an earlier run has generated the file, or has left it because it ended early.
fn is_obsolete(path: &Path) -> Result<bool, Error> {
    if path.to_string_lossy().ends_with(TEMPORARY) {
        let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
        let age = modified.ok().and_then(|modified| modified.elapsed().ok());
        return Ok(age.is_some_and(|age| age > ABANDONED));
    }
    match fs::read(path) {
        Ok(content) => Ok(is_generated(&content)),
        // Another run has removed it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::file("read", path)(error)),
    }
}

/// True if the content of a file is a text, except for line endings CRLF.
fn is_same_text(content: &[u8], text: &str) -> bool {
    content == text.as_bytes()
        || str::from_utf8(content).is_ok_and(|content| content.replace("\r\n", "\n") == text)
}

/// True if a file begins with the mark of generated code.
fn is_generated(content: &[u8]) -> bool {
    let comment = content.strip_prefix(b"// ");
    comment.is_some_and(|comment| comment.starts_with(MARK.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use tempfile::TempDir;

    use super::*;

    fn files(paths: &[&str], body: usize) -> Vec<SourceFile> {
        let file = |path: &&str| SourceFile {
            path: (*path).to_owned(),
            text: format!(
                "// {MARK} from a.json. Do not edit.\n{}\n",
                "a".repeat(body)
            ),
        };
        paths.iter().map(file).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn two_runs_at_a_time_do_not_disturb_each_other() {
        let out = TempDir::new().unwrap();
        let run = |paths: &[&str], body: usize| {
            for round in 0..100 {
                let files = files(paths, body + round % 2);
                write(out.path(), "a", "a.json", &files).unwrap();
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| run(&["mod.rs", "operation/x.rs"], 10_000));
            scope.spawn(|| run(&["mod.rs", "operation/y.rs"], 20_000));
        });
        write(
            out.path(),
            "a",
            "a.json",
            &files(&["mod.rs", "operation/y.rs"], 1),
        )
        .unwrap();
        assert_eq!(names(out.path()), ["a", "a.rs"]);
        assert_eq!(names(&out.path().join("a")), ["mod.rs", "operation"]);
        assert_eq!(names(&out.path().join("a/operation")), ["y.rs"]);
    }

    #[test]
    fn a_file_that_cannot_be_replaced_leaves_no_part_of_a_file() {
        let out = TempDir::new().unwrap();
        // A folder in its place fails as a full disk does.
        fs::create_dir_all(out.path().join("mod.rs/x")).unwrap();
        replace(&out.path().join("mod.rs"), "text").unwrap_err();
        assert_eq!(names(out.path()), ["mod.rs"]);
    }

    #[test]
    fn line_endings_of_a_checkout_are_no_difference() {
        assert!(is_same_text(b"a\nb\n", "a\nb\n"));
        assert!(is_same_text(b"a\r\nb\r\n", "a\nb\n"));
        for content in [&b"a\rb\n"[..], b"a\nb", b"a\r\n\xff\n"] {
            assert!(!is_same_text(content, "a\nb\n"), "{content:?}");
        }
    }
}
