//! The state machine compared with a plain model, over any pages, limits and stopping points.

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::*;
use crate::paginate::Collection;
use crate::paginate::resume_token;

const NAMES: &[&str] = &["nextToken"];

/// A service with the items `0..total`. Its tokens contain the first item of a page and differ in every response.
struct Service {
    total: usize,
    /// The number of the run, as part of the tokens.
    run: usize,
    /// The sizes of the pages, used in a cycle.
    sizes: Vec<usize>,
    /// True if a page without items follows the last item.
    empty_end: bool,
    /// The index of the request that fails.
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
        // Empty pages occur in the first cycle only, otherwise a layout of empty pages would never end.
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
            // Some services end with an empty token, others without a token.
            false => self.total.is_multiple_of(2).then(String::new),
        };
        Ok(((begin..end).collect(), vec![token]))
    }
}

/// The use of a run by its consumer.
#[derive(Clone, Debug)]
struct Use {
    sizes: Vec<usize>,
    empty_end: bool,
    failing: Option<usize>,
    limit: Option<usize>,
    /// The number of items or pages after which the consumer stops.
    stop: usize,
    by_page: bool,
}

/// The results of a consumer.
#[derive(Debug, PartialEq)]
struct Results {
    items: Vec<usize>,
    token: Option<String>,
}

