//! Objects of S3: downloads and uploads of any size, which are neither read nor written as a whole.
//!
//! The content of the object `object-N` is N bytes, which the programs generate, too.

use crc32fast::Hasher;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The number of bytes after which the content repeats itself.
const BLOCK: usize = 64 * 1024;

/// The number of bytes that are read and written at once.
const BUFFER: usize = 4 * BLOCK;

/// The number of bytes at the end of a body in which its trailers are.
const TRAILERS: usize = 256;

const CHECKSUM: &str = "x-amz-checksum-crc32:";

/// A request for an object.
pub(crate) struct ObjectRequest<'a> {
    size: usize,
    is_upload: bool,
    head: &'a str,
}

/// The content of all objects.
pub(crate) struct Objects {
    content: Vec<u8>,
}

impl<'a> ObjectRequest<'a> {
    /// Reads the head of a request; `None` if it is for something else.
    pub(crate) fn new(head: &'a str) -> Option<Self> {
        let (method, rest) = head.split_once(' ')?;
        let (target, _) = rest.split_once(' ')?;
        let path = target.split('?').next()?;
        let (_, name) = path.rsplit_once('/')?;
        Some(Self {
            size: name.strip_prefix("object-")?.parse().ok()?,
            is_upload: method == "PUT",
            head,
        })
    }
}

impl Objects {
    pub(crate) fn new() -> Self {
        let byte = |at: usize| ((at % BLOCK).wrapping_mul(2_654_435_761) >> 16) as u8;
        Self {
            content: (0..BUFFER).map(byte).collect(),
        }
    }

    /// Responds to a request. `received` is the beginning of its body, which has `length` bytes, and perhaps the next request.
    pub(crate) async fn respond(
        &self,
        request: &ObjectRequest<'_>,
        length: usize,
        received: &mut Vec<u8>,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> std::io::Result<()> {
        match request.is_upload {
            true => self.receive(request, length, received, stream).await,
            false => self.send(request, stream).await,
        }
    }

    async fn send(
        &self,
        request: &ObjectRequest<'_>,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> std::io::Result<()> {
        let checksum = match has_header(request.head, "x-amz-checksum-mode", "ENABLED") {
            true => {
                let checksum = self.checksum(request.size);
                format!("{CHECKSUM} {checksum}\r\nx-amz-checksum-type: FULL_OBJECT\r\n")
            }
            false => String::new(),
        };
        let size = request.size;
        let head = format!(
            "HTTP/1.1 200 OK\r\nx-amz-request-id: 4442587FB7D0A2F9\r\nlast-modified: Sun, 01 Mar 2026 08:00:17 GMT\r\n\
             etag: \"{size:032x}\"\r\n{checksum}accept-ranges: bytes\r\ncontent-type: application/octet-stream\r\n\
             content-length: {size}\r\n\r\n"
        );
        let first = size.min(BUFFER - head.len());
        let beginning = [head.as_bytes(), &self.content[..first]].concat();
        stream.write_all(&beginning).await?;
        let mut sent = first;
        while sent < size {
            let start = sent % BLOCK;
            let end = BUFFER.min(start + size - sent);
            stream.write_all(&self.content[start..end]).await?;
            sent += end - start;
        }
        Ok(())
    }

    /// Reads an upload, and responds with an error if it does not have the right checksum in a header or a trailer.
    async fn receive(
        &self,
        request: &ObjectRequest<'_>,
        length: usize,
        received: &mut Vec<u8>,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> std::io::Result<()> {
        if has_header(request.head, "expect", "100-continue") {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let beginning = received.len().min(length);
        let mut end: Vec<u8> = received.drain(..beginning).collect();
        let mut left = length - beginning;
        if left > 0 {
            let mut buffer = vec![0; BUFFER];
            while left > 0 {
                let limit = left.min(BUFFER);
                let count = stream.read(&mut buffer[..limit]).await?;
                if count == 0 {
                    return Ok(());
                }
                left -= count;
                end.drain(..end.len().saturating_sub(TRAILERS));
                end.extend_from_slice(&buffer[..count]);
            }
        }
        let trailers = String::from_utf8_lossy(&end[end.len().saturating_sub(TRAILERS)..]);
        let checksum = self.checksum(request.size);
        let is_right = has_header(request.head, CHECKSUM.trim_end_matches(':'), &checksum)
            || trailers.contains(&format!("\r\n{CHECKSUM}{checksum}\r\n"));
        let response = match is_right {
            true => format!(
                "HTTP/1.1 200 OK\r\nx-amz-request-id: 4442587FB7D0A2F9\r\netag: \"{:032x}\"\r\n{CHECKSUM} {checksum}\r\n\
                 x-amz-checksum-type: FULL_OBJECT\r\ncontent-length: 0\r\n\r\n",
                request.size
            ),
            false => "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_owned(),
        };
        stream.write_all(response.as_bytes()).await
    }

    /// Returns the checksum of an object in base64.
    fn checksum(&self, size: usize) -> String {
        let mut checksum = Hasher::new();
        // The checksum of 1, 2, 4 and more blocks.
        let mut blocks = Hasher::new();
        blocks.update(&self.content[..BLOCK]);
        let mut count = size / BLOCK;
        while count > 0 {
            if count % 2 == 1 {
                checksum.combine(&blocks);
            }
            blocks.combine(&blocks.clone());
            count /= 2;
        }
        checksum.update(&self.content[..size % BLOCK]);
        base64(checksum.finalize().to_be_bytes())
    }
}

/// True if a head has a header with this value.
fn has_header(head: &str, name: &str, value: &str) -> bool {
    head.lines().any(|line| {
        line.split_once(':').is_some_and(|(other, text)| {
            other.eq_ignore_ascii_case(name) && text.trim().eq_ignore_ascii_case(value)
        })
    })
}

/// Returns four bytes in base64.
fn base64(bytes: [u8; 4]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Six digits have 36 bits, the last four of which are no part of the bytes.
    let bits = u64::from(u32::from_be_bytes(bytes)) << 4;
    let digits = (0..6)
        .rev()
        .map(|digit| DIGITS[(bits >> (6 * digit)) as usize % 64]);
    digits.map(char::from).chain(['=', '=']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_an_object_is_that_of_its_bytes() {
        let objects = Objects::new();
        for size in [0, 1, 1024, BLOCK, 3 * BLOCK + 7, 1 << 20] {
            let content: Vec<u8> = objects.content.iter().copied().cycle().take(size).collect();
            let expected = base64(crc32fast::hash(&content).to_be_bytes());
            assert_eq!(objects.checksum(size), expected, "{size}");
        }
        assert_eq!(base64(*b"abcd"), "YWJjZA==");
    }

    #[test]
    fn an_object_is_requested_by_its_size() {
        let request =
            ObjectRequest::new("PUT /renders/object-7?x-id=PutObject HTTP/1.1\r\n").unwrap();
        assert!(request.size == 7 && request.is_upload);
        assert!(ObjectRequest::new("GET /renders?list-type=2 HTTP/1.1\r\n").is_none());
    }
}
