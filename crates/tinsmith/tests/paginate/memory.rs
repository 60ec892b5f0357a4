//! The memory of a long stream.

use std::process::Command;

use crate::support::Service;

const ITEMS: &str = "TINSMITH_TEST_ITEMS";
const AHEAD: &str = "TINSMITH_TEST_AHEAD";

/// Returns the peak resident set in KiB of another process that streams a number of items.
fn peak(items: &str, ahead: usize) -> u64 {
    let test = "memory::a_stream_of_the_given_length";
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(ITEMS, items)
        .env(AHEAD, ahead.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.split("VmHWM:").nth(1))
        .unwrap_or_else(|| panic!("no figure: {text}"));
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_million_items_take_no_more_memory_than_a_thousand() {
    let (short, long) = (peak("1000", 0), peak("1000000", 0));
    println!("peak resident set: {short} KiB for 1,000 items, {long} KiB for 1,000,000");
    assert!(long < short + 5 * 1024, "{short} KiB, {long} KiB");
}

#[test]
#[cfg(target_os = "linux")]
fn a_quarter_million_items_with_pages_fetched_ahead_take_no_more_memory_than_a_thousand() {
    let (short, long) = (peak("1000", 3), peak("250000", 3));
    println!("peak resident set: {short} KiB for 1,000 items, {long} KiB for 250,000");
    assert!(long < short + 3 * 1024, "{short} KiB, {long} KiB");
}

/// The tests above run it in another process.
#[tokio::test]
#[ignore = "it is the other tests' subject"]
async fn a_stream_of_the_given_length() {
    let total: i32 = std::env::var(ITEMS).map_or(1000, |items| items.parse().unwrap());
    let ahead = std::env::var(AHEAD).map_or(0, |pages| pages.parse().unwrap());
    let pages = Service::new(total).silent().list().page_size(100);
    let mut items = pages.prefetch(ahead).items();
    let mut sum = 0;
    while let Some(number) = items.try_next().await.unwrap() {
        sum += i64::from(number);
    }
    assert_eq!(sum, i64::from(total) * i64::from(total - 1) / 2);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{}",
        status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or_default()
    );
}
