//! Numbers of any size ([RFC 8949, section 3.4](https://www.rfc-editor.org/rfc/rfc8949#section-3.4)): integers in the tags 2 and 3, decimal
//! fractions in the tag 4.

use super::head;
use super::reader::CborReader;
use super::writer::CborWriter;
use crate::BigNumber;
use crate::codec::Writer;
use crate::types::decimal;

/// The most bytes of an integer that is read, because the time of its conversion grows with their square.
const MAX_BYTES: usize = 8 * 1024;

/// The decimal digits in a word of a long number.
const WORD_DIGITS: usize = 9;
const WORD: u64 = 1_000_000_000;

/// The most zeros that a decimal fraction has after its point, or an integer at its end, before it gets an exponent.
const MAX_ZEROS: usize = 20;

const EXPECTED: &str = "expected a number";

impl CborReader<'_> {
    pub(super) fn read_big_number(&mut self) -> BigNumber {
        let start = self.offset();
        let Some(head) = self.peek() else {
            return BigNumber::default();
        };
        let text = match (head.major, head.argument) {
            (head::TAG, head::TAG_DECIMAL) => {
                self.next();
                self.read_decimal()
            }
            (head::SIMPLE, _) => {
                self.next();
                let float = head.float().filter(|float| float.is_finite());
                float.map(decimal::float_text)
            }
            _ => self.read_big_integer(),
        };
        match text {
            Some(text) => BigNumber::from_valid(&text),
            None => {
                self.record_error_at(start, EXPECTED);
                BigNumber::default()
            }
        }
    }

    /// Reads an array of a decimal exponent and a mantissa.
    fn read_decimal(&mut self) -> Option<String> {
        let mut items = self.begin_array();
        if !self.advance(&mut items) {
            return None;
        }
        let exponent = self.read_integer(i64::MIN, i64::MAX);
        if !self.advance(&mut items) {
            return None;
        }
        let mantissa = self.read_big_integer()?;
        (!self.advance(&mut items)).then(|| decimal_text(&mantissa, exponent))
    }

    /// Reads an integer, with a tag or without.
    fn read_big_integer(&mut self) -> Option<String> {
        let head = self.next()?;
        if let Some(integer) = head.integer() {
            return Some(integer.to_string());
        }
        let is_negative = match (head.major, head.argument) {
            (head::TAG, head::TAG_UNSIGNED) => false,
            (head::TAG, head::TAG_NEGATIVE) => true,
            _ => return None,
        };
        let bytes = self.read_bytes();
        if bytes.len() > MAX_BYTES {
            return None;
        }
        // The bytes of a negative number are those of the distance to -1.
        let digits = digits_of(&bytes, is_negative);
        Some(if is_negative {
            format!("-{digits}")
        } else {
            digits
        })
    }
}

impl CborWriter {
    pub(super) fn write_big_number(&mut self, number: &BigNumber) {
        let (mantissa, exponent) = match number.as_str().split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()),
            None => (number.as_str(), Some(0)),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.and_then(|exponent| exponent.checked_sub(fraction.len() as i64));
        let Some(exponent) = exponent else {
            return self.reject("number out of range");
        };
        if number.as_str() != whole {
            self.head(head::TAG, head::TAG_DECIMAL);
            self.head(head::ARRAY, 2);
            self.integer(exponent);
        }
        self.write_big_integer(&format!("{whole}{fraction}"));
    }

    /// Writes an integer from its decimal text, with a tag if it has more than 64 bits.
    fn write_big_integer(&mut self, text: &str) {
        let integer = text.parse::<i128>();
        if integer.is_ok_and(|integer| head::write_integer(integer, &mut self.body)) {
            return;
        }
        let (tag, digits) = match text.strip_prefix('-') {
            Some(digits) => (head::TAG_NEGATIVE, digits),
            None => (head::TAG_UNSIGNED, text),
        };
        self.head(head::TAG, tag);
        self.bytes(&bytes_of(digits, tag == head::TAG_NEGATIVE));
    }
}

