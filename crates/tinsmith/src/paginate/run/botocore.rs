//! Recorded runs of the `PageIterator` of botocore 1.43: equal pages, limits and starting tokens give equal pages and tokens.

use super::*;
use crate::paginate::{Collection, resume_token};

const NAMES: &[&str] = &["nextToken"];

/// The sizes of the service's pages, `MaxItems`, `StartingToken`, the returned pages, and the resume token.
type Vector = (
    &'static [usize],
    Option<usize>,
    Option<&'static str>,
    &'static [&'static [usize]],
    Option<&'static str>,
);

const FIRST_ITEM: &str = "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAwfQ==";
const THIRD_ITEM: &str = "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==";
const SECOND_OF_T2: &str = "eyJuZXh0VG9rZW4iOiAidDIiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==";
const SECOND_OF_T3: &str = "eyJuZXh0VG9rZW4iOiAidDMiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==";
const THIRD_OF_T3: &str = "eyJuZXh0VG9rZW4iOiAidDMiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==";
const PAGE_T1: &str = "eyJuZXh0VG9rZW4iOiAidDEifQ==";
const PAGE_T3: &str = "eyJuZXh0VG9rZW4iOiAidDMifQ==";

const SIZES: &[usize] = &[3, 0, 2, 4];
const ALL: &[&[usize]] = &[&[0, 1, 2], &[], &[3, 4], &[5, 6, 7, 8]];

const VECTORS: &[Vector] = &[
    (SIZES, None, None, ALL, None),
    (SIZES, Some(0), None, &[&[]], Some(FIRST_ITEM)),
    (SIZES, Some(2), None, &[&[0, 1]], Some(THIRD_ITEM)),
    (SIZES, Some(3), None, &[&[0, 1, 2]], Some(PAGE_T1)),
    (
        SIZES,
        Some(5),
        None,
        &[&[0, 1, 2], &[], &[3, 4]],
        Some(PAGE_T3),
    ),
    (
        SIZES,
        Some(7),
        None,
        &[&[0, 1, 2], &[], &[3, 4], &[5, 6]],
        Some(THIRD_OF_T3),
    ),
    (SIZES, Some(9), None, ALL, None),
    (SIZES, Some(10), None, ALL, None),
    (
        SIZES,
        Some(2),
        Some(THIRD_ITEM),
        &[&[2], &[], &[3]],
        Some(SECOND_OF_T2),
    ),
    (
        SIZES,
        Some(2),
        Some(SECOND_OF_T2),
        &[&[4], &[5]],
        Some(SECOND_OF_T3),
    ),
    (SIZES, None, Some(SECOND_OF_T3), &[&[6, 7, 8]], None),
    (SIZES, Some(1), Some("t2"), &[&[3]], Some(SECOND_OF_T2)),
    (&[0, 2], Some(0), None, &[&[]], Some(PAGE_T1)),
];

#[test]
fn runs_equal_those_of_botocore() {
    for vector in VECTORS {
        let (sizes, limit, starting_token, expected, resume_token) = vector;
        let start = match starting_token {
            None => Position::from_input_tokens(vec![None]),
            Some(text) => resume_token::decode(NAMES, None, text).unwrap(),
        };
        let mut run = Run::new(start, *limit);
        let mut returned = Vec::new();
        let bookmark = loop {
            let number: usize = match run.tokens() {
                [Some(token)] => token.strip_prefix('t').unwrap().parse().unwrap(),
                _ => 0,
            };
            let begin: usize = sizes.iter().take(number).sum();
            let mut page: Vec<usize> = (begin..begin + sizes[number]).collect();
            let next = (number + 1 < sizes.len()).then(|| format!("t{}", number + 1));
            let mut cut = run.cut_page(page.len(), vec![next]);
            page.slice(cut.skip, cut.take);
            returned.push(page);
            cut.bookmark.pass_page();
            if cut.next_step == NextStep::Stop {
                break cut.bookmark;
            }
        };
        assert_eq!(returned, *expected, "{vector:?}");
        assert_eq!(
            resume_token::encode(NAMES, None, &bookmark).as_deref(),
            *resume_token,
            "{vector:?}"
        );
    }
}
