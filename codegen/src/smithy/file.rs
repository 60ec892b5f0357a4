//! The files of a model, which the readers of both forms take.

/// A file of a model.
#[derive(Clone, Copy, Debug)]
pub struct ModelFile<'a> {
    /// The name for messages. A file whose name ends in `.smithy` is in the Smithy IDL, every other one is a JSON AST.
    pub name: &'a str,
    /// The content.
    pub text: &'a str,
}

impl<'a> ModelFile<'a> {
    /// Creates the only file of a model, a JSON AST, which messages do not name.
    pub(crate) fn from_json(text: &'a str) -> Self {
        Self {
            name: "model.json",
            text,
        }
    }

    /// True if the file is in the Smithy IDL.
    pub fn is_idl(&self) -> bool {
        self.name.ends_with(".smithy")
    }
}
