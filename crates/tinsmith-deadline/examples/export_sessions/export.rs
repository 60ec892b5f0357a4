//! A file that grows in whole steps, whatever happens in between.
//!
//! The checkpoint says how many bytes of the file count, and the token for what comes after them. Lines are written
//! first, then a new checkpoint takes the place of the old one by renaming, which happens or does not. Whatever the file
//! holds beyond its checkpoint was written by a run that did not come so far, and is cut off.

use std::error::Error;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// An export that is under way.
#[derive(Debug)]
pub(crate) struct Export {
    /// Locked, so that no second run writes to it. The lock ends with the process, however that ends.
    file: File,
    checkpoint_path: PathBuf,
    checkpoint: Checkpoint,
    /// Lines that are not in the file yet.
    lines: Vec<u8>,
    pushed: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Checkpoint {
    /// What is exported; a token is good for that alone.
    subject: String,
    /// How much of the file counts.
    bytes: u64,
    /// How many lines that are.
    written: u64,
    /// Where to go on; `None` at the beginning and at the end.
    starting_token: Option<String>,
    is_complete: bool,
}

impl Export {
    /// Goes on with the export in a file, or starts one.
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
                let problem =
                    format!("{shown} is there already, and has no checkpoint to go on from");
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

    /// Whether there is nothing left to do.
    pub(crate) fn is_complete(&self) -> bool {
        self.checkpoint.is_complete
    }

    /// How many lines the file has.
    pub(crate) fn written(&self) -> u64 {
        self.checkpoint.written
    }

    /// Where to go on.
    pub(crate) fn starting_token(&self) -> Option<&str> {
        self.checkpoint.starting_token.as_deref()
    }

    /// Keeps a line for the next [`commit`](Self::commit).
    pub(crate) fn push(&mut self, line: &Value) {
        self.lines.extend_from_slice(line.to_string().as_bytes());
        self.lines.push(b'\n');
        self.pushed += 1;
    }

    /// How many lines wait for the next [`commit`](Self::commit).
    pub(crate) fn pushed(&self) -> usize {
        self.pushed
    }

    /// Makes the lines part of the export, together with the token for what comes after them; without one that was all.
    pub(crate) fn commit(&mut self, resume_token: Option<String>) -> io::Result<()> {
        self.file.write_all(&self.lines)?;
        // The lines must be on the disk before a checkpoint is that counts them.
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

    /// Takes the place of the checkpoint at `path`. If the computer fails before the renaming is on the disk, the old
    /// one is still there, and still true.
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
