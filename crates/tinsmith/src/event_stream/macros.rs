//! The table of the events of a stream.

/// Implements [`Events`](crate::event_stream::Events) for a union, from a table of its events and, after `or`, of its exceptions.
///
/// Each line has the variant and the type of the event. The members of an event are in its payload, unless braces follow. They name each
/// field that is elsewhere: in a `header` of a name, or the whole payload as `text`, `blob` or `document`. With `rest` before the braces, the members that
/// they do not name are in the payload. An exception has its type and the code of the error.
///
/// ```
/// use tinsmith::UnknownMember;
///
/// #[derive(Debug, Default)]
/// struct Tick { count: i32 }
/// tinsmith::shape! { Tick { count: "count" } }
///
/// #[derive(Debug, Default)]
/// struct Sound { rate: Option<i32>, samples: tinsmith::Blob }
///
/// #[derive(Debug)]
/// enum Clock { Tick(Tick), Sound(Sound), Unknown(UnknownMember) }
/// tinsmith::event_stream! { Clock {
///     Tick: "tick",
///     Sound: "sound" { rate: header "rate", samples: blob },
/// } or {
///     "broken": "ClockBrokenException",
/// } }
/// ```
#[macro_export]
macro_rules! event_stream {
    ($name:ident {
        $($variant:ident: $event:literal $($rest:ident)? $({ $($field:ident: $place:ident $($header:literal)?),* $(,)? })?),* $(,)?
    } or { $($exception:literal: $code:literal),* $(,)? }) => {
        #[allow(clippy::allow_attributes, deprecated, reason = "a deprecated event is still on the wire")]
        impl<__C: $crate::event_stream::EventCodec> $crate::event_stream::Events<__C> for $name {
            const EVENTS: &'static [$crate::event_stream::EventEntry<Self>] = &[
                $(($event, |event| $crate::event!(__C, event, Self::$variant, $($rest)? $({ $($field: $place $($header)?),* })?))),*
            ];

            const EXCEPTIONS: &'static [(&'static str, &'static str)] = &[$(($exception, $code)),*];

            fn unknown(member: $crate::UnknownMember) -> Self {
                Self::Unknown(member)
            }
        }
    };
}

/// The expression that reads an event.
#[doc(hidden)]
#[macro_export]
macro_rules! event {
    ($codec:ty, $event:ident, $variant:expr,) => {
        $event.event::<$codec, _, _>($variant)
    };
    ($codec:ty, $event:ident, $variant:expr, rest { $($field:ident: $place:ident $($header:literal)?),* }) => {
        $event.event_with($variant, |event, value| {
            event.payload_document::<$codec, _>(value);
            $($crate::event_member!($codec, event, &mut value.$field, $place $($header)?);)*
        })
    };
    ($codec:ty, $event:ident, $variant:expr, { $($field:ident: $place:ident $($header:literal)?),* }) => {
        $event.event_with($variant, |event, value| {
            $($crate::event_member!($codec, event, &mut value.$field, $place $($header)?);)*
        })
    };
}

/// The statement that reads a member of an event.
#[doc(hidden)]
#[macro_export]
macro_rules! event_member {
    ($codec:ty, $event:ident, $member:expr, header $name:literal) => {
        $event.header($name, $member)
    };
    ($codec:ty, $event:ident, $member:expr, text) => {
        $event.payload_text($member)
    };
    ($codec:ty, $event:ident, $member:expr, blob) => {
        $event.payload_blob($member)
    };
    ($codec:ty, $event:ident, $member:expr, document) => {
        $event.payload_document::<$codec, _>($member)
    };
}
