/// Implements [`Json`](crate::json::Json) for a structure, or with `union` for a union, from a table of its members.
///
/// Each line has the field or variant, the member's name on the wire, and after `as` how it is written if not plainly: `DateTime` or
/// `HttpDate` for timestamps, `NonEmpty` for what must not be empty, `NonEmpty<DateTime>` for both. A name must need no escapes in JSON.
/// Fields that are not in the table keep their values. Those that HTTP carries outside of the body may stand in a second table after `and`,
/// for what [`members!`](crate::members!) does with them. A union has a variant `Unknown` of [`UnknownMember`](crate::UnknownMember) beside
/// those of the table, and gets it as its `Default`.
///
/// ```
/// use tinsmith::{Timestamp, UnknownMember};
///
/// #[derive(Debug, Default, PartialEq)]
/// struct Session { id: String, ended_at: Option<Timestamp>, place: Option<Place> }
/// tinsmith::json! { Session { id: "sessionId" as NonEmpty, ended_at: "endedAt" as DateTime, place: "place" } }
///
/// #[derive(Debug, PartialEq)]
/// enum Place { Host(String), Fleet(i32), Unknown(UnknownMember) }
/// tinsmith::json! { union Place { Host: "host", Fleet: "fleet" } }
///
/// let session: Session = tinsmith::json::from_slice(br#"{"sessionId":"s-1","place":{"fleet":3}}"#)?;
/// assert_eq!(session, Session { id: "s-1".to_owned(), ended_at: None, place: Some(Place::Fleet(3)) });
/// # Ok::<(), tinsmith::json::ReadError>(())
/// ```
#[macro_export]
macro_rules! json {
    (union $name:ident { $($variant:ident: $wire:literal $(as $format:ident $(<$inner:ident>)?)?),* $(,)? }) => {
        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown(::std::default::Default::default())
            }
        }

        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
        impl<F> $crate::json::Json<F> for $name {
            fn read(&mut self, reader: &mut $crate::json::Reader<'_>) {
                *self = reader.union(
                    &[$(::std::concat!("\"", $wire, "\":")),*],
                    &[$(|reader| {
                        let mut value = ::std::default::Default::default();
                        <$crate::json_format!($($format $(<$inner>)?)?) as $crate::json::Member<_>>::read(&mut value, reader);
                        Self::$variant(value)
                    }),*],
                    Self::Unknown,
                );
            }

            fn write(&self, writer: &mut $crate::json::Writer) {
                match self {
                    $(Self::$variant(value) => {
                        writer.begin_object();
                        writer.name(::std::concat!("\"", $wire, "\":"));
                        <$crate::json_format!($($format $(<$inner>)?)?) as $crate::json::Member<_>>::write(value, writer);
                        writer.end_object();
                    })*
                    Self::Unknown(member) => member.write(writer),
                }
            }
        }

        $crate::members! { $name as Epoch }
    };
    ($name:ident { $($field:ident: $wire:literal $(as $format:ident $(<$inner:ident>)?)?),* $(,)? } and { $($rest:tt)* }) => {
        $crate::json_body! { $name { $($field: $wire $(as $format $(<$inner>)?)?),* } }
        $crate::members! { $name { $($field: $wire $(as $format $(<$inner>)?)?,)* $($rest)* } }
    };
    ($name:ident $table:tt) => {
        $crate::json_body! { $name $table }
        $crate::members! { $name as Epoch }
    };
}

/// [`Json`](crate::json::Json) for a structure.
#[doc(hidden)]
#[macro_export]
macro_rules! json_body {
    ($name:ident { $($table:tt)* }) => {
        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
        impl<F> $crate::json::Json<F> for $name {
            const IS_STRUCTURE: bool = true;

            fn read(&mut self, reader: &mut $crate::json::Reader<'_>) {
                $crate::json_members!(read self, reader, $($table)*);
            }

            fn write(&self, writer: &mut $crate::json::Writer) {
                $crate::json_members!(write self, writer, $($table)*);
            }
        }
    };
}

/// The statements that read or write the members of a structure.
#[doc(hidden)]
#[macro_export]
macro_rules! json_members {
    (read $self:ident, $reader:ident, $($field:ident: $wire:literal $(as $format:ident $(<$inner:ident>)?)?),* $(,)?) => {
        let mut members = $reader.begin_object(&[$(::std::concat!("\"", $wire, "\":")),*]);
        while let ::std::option::Option::Some(member) = $reader.next_member(&mut members) {
            // Counts the lines down to the member's. A macro cannot number the arms of a `match`, and guards in their place are typed and
            // borrow-checked one by one; to the optimizer it is all the same.
            let mut left = member;
            $(
                if left == 0 {
                    <$crate::json_format!($($format $(<$inner>)?)?) as $crate::json::Member<_>>::read(&mut $self.$field, $reader);
                    continue;
                }
                left = left.wrapping_sub(1);
            )*
            // Below the last line nobody looks at it, which some lints mind.
            let _ = left;
        }
    };
    (write $self:ident, $writer:ident, $($field:ident: $wire:literal $(as $format:ident $(<$inner:ident>)?)?),* $(,)?) => {
        $writer.begin_object();
        $(<$crate::json_format!($($format $(<$inner>)?)?) as $crate::json::Member<_>>::write_member(
            &$self.$field,
            ::std::concat!("\"", $wire, "\":"),
            $writer,
        );)*
        $writer.end_object();
    };
}

/// The type that stands for the format in a line of [`json!`](crate::json!).
#[doc(hidden)]
#[macro_export]
macro_rules! json_format {
    () => { $crate::json::Epoch };
    ($format:ident) => { $crate::json::$format };
    ($format:ident<$inner:ident>) => { $crate::json::$format<$crate::json::$inner> };
}
