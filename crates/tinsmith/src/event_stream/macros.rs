//! The table of the events of a stream.

/// Implements [`Events`](crate::event_stream::Events) and [`InputEvents`](crate::event_stream::InputEvents) for a union, from a table of its events and,
/// after `or`, of its exceptions.
///
/// Each line has the variant and the type of the event. The members of an event are in its payload, unless braces follow. They name each
/// field that is elsewhere: in a `header` of a name, or the whole payload as `text`, `blob` or `document`. With `rest` before the braces, the members that
/// they do not name are in the payload, to which the table of the event restricts itself. An exception has its type and the code of the error, and
/// after `as` the type of the service's errors and its variant if it can be sent: `as <ServiceError> ClockBroken`.
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
#[doc(hidden)]
#[macro_export]
macro_rules! event_stream {
    ($name:ident {
        $($variant:ident: $event:literal $($rest:ident)? $({ $($field:ident: $place:ident $($header:literal)?),* $(,)? })?),* $(,)?
    } or { $($exception:literal: $code:literal $(as <$errors:ty> $error:ident)?),* $(,)? }) => {
        impl<__C: $crate::event_stream::EventCodec> $crate::event_stream::Events<__C> for $name {
            const EVENTS: &'static [$crate::event_stream::EventEntry<Self>] = &[
                $(($event, |event| $crate::event!(__C, event, Self::$variant, $($rest)? $({ $($field: $place $($header)?),* })?))),*
            ];

            const EXCEPTIONS: &'static [(&'static str, &'static str)] = &[$(($exception, $code)),*];

            fn unknown(member: $crate::UnknownMember) -> Self {
                Self::Unknown(member)
            }
        }

        impl<__C: $crate::event_stream::InputEventCodec> $crate::event_stream::InputEvents<__C> for $name {
            fn write(&self, event: &mut $crate::event_stream::EventWriter) {
                match self {
                    $(Self::$variant(value) => {
                        event.begin_event($event);
                        $crate::write_event!(__C, event, value, $($rest)? $({ $($field: $place $($header)?),* })?);
                    })*
                    Self::Unknown(_) => event.reject_unknown(),
                }
            }

            fn write_exception(
                _error: &(dyn ::std::error::Error + 'static),
                _event: &mut $crate::event_stream::EventWriter,
            ) -> bool {
                $($({
                    // A pattern takes a variant of an alias, but not of a type in angle brackets.
                    type Errors = $errors;
                    if let ::std::option::Option::Some(Errors::$error(error)) = _error.downcast_ref::<Errors>() {
                        _event.begin_exception($exception);
                        _event.payload_document::<__C, _>(error);
                        return true;
                    }
                })?)*
                false
            }
        }
    };
}

/// The statements that write the members of an event.
#[doc(hidden)]
#[macro_export]
macro_rules! write_event {
    ($codec:ty, $event:ident, $value:ident,) => {
        $event.payload_document::<$codec, _>($value)
    };
    ($codec:ty, $event:ident, $value:ident, rest { $($field:ident: $place:ident $($header:literal)?),* }) => {
        $event.payload_document::<$codec, _>($value);
        $crate::write_event!($codec, $event, $value, { $($field: $place $($header)?),* });
    };
    ($codec:ty, $event:ident, $value:ident, { $($field:ident: $place:ident $($header:literal)?),* }) => {
        $($crate::event_member!($codec, $event, &$value.$field, $place $($header)?);)*
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

/// The statement that reads or writes a member of an event: the methods of the reader and of the writer have the same names.
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
