//! Random numbers from the operating system.
//!
//! A generator inside the process would repeat its numbers in every forked child, which would then send the same idempotency tokens.

/// Returns a random number from 0 up to, but not including, 1.
pub(crate) fn fraction() -> f64 {
    let [.., a, b, c, d] = bytes();
    f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0)
}

/// Returns a random UUID (version 4).
pub(crate) fn uuid() -> String {
    let mut bytes = bytes();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut digits = [0; 32];
    // Fails only if the lengths differ.
    let _ = hex::encode_to_slice(bytes, &mut digits);
    let mut text = String::with_capacity(36);
    for (index, digit) in digits.into_iter().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit.into());
    }
    text
}

/// Fills `bytes` with random numbers, from the operating system alone.
#[cfg(any(feature = "hyper", feature = "rustls"))]
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    getrandom::getrandom(bytes)
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    match getrandom::getrandom(&mut bytes) {
        Ok(()) => bytes,
        // Only a system without `getrandom(2)` and without `/dev/urandom` fails.
        Err(_) => seeded_bytes(),
    }
}

/// That target has neither a source of randomness in its system nor `fork`.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn bytes() -> [u8; 16] {
    seeded_bytes()
}

/// Returns the random seed of the standard library's hash maps.
fn seeded_bytes() -> [u8; 16] {
    use std::hash::BuildHasher;

    let state = std::collections::hash_map::RandomState::new();
    let mut bytes = [0; 16];
    for (index, half) in bytes.chunks_exact_mut(8).enumerate() {
        half.copy_from_slice(&state.hash_one(index).to_be_bytes());
    }
    bytes
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

    #[test]
    fn seeded_bytes_differ_as_well() {
        let bytes: BTreeSet<_> = (0..1_000).map(|_| seeded_bytes()).collect();
        assert_eq!(bytes.len(), 1_000);
    }
}
