//! Hostile texts, each of which is read to its end without a panic.

use std::time::{Duration, Instant};

use tinsmith_codegen::smithy::Model;

use super::{faults, file};

const SEEDS: [&str; 2] = [
    include_str!("../models/shop.smithy"),
    include_str!("../models/library.smithy"),
];

/// Pieces that mean something to the reader.
const PIECES: [&str; 28] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "@",
    "$",
    ":",
    ":=",
    "=",
    "#",
    "\"",
    "\"\"\"",
    "\\",
    "\\u",
    "\n",
    "\r\n",
    "//",
    "///",
    "-",
    "1e9",
    " with [",
    " for ",
    "\nstructure ",
    "\napply ",
    "\u{0}",
    "\u{1f980}",
];

#[test]
fn mutated_and_truncated_files_are_read_to_their_end() {
    let mut random = Random(0x5eed);
    for round in 0..1_000 {
        let seed = SEEDS[round % SEEDS.len()];
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..=random.below(4) {
            let at = random.below(text.len());
            let length = random.below(40).min(text.len() - at);
            match random.below(4) {
                0 => text.truncate(at + 1),
                1 => drop(text.drain(at..at + length)),
                2 => {
                    let copy: Vec<char> = text[at..at + length].to_vec();
                    let to = random.below(text.len());
                    text.splice(to..to, copy);
                }
                _ => {
                    let piece = PIECES[random.below(PIECES.len())];
                    text.splice(at..at, piece.chars());
                }
            }
        }
        let text: String = text.into_iter().collect();
        let files = [file("mutated.smithy", &text)];
        let begun = Instant::now();
        if let Err(diagnostics) = Model::from_files(&files) {
            assert!(!diagnostics.is_empty(), "round {round}");
        }
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "round {round}:\n{text}"
        );
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_read_to_its_end() {
    let text = SEEDS[1];
    for (at, _) in text.char_indices() {
        faults(&text[..at]);
    }
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    let deep = |open: &str, close: &str| {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        format!("$version: \"2\"\nnamespace a\n@tags({open}1{close})\nstring Text\n")
    };
    for text in [deep("[", "]"), deep("{a: ", "}"), deep("[", "")] {
        let faults = faults(&text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(
            faults[0].contains("nested more than 100 deep"),
            "{faults:?}"
        );
    }
}

#[test]
fn long_chains_of_mixins_and_resources_end() {
    let mut text = "$version: \"2\"\nnamespace a\n@mixin structure S0 {}\n".to_owned();
    for index in 1..2_000 {
        text += &format!("@mixin structure S{index} with [S{}] {{}}\n", index - 1);
    }
    // In the order of the file each mixin is flattened before it is needed.
    assert_eq!(faults(&text), [""; 0]);
    let reversed: Vec<&str> = text.lines().skip(2).collect();
    let reversed = reversed.into_iter().rev().collect::<Vec<_>>().join("\n");
    let faults = faults(&format!("$version: \"2\"\nnamespace a\n{reversed}"));
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains("more than 200 deep")),
        "{faults:?}"
    );
}

#[test]
fn numbers_of_any_size_are_read() {
    let digits = "9".repeat(10_000);
    for number in [
        digits.as_str(),
        "1e999999999",
        "-1e-999999999",
        "0.00000000000000000001",
    ] {
        let text = format!("$version: \"2\"\nnamespace a\n@range(min: {number})\ninteger I\n");
        assert_eq!(faults(&text), [""; 0], "{number}");
    }
}

#[test]
fn large_files_take_time_in_proportion() {
    let mut text = "$version: \"2\"\nnamespace a\n".to_owned();
    for index in 0..2_000 {
        text += &format!(
            "/// Docs.\n@tags([\"a\"])\nstructure S{index} {{ @required a: String, b: S{index} }}\n"
        );
        text += &format!("apply S{index}$a @documentation(\"\"\"\n    Text.\n    \"\"\")\n");
    }
    let begun = Instant::now();
    assert_eq!(faults(&text), [""; 0]);
    assert!(
        begun.elapsed() < Duration::from_secs(12),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_file_of_nothing_but_faults_is_given_up() {
    let text = format!("$version: \"2\"\n{}", "structure {\n".repeat(100_000));
    assert_eq!(faults(&text).len(), 100);
}

/// A xorshift generator, so that each run has the same rounds.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }
}
