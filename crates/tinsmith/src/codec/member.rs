//! The descriptor of a member.

#[cfg(any(feature = "environment", feature = "xml"))]
use super::XmlTraits;
use crate::TimestampFormat;

/// A member of a structure or union: its names and how its value is serialized.
///
/// The table of [`shape!`](crate::shape!) creates it from the member's name and options: `"endedAt".date_time()`.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// `"name":` with the member's name in the model. Other codecs take the name alone, `name()`.
    ///
    /// The quotes and the colon are here for JSON, whose reader then compares them with the input in one step: with the name alone a member
    /// took 45 more instructions, and a page of a hundred items with eight members 545,400 instead of 508,900.
    quoted_name: &'static str,
    /// The same with the member's name in JSON, which is another one only if the model has the trait `jsonName`.
    quoted_json_name: &'static str,
    timestamp_format: Option<TimestampFormat>,
    non_empty: bool,
    /// The member's name in XML, if it differs from that in the model.
    #[cfg(feature = "xml")]
    xml_name: Option<&'static str>,
    /// The member's name in forms, if it differs from that in XML.
    #[cfg(feature = "xml")]
    form_name: Option<&'static str>,
    #[cfg(feature = "xml")]
    xml: Option<&'static XmlTraits>,
}

impl Member {
    /// The descriptor of a value that is no member of a structure: an item, the value of a map's entry or a whole body.
    pub const VALUE: Self = Self::new("\"\":");

    const EPOCH_SECONDS: Self = Self::VALUE.with_format(TimestampFormat::EpochSeconds);
    const DATE_TIME: Self = Self::VALUE.date_time();
    const HTTP_DATE: Self = Self::VALUE.http_date();

    /// Creates a descriptor from `"name":`, quotes and colon included. The name is escaped only where JSON requires it.
    pub const fn new(quoted_name: &'static str) -> Self {
        Self {
            quoted_name,
            quoted_json_name: quoted_name,
            timestamp_format: None,
            non_empty: false,
            #[cfg(feature = "xml")]
            xml_name: None,
            #[cfg(feature = "xml")]
            form_name: None,
            #[cfg(feature = "xml")]
            xml: None,
        }
    }

    /// Sets the member's name in JSON (`smithy.api#jsonName`), in the form that [`new`](Self::new) takes.
    pub const fn json_name(self, quoted_json_name: &'static str) -> Self {
        Self {
            quoted_json_name,
            ..self
        }
    }

    /// Sets the timestamp format to RFC 3339 (`date-time`).
    pub const fn date_time(self) -> Self {
        self.with_format(TimestampFormat::DateTime)
    }

    /// Sets the timestamp format to that of HTTP headers (`http-date`).
    pub const fn http_date(self) -> Self {
        self.with_format(TimestampFormat::HttpDate)
    }

    /// Sets the timestamp format to seconds since 1970 (`epoch-seconds`).
    pub const fn epoch_seconds(self) -> Self {
        self.with_format(TimestampFormat::EpochSeconds)
    }

    /// Makes an empty string, blob, list or map an error in a request. An absent member is not empty.
    pub const fn non_empty(self) -> Self {
        Self {
            non_empty: true,
            ..self
        }
    }

    /// Sets the traits of the member in XML and in forms.
    #[cfg(feature = "xml")]
    pub const fn xml_traits(self, traits: &'static XmlTraits) -> Self {
        Self {
            xml: Some(traits),
            ..self
        }
    }

    const fn with_format(self, format: TimestampFormat) -> Self {
        Self {
            timestamp_format: Some(format),
            ..self
        }
    }

    /// Returns the member's name in the model.
    #[cfg(any(feature = "cbor", feature = "environment", feature = "xml"))]
    pub(super) fn name(&self) -> &'static str {
        let name = self.quoted_name.get(1..).unwrap_or_default();
        name.strip_suffix("\":").unwrap_or_default()
    }

    /// Returns the member's name in XML.
    #[cfg(any(feature = "environment", feature = "xml"))]
    pub(super) fn xml_name(&self) -> &'static str {
        #[cfg(feature = "xml")]
        if let Some(name) = self.xml_name {
            return name;
        }
        self.xml().name.unwrap_or_else(|| self.name())
    }

    /// Returns the member's name in forms, if it differs from that in XML.
    #[cfg(any(feature = "environment", feature = "xml"))]
    #[cfg_attr(
        not(any(feature = "environment", feature = "query")),
        expect(dead_code, reason = "the codec of forms alone calls it")
    )]
    pub(super) fn form_name(&self) -> Option<&'static str> {
        #[cfg(feature = "xml")]
        if self.form_name.is_some() {
            return self.form_name;
        }
        self.xml().form_name
    }

    /// Returns the traits of the member in XML and in forms. Its names are those of `xml_name` and `form_name`, which may be in the member itself.
    #[cfg(feature = "xml")]
    pub(super) fn xml(&self) -> &'static XmlTraits {
        self.xml.unwrap_or(&XmlTraits::NONE)
    }

    /// Returns the traits of the member in XML and in forms: none without the feature `xml`.
    #[cfg(all(feature = "environment", not(feature = "xml")))]
    #[expect(clippy::unused_self, reason = "the method of a member with traits")]
    pub(super) fn xml(&self) -> &'static XmlTraits {
        &XmlTraits::NONE
    }

    pub(super) const fn quoted_name(&self) -> &'static str {
        self.quoted_name
    }

    pub(super) const fn quoted_json_name(&self) -> &'static str {
        self.quoted_json_name
    }

    /// Returns the format of the timestamps in the member, or `None` for the codec's default.
    pub const fn timestamp_format(&self) -> Option<TimestampFormat> {
        self.timestamp_format
    }

    /// True if an empty value is an error in a request.
    pub const fn is_non_empty(&self) -> bool {
        self.non_empty
    }

    /// Returns the descriptor of the values in the member's list or map, which have its timestamp format and none of its constraints.
    pub const fn values(&self) -> &'static Self {
        match self.timestamp_format {
            None => &Self::VALUE,
            Some(TimestampFormat::EpochSeconds) => &Self::EPOCH_SECONDS,
            Some(TimestampFormat::DateTime) => &Self::DATE_TIME,
            Some(TimestampFormat::HttpDate) => &Self::HTTP_DATE,
        }
    }
}

// The compiler resolves functions and checks their calls with less work than those of chained methods, and the tables of a large service
// have thousands of members.

/// Returns the descriptor of a member without options.
pub const fn plain_member(quoted_name: &'static str) -> Member {
    Member::new(quoted_name)
}

/// The descriptors of members that have another name in XML or in forms, by the name of the trait.
#[cfg(feature = "xml")]
pub mod xml_members {
    use super::Member;

    /// Returns the descriptor of a member with another name in XML.
    pub const fn name(quoted_name: &'static str, name: &'static str) -> Member {
        Member {
            xml_name: Some(name),
            ..Member::new(quoted_name)
        }
    }

    /// Returns the descriptor of a member with another name in forms.
    pub const fn form_name(quoted_name: &'static str, name: &'static str) -> Member {
        Member {
            form_name: Some(name),
            ..Member::new(quoted_name)
        }
    }
}
