//! The rate limit of the adaptive mode: a token bucket whose rate follows a CUBIC curve, as in
//! [RFC 8312](https://www.rfc-editor.org/rfc/rfc8312), between throttling answers.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// What is left of the rate after a throttling answer.
const BETA: f64 = 0.7;

/// How steep the curve is.
const SCALE: f64 = 0.4;

/// Requests a second that always remain.
const MIN_RATE: f64 = 0.5;

/// The rate never gets higher than so many times the measured one.
const HEADROOM: f64 = 2.0;

/// How much a new measurement counts against the old ones.
const SMOOTHING: f64 = 0.8;

/// How long rates are measured at a time, in seconds.
const PERIOD: f64 = 0.5;

/// Spaces the requests of a client out, from its first throttling answer on.
#[derive(Debug, Default)]
pub(crate) struct RateLimit(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Absent until the first throttling answer.
    bucket: Option<Bucket>,
    curve: Curve,
    measured: Measured,
}

impl RateLimit {
    /// Takes the right to send a request, and tells how long to wait before it may be used.
    pub(crate) fn reserve(&self, now: SystemTime) -> Duration {
        self.state()
            .bucket
            .as_mut()
            .map_or(Duration::ZERO, |bucket| bucket.take(seconds(now)))
    }

    /// Counts an answer, and adjusts the rate by whether the service throttled.
    pub(crate) fn answered(&self, now: SystemTime, throttled: bool) {
        let now = seconds(now);
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn seconds(now: SystemTime) -> f64 {
    now.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
}

/// One token a request. Tokens that are taken ahead of time are waited for.
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

    fn take(&mut self, now: f64) -> Duration {
        self.fill(now);
        self.tokens -= 1.0;
        Duration::try_from_secs_f64(-self.tokens / self.rate).unwrap_or_default()
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
    /// Seconds from the fall to the plateau.
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

/// How many answers a second there were.
#[derive(Debug, Default)]
struct Measured {
    rate: f64,
    answers: f64,
    period: f64,
}

impl Measured {
    fn record(&mut self, now: f64) -> f64 {
        let period = (now / PERIOD).floor() * PERIOD;
        self.answers += 1.0;
        if period > self.period {
            let rate = self.answers / (period - self.period);
            self.rate = rate * SMOOTHING + self.rate * (1.0 - SMOOTHING);
            self.answers = 0.0;
            self.period = period;
        }
        self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds)
    }

    /// Answers ten times a second, so that this is the measured rate.
    fn steady(limit: &RateLimit, from: f64) -> f64 {
        (0..50).fold(from, |time, _| {
            limit.answered(at(time), false);
            time + 0.1
        })
    }

    #[test]
    fn nothing_is_limited_before_the_first_throttling_answer() {
        let limit = RateLimit::default();
        let now = steady(&limit, 1_000.0);
        assert!((0..1_000).all(|_| limit.reserve(at(now)).is_zero()));
    }

    #[test]
    fn throttling_cuts_the_measured_rate_and_success_brings_it_back() {
        let limit = RateLimit::default();
        let now = steady(&limit, 1_000.0);
        limit.answered(at(now), true);
        let rate = |limit: &RateLimit| {
            limit
                .state()
                .bucket
                .as_ref()
                .map(|bucket| bucket.rate)
                .unwrap()
        };
        let cut = rate(&limit);
        assert!((6.0..9.0).contains(&cut), "{cut}");
        let now = steady(&limit, now + 0.1);
        assert!(rate(&limit) > cut + 1.0, "{}", rate(&limit));
        limit.answered(at(now), true);
        assert!(rate(&limit) < cut + 1.0);
    }

    #[test]
    fn requests_are_spaced_by_the_rate() {
        let mut bucket = Bucket::new(2.0, 100.0);
        let waits = [bucket.take(100.0), bucket.take(100.0), bucket.take(101.0)];
        assert_eq!(waits.map(|wait| wait.as_millis()), [500, 1_000, 500]);
        assert_eq!(bucket.take(1_000.0), Duration::ZERO);
    }

    #[test]
    fn the_rate_stays_above_its_minimum() {
        let limit = RateLimit::default();
        for second in 0..100 {
            limit.answered(at(f64::from(second) * 10.0), true);
        }
        assert!(limit.reserve(at(1_000_000.0)).is_zero());
        assert_eq!(limit.reserve(at(1_000_000.0)), Duration::from_secs(2));
    }
}
