//! The output of a child process, read without blocking.

#[cfg(not(unix))]
pub(super) use self::blocking::Pipe;
#[cfg(unix)]
pub(super) use self::nonblocking::Pipe;

/// The number of bytes that are kept. The rest is read and dropped, since a full pipe would stop the program.
const MAX_OUTPUT: usize = 64 * 1024;

fn keep(kept: &mut Vec<u8>, read: &[u8]) {
    let room = MAX_OUTPUT - kept.len();
    kept.extend_from_slice(read.get(..room).unwrap_or(read));
}

#[cfg(unix)]
mod nonblocking {
    use std::fs::File;
    use std::io::{self, ErrorKind, Read};
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    /// A pipe whose reading end does not block, so that no thread waits for programs that keep the other end open.
    pub(in super::super) struct Pipe {
        file: File,
        bytes: Vec<u8>,
        is_closed: bool,
    }

    impl Pipe {
        pub(in super::super) fn new(pipe: impl Into<OwnedFd>) -> io::Result<Self> {
            // The standard library makes sockets nonblocking, but not files. The call is the same for every descriptor.
            let stream = UnixStream::from(pipe.into());
            stream.set_nonblocking(true)?;
            Ok(Self {
                file: OwnedFd::from(stream).into(),
                bytes: Vec::new(),
                is_closed: false,
            })
        }

        /// Reads what has been written so far. Returns true if the pipe is closed.
        pub(in super::super) fn read(&mut self) -> io::Result<bool> {
            let mut buffer = [0; 4096];
            while !self.is_closed {
                match self.file.read(&mut buffer) {
                    Ok(0) => self.is_closed = true,
                    Ok(length) => super::keep(&mut self.bytes, &buffer[..length]),
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                    Err(error) => return Err(error),
                }
            }
            Ok(true)
        }

        pub(in super::super) fn bytes(&self) -> &[u8] {
            &self.bytes
        }
    }
}

#[cfg(not(unix))]
mod blocking {
    use std::io::{self, Read};
    use std::sync::mpsc::{Receiver, TryRecvError, channel};
    use std::thread;

    /// A pipe that a thread reads, since it cannot be read without blocking.
    pub(in super::super) struct Pipe {
        chunks: Receiver<io::Result<Vec<u8>>>,
        bytes: Vec<u8>,
        is_closed: bool,
    }

    impl Pipe {
        pub(in super::super) fn new(mut pipe: impl Read + Send + 'static) -> io::Result<Self> {
            let (sender, chunks) = channel();
            let read = move || {
                let mut buffer = [0; 4096];
                loop {
                    let chunk = pipe
                        .read(&mut buffer)
                        .map(|length| buffer[..length].to_owned());
                    let is_last = !matches!(&chunk, Ok(chunk) if !chunk.is_empty());
                    if sender.send(chunk).is_err() || is_last {
                        return;
                    }
                }
            };
            thread::Builder::new()
                .name("credential_process".to_owned())
                .spawn(read)?;
            Ok(Self {
                chunks,
                bytes: Vec::new(),
                is_closed: false,
            })
        }

        /// Reads what has been written so far. Returns true if the pipe is closed.
        pub(in super::super) fn read(&mut self) -> io::Result<bool> {
            while !self.is_closed {
                match self.chunks.try_recv() {
                    Ok(chunk) => super::keep(&mut self.bytes, &chunk?),
                    Err(TryRecvError::Empty) => return Ok(false),
                    Err(TryRecvError::Disconnected) => self.is_closed = true,
                }
            }
            Ok(true)
        }

        pub(in super::super) fn bytes(&self) -> &[u8] {
            &self.bytes
        }
    }
}
