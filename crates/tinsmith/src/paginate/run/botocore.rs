//! Runs of botocore 1.43's own `PageIterator`, written down: the same pages, limits and starting tokens give the same pages and
//! the same tokens here.

use super::*;
use crate::paginate::{Collection, token};

const NAMES: &[&str] = &["nextToken"];

/// Sizes of the service's pages, `MaxItems`, `StartingToken`, the pages that were delivered, and the resume token.
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
fn runs_are_those_of_botocore() {
    for vector in VECTORS {
        let (sizes, limit, starting_token, expected, resume_token) = vector;
        let start = match starting_token {
            None => Position::start(vec![None]),
            Some(text) => token::unpack(NAMES, text).unwrap(),
        };
        let mut run = Run::new(start, *limit);
        let mut delivered = Vec::new();
        let bookmark = loop {
            let number: usize = match run.tokens() {
                [Some(token)] => token.strip_prefix('t').unwrap().parse().unwrap(),
                _ => 0,
            };
            let begin: usize = sizes.iter().take(number).sum();
            let mut page: Vec<usize> = (begin..begin + sizes[number]).collect();
            let next = (number + 1 < sizes.len()).then(|| format!("t{}", number + 1));
            let mut verdict = run.page(page.len(), vec![next]);
            page.slice(verdict.skip, verdict.take);
            delivered.push(page);
            verdict.bookmark.pass_page();
            if verdict.then == Then::Stop {
                break verdict.bookmark;
            }
        };
        assert_eq!(delivered, *expected, "{vector:?}");
        assert_eq!(
            token::pack(NAMES, &bookmark).as_deref(),
            *resume_token,
            "{vector:?}"
        );
    }
}
