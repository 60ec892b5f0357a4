//! Timestamps in the notation of RFC 3339.

/// Formats seconds and nanoseconds since 1970 as in RFC 3339, in as few digits as the fraction
/// needs. The calendar is counted from March, in eras of 400 years.
pub(super) fn date_time(seconds: i64, nanoseconds: u32) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + era * 400 + next;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let fraction = match nanoseconds {
        0 => String::new(),
        _ => format!(".{nanoseconds:09}"),
    };
    let fraction = fraction.trim_end_matches('0');
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn seconds_become_dates_around_leap_days_and_before_1970() {
        let dates = [
            0,
            951_782_399,
            951_782_400,
            1_767_225_600,
            -1,
            253_402_300_799,
        ];
        assert_eq!(
            dates.map(|seconds| date_time(seconds, 0)),
            [
                "1970-01-01T00:00:00Z",
                "2000-02-28T23:59:59Z",
                "2000-02-29T00:00:00Z",
                "2026-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z",
            ]
        );
    }

    #[test]
    fn a_fraction_has_no_zeros_at_its_end() {
        assert_eq!(date_time(-1, 500_000_000), "1969-12-31T23:59:59.5Z");
        assert_eq!(date_time(0, 1), "1970-01-01T00:00:00.000000001Z");
        assert_eq!(date_time(0, 120_000_000), "1970-01-01T00:00:00.12Z");
    }
}
