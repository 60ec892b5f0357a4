//! Streams of complete calls, with any layout of pages and any consumer.
//!
//! There are 1,000 cases, or the number in `PROPTEST_CASES`.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::support::Service;

/// A part of a run: a number of pages or items, after which another consumer resumes.
#[derive(Clone, Debug)]
struct Part {
    sizes: Vec<usize>,
    page_size: i32,
    failing: Option<usize>,
    max_items: Option<usize>,
    stop: usize,
    by_page: bool,
    prefetch: usize,
}

fn any_part() -> impl Strategy<Value = Part> {
    let failing = proptest::option::weighted(0.2, 0..5_usize);
    (
        vec(0..4_usize, 0..4),
        1..5_i32,
        failing,
        proptest::option::of(0..9_usize),
        0..12_usize,
        any::<bool>(),
        0..3_usize,
    )
        .prop_map(
            |(sizes, page_size, failing, max_items, stop, by_page, prefetch)| Part {
                sizes,
                page_size,
                failing,
                max_items,
                stop,
                by_page,
                prefetch,
            },
        )
}

/// Runs a part from `token`, and returns its numbers and the resume token.
async fn work(total: i32, part: Part, token: Option<String>) -> (Vec<i32>, Option<String>) {
    let mut service = Service::new(total).with_sizes(part.sizes);
    if let Some(request) = part.failing {
        service = service.failing(request);
    }
    let mut paginator = service
        .list()
        .page_size(part.page_size)
        .prefetch(part.prefetch);
    paginator = paginator.starting_token(token.unwrap_or_default());
    if let Some(items) = part.max_items {
        paginator = paginator.max_items(items);
    }
    let mut numbers = Vec::new();
    if part.by_page {
        let mut pages = paginator.pages();
        for _ in 0..part.stop {
            let Ok(Some(page)) = pages.try_next().await else {
                break;
            };
            numbers.extend(page.numbers);
        }
        (numbers, pages.resume_token())
    } else {
        let mut items = paginator.items();
        for _ in 0..part.stop {
            let Ok(Some(number)) = items.try_next().await else {
                break;
            };
            numbers.push(number);
        }
        (numbers, items.resume_token())
    }
}

fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").map_or(1_000, |cases| cases.parse().unwrap());
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_item_is_returned_once_and_in_order(total in 0..20_i32, parts in vec(any_part(), 1..5)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let numbers = runtime.block_on(async {
            let mut numbers = Vec::new();
            let mut token = None;
            for part in parts {
                let (more, next) = work(total, part, token).await;
                numbers.extend(more);
                token = next;
                if token.is_none() {
                    return numbers;
                }
            }
            let rest = Service::new(total).list().starting_token(token.unwrap_or_default()).collect().await.unwrap();
            numbers.extend(rest.output.numbers);
            numbers
        });
        prop_assert_eq!(numbers, (0..total).collect::<Vec<_>>());
    }
}
