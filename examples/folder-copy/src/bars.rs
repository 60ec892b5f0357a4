//! The progress bars: one for the folder, and one for the current file.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// The bars, which are shown on a terminal only.
#[derive(Debug)]
pub(crate) struct Bars {
    all: ProgressBar,
    file: ProgressBar,
}

impl Bars {
    /// Shows the bars for files of a total length.
    pub(crate) fn new(total: u64) -> Self {
        let bars = MultiProgress::new();
        Self {
            all: bars.add(bar(total, "all files")),
            file: bars.add(bar(0, "")),
        }
    }

    /// Begins a file, of which a part may be there already.
    pub(crate) fn begin(&self, name: &str, length: u64) -> FileBar {
        // One step, since a terminal would show the position of one file with the length of another.
        self.file.update(|state| {
            state.set_pos(0);
            state.set_len(length);
        });
        self.file.set_message(name.to_owned());
        FileBar {
            before: self.all.position(),
            all: self.all.clone(),
            file: self.file.clone(),
        }
    }

    /// Counts a file that is complete already.
    pub(crate) fn skip(&self, length: u64) {
        self.all.inc(length);
    }

    /// Ends the bars.
    pub(crate) fn finish(&self) {
        self.file.finish_and_clear();
        self.all.finish();
    }
}

/// The bars while one file is copied.
#[derive(Clone, Debug)]
pub(crate) struct FileBar {
    all: ProgressBar,
    file: ProgressBar,
    /// The bytes of the files before.
    before: u64,
}

impl FileBar {
    /// Sets the number of bytes of the file that are copied. It decreases if a request is repeated.
    pub(crate) fn set(&self, bytes: u64) {
        self.file.set_position(bytes);
        self.all.set_position(self.before + bytes);
    }
}

fn bar(length: u64, message: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(message);
    let template = "{bar:30} {bytes:>11} of {total_bytes:11} {msg}";
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
