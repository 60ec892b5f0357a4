//! Random numbers from what the standard library seeds its hash maps with: unlike any other number, and no secret.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// A number from 0 up to, but not including, 1.
pub(crate) fn fraction() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default();
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

/// A UUID of version 4.
pub(crate) fn uuid() -> String {
    let state = RandomState::new();
    let (high, low) = (state.hash_one(0_u8), state.hash_one(1_u8));
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    let bytes = high.to_be_bytes().into_iter().chain(low.to_be_bytes());
    // Every call has one, and formatting takes ten times as long.
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let digits = [byte >> 4, byte & 0xf].map(|digit| char::from_digit(digit.into(), 16));
        text.extend(digits.into_iter().flatten());
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn uuids_have_their_form_and_differ() {
        let uuids: BTreeSet<String> = (0..1_000).map(|_| uuid()).collect();
        assert_eq!(uuids.len(), 1_000);
        for uuid in uuids {
            let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12]);
            assert_eq!(&uuid[14..15], "4");
            assert!("89ab".contains(&uuid[19..20]));
        }
    }

    #[test]
    fn fractions_spread_between_zero_and_one() {
        let fractions: Vec<f64> = (0..1_000).map(|_| fraction()).collect();
        assert!(
            fractions
                .iter()
                .all(|fraction| (0.0..1.0).contains(fraction))
        );
        assert!(
            fractions.iter().any(|fraction| *fraction < 0.1)
                && fractions.iter().any(|fraction| *fraction > 0.9)
        );
    }
}
