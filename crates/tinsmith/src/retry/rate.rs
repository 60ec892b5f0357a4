//! The rate limit of the adaptive mode: a token bucket whose rate follows a CUBIC curve, as in
//! [RFC 8312](https://www.rfc-editor.org/rfc/rfc8312), between throttling errors.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::time::Time;

/// The factor by which a throttling error reduces the rate.
const BETA: f64 = 0.7;

/// The steepness of the curve.
const SCALE: f64 = 0.4;

/// The minimum of the rate, in requests a second.
const MIN_RATE: f64 = 0.5;

/// The maximum of the rate, as a multiple of the measured one.
const HEADROOM: f64 = 2.0;

/// The weight of a new measurement against the old ones.
const SMOOTHING: f64 = 0.8;

/// The length of a measurement, in seconds.
const PERIOD: f64 = 0.5;

/// The rate limit of a client, which spaces its requests out from its first throttling error on.
#[derive(Debug)]
pub(crate) struct RateLimit {
    /// The reading of the clock from which on seconds are counted.
    origin: Duration,
    state: Mutex<State>,
    /// The holder is the next to send; the others wait in the order in which they came.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State {
    /// Absent until the first throttling error.
    bucket: Option<Bucket>,
    curve: Curve,
    measured: MeasuredRate,
}

impl RateLimit {
    /// Creates a limit that measures rates from `now` on.
    pub(crate) fn new(now: Duration) -> Self {
        let state = State {
            bucket: None,
            curve: Curve::default(),
            measured: MeasuredRate::default(),
        };
        Self {
            origin: now,
            state: Mutex::new(state),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Waits until a request may be sent. A call that is dropped while it waits takes no token.
    pub(crate) async fn acquire(&self, time: &dyn Time) {
        if self.state().bucket.is_none() {
            return;
        }
        let _turn = self.turn.lock().await;
        let wait = self.wait(time.monotonic());
        if !wait.is_zero() {
            time.sleep(wait).await;
        }
        if let Some(bucket) = &mut self.state().bucket {
            bucket.take(self.seconds(time.monotonic()));
        }
    }

    /// Counts a response, and lowers or raises the rate depending on whether it was a throttling error.
    pub(crate) fn record(&self, now: Duration, throttled: bool) {
        let now = self.seconds(now);
        let mut state = self.state();
        let measured = state.measured.record(now);
        let rate = if throttled {
            let rate = state
                .bucket
                .as_ref()
                .map_or(measured, |bucket| bucket.rate.min(measured));
            state.curve.fall(rate, now)
        } else {
            state.curve.rise(now)
        };
        let rate = rate.min(HEADROOM * measured);
        match &mut state.bucket {
            Some(bucket) => bucket.set_rate(rate, now),
            bucket @ None if throttled => *bucket = Some(Bucket::new(rate, now)),
            None => {}
        }
    }

    /// Returns the time that the next request has to wait.
    fn wait(&self, now: Duration) -> Duration {
        let now = self.seconds(now);
        let mut state = self.state();
        state
            .bucket
            .as_mut()
            .map_or(Duration::ZERO, |bucket| bucket.wait(now))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seconds(&self, now: Duration) -> f64 {
        now.saturating_sub(self.origin).as_secs_f64()
    }
}

/// A bucket with one token a request. There is less than none if the rate fell while a request waited for its token.
#[derive(Debug)]
struct Bucket {
    rate: f64,
    tokens: f64,
    filled: f64,
}

impl Bucket {
    fn new(rate: f64, now: f64) -> Self {
        Self {
            rate: rate.max(MIN_RATE),
            tokens: 0.0,
            filled: now,
        }
    }

    fn set_rate(&mut self, rate: f64, now: f64) {
        self.fill(now);
        self.rate = rate.max(MIN_RATE);
        self.tokens = self.tokens.min(self.capacity());
    }

    /// Returns the time until there is a token.
    fn wait(&mut self, now: f64) -> Duration {
        self.fill(now);
        let missing = (1.0 - self.tokens).max(0.0);
        Duration::try_from_secs_f64(missing / self.rate).unwrap_or_default()
    }

    fn take(&mut self, now: f64) {
        self.fill(now);
        self.tokens -= 1.0;
    }

    fn fill(&mut self, now: f64) {
        let passed = (now - self.filled).max(0.0);
        self.tokens = (self.tokens + passed * self.rate).min(self.capacity());
        self.filled = now;
    }

    fn capacity(&self) -> f64 {
        self.rate.max(1.0)
    }
}

/// The rate as a function of the time since it last fell: back to where it was, a plateau there, and beyond.
#[derive(Debug, Default)]
struct Curve {
    plateau: f64,
    /// The number of seconds from the fall to the plateau.
    reached_after: f64,
    fell: f64,
}

impl Curve {
    fn fall(&mut self, rate: f64, now: f64) -> f64 {
        *self = Self {
            plateau: rate,
            reached_after: (rate * (1.0 - BETA) / SCALE).cbrt(),
            fell: now,
        };
        rate * BETA
    }

    fn rise(&self, now: f64) -> f64 {
        SCALE * (now - self.fell - self.reached_after).powi(3) + self.plateau
    }
}

/// The measured number of responses a second.
#[derive(Debug, Default)]
struct MeasuredRate {
    rate: f64,
    responses: f64,
    period: f64,
}

impl MeasuredRate {
    fn record(&mut self, now: f64) -> f64 {
        let period = (now / PERIOD).floor() * PERIOD;
        self.responses += 1.0;
        if period > self.period {
            let rate = self.responses / (period - self.period);
            self.rate = rate * SMOOTHING + self.rate * (1.0 - SMOOTHING);
            self.responses = 0.0;
            self.period = period;
        }
        self.rate
    }
}

#[cfg(test)]
mod tests;
