//! Mutations of a corpus, from a fixed seed.

mod tree;

use serde_json::Value;

/// The maximum length of an input, in bytes, which keeps the run short.
const LONGEST: usize = 16 * 1024;

/// Returns the words of a dictionary in libFuzzer's format: one word in quotes a line, optionally after a name and `=`.
pub(crate) fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let lines = dictionary
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    lines
        .filter_map(|line| {
            let (_, rest) = line.split_once('"')?;
            let (word, _) = rest.rsplit_once('"')?;
            Some(unescaped(word))
        })
        .collect()
}

/// Decodes the escapes `\\`, `\"` and `\xAB`.
fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, rest) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// An endless sequence of mutated inputs.
pub(crate) struct Mutator<'a> {
    corpus: &'a [Vec<u8>],
    words: &'a [Vec<u8>],
    state: u64,
}

impl<'a> Mutator<'a> {
    pub(crate) fn new(corpus: &'a [Vec<u8>], words: &'a [Vec<u8>]) -> Self {
        Self {
            corpus,
            words,
            state: 0x9E37_79B9_7F4A_7C15,
        }
    }

    /// Returns an input of the corpus with a few changes.
    pub(crate) fn next_input(&mut self) -> Vec<u8> {
        if self.below(2) == 0
            && let Some(input) = self.changed_tree()
        {
            return input;
        }
        let mut input = self.pick(self.corpus).clone();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input.truncate(LONGEST);
        input
    }

    /// Returns JSON of the corpus with values removed, renamed, or replaced by others of the corpus.
    fn changed_tree(&mut self) -> Option<Vec<u8>> {
        let (base, donor): (&Vec<u8>, &Vec<u8>) = (self.pick(self.corpus), self.pick(self.corpus));
        let mut value: Value = serde_json::from_slice(base).ok()?;
        let mut donor: Value = serde_json::from_slice(donor).ok()?;
        for _ in 0..=self.below(3) {
            let place = self.below(tree::size(&value));
            let target = tree::at(&mut value, place)?;
            if self.below(2) == 0 {
                let place = self.below(tree::size(&donor));
                *target = tree::at(&mut donor, place)?.clone();
            } else {
                tree::drop_or_rename(target, self.below(64), self.below(64));
            }
        }
        let input = value.to_string().into_bytes();
        (input.len() <= LONGEST).then_some(input)
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let (start, end) = self.range(input.len());
        match self.below(7) {
            0 => drop(input.drain(start..end)),
            1 => input.truncate(start),
            2 => {
                let copy = input[start..end].to_vec();
                let at = self.below(input.len() + 1);
                input.splice(at..at, copy);
            }
            3 => {
                let other = self.pick(self.corpus);
                let (from, to) = self.range(other.len());
                input.splice(start..end, other[from..to].iter().copied());
            }
            4 if !self.words.is_empty() => {
                let word = self.pick(self.words);
                let end = if self.below(2) == 0 { start } else { end };
                input.splice(start..end, word.iter().copied());
            }
            5 if start < input.len() => input[start] ^= 1 << self.below(8),
            _ => {
                let byte = self.below(256) as u8;
                input.insert(start, byte);
            }
        }
    }

    /// Returns a range within a length, more often a short one.
    fn range(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length + 1);
        let longest = if self.below(4) == 0 { length } else { 8 };
        let end = (start + self.below(longest + 1)).min(length);
        (start, end)
    }

    fn pick<T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Returns a number below `bound` (xorshift64).
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % bound as u64) as usize
    }
}
