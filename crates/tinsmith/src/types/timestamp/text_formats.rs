//! The parsers and formatters of the timestamp formats.

use super::calendar::Date;
use super::point::{NANOS_PER_SECOND, Timestamp};
use crate::types::decimal;

const SECONDS_PER_DAY: i64 = 86_400;
const WEEKDAYS: [&[u8; 3]; 7] = [b"Thu", b"Fri", b"Sat", b"Sun", b"Mon", b"Tue", b"Wed"];
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

pub(super) fn parse_epoch_seconds(text: &str) -> Option<Timestamp> {
    let nanoseconds = if decimal::is_number(text) {
        decimal::scale(text, 9)?.value
    } else {
        return None;
    };
    Timestamp::from_nanoseconds(nanoseconds)
}

pub(super) fn parse_date_time(text: &[u8]) -> Option<Timestamp> {
    let (date, _) = text.split_first_chunk::<8>()?;
    let (rest_of_date_and_time, rest) = text.get(8..)?.split_first_chunk::<11>()?;
    let begin = rest_of_date_and_time.first_chunk::<8>()?;
    let end = rest_of_date_and_time.last_chunk::<8>()?;
    let [date, mut begin, end] = [date, begin, end].map(|bytes| u64::from_le_bytes(*bytes));
    let separator = (begin >> 16) as u8;
    if matches!(separator, b't' | b' ') {
        begin ^= u64::from(separator ^ b'T') << 16;
    }
    let date = pairs(date, *b"0000-00-")?;
    let begin = pairs(begin, *b"00T00:00")?;
    let end = pairs(end, *b"00:00:00")?;
    let (nanoseconds, rest) = fraction(rest)?;
    let offset = match *rest {
        // Some servers omit the offset of UTC.
        [] | [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let hours = number([h0, h1]).filter(|hours| *hours < 24)?;
            let minutes = number([m0, m1]).filter(|minutes| *minutes < 60)?;
            let seconds = hours * 3600 + minutes * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let year = byte(date, 0) * 100 + byte(date, 2);
    let second = second_of_day(byte(begin, 3), byte(begin, 6), byte(end, 6))? - offset;
    timestamp(year, byte(date, 5), byte(begin, 0), second, nanoseconds)
}

/// Returns the numbers of two digits in a text, each in the byte of its first digit. `None` unless the text has a digit for each zero of the pattern,
/// and otherwise the bytes of the pattern. All eight bytes are compared at once.
fn pairs(text: u64, pattern: [u8; 8]) -> Option<u64> {
    const HIGH: u64 = u64::from_ne_bytes([0xf0; 8]);
    // Added to a valid byte, these stay below 16; added to another one, they do not.
    let complements = pattern.map(|byte| if byte == b'0' { 6 } else { 15 });
    let values = text ^ u64::from_le_bytes(pattern);
    let sums = values.wrapping_add(u64::from_le_bytes(complements));
    let is_valid = (values | sums) & HIGH == 0;
    is_valid.then_some(values.wrapping_mul(10).wrapping_add(values >> 8))
}

/// Returns a byte of a word, counted from the lowest.
fn byte(word: u64, index: u32) -> i64 {
    (word >> (8 * index) & 0xff) as i64
}

pub(super) fn parse_http_date(text: &[u8]) -> Option<Timestamp> {
    let (date_and_time, rest) = text.split_first_chunk::<25>()?;
    #[rustfmt::skip]
    let &[
        w0, w1, w2, b',', b' ', d0, d1, b' ', mo0, mo1, mo2, b' ', y0, y1, y2, y3, b' ',
        h0, h1, b':', mi0, mi1, b':', s0, s1,
    ] = date_and_time else { return None };
    let (nanoseconds, b" GMT") = fraction(rest)? else {
        return None;
    };
    position(&WEEKDAYS, [w0, w1, w2])?;
    let month = position(&MONTHS, [mo0, mo1, mo2])? + 1;
    let (year, day) = (number([y0, y1, y2, y3])?, number([d0, d1])?);
    timestamp(
        year,
        month,
        day,
        second_of_day(number([h0, h1])?, number([mi0, mi1])?, number([s0, s1])?)?,
        nanoseconds,
    )
}

fn timestamp(
    year: i64,
    month: i64,
    day: i64,
    second_of_day: i64,
    nanoseconds: u32,
) -> Option<Timestamp> {
    let days = Date {
        year,
        month: month as u8,
        day: day as u8,
    }
    .to_days()?;
    let seconds = days * SECONDS_PER_DAY + second_of_day;
    let is_in_range = (Timestamp::MIN.seconds..=Timestamp::MAX.seconds).contains(&seconds);
    is_in_range.then_some(Timestamp {
        seconds,
        nanoseconds,
    })
}

/// Returns the second of the day. A leap second is the first second of the next minute.
fn second_of_day(hours: i64, minutes: i64, seconds: i64) -> Option<i64> {
    let exists = hours < 24 && minutes < 60 && seconds <= 60;
    exists.then_some(hours * 3600 + minutes * 60 + seconds)
}

fn number<const DIGITS: usize>(digits: [u8; DIGITS]) -> Option<i64> {
    let digits = digits.map(|byte| byte.wrapping_sub(b'0'));
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(*digit));
    digits
        .iter()
        .all(|digit| *digit < 10)
        .then_some(number.into())
}

fn position(names: &[&[u8; 3]], name: [u8; 3]) -> Option<i64> {
    names
        .iter()
        .position(|known| **known == name)
        .map(|position| position as i64)
}

/// Returns the decimal places of a second, if there are any, as nanoseconds, truncated, and the text after them.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(places) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let mut rest = places;
    let mut nanoseconds = 0;
    let mut unit = NANOS_PER_SECOND;
    while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
        unit /= 10;
        nanoseconds += u32::from(digit - b'0') * unit;
        rest = after;
    }
    (rest.len() < places.len()).then_some((nanoseconds, rest))
}

