//! The three formats, read and written.

use super::calendar::Date;
use super::{NANOS_PER_SECOND, Timestamp};
use crate::decimal;

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
    let mut text = Text(text);
    let year = text.number(4)?;
    text.one_of(b"-")?;
    let month = text.number(2)?;
    text.one_of(b"-")?;
    let day = text.number(2)?;
    text.one_of(b"Tt ")?;
    let time = text.time()?;
    let offset = match text.one_of(b"Zz+-")? {
        sign @ (b'+' | b'-') => {
            let hours = text.number(2).filter(|hours| *hours < 24)?;
            text.one_of(b":")?;
            let minutes = text.number(2).filter(|minutes| *minutes < 60)?;
            let seconds = hours * 3600 + minutes * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
        _ => 0,
    };
    text.end()?;
    timestamp(year, month, day, time, offset)
}

pub(super) fn parse_http_date(text: &[u8]) -> Option<Timestamp> {
    let mut text = Text(text);
    text.name(&WEEKDAYS)?;
    text.literal(b", ")?;
    let day = text.number(2)?;
    text.one_of(b" ")?;
    let month = text.name(&MONTHS)? + 1;
    text.one_of(b" ")?;
    let year = text.number(4)?;
    text.one_of(b" ")?;
    let time = text.time()?;
    text.literal(b" GMT")?;
    text.end()?;
    timestamp(year, month, day, time, 0)
}

/// Seconds and nanoseconds since midnight.
type Time = (i64, u32);

fn timestamp(
    year: i64,
    month: i64,
    day: i64,
    (seconds, nanoseconds): Time,
    offset: i64,
) -> Option<Timestamp> {
    let date = Date {
        year,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    };
    let seconds = date.to_days()? * SECONDS_PER_DAY + seconds - offset;
    let timestamp = Timestamp {
        seconds,
        nanoseconds,
    };
    (Timestamp::MIN..=Timestamp::MAX)
        .contains(&timestamp)
        .then_some(timestamp)
}

/// What is left of a text.
struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn literal(&mut self, literal: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        bytes.contains(&byte).then_some(byte)
    }

    /// A number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
        self.take(digits)?
            .iter()
            .try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
    }

    /// The position of the name that comes next.
    fn name(&mut self, names: &[&[u8; 3]]) -> Option<i64> {
        let name = self.take(3)?;
        names
            .iter()
            .position(|known| *known == name)
            .map(|position| position as i64)
    }

    /// `23:59:59.999`. A leap second counts as the first second of the next minute.
    fn time(&mut self) -> Option<Time> {
        let hours = self.number(2).filter(|hours| *hours < 24)?;
        self.one_of(b":")?;
        let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
        self.one_of(b":")?;
        let seconds = self.number(2).filter(|seconds| *seconds <= 60)?;
        let mut nanoseconds = 0;
        if self.0.first() == Some(&b'.') {
            self.take(1)?;
            let digits = self
                .0
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            let fraction = self.take(digits).filter(|fraction| !fraction.is_empty())?;
            let padded = fraction
                .iter()
                .copied()
                .chain(std::iter::repeat(b'0'))
                .take(9);
            nanoseconds = padded.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        }
        Some((hours * 3600 + minutes * 60 + seconds, nanoseconds))
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

pub(super) fn write_epoch_seconds(timestamp: Timestamp, out: &mut Vec<u8>) {
    // Nanoseconds count forward, the digits of a negative number backward.
    let nanoseconds = timestamp.nanoseconds();
    if nanoseconds < 0 {
        out.push(b'-');
    }
    let magnitude = nanoseconds.unsigned_abs();
    let per_second = u128::from(NANOS_PER_SECOND);
    decimal::write_integer((magnitude / per_second) as i128, out);
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
