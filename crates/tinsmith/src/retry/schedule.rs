//! The delays of waits that last until a maximum time has passed.

use std::time::Duration;

/// The delays between attempts by the rules of [Smithy]'s waiters: exponential backoff with full jitter between a minimum and a maximum
/// delay, and a last attempt as late as the maximum wait allows.
///
/// [Smithy]: https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub(crate) min_delay: Duration,
    pub(crate) max_delay: Duration,
    pub(crate) max_wait: Duration,
}

/// A hundred years, so that no product exceeds the range of a `Duration`.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Schedule {
    /// Returns the delay after the attempt of that number, counted from 1; `None` when there is no time for another.
    ///
    /// `random` lies between 0 and 1. `at_least` is the delay that the service requests.
    pub(crate) fn delay(
        &self,
        attempt: u32,
        elapsed: Duration,
        random: f64,
        at_least: Option<Duration>,
    ) -> Option<Duration> {
        let left = self.max_wait.saturating_sub(elapsed);
        if left <= self.min_delay {
            return None;
        }
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let ceiling = self
            .min_delay
            .saturating_mul(factor)
            .min(self.max_delay)
            .min(LONGEST);
        let jitter = ceiling.saturating_sub(self.min_delay);
        let delay = self.min_delay + jitter.mul_f64(random.clamp(0.0, 1.0));
        let delay = delay.max(at_least.unwrap_or_default());
        // A request sent at the very end would get no response in time: the last one is sent a minimum delay before it.
        Some(delay.min(left - self.min_delay))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const SCHEDULE: Schedule = Schedule {
        min_delay: seconds(2),
        max_delay: seconds(120),
        max_wait: seconds(10_000),
    };

    #[test]
    fn the_largest_delay_doubles_up_to_the_maximum() {
        let delays: Vec<_> = (1..=9)
            .map(|attempt| SCHEDULE.delay(attempt, seconds(0), 1.0, None))
            .collect();
        assert_eq!(
            delays,
            [2, 4, 8, 16, 32, 64, 120, 120, 120].map(|delay| Some(seconds(delay)))
        );
        assert_eq!(
            SCHEDULE.delay(u32::MAX, seconds(0), 1.0, None),
            Some(seconds(120))
        );
    }

    #[test]
    fn no_delay_is_too_small_or_too_large_to_be_doubled() {
        let none = Schedule {
            min_delay: seconds(0),
            ..SCHEDULE
        };
        for attempt in [1, 33, u32::MAX] {
            assert_eq!(none.delay(attempt, seconds(0), 1.0, None), Some(seconds(0)));
        }
        let endless = Schedule {
            min_delay: seconds(1),
            max_delay: Duration::MAX,
            max_wait: Duration::MAX,
        };
        assert_eq!(
            endless.delay(32, seconds(0), 1.0, None),
            Some(seconds(1 << 31))
        );
        let long = Schedule {
            min_delay: seconds(u64::MAX / 2),
            ..endless
        };
        assert_eq!(
            long.delay(u32::MAX, seconds(0), 1.0, None),
            Some(seconds(u64::MAX / 2))
        );
    }

    #[test]
    fn the_smallest_delay_stays_and_jitter_lies_between() {
        for attempt in [1, 2, 7, 1000] {
            assert_eq!(
                SCHEDULE.delay(attempt, seconds(0), 0.0, None),
                Some(seconds(2))
            );
        }
        assert_eq!(SCHEDULE.delay(3, seconds(0), 0.5, None), Some(seconds(5)));
    }

    #[test]
    fn the_last_attempt_comes_the_smallest_delay_before_the_end() {
        let schedule = Schedule {
            max_wait: seconds(20),
            ..SCHEDULE
        };
        assert_eq!(schedule.delay(5, seconds(10), 1.0, None), Some(seconds(8)));
        assert_eq!(schedule.delay(5, seconds(17), 1.0, None), Some(seconds(1)));
        assert_eq!(schedule.delay(6, seconds(18), 1.0, None), None);
        assert_eq!(schedule.delay(6, seconds(25), 1.0, None), None);
    }

    #[test]
    fn a_delay_that_the_service_requests_is_kept_if_there_is_time() {
        assert_eq!(
            SCHEDULE.delay(1, seconds(0), 1.0, Some(seconds(30))),
            Some(seconds(30))
        );
        assert_eq!(
            SCHEDULE.delay(4, seconds(0), 1.0, Some(seconds(3))),
            Some(seconds(16))
        );
        assert_eq!(
            SCHEDULE.delay(1, seconds(9_990), 1.0, Some(seconds(30))),
            Some(seconds(8))
        );
    }

    #[test]
    fn a_maximum_below_the_minimum_is_no_panic() {
        let schedule = Schedule {
            max_delay: seconds(1),
            ..SCHEDULE
        };
        assert_eq!(schedule.delay(1, seconds(0), 1.0, None), Some(seconds(2)));
        assert_eq!(
            Schedule {
                min_delay: seconds(0),
                ..SCHEDULE
            }
            .delay(9, seconds(0), 1.0, None),
            Some(seconds(0))
        );
    }
}