pub(super) fn write_epoch_seconds(timestamp: Timestamp, out: &mut Vec<u8>) {
    // Nanoseconds count forward; the digits of a negative number count backward.
    let nanoseconds = timestamp.nanoseconds();
    if nanoseconds < 0 {
        out.push(b'-');
    }
    let magnitude = nanoseconds.unsigned_abs();
    let per_second = u128::from(NANOS_PER_SECOND);
    decimal::write_integer((magnitude / per_second) as u64, out);
    write_fraction((magnitude % per_second) as u32, out);
}

pub(super) fn write_date_time(timestamp: Timestamp, out: &mut Vec<u8>) {
    let date = Date::from_days(timestamp.seconds.div_euclid(SECONDS_PER_DAY));
    write_padded(date.year, 4, out);
    out.push(b'-');
    write_padded(date.month.into(), 2, out);
    out.push(b'-');
    write_padded(date.day.into(), 2, out);
    out.push(b'T');
    write_time(timestamp, out);
    write_fraction(timestamp.nanoseconds, out);
    out.push(b'Z');
}

pub(super) fn write_http_date(timestamp: Timestamp, out: &mut Vec<u8>) {
    let days = timestamp.seconds.div_euclid(SECONDS_PER_DAY);
    let date = Date::from_days(days);
    let name = |names: &'static [&[u8; 3]], index: i64| {
        names.get(index as usize).map_or(*b"???", |name| **name)
    };
    out.extend_from_slice(&name(&WEEKDAYS, days.rem_euclid(7)));
    out.extend_from_slice(b", ");
    write_padded(date.day.into(), 2, out);
    out.push(b' ');
    out.extend_from_slice(&name(&MONTHS, i64::from(date.month) - 1));
    out.push(b' ');
    write_padded(date.year, 4, out);
    out.push(b' ');
    write_time(timestamp, out);
    out.extend_from_slice(b" GMT");
}

fn write_time(timestamp: Timestamp, out: &mut Vec<u8>) {
    let second = timestamp.seconds.rem_euclid(SECONDS_PER_DAY);
    write_padded(second / 3600, 2, out);
    out.push(b':');
    write_padded(second / 60 % 60, 2, out);
    out.push(b':');
    write_padded(second % 60, 2, out);
}

/// Writes decimal places without trailing zeros, none for zero.
fn write_fraction(nanoseconds: u32, out: &mut Vec<u8>) {
    if nanoseconds != 0 {
        out.push(b'.');
        write_padded(nanoseconds.into(), 9, out);
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
}

fn write_padded(number: i64, digits: u32, out: &mut Vec<u8>) {
    for power in (0..digits).rev() {
        out.push(b'0' + (number / 10_i64.pow(power) % 10) as u8);
    }
}
