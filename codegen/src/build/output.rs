//! The files of a module in a folder, of which only those that change are written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::Error;
use crate::{MARK, SourceFile};

/// The end of the name of a file that is being written.
const TEMPORARY: &str = ".tinsmith-new";

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

/// Writes a file, unless it has the text already.
fn update(path: &Path, text: &str) -> Result<(), Error> {
    match fs::read(path) {
        Ok(content) if content == text.as_bytes() => return Ok(()),
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

/// Writes a file under another name and renames it, so that a program that ends early or a full disk leaves no part of a file.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let mut temporary = path.to_owned().into_os_string();
    temporary.push(TEMPORARY);
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
        } else if !written.contains(&path) {
            let content = fs::read(&path).map_err(Error::file("read", &path))?;
            if is_generated(&content) || is_temporary(&path) {
                fs::remove_file(&path).map_err(Error::file("remove", &path))?;
            }
        }
    }
    Ok(())
}

/// True if a run that ended early has left the file.
fn is_temporary(path: &Path) -> bool {
    path.to_string_lossy().ends_with(TEMPORARY)
}

/// True if a file begins with the mark of generated code.
fn is_generated(content: &[u8]) -> bool {
    let comment = content.strip_prefix(b"// ");
    comment.is_some_and(|comment| comment.starts_with(MARK.as_bytes()))
}
