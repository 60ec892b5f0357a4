use std::sync::Arc;
use std::time::SystemTime;

use super::*;
use crate::time::TestTime;

/// Creates a limit and its clock.
fn limit() -> (RateLimit, impl Fn(f64) -> Duration) {
    let start = Duration::from_secs(7);
    let at = move |seconds| start + Duration::from_secs_f64(seconds);
    (RateLimit::new(start), at)
}

fn rate(limit: &RateLimit) -> Option<f64> {
    limit.state().bucket.as_ref().map(|bucket| bucket.rate)
}

/// The rates that botocore 1.43.11 computes (`botocore.retries.adaptive.ClientRateLimiter`) for a response every tenth of a second, the
/// 40th, 41st and 90th of them throttled.
const BOTOCORE: [(u32, f64); 13] = [
    (40, 6.999953),
    (41, 4.899967),
    (42, 5.241993),
    (50, 6.764553),
    (60, 7.001654),
    (70, 7.627531),
    (80, 11.042187),
    (89, 18.483381),
    (90, 7.0),
    (91, 7.436696),
    (100, 9.648936),
    (110, 10.000031),
    (120, 10.453285),
];

#[test]
fn the_rate_is_botocores() {
    let (limit, at) = limit();
    let mut expected = BOTOCORE.iter();
    let mut next = expected.next();
    for response in 1..=120 {
        let now = at(0.2 + f64::from(response) * 0.1);
        limit.record(now, [40, 41, 90].contains(&response));
        assert_eq!(rate(&limit).is_some(), response >= 40);
        if let Some((_, theirs)) = next.filter(|(number, _)| *number == response) {
            let ours = rate(&limit).unwrap_or_default();
            assert!(
                (ours - theirs).abs() < 1e-4,
                "{response}: {ours}, not {theirs}"
            );
            next = expected.next();
        }
    }
    assert_eq!(next, None, "all were compared");
}

#[test]
fn requests_are_spaced_by_the_rate() {
    let mut bucket = Bucket::new(2.0, 100.0);
    assert_eq!(bucket.wait(100.0), Duration::from_millis(500));
    bucket.take(100.5);
    assert_eq!(bucket.wait(100.75), Duration::from_millis(250));
    assert_eq!(bucket.wait(1_000.0), Duration::ZERO);
    bucket.take(1_000.0);
    bucket.take(1_000.0);
    assert_eq!(
        bucket.wait(1_000.0),
        Duration::from_millis(500),
        "two were saved up, and no more"
    );
}

#[test]
fn the_rate_stays_above_its_minimum() {
    let (limit, at) = limit();
    for second in 0..100 {
        limit.record(at(f64::from(second) * 10.0), true);
    }
    assert_eq!(rate(&limit), Some(0.5));
    assert_eq!(limit.wait(at(990.0)), Duration::ZERO, "one was saved up");
    limit.state().bucket.as_mut().unwrap().take(990.0);
    assert_eq!(limit.wait(at(990.0)), Duration::from_secs(2));
}

/// Creates a limit of half a request a second without a token, and its clock.
fn slowest() -> (RateLimit, TestTime) {
    let time = TestTime::starting_at(SystemTime::UNIX_EPOCH);
    let limit = RateLimit::new(time.monotonic());
    limit.record(time.monotonic(), true);
    (limit, time)
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_before_the_first_throttling_error() {
    let time = TestTime::starting_at(SystemTime::UNIX_EPOCH);
    let limit = RateLimit::new(time.monotonic());
    for _ in 0..1_000 {
        limit.record(time.monotonic(), false);
        limit.acquire(&time).await;
    }
    assert_eq!(time.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn requests_are_sent_in_the_order_in_which_they_came() {
    let (limit, time) = slowest();
    let limit = Arc::new(limit);
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let limit = Arc::clone(&limit);
            tokio::spawn(async move {
                limit.acquire(&time).await;
                time.elapsed().as_secs_f64().round()
            })
        })
        .collect();
    for (number, sent) in (1..).zip(waiting) {
        assert_eq!(sent.await.ok(), Some(f64::from(number) * 2.0));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_while_they_wait_do_not_delay_the_others() {
    let (limit, time) = slowest();
    for _ in 0..100 {
        let dropped = tokio::time::timeout(Duration::from_millis(1), limit.acquire(&time)).await;
        assert!(dropped.is_err());
    }
    limit.acquire(&time).await;
    assert_eq!(time.elapsed().as_secs_f64().round(), 2.0);
}
