//! Conversions to and from the timestamps of other crates. A time that the target cannot represent becomes the nearest one that it can.

#[cfg(feature = "jiff")]
mod jiff {
    use ::jiff::{Timestamp as Jiff, Zoned};

    use crate::Timestamp;

    impl From<Jiff> for Timestamp {
        fn from(time: Jiff) -> Self {
            let nearest = if time < Self::EPOCH.into() {
                Self::MIN
            } else {
                Self::MAX
            };
            Self::from_nanoseconds(time.as_nanosecond()).unwrap_or(nearest)
        }
    }

    /// The time zone is dropped.
    impl From<Zoned> for Timestamp {
        fn from(time: Zoned) -> Self {
            time.timestamp().into()
        }
    }

    impl From<Timestamp> for Jiff {
        fn from(timestamp: Timestamp) -> Self {
            Self::from_nanosecond(timestamp.nanoseconds()).unwrap_or(Self::MAX)
        }
    }
}

#[cfg(feature = "chrono")]
mod chrono {
    use ::chrono::{DateTime, TimeZone, Utc};

    use crate::Timestamp;

    /// The time zone is dropped. A leap second becomes the second after it.
    impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
        fn from(time: DateTime<Tz>) -> Self {
            Self::new(time.timestamp(), time.timestamp_subsec_nanos())
        }
    }

    impl From<Timestamp> for DateTime<Utc> {
        fn from(timestamp: Timestamp) -> Self {
            Self::from_timestamp(timestamp.seconds, timestamp.nanoseconds).unwrap_or_default()
        }
    }
}

#[cfg(feature = "time")]
mod time {
    use ::time::OffsetDateTime;

    use crate::Timestamp;

    /// The offset is dropped.
    impl From<OffsetDateTime> for Timestamp {
        fn from(time: OffsetDateTime) -> Self {
            Self::new(time.unix_timestamp(), time.nanosecond())
        }
    }

    impl From<Timestamp> for OffsetDateTime {
        fn from(timestamp: Timestamp) -> Self {
            Self::from_unix_timestamp_nanos(timestamp.nanoseconds()).unwrap_or(Self::UNIX_EPOCH)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::Timestamp;

    fn any_timestamp() -> impl Strategy<Value = Timestamp> {
        // All three crates have the years from 1 to 9998.
        (
            Timestamp::MIN.seconds()..253_370_764_800,
            0..1_000_000_000_u32,
        )
            .prop_map(|(seconds, nanoseconds)| Timestamp::new(seconds, nanoseconds))
    }

    proptest! {
        #[cfg(feature = "jiff")]
        #[test]
        fn a_timestamp_comes_back_from_jiff_and_reads_the_same(timestamp in any_timestamp()) {
            let other = jiff::Timestamp::from(timestamp);
            prop_assert_eq!(Timestamp::from(other), timestamp);
            prop_assert_eq!(other.as_nanosecond(), timestamp.nanoseconds());
        }

        #[cfg(feature = "chrono")]
        #[test]
        fn a_timestamp_comes_back_from_chrono_and_reads_the_same(timestamp in any_timestamp()) {
            let other = chrono::DateTime::from(timestamp);
            prop_assert_eq!(Timestamp::from(other), timestamp);
            prop_assert_eq!(other.timestamp(), timestamp.seconds());
        }

        #[cfg(feature = "time")]
        #[test]
        fn a_timestamp_comes_back_from_time_and_reads_the_same(timestamp in any_timestamp()) {
            let other = time::OffsetDateTime::from(timestamp);
            prop_assert_eq!(Timestamp::from(other), timestamp);
            prop_assert_eq!(other.unix_timestamp_nanos(), timestamp.nanoseconds());
        }

        #[test]
        fn a_timestamp_comes_back_from_the_system_s_clock(timestamp in any_timestamp()) {
            let other = std::time::SystemTime::from(timestamp);
            prop_assert_eq!(Timestamp::from(other), timestamp);
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn what_the_other_crate_cannot_express_becomes_its_nearest_bound() {
        assert_eq!(Timestamp::from(jiff::Timestamp::MIN), Timestamp::MIN);
        assert_eq!(jiff::Timestamp::from(Timestamp::MAX), jiff::Timestamp::MAX);
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn what_chrono_alone_can_express_becomes_our_nearest_bound() {
        let [first, last] = [
            chrono::DateTime::<chrono::Utc>::MIN_UTC,
            chrono::DateTime::<chrono::Utc>::MAX_UTC,
        ];
        assert_eq!(Timestamp::from(first), Timestamp::MIN);
        assert_eq!(Timestamp::from(last), Timestamp::MAX);
        let ours = chrono::DateTime::from(Timestamp::MIN);
        assert_eq!(Timestamp::from(ours), Timestamp::MIN);
    }

    #[cfg(feature = "time")]
    #[test]
    fn what_time_alone_can_express_becomes_our_nearest_bound() {
        // The year 0.
        let first = time::OffsetDateTime::from_unix_timestamp(-62_167_219_200).unwrap();
        assert_eq!(Timestamp::from(first), Timestamp::MIN);
        let last = time::OffsetDateTime::from(Timestamp::MAX);
        assert_eq!(Timestamp::from(last), Timestamp::MAX);
    }

    #[test]
    fn what_the_system_s_clock_alone_can_express_becomes_our_nearest_bound() {
        use std::time::{Duration, SystemTime};

        let far = Duration::from_secs(1 << 40);
        assert_eq!(
            Timestamp::from(SystemTime::UNIX_EPOCH + far),
            Timestamp::MAX
        );
        assert_eq!(
            Timestamp::from(SystemTime::UNIX_EPOCH - far),
            Timestamp::MIN
        );
    }
}
