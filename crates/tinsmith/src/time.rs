//! The clock and the one place that sleeps.

use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, SystemTime};

/// A future on the heap, as object-safe traits return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The clock of a client: what the time is, and how to wait.
///
/// Signatures, back-off, time-outs and the expiry of credentials all go by it, so a test that brings its own takes no real
/// seconds.
pub trait Time: Debug + Send + Sync {
    /// The time of day, for what others count by it: signatures, and the expiry of credentials. It jumps when somebody sets the
    /// system's clock.
    fn now(&self) -> SystemTime;

    /// How long it is since a moment that the clock chose once, to measure how long something takes. It never goes back and
    /// never jumps, whatever the time of day is set to, and moves on by what [`sleep`](Self::sleep) sleeps.
    fn monotonic(&self) -> Duration;

    /// A future that is ready after `duration`, measured as [`monotonic`](Self::monotonic) does.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The system's clock and tokio's timers: the default.
#[derive(Clone, Copy, Debug)]
pub struct TokioTime {
    // Tokio's, so that it stands still and jumps with the sleeps of a paused runtime.
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

/// A time-out ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Elapsed(pub(crate) Duration);

/// Waits for `future`, but no longer than `limit`. The timer is started only if `future` is not ready at once.
pub(crate) async fn limited<F: Future>(
    time: &dyn Time,
    limit: Option<Duration>,
    future: F,
) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let Some(limit) = limit else {
        return Ok(future.await);
    };
    let mut sleep = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        let sleep = sleep.get_or_insert_with(|| time.sleep(limit));
        sleep.as_mut().poll(context).map(|()| Err(Elapsed(limit)))
    })
    .await
}

/// A clock for tests: the time of day starts at a given instant and moves with tokio's clock, paused or not.
#[cfg(feature = "testing")]
#[derive(Clone, Copy, Debug)]
pub struct TestTime {
    start: SystemTime,
    clock: TokioTime,
}

#[cfg(feature = "testing")]
impl TestTime {
    /// A clock that says `start` now. Needs a tokio runtime; under a paused one (`#[tokio::test(start_paused = true)]`) waiting
    /// takes no real time.
    pub fn starting_at(start: SystemTime) -> Self {
        Self {
            start,
            clock: TokioTime::default(),
        }
    }

    /// How far this clock has moved.
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
