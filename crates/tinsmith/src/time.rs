//! The clock, and timeouts by it.

use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, SystemTime};

/// A future on the heap, as object-safe traits return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The clock of a client.
///
/// Signatures, backoff, timeouts and the expiry of credentials all use it, so a test with a clock of its own takes no real time.
pub trait Time: Debug + Send + Sync {
    /// Returns the time of day, for signatures and the expiry of credentials. It jumps when the system's clock is set.
    fn now(&self) -> SystemTime;

    /// Returns the time since a fixed moment, to measure durations. It never decreases and never jumps, even if the time of day is set, and
    /// advances by the time that [`sleep`](Self::sleep) sleeps.
    fn monotonic(&self) -> Duration;

    /// Returns a future that is ready after `duration`, measured by [`monotonic`](Self::monotonic).
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The system's clock and tokio's timers: the default.
#[derive(Clone, Copy, Debug)]
pub struct TokioTime {
    // Tokio's, so that it stops with a paused runtime and advances with its sleeps.
    origin: tokio::time::Instant,
}

impl Default for TokioTime {
    fn default() -> Self {
        Self {
            origin: tokio::time::Instant::now(),
        }
    }
}

impl Time for TokioTime {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The error of a timeout that elapsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Elapsed(pub(crate) Duration);

/// Waits for `future`, but no longer than `timeout`. The timer is started only if `future` is not ready at once.
pub(crate) async fn with_timeout<F: Future>(
    time: &dyn Time,
    timeout: Option<Duration>,
    future: F,
) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let Some(timeout) = timeout else {
        return Ok(future.await);
    };
    let mut sleep = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        let sleep = sleep.get_or_insert_with(|| time.sleep(timeout));
        sleep.as_mut().poll(context).map(|()| Err(Elapsed(timeout)))
    })
    .await
}

/// A clock for tests: the time of day starts at a given instant and advances with tokio's clock, paused or not.
#[cfg(feature = "testing")]
#[derive(Clone, Copy, Debug)]
pub struct TestTime {
    start: SystemTime,
    clock: TokioTime,
}

#[cfg(feature = "testing")]
impl TestTime {
    /// Creates a clock whose time of day is `start` now. It requires a tokio runtime; under a paused one
    /// (`#[tokio::test(start_paused = true)]`) waiting takes no real time.
    pub fn starting_at(start: SystemTime) -> Self {
        Self {
            start,
            clock: TokioTime::default(),
        }
    }

    /// Returns the time by which this clock has advanced.
    pub fn elapsed(&self) -> Duration {
        self.clock.monotonic()
    }
}

#[cfg(feature = "testing")]
impl Time for TestTime {
    fn now(&self) -> SystemTime {
        self.start + self.elapsed()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.clock.sleep(duration)
    }
}
