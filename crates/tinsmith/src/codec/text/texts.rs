//! The texts of one member.

/// The texts of one member: one for a value, one for each item of a list, none if the member is absent.
#[derive(Debug, Default)]
pub struct Texts {
    /// The texts, one after the other.
    text: Vec<u8>,
    /// The offset of the end of each of them.
    ends: Vec<usize>,
    /// True for a list, even an empty one.
    is_list: bool,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.push_with(|out| out.extend_from_slice(text.as_bytes()));
    }

    /// Adds a text that `write` appends, as UTF-8.
    pub(super) fn push_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Makes the texts those of a list.
    pub(super) fn begin_list(&mut self) {
        self.is_list = true;
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.is_list = false;
    }

    /// True if the member is absent.
    pub(crate) fn is_absent(&self) -> bool {
        self.ends.is_empty() && !self.is_list
    }

    /// True if the texts are those of a list.
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    /// Returns the texts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(self.ends.iter().copied());
        // Everything that is written is UTF-8.
        ranges.map(|(start, end)| {
            str::from_utf8(self.text.get(start..end).unwrap_or_default()).unwrap_or_default()
        })
    }
}
