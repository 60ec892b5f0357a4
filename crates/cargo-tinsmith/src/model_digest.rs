//! The SHA-256 of a model.

use std::path::Path;

use sha2::{Digest, Sha256};
use tinsmith_codegen::build::ModelText;

use crate::line_ends::with_lf;

/// Returns the SHA-256 of a model in hexadecimal digits: that of the file, or, of several files, that of the lines which `sha256sum` prints for
/// them, with their names without folders. Line ends count as LF, so that the sum is the same in each checkout.
pub fn sha256(model: &ModelText) -> String {
    let digest = |text: &str| hex::encode(Sha256::digest(with_lf(text).as_bytes()));
    match model.files().as_slice() {
        [file] => digest(file.text),
        files => {
            let lines = files.iter().map(|file| {
                let name = Path::new(file.name).file_name().unwrap_or_default();
                format!("{}  {}\n", digest(file.text), name.to_string_lossy())
            });
            digest(&lines.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_sum_does_not_depend_on_line_ends() {
        let folder = tempfile::tempdir().unwrap();
        let [lf, crlf] = ["{\n}\n", "{\r\n}\r\n"].map(|text| {
            let path = folder.path().join("a.json");
            fs::write(&path, text).unwrap();
            sha256(&ModelText::read(&[path]).unwrap())
        });
        assert_eq!(lf, crlf);
    }

    #[test]
    fn the_sum_of_a_file_is_that_of_sha256sum() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a.smithy", "b.smithy"].map(|name| folder.path().join(name));
        fs::write(&a, "abc").unwrap();
        fs::write(&b, "").unwrap();
        assert_eq!(
            sha256(&ModelText::read(&[a]).unwrap()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        // printf abc > a.smithy; printf '' > b.smithy; sha256sum a.smithy b.smithy | sha256sum
        assert_eq!(
            sha256(&ModelText::read(&[folder.path().to_owned()]).unwrap()),
            "b05f38e66b5ab0752739cc182083554b826e828a69f71192d5261eec323e877f"
        );
    }
}
