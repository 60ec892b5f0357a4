//! Timestamps in their three formats.

use std::time::SystemTime;

use tinsmith::Timestamp;
use tinsmith::TimestampFormat::{DateTime, EpochSeconds, HttpDate};
use tinsmith::codec::json;

/// Checks that a timestamp, parsed or from numbers, survives the round trip through each format and through `SystemTime`.
pub fn timestamps(input: &[u8]) {
    if let Some((numbers, _)) = input.split_first_chunk::<12>() {
        let &[a, b, c, d, e, f, g, h, nanoseconds @ ..] = numbers;
        let seconds = i64::from_le_bytes([a, b, c, d, e, f, g, h]);
        let nanoseconds = u32::from_le_bytes(nanoseconds);
        survives(Timestamp::new(seconds, nanoseconds));
        survives(Timestamp::from_millis(seconds));
        // Most numbers are out of bounds; these are not.
        survives(Timestamp::new(
            seconds % Timestamp::MAX.seconds(),
            nanoseconds,
        ));
    }
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    for format in [EpochSeconds, DateTime, HttpDate] {
        if let Ok(timestamp) = Timestamp::parse(text, format) {
            survives(timestamp);
        }
    }
    let in_json: Result<Timestamp, _> = json::from_slice(input);
    let is_bare = text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && !text.ends_with([' ', '\n', '\r', '\t']);
    if is_bare {
        assert_eq!(
            in_json.ok(),
            Timestamp::parse(text, EpochSeconds).ok(),
            "a number in JSON is not what it is elsewhere"
        );
    }
}

fn survives(timestamp: Timestamp) {
    assert!((Timestamp::MIN..=Timestamp::MAX).contains(&timestamp));
    for format in [EpochSeconds, DateTime, HttpDate] {
        let text = timestamp.format(format);
        let expected = match format {
            HttpDate => Timestamp::from_seconds(timestamp.seconds()),
            EpochSeconds | DateTime => timestamp,
        };
        assert!(text.is_ascii(), "{text}");
        assert_eq!(Timestamp::parse(&text, format), Ok(expected), "{text}");
    }
    assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
    assert_eq!(Timestamp::from(SystemTime::from(timestamp)), timestamp);
}
