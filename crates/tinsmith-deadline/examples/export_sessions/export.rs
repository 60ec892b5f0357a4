//! A file with a checkpoint that survives a kill at any time.
//!
//! The checkpoint contains the committed length of the file and the resume token for what follows. Lines are written
//! first. Then a new checkpoint replaces the old one by an atomic rename. Bytes after the committed length come from a run
//! that was killed before its commit, and are truncated.

use std::error::Error;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// An export in progress.
#[derive(Debug)]
pub(crate) struct Export {
    /// Locked against a second run. The lock ends with the process.
    file: File,
    checkpoint_path: PathBuf,
    checkpoint: Checkpoint,
    /// The lines that are not committed yet.
    lines: Vec<u8>,
    pushed: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Checkpoint {
    /// The request of the export, for which alone the token is valid.
    subject: String,
    /// The committed length of the file in bytes.
    bytes: u64,
    /// The number of committed lines.
    written: u64,
    /// The resume token; `None` at the start and at the end.
    starting_token: Option<String>,
    is_complete: bool,
}

impl Export {
    /// Resumes the export to a file, or starts one.
    pub(crate) fn open(path: &Path, subject: &str) -> Result<Self, Box<dyn Error>> {
        let shown = path.display();
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|error| format!("cannot open {shown}: {error}"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!("another run is writing to {shown}").into());
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut checkpoint_path = path.as_os_str().to_owned();
        checkpoint_path.push(".checkpoint");
        let checkpoint_path = PathBuf::from(checkpoint_path);
        let length = file.metadata()?.len();
        let checkpoint = match fs::read_to_string(&checkpoint_path) {
            Ok(text) => Checkpoint::read(&text)
                .ok_or_else(|| format!("{} cannot be understood", checkpoint_path.display()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && length == 0 => {
                let subject = subject.to_owned();
                let checkpoint = Checkpoint {
                    subject,
                    ..Checkpoint::default()
                };
                checkpoint.save(&checkpoint_path)?;
                checkpoint
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let problem = format!(
                    "{shown} exists already and has no checkpoint: choose another file, or delete it"
                );
                return Err(problem.into());
            }
            Err(error) => return Err(error.into()),
        };
        if checkpoint.subject != subject {
            let other = checkpoint.subject;
            return Err(format!("{shown} is an export of {other}, not of {subject}").into());
        }
        if length < checkpoint.bytes {
            return Err(format!("{shown} is shorter than its checkpoint says").into());
        }
        file.set_len(checkpoint.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file,
            checkpoint_path,
            checkpoint,
            lines: Vec::new(),
            pushed: 0,
        })
    }

    /// True if the export is complete.
    pub(crate) fn is_complete(&self) -> bool {
        self.checkpoint.is_complete
    }

    /// Returns the number of committed lines.
    pub(crate) fn written(&self) -> u64 {
        self.checkpoint.written
    }

    /// Returns the resume token.
    pub(crate) fn starting_token(&self) -> Option<&str> {
        self.checkpoint.starting_token.as_deref()
    }

    /// Adds a line for the next [`commit`](Self::commit).
    pub(crate) fn push(&mut self, line: &Value) {
        self.lines.extend_from_slice(line.to_string().as_bytes());
        self.lines.push(b'\n');
        self.pushed += 1;
    }

    /// Returns the number of lines for the next [`commit`](Self::commit).
    pub(crate) fn pushed(&self) -> usize {
        self.pushed
    }

    /// Commits the lines together with the resume token for what follows; without a token the export is complete.
    pub(crate) fn commit(&mut self, resume_token: Option<String>) -> io::Result<()> {
        self.file.write_all(&self.lines)?;
        // The lines must be on the disk before the checkpoint that includes them.
        self.file.sync_data()?;
        self.checkpoint.bytes += self.lines.len() as u64;
        self.checkpoint.written += self.pushed as u64;
        self.checkpoint.is_complete = resume_token.is_none();
        self.checkpoint.starting_token = resume_token;
        self.checkpoint.save(&self.checkpoint_path)?;
        self.lines.clear();
        self.pushed = 0;
        Ok(())
    }
}

impl Checkpoint {
    fn read(text: &str) -> Option<Self> {
        let fields: Value = serde_json::from_str(text).ok()?;
        Some(Self {
            subject: fields["subject"].as_str()?.to_owned(),
            bytes: fields["bytes"].as_u64()?,
            written: fields["written"].as_u64()?,
            starting_token: fields["startingToken"].as_str().map(str::to_owned),
            is_complete: fields["isComplete"].as_bool()?,
        })
    }

    /// Replaces the checkpoint at `path`. If the computer fails before the rename is on the disk, the old checkpoint remains
    /// and is still valid.
    fn save(&self, path: &Path) -> io::Result<()> {
        let text = json!({
            "subject": self.subject,
            "bytes": self.bytes,
            "written": self.written,
            "startingToken": self.starting_token,
            "isComplete": self.is_complete,
        });
        let new_path = path.with_extension("checkpoint.new");
        let mut new = File::create(&new_path)?;
        writeln!(new, "{text}")?;
        new.sync_data()?;
        fs::rename(new_path, path)
    }
}
