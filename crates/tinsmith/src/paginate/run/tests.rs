//! The machine against a plain model, over any pages, limits and stopping points.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::*;
use crate::paginate::Collection;
use crate::paginate::token;

const NAMES: &[&str] = &["nextToken"];

/// A service that has the items `0..total`. Its tokens say at which item a page begins, and are new with every answer.
struct Service {
    total: usize,
    /// Which of the runs this one is; part of its tokens.
    run: usize,
    /// Sizes of the pages to come, over and over.
    sizes: Vec<usize>,
    /// Whether the last item comes with a token, to a page without items.
    empty_end: bool,
    /// The request, counted from 0, that fails.
    failing: Option<usize>,
    requests: usize,
}

struct Failure;

impl Service {
    fn page(&mut self, tokens: &[Option<String>]) -> Result<(Vec<usize>, Tokens), Failure> {
        let [token] = tokens else { panic!("one token") };
        let begin: usize = token
            .as_ref()
            .map_or(0, |token| token.split('.').next().unwrap().parse().unwrap());
        let request = self.requests;
        self.requests += 1;
        if self.failing == Some(request) {
            return Err(Failure);
        }
        // Pages without items come at most as often as the sizes say, or a layout of nothing else would go on for ever.
        let size = self.sizes.get(request % self.sizes.len()).copied().unwrap();
        let size = if request >= self.sizes.len() {
            size.max(1)
        } else {
            size
        };
        let end = self.total.min(begin + size);
        let more = end < self.total || (self.empty_end && begin < self.total);
        let token = match more {
            true => Some(format!("{end}.{}.{request}", self.run)),
            // Services end either way.
            false => self.total.is_multiple_of(2).then(String::new),
        };
        Ok(((begin..end).collect(), vec![token]))
    }
}

/// How a consumer uses a run.
#[derive(Clone, Debug)]
struct Use {
    sizes: Vec<usize>,
    empty_end: bool,
    failing: Option<usize>,
    limit: Option<usize>,
    /// Items or pages after which the consumer goes away.
    stop: usize,
    by_page: bool,
}

/// What a consumer got.
#[derive(Debug, PartialEq)]
struct Got {
    items: Vec<usize>,
    token: Option<String>,
}

fn consume(total: usize, run: usize, plan: &Use, token: Option<&str>) -> Got {
    let mut service = Service {
        total,
        run,
        sizes: plan.sizes.clone(),
        empty_end: plan.empty_end,
        failing: plan.failing,
        requests: 0,
    };
    let start = token.map_or_else(
        || Position::start(vec![None]),
        |token| token::unpack(NAMES, token).unwrap(),
    );
    let mut bookmark = Bookmark::Between(Some(start.clone()));
    let mut run = Run::new(start, plan.limit);
    let mut items = Vec::new();
    let mut stop = plan.stop;
    while stop > 0 {
        let Ok((mut page, next)) = service.page(run.tokens()) else {
            break;
        };
        let verdict = run.page(page.len(), next);
        page.slice(verdict.skip, verdict.take);
        bookmark = verdict.bookmark;
        if plan.by_page {
            bookmark.pass_page();
            items.append(&mut page);
            stop -= 1;
        } else {
            for item in page.into_iter().take(stop) {
                bookmark.pass_item();
                items.push(item);
                stop -= 1;
            }
        }
        match verdict.then {
            Then::Ask => {}
            Then::Stop => break,
            Then::Repeated => panic!("no token came twice"),
        }
    }
    Got {
        items,
        token: token::pack(NAMES, &bookmark),
    }
}

fn any_use() -> impl Strategy<Value = Use> {
    let sizes = vec(0..6_usize, 1..5);
    let limit = proptest::option::of(0..12_usize);
    let failing = proptest::option::weighted(0.2, 0..6_usize);
    (
        sizes,
        any::<bool>(),
        failing,
        limit,
        0..20_usize,
        any::<bool>(),
    )
        .prop_map(|(sizes, empty_end, failing, limit, stop, by_page)| Use {
            sizes,
            empty_end,
            failing,
            limit,
            stop,
            by_page,
        })
}