fn consume(total: usize, run: usize, plan: &Use, token: Option<&str>) -> Results {
    let mut service = Service {
        total,
        run,
        sizes: plan.sizes.clone(),
        empty_end: plan.empty_end,
        failing: plan.failing,
        requests: 0,
    };
    let start = token.map_or_else(
        || Position::from_input_tokens(vec![None]),
        |token| resume_token::decode(NAMES, None, token).unwrap(),
    );
    let mut bookmark = Bookmark::Between(Some(start.clone()));
    let mut run = Run::new(start, plan.limit);
    let mut items = Vec::new();
    let mut stop = plan.stop;
    while stop > 0 {
        let Ok((mut page, next)) = service.page(run.tokens()) else {
            break;
        };
        let cut = run.cut_page(page.len(), next);
        page.slice(cut.skip, cut.take);
        bookmark = cut.bookmark;
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
        match cut.next_step {
            NextStep::Fetch => {}
            NextStep::Stop => break,
            NextStep::RejectCycle => panic!("a token was returned twice"),
        }
    }
    Results {
        items,
        token: resume_token::encode(NAMES, None, &bookmark),
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

/// Returns the expected results of one run from the beginning, calculated from the positions where pages begin: botocore's behaviour as a
/// table, without the state of the machine.
fn expected(total: usize, plan: &Use) -> Results {
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
    // A consumer that stops and a request that fails leave the run between the returned pages.
    let available = plan
        .failing
        .map_or(pages.len(), |failing| failing.min(pages.len()));
    let mut seen = 0;
    let mut returned = 0;
    for (_, range) in pages.iter().take(available) {
        let stopped = if plan.by_page {
            seen == plan.stop
        } else {
            returned == plan.stop
        };
        if stopped || (seen > 0 && returned == limit) {
            break;
        }
        seen += 1;
        let wanted = if plan.by_page {
            limit
        } else {
            limit.min(plan.stop)
        };
        returned = range.end.min(wanted);
        if range.end > wanted {
            break;
        }
    }
    let print = |token: &Option<String>, index| {
        let position = Position {
            tokens: vec![token.clone()],
            index,
        };
        resume_token::encode(NAMES, None, &Bookmark::Between(Some(position)))
    };
    let token = match pages.get(seen.wrapping_sub(1)) {
        None => print(&None, Some(0)),
        Some((token, range)) if returned < range.end => print(token, Some(returned - range.start)),
        Some(_) => pages.get(seen).and_then(|(token, _)| print(token, None)),
    };
    Results {
        items: (0..returned).collect(),
        token,
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn a_run_returns_the_items_and_the_token_of_the_table(total in 0..25_usize, plan in any_use()) {
        prop_assert_eq!(consume(total, 0, &plan, None), expected(total, &plan));
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn resumed_runs_return_every_item_once_and_in_order(total in 0..25_usize, uses in vec(any_use(), 1..5)) {
        let rest = Use { sizes: vec![3, 0, 1], empty_end: true, failing: None, limit: None, stop: usize::MAX, by_page: true };
        let mut items = Vec::new();
        let mut token = None;
        for (run, plan) in uses.iter().chain([&rest]).enumerate() {
            let results = consume(total, run, plan, token.as_deref());
            items.extend(results.items);
            token = results.token;
            if token.is_none() {
                break;
            }
        }
        prop_assert_eq!(token, None);
        prop_assert_eq!(items, (0..total).collect::<Vec<_>>());
    }
}

#[test]
fn several_tokens_are_equal_only_if_all_of_them_are() {
    let pair = |a: &str, b: Option<&str>| vec![Some(a.to_owned()), b.map(str::to_owned)];
    let mut run = Run::new(Position::from_input_tokens(vec![None, None]), None);
    assert_eq!(
        run.cut_page(1, pair("a", Some("1"))).next_step,
        NextStep::Fetch
    );
    assert_eq!(
        run.cut_page(1, pair("a", Some("2"))).next_step,
        NextStep::Fetch
    );
    assert_eq!(run.cut_page(1, pair("a", None)).next_step, NextStep::Fetch);
    assert_eq!(
        run.cut_page(1, pair("a", Some(""))).next_step,
        NextStep::RejectCycle
    );
}

#[test]
fn an_unchanged_token_ends_a_run_if_the_operation_ends_so() {
    let token = |text: &str| vec![Some(text.to_owned())];
    let start = Position::from_input_tokens(vec![None]);
    let mut rejected = Run::new(start.clone(), None);
    let mut ended = Run::new(start, None).unchanged_token(UnchangedToken::End);
    for run in [&mut rejected, &mut ended] {
        assert_eq!(run.cut_page(1, token("a")).next_step, NextStep::Fetch);
        assert_eq!(run.cut_page(0, token("b")).next_step, NextStep::Fetch);
    }
    assert_eq!(
        rejected.clone().cut_page(1, token("b")).next_step,
        NextStep::RejectCycle
    );
    let last = ended.clone().cut_page(0, token("b"));
    assert_eq!(last.next_step, NextStep::Stop);
    assert_eq!(last.bookmark, Bookmark::Between(None), "nothing follows");
    // A token before the last one is a cycle in any case.
    for run in [&mut rejected, &mut ended] {
        assert_eq!(run.cut_page(1, token("a")).next_step, NextStep::RejectCycle);
    }
}

#[test]
fn an_index_after_the_end_is_the_end() {
    let mut run = Run::new(
        Position {
            tokens: vec![Some("a".to_owned())],
            index: Some(9),
        },
        None,
    );
    let cut = run.cut_page(4, vec![None]);
    assert_eq!(
        cut,
        PageCut {
            skip: 4,
            take: 0,
            bookmark: Bookmark::Between(None),
            next_step: NextStep::Stop
        }
    );
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Tokens of a small alphabet make cycles of any length, with any path into them.
    #[test]
    fn the_first_repeated_token_ends_a_run(start in "[a-e]?", next in vec("[a-e]", 1..12)) {
        let token = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut run = Run::new(Position::from_input_tokens(vec![token(&start)]), None);
        let mut seen = vec![start];
        for text in next {
            let cut = run.cut_page(1, vec![token(&text)]);
            let repeated = seen.contains(&text);
            prop_assert_eq!(cut.take, 1, "the page itself is returned");
            prop_assert_eq!(cut.next_step == NextStep::RejectCycle, repeated);
            if repeated {
                break;
            }
            seen.push(text);
        }
    }
}
