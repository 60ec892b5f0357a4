//! Bodies whose progress is observed while they are read.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{Extensions, Response};

use crate::http::body::{Body, Chunks};
use crate::http::body_error::BodyError;
use crate::http::request_stream::RequestStream;
#[cfg(feature = "event-stream")]
use crate::protocol::stream_parts::{FrameCount, StreamParts};
use crate::time::{BoxFuture, Time};

/// The error of a body that made no progress within the read timeout.
#[derive(Debug)]
pub(super) struct ReadTimeout {
    timeout: Duration,
    /// True if frames of an event stream were awaited.
    has_frames: bool,
}

impl fmt::Display for ReadTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let awaited = match self.has_frames {
            true => "complete event",
            false => "byte of the response's body",
        };
        write!(f, "the service sent no {awaited} for {:?}", self.timeout)
    }
}

impl std::error::Error for ReadTimeout {}

/// Ends a body with an error if nothing arrives within the read timeout: no chunk, or no whole frame of a body that is read as an event stream. A timeout
/// that elapses starts again if the stream in the request is awaited or has advanced.
pub(super) fn set_read_timeout(
    response: &mut Response<Body>,
    is_streamed: bool,
    stream: Option<&RequestStream>,
    timeout: Duration,
    time: Arc<dyn Time>,
) {
    let body = std::mem::take(response.body_mut());
    let length = body.length();
    let chunks = TimeoutStream {
        body: body.into_chunks(),
        timeout,
        time,
        stream: stream.cloned(),
        waiting: None,
        timer: None,
        progress: Progress::new(is_streamed, response.extensions_mut()),
    };
    *response.body_mut() = Body::from_chunks(chunks, length);
}

struct TimeoutStream {
    body: Chunks,
    timeout: Duration,
    time: Arc<dyn Time>,
    /// The stream in the request.
    stream: Option<RequestStream>,
    /// The state in which progress began to be awaited.
    waiting: Option<Waiting>,
    /// Progress does not replace it, because a new timer for each event costs more than the event; it is started again for the rest of the timeout
    /// when it is ready too early.
    timer: Option<Timer>,
    progress: Progress,
}

struct Waiting {
    /// The time of the clock.
    since: Duration,
    /// The number of chunks that were taken from the stream in the request.
    chunks: u64,
}

impl Waiting {
    fn new(time: &dyn Time, stream: Option<&RequestStream>) -> Self {
        Self {
            since: time.monotonic(),
            chunks: stream.map_or(0, RequestStream::chunks),
        }
    }
}

impl Stream for TimeoutStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = this.body.as_mut().poll_next(context);
        if this.progress.is_made(next.is_ready()) {
            this.waiting = None;
        }
        if next.is_ready() {
            return next;
        }
        let stream = this.stream.as_ref();
        let waiting = this
            .waiting
            .get_or_insert_with(|| Waiting::new(&*this.time, stream));
        let mut rest = this.timeout;
        while !rest.is_zero() {
            let timer = this
                .timer
                .get_or_insert_with(|| Timer::new(this.time.sleep(rest)));
            std::task::ready!(timer.poll(context));
            this.timer = None;
            let waited = this.time.monotonic().saturating_sub(waiting.since);
            rest = this.timeout.saturating_sub(waited);
            if rest.is_zero()
                && stream.is_some_and(|stream| stream.restarts_timeout(waiting.chunks))
            {
                *waiting = Waiting::new(&*this.time, stream);
                rest = this.timeout;
            }
        }
        let error = ReadTimeout {
            timeout: this.timeout,
            has_frames: this.progress.has_frames(),
        };
        Poll::Ready(Some(Err(BodyError::new(error))))
    }
}

/// A timer that is polled again only if it has elapsed or another task awaits it, because each poll registers the task again.
struct Timer {
    sleep: BoxFuture<'static, ()>,
    alarm: Option<Arc<Alarm>>,
}

struct Alarm {
    has_elapsed: AtomicBool,
    task: Waker,
}

impl Timer {
    fn new(sleep: BoxFuture<'static, ()>) -> Self {
        Self { sleep, alarm: None }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let is_set = |alarm: &Arc<Alarm>| {
            alarm.task.will_wake(context.waker()) && !alarm.has_elapsed.load(Ordering::Acquire)
        };
        if self.alarm.as_ref().is_some_and(is_set) {
            return Poll::Pending;
        }
        let alarm = Arc::new(Alarm {
            has_elapsed: AtomicBool::new(false),
            task: context.waker().clone(),
        });
        let waker = Waker::from(Arc::clone(&alarm));
        self.alarm = Some(alarm);
        self.sleep.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_elapsed.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}

/// The progress that restarts the timer of a body: a chunk.
#[cfg(not(feature = "event-stream"))]
struct Progress;

#[cfg(not(feature = "event-stream"))]
impl Progress {
    fn new(_is_streamed: bool, _extensions: &mut Extensions) -> Self {
        Self
    }

    /// True if the body has made progress, where `has_chunk` is true if it has a chunk or has ended.
    fn is_made(&mut self, has_chunk: bool) -> bool {
        has_chunk
    }

    fn has_frames(&self) -> bool {
        false
    }
}

/// The progress that restarts the timer of a body: a chunk or, in an event stream, a frame. Otherwise a frame that arrives byte by byte would
/// restart it forever.
#[cfg(feature = "event-stream")]
struct Progress {
    /// Present if the body may be an event stream.
    frames: Option<FrameCount>,
    last: u64,
}

#[cfg(feature = "event-stream")]
impl Progress {
    /// Shares the number of frames with the reader of a streamed body by the response's extensions.
    fn new(is_streamed: bool, extensions: &mut Extensions) -> Self {
        let frames = is_streamed.then(FrameCount::default);
        if frames.is_some() {
            let frames = frames.clone();
            extensions.insert(StreamParts {
                frames,
                ..StreamParts::default()
            });
        }
        Self { frames, last: 0 }
    }

    /// True if the body has made progress, where `has_chunk` is true if it has a chunk or has ended.
    fn is_made(&mut self, has_chunk: bool) -> bool {
        let last = self.last;
        self.last = self.frames.as_ref().map_or(0, FrameCount::get);
        match self.has_frames() {
            true => self.last != last,
            false => has_chunk,
        }
    }

    fn has_frames(&self) -> bool {
        self.last > 0
    }
}
