//! Bodies that report their progress.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::body::Body;
use super::body_error::BodyError;

type Report = Arc<dyn Fn(u64) + Send + Sync>;

impl Body {
    /// Calls `report` with the total number of bytes after each chunk: of a request, when the transport takes the chunk, which may be some time before it
    /// is sent; of a response, when the chunk is read. Each attempt of a call counts from 0 again, without a report of 0 itself. A body in memory becomes
    /// a stream with chunks of 128 KiB.
    ///
    /// ```
    /// # async fn example(body: tinsmith::Body) -> std::io::Result<()> {
    /// let body = body.with_progress(|bytes| eprint!("\r{bytes} bytes"));
    /// body.write_to_path("film.mov").await?;
    /// # Ok(()) }
    /// ```
    pub fn with_progress(self, report: impl Fn(u64) + Send + Sync + 'static) -> Self {
        let length = self.length();
        let report: Report = Arc::new(report);
        if !self.is_repeatable() {
            let chunks = ReportedChunks::new(self, report);
            return Self::from_chunks(chunks, length);
        }
        let open = move || {
            let body = self.restart().unwrap_or_else(|| self.clone());
            ReportedChunks::new(body, Arc::clone(&report))
        };
        Self::from_repeatable(open, length)
    }
}

/// A body whose bytes are counted.
struct ReportedChunks {
    body: Body,
    bytes: u64,
    report: Report,
}

impl ReportedChunks {
    fn new(body: Body, report: Report) -> Self {
        Self {
            body,
            bytes: 0,
            report,
        }
    }
}

impl Stream for ReportedChunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = this.body.poll_piece(context);
        if let Poll::Ready(Some(Ok(chunk))) = &next {
            this.bytes += chunk.len() as u64;
            (this.report)(this.bytes);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::stream;

    use super::*;

    static LONG: &[u8] = &[b'x'; 2 * 128 * 1024 + 1];

    #[tokio::test]
    async fn progress_is_reported_and_begins_again_with_each_attempt() {
        let open = || stream::iter(["hel", "lo"].map(|chunk| Ok::<_, BodyError>(chunk.into())));
        for (body, is_repeatable, expected) in [
            (Body::from_stream(open(), None), false, vec![3, 5]),
            (Body::from_repeatable(open, Some(5)), true, vec![3, 5]),
            (Body::from("hello"), true, vec![5]),
            (Body::from(LONG), true, vec![131_072, 262_144, 262_145]),
        ] {
            let content = body.as_bytes().cloned();
            let content = content.unwrap_or_else(|| "hello".into());
            let reported = Arc::<Mutex<Vec<u64>>>::default();
            let sink = Arc::clone(&reported);
            let length = body.length();
            let body = body.with_progress(move |bytes| sink.lock().unwrap().push(bytes));
            assert_eq!(body.length(), length);
            assert_eq!(body.is_repeatable(), is_repeatable);
            if let Some(again) = body.restart() {
                assert_eq!(again.collect().await.unwrap(), content);
                assert_eq!(std::mem::take(&mut *reported.lock().unwrap()), expected);
            }
            assert_eq!(body.collect().await.unwrap(), content);
            assert_eq!(*reported.lock().unwrap(), expected);
        }
    }
}
