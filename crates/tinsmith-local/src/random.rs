//! The pseudorandom generator of all data.

/// Sebastiano Vigna's SplitMix64: a counter that is incremented by the golden ratio, and a mixing function.
///
/// The same seed must give the same farm in every release. The generators of `rand` and `fastrand` do not promise this, a
/// published algorithm does.
#[derive(Clone, Debug)]
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `bound`, or zero if `bound` is zero. The bias of the remainder is irrelevant here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// Returns a number from `min` to `max`, both included.
    pub(crate) fn between(&mut self, min: i64, max: i64) -> i64 {
        min + i64::try_from(self.below(max.abs_diff(min) + 1)).unwrap_or(0)
    }

    /// Returns a number from 0 up to 1, without 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// Returns one of the elements, or `None` if there are none.
    pub(crate) fn choose<'a, T>(&mut self, elements: &'a [T]) -> Option<&'a T> {
        let index = self.below(elements.len() as u64);
        usize::try_from(index)
            .ok()
            .and_then(|index| elements.get(index))
    }

    /// Returns 32 hexadecimal digits.
    pub(crate) fn hex_id(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// Returns an id of Deadline Cloud, such as `queue-` and 32 hexadecimal digits.
    pub(crate) fn id(&mut self, kind: &str) -> String {
        format!("{kind}-{}", self.hex_id())
    }

    /// Returns a request id, in the form of a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let digits = self.hex_id();
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        format!(
            "{}-{}-{}-{}-{}",
            part(0, 8),
            part(8, 12),
            part(12, 16),
            part(16, 20),
            part(20, 32)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // From the reference implementation, seed 1234567.
        let mut random = SplitMix64::new(1_234_567);
        let numbers = [random.next(), random.next(), random.next()];
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn bounds_are_kept() {
        let mut random = SplitMix64::new(1);
        for _ in 0..1000 {
            assert!((-2..=3).contains(&random.between(-2, 3)));
            assert!((0.0..1.0).contains(&random.fraction()));
        }
        assert_eq!(random.below(0), 0);
    }
}