fn cases(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

/// What one run from the beginning is to deliver and to name as its end, in terms of the places where pages begin: the table
/// of botocore's behaviour, without any of the machine's state.
fn expected(total: usize, plan: &Use) -> Got {
    let mut pages: Vec<(Option<String>, Range<usize>)> = Vec::new();
    let mut token = None;
    let mut service = Service {
        total,
        run: 0,
        sizes: plan.sizes.clone(),
        empty_end: plan.empty_end,
        failing: None,
        requests: 0,
    };
    loop {
        let Ok((items, mut next)) = service.page(&[token.clone()]) else {
            unreachable!()
        };
        let begin = pages.last().map_or(0, |(_, range)| range.end);
        pages.push((token, begin..begin + items.len()));
        token = next.remove(0);
        if token.as_deref().unwrap_or_default().is_empty() {
            break;
        }
    }
    let limit = plan.limit.unwrap_or(usize::MAX);
    // A consumer that goes away, or a request that fails, leaves the run between the pages that were delivered.
    let available = plan
        .failing
        .map_or(pages.len(), |failing| failing.min(pages.len()));
    let mut seen = 0;
    let mut delivered = 0;
    for (_, range) in pages.iter().take(available) {
        let stopped = if plan.by_page {
            seen == plan.stop
        } else {
            delivered == plan.stop
        };
        if stopped || (seen > 0 && delivered == limit) {
            break;
        }
        seen += 1;
        let wanted = if plan.by_page {
            limit
        } else {
            limit.min(plan.stop)
        };
        delivered = range.end.min(wanted);
        if range.end > wanted {
            break;
        }
    }
    let print = |token: &Option<String>, index| {
        let position = Position {
            tokens: vec![token.clone()],
            index,
        };
        token::pack(NAMES, &Bookmark::Between(Some(position)))
    };
    let token = match pages.get(seen.wrapping_sub(1)) {
        None => print(&None, Some(0)),
        Some((token, range)) if delivered < range.end => {
            print(token, Some(delivered - range.start))
        }
        Some(_) => pages.get(seen).and_then(|(token, _)| print(token, None)),
    };
    Got {
        items: (0..delivered).collect(),
        token,
    }
}

proptest! {
    #![proptest_config(cases(50_000))]

    #[test]
    fn a_run_delivers_and_names_what_the_table_says(total in 0..25_usize, plan in any_use()) {
        prop_assert_eq!(consume(total, 0, &plan, None), expected(total, &plan));
    }
}

proptest! {
    #![proptest_config(cases(50_000))]

    #[test]
    fn resumed_runs_give_every_item_once_and_in_order(total in 0..25_usize, uses in vec(any_use(), 1..5)) {
        let rest = Use { sizes: vec![3, 0, 1], empty_end: true, failing: None, limit: None, stop: usize::MAX, by_page: true };
        let mut items = Vec::new();
        let mut token = None;
        for (run, plan) in uses.iter().chain([&rest]).enumerate() {
            let got = consume(total, run, plan, token.as_deref());
            items.extend(got.items);
            token = got.token;
            if token.is_none() {
                break;
            }
        }
        prop_assert_eq!(token, None);
        prop_assert_eq!(items, (0..total).collect::<Vec<_>>());
    }
}

#[test]
fn tokens_count_as_the_same_only_all_together() {
    let pair = |a: &str, b: Option<&str>| vec![Some(a.to_owned()), b.map(str::to_owned)];
    let mut run = Run::new(Position::start(vec![None, None]), None);
    assert_eq!(run.page(1, pair("a", Some("1"))).then, Then::Ask);
    assert_eq!(run.page(1, pair("a", Some("2"))).then, Then::Ask);
    assert_eq!(run.page(1, pair("a", None)).then, Then::Ask);
    assert_eq!(run.page(1, pair("a", Some(""))).then, Then::Repeated);
}

#[test]
fn an_index_past_the_end_is_the_end() {
    let mut run = Run::new(
        Position {
            tokens: vec![Some("a".to_owned())],
            index: Some(9),
        },
        None,
    );
    let verdict = run.page(4, vec![None]);
    assert_eq!(
        verdict,
        Verdict {
            skip: 4,
            take: 0,
            bookmark: Bookmark::Between(None),
            then: Then::Stop
        }
    );
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Tokens out of a small alphabet: circles of any length, with any way into them.
    #[test]
    fn the_first_token_that_comes_again_ends_a_run(start in "[a-e]?", next in vec("[a-e]", 1..12)) {
        let token = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut run = Run::new(Position::start(vec![token(&start)]), None);
        let mut seen = vec![start];
        for text in next {
            let verdict = run.page(1, vec![token(&text)]);
            let repeated = seen.contains(&text);
            prop_assert_eq!(verdict.take, 1, "the page itself is delivered");
            prop_assert_eq!(verdict.then == Then::Repeated, repeated);
            if repeated {
                break;
            }
            seen.push(text);
        }
    }
}
