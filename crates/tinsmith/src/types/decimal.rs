//! JSON's number grammar ([RFC 8259, section 6](https://www.rfc-editor.org/rfc/rfc8259#section-6)) and exact decimal arithmetic on it.

/// Returns the length of the number at the beginning of `text`.
///
/// # Errors
///
/// The offset of the first byte that makes the text no number.
pub(crate) fn number_length(text: &[u8]) -> Result<usize, usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            Err(from)
        } else {
            Ok(from + count)
        }
    };
    let mut at = usize::from(text.first() == Some(&b'-'));
    at = if text.get(at) == Some(&b'0') {
        at + 1
    } else {
        digits(at)?
    };
    if text.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = text.get(at) {
            at += 1;
        }
        at = digits(at)?;
    }
    Ok(at)
}

/// True if all of `text` is one number.
pub(crate) fn is_number(text: &str) -> bool {
    number_length(text.as_bytes()) == Ok(text.len())
}

/// A number times a power of ten, truncated to an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScaledNumber {
    pub(crate) value: i128,
    /// True if the fraction was zero.
    pub(crate) exact: bool,
}

/// Returns `number` times ten to the power of `scale`, without the rounding of floating point. `None` if it does not fit.
pub(crate) fn scale(number: &str, scale: i64) -> Option<ScaledNumber> {
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        // An exponent out of range has the same effect as the largest one in range.
        Some((mantissa, exponent)) => {
            let extreme = if exponent.starts_with('-') {
                i64::MIN
            } else {
                i64::MAX
            };
            (mantissa, exponent.parse().unwrap_or(extreme))
        }
        None => (number, 0),
    };
    let whole = mantissa.find('.').unwrap_or(mantissa.len());
    let digits_before_point = exponent.saturating_add(scale).saturating_add(whole as i64);

    let mut value: i128 = 0;
    let mut exact = true;
    let mut position: i64 = 0;
    for digit in mantissa.bytes().filter(u8::is_ascii_digit) {
        let digit = i128::from(digit - b'0');
        if position < digits_before_point {
            value = value.checked_mul(10)?.checked_add(digit)?;
        } else {
            exact &= digit == 0;
        }
        position += 1;
    }
    while position < digits_before_point && value != 0 {
        value = value.checked_mul(10)?;
        position += 1;
    }
    Some(ScaledNumber {
        value: if negative { -value } else { value },
        exact,
    })
}

/// Appends the decimal digits of `value`.
pub(crate) fn write_integer(value: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Returns the shortest text that parses as the same float, with an exponent if it is very large or small; `NaN`, `Infinity` or
/// `-Infinity`.
pub(crate) fn float_text(value: impl Into<f64> + std::fmt::Debug + Copy) -> String {
    match value.into() {
        infinity if infinity == f64::INFINITY => "Infinity".to_owned(),
        infinity if infinity == f64::NEG_INFINITY => "-Infinity".to_owned(),
        // The standard library's debug form is JSON, has exponents, and writes `NaN` as Smithy does.
        _ => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(number: &str, by: i64) -> Option<(i128, bool)> {
        scale(number, by).map(|scaled| (scaled.value, scaled.exact))
    }

    #[test]
    fn numbers_are_recognised_by_the_grammar_of_the_rfc() {
        for number in [
            "0", "-0", "10", "-1.5", "1e3", "1E+3", "1.0e-3", "0.10", "0e0",
        ] {
            assert!(is_number(number), "{number}");
        }
        for other in [
            "", "-", "01", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x1", "NaN", "--1", "1 ", " 1",
            "٣",
        ] {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn scaling_is_exact_and_says_what_it_cut_off() {
        assert_eq!(scaled("1e3", 0), Some((1000, true)));
        assert_eq!(scaled("1.50", 0), Some((1, false)));
        assert_eq!(scaled("-1.5", 1), Some((-15, true)));
        assert_eq!(scaled("120e-1", 0), Some((12, true)));
        assert_eq!(
            scaled("1.576540098123456789E9", 9),
            Some((1_576_540_098_123_456_789, true))
        );
        assert_eq!(
            scaled("0.00000000000000000000000000000000000000000000001", 0),
            Some((0, false))
        );
        assert_eq!(scaled("0e999999999999999999999", 9), Some((0, true)));
        assert_eq!(scaled("1e-999999999999999999999", 9), Some((0, false)));
        assert_eq!(scaled("1e999999999999999999999", 9), None);
        assert_eq!(scaled(&format!("1{}", "0".repeat(60)), 0), None);
        assert_eq!(scaled(&format!("1.{}", "0".repeat(60)), 0), Some((1, true)));
    }
}