/// Returns the text of `mantissa` times ten to the power of `exponent`.
fn decimal_text(mantissa: &str, exponent: i64) -> String {
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(usize::MAX);
    if exponent >= 0 {
        return match places {
            0 => mantissa.to_owned(),
            _ => format!("{mantissa}E{exponent}"),
        };
    }
    if places > digits.len().saturating_add(MAX_ZEROS) {
        return format!("{mantissa}E{exponent}");
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// Returns the decimal digits of an integer in big-endian bytes, plus one if `successor` is set.
fn digits_of(bytes: &[u8], successor: bool) -> String {
    // The least significant word comes first.
    let mut words: Vec<u64> = vec![0];
    let add = |words: &mut Vec<u64>, factor: u64, mut carry: u64| {
        for word in words.iter_mut() {
            let value = *word * factor + carry;
            *word = value % WORD;
            carry = value / WORD;
        }
        if carry > 0 {
            words.push(carry);
        }
    };
    for byte in bytes {
        add(&mut words, 256, (*byte).into());
    }
    if successor {
        add(&mut words, 1, 1);
    }
    let mut digits = words.pop().unwrap_or_default().to_string();
    for word in words.iter().rev() {
        digits.push_str(&format!("{word:0WORD_DIGITS$}"));
    }
    digits
}

/// Returns the big-endian bytes of an integer in decimal digits, minus one if `predecessor` is set.
fn bytes_of(digits: &str, predecessor: bool) -> Vec<u8> {
    // The least significant byte comes first.
    let mut bytes: Vec<u8> = Vec::new();
    for digit in digits.bytes() {
        let mut carry = u32::from(digit.wrapping_sub(b'0'));
        for byte in &mut bytes {
            let value = u32::from(*byte) * 10 + carry;
            *byte = value as u8;
            carry = value >> 8;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
    }
    if predecessor {
        for byte in &mut bytes {
            let (value, borrow) = byte.overflowing_sub(1);
            *byte = value;
            if !borrow {
                break;
            }
        }
        if bytes.last() == Some(&0) {
            bytes.pop();
        }
    }
    bytes.reverse();
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::cbor::{from_slice, to_vec};

    fn read(bytes: &[u8]) -> String {
        from_slice::<BigNumber>(bytes).unwrap().to_string()
    }

    fn written(text: &str) -> Vec<u8> {
        to_vec::<BigNumber>(&text.parse().unwrap()).unwrap()
    }

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        assert_eq!(
            read(b"\xC2\x49\x01\0\0\0\0\0\0\0\0"),
            "18446744073709551616"
        );
        assert_eq!(
            read(b"\xC3\x49\x01\0\0\0\0\0\0\0\0"),
            "-18446744073709551617"
        );
        assert_eq!(
            read(b"\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
            "18446744073709551615"
        );
        assert_eq!(
            read(b"\x3B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
            "-18446744073709551616"
        );
        assert_eq!(read(b"\xC4\x82\x21\x19\x6A\xB3"), "273.15");
        assert_eq!(read(b"\xF9\x3E\x00"), "1.5");
    }

    #[test]
    fn an_exponent_is_written_out_if_it_is_small() {
        assert_eq!(decimal_text("15", -1), "1.5");
        assert_eq!(decimal_text("-15", -4), "-0.0015");
        assert_eq!(decimal_text("15", 0), "15");
        assert_eq!(decimal_text("15", 3), "15E3");
        assert_eq!(decimal_text("15", i64::MIN), format!("15E{}", i64::MIN));
    }

    #[test]
    fn other_values_are_no_numbers() {
        for bytes in [
            b"\x60".as_slice(),
            b"\xC1\x01",
            b"\xC2\x01",
            b"\xC4\x81\x01",
            b"\xC4\x83\x01\x01\x01",
            b"\xC4\x82\x01\x60",
            b"\xF9\x7E\x00",
        ] {
            assert!(from_slice::<BigNumber>(bytes).is_err(), "{bytes:?}");
        }
        let mut long = vec![0xC2, 0x59, 0x20, 0x01];
        long.resize(long.len() + MAX_BYTES + 1, 1);
        assert!(from_slice::<BigNumber>(&long).is_err());
    }

    #[test]
    fn an_exponent_beyond_its_type_is_rejected() {
        let number: BigNumber = "1e99999999999999999999".parse().unwrap();
        assert_eq!(to_vec(&number).unwrap_err(), ["number out of range"]);
    }

    proptest! {
        #[test]
        fn integers_survive_the_round_trip(text in "-?[1-9][0-9]{0,60}") {
            prop_assert_eq!(read(&written(&text)), text);
        }

        #[test]
        fn decimals_survive_the_round_trip(text in "-?(0|[1-9][0-9]{0,30})\\.[0-9]{1,18}[1-9]") {
            // The sign of a zero is not on the wire.
            prop_assume!(text.bytes().any(|byte| matches!(byte, b'1'..=b'9')));
            prop_assert_eq!(read(&written(&text)), text);
        }
    }
}
