//! The tables of structures and unions.

/// Implements [`Shape`](crate::codec::Shape) for a structure, or with `union` for a union, from a table of its members.
///
/// Each line has the field or variant and the member's name in the model. The options of [`Member`](crate::codec::Member) follow the name:
/// `date_time()`, `http_date()` or `epoch_seconds()` for timestamps in another format than the codec's, `non_empty()` for a member that
/// must not be empty, and `json_name("…")`. A name is escaped as JSON requires. After `as` follow the
/// [`xml_traits!`](crate::xml_traits!) of the member, with the feature `xml`. Fields that are not in the table keep their values.
///
/// A second table after `and` has the members that HTTP carries outside the body, which only
/// [the serde view](crate::serde_view!) reads and writes. A union has a variant `Unknown` of [`UnknownMember`](crate::UnknownMember) beside
/// those of the table, and gets it as its `Default`.
///
/// A structure after `serialized` is in requests alone and has no reader, one after `deserialized` is in responses alone and has no writer.
/// With the feature `both-directions` both have both.
///
/// ```
/// use tinsmith::{Timestamp, UnknownMember};
///
/// #[derive(Debug, Default, PartialEq)]
/// struct Session { id: String, ended_at: Option<Timestamp>, location: Option<Location> }
/// tinsmith::shape! { Session { id: "sessionId".non_empty(), ended_at: "endedAt".date_time(), location: "location" } }
///
/// #[derive(Debug, PartialEq)]
/// enum Location { Host(String), Fleet(i32), Unknown(UnknownMember) }
/// tinsmith::shape! { union Location { Host: "host", Fleet: "fleet" } }
///
/// let session: Session = tinsmith::codec::json::from_slice(br#"{"sessionId":"s-1","location":{"fleet":3}}"#)?;
/// assert_eq!(session, Session { id: "s-1".to_owned(), ended_at: None, location: Some(Location::Fleet(3)) });
/// # Ok::<(), tinsmith::codec::ReadError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! shape {
    (union $name:ident { $($variant:ident: $wire:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?),* $(,)? }) => {
        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown(::std::default::Default::default())
            }
        }

        impl<__C: $crate::codec::Codec> $crate::codec::Shape<__C> for $name {
            const MEMBERS: &'static [$crate::codec::Member] = &[$($crate::member!($wire $(.$option($($argument)?))* $(as $xml)?)),*];

            fn read(&mut self, reader: &mut __C::Reader<'_>, member: &'static $crate::codec::Member) {
                *self = $crate::codec::Shape::<__C>::read_value(reader, member);
            }

            fn read_value(reader: &mut __C::Reader<'_>, _member: &'static $crate::codec::Member) -> Self {
                $crate::codec::read_union::<__C, Self>(
                    reader,
                    <Self as $crate::codec::Shape<__C>>::MEMBERS,
                    &[$(|reader, member| Self::$variant($crate::codec::Shape::<__C>::read_value(reader, member))),*],
                    Self::Unknown,
                )
            }

            fn write(&self, writer: &mut __C::Writer, _member: &'static $crate::codec::Member) {
                // The indices of the table, which a macro cannot count.
                #[allow(clippy::allow_attributes, dead_code, reason = "a union may have no members")]
                enum Index { $($variant),* }
                match self {
                    $(Self::$variant(value) => $crate::codec::write_union::<__C, _>(
                        value,
                        writer,
                        <Self as $crate::codec::Shape<__C>>::MEMBERS,
                        Index::$variant as usize,
                    ),)*
                    Self::Unknown(member) => $crate::codec::Writer::unknown_member(writer, member),
                }
            }
        }

        $crate::serde_view! { $name }
    };
    ($name:ident { $($body:tt)* } and { $($elsewhere:tt)* }) => {
        $crate::structure! { $name { $($body)* } }
        $crate::serde_view! { $name { $($body)* } and { $($elsewhere)* } }
    };
    ($direction:ident $name:ident { $($body:tt)* } and { $($elsewhere:tt)* }) => {
        $crate::directed_structure! { $direction $name { $($body)* } }
        $crate::serde_view! { $name { $($body)* } and { $($elsewhere)* } }
    };
    ($direction:ident $name:ident $table:tt) => {
        $crate::directed_structure! { $direction $name $table }
        $crate::serde_view! { $name }
    };
    ($name:ident $table:tt) => {
        $crate::structure! { $name $table }
        $crate::serde_view! { $name }
    };
}

/// The descriptor of a member, from its name and its options in a table.
#[doc(hidden)]
#[macro_export]
macro_rules! member {
    ($name:literal) => {
        $crate::codec::plain_member(::std::concat!("\"", $name, "\":"))
    };
    ($name:literal as { $trait:ident($value:literal) $(, $part:ident $traits:tt)? }) => {
        $crate::codec::xml_members::$trait(::std::concat!("\"", $name, "\":"), $value)
            $(.xml_traits(&$crate::xml_traits! { $part $traits }))?
    };
    ($name:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?) => {
        $crate::codec::Member::new(::std::concat!("\"", $name, "\":"))
            $(.$option($(::std::concat!("\"", $argument, "\":"))?))*
            $(.xml_traits(&$crate::xml_traits! $xml))?
    };
}

/// The implementation of [`Shape`](crate::codec::Shape) for a structure: with the reader alone after `deserialized`, with the writer
/// alone after `serialized`.
#[doc(hidden)]
#[macro_export]
macro_rules! structure {
    (deserialized $name:ident { $($field:ident: $wire:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?),* $(,)? }) => {
        impl<__C: $crate::codec::Codec> $crate::codec::Shape<__C> for $name {
            const MEMBERS: &'static [$crate::codec::Member] = &[$($crate::member!($wire $(.$option($($argument)?))* $(as $xml)?)),*];
            const IS_STRUCTURE: bool = true;

            fn read(&mut self, reader: &mut __C::Reader<'_>, _member: &'static $crate::codec::Member) {
                $crate::codec::read_structure::<__C>(reader, <Self as $crate::codec::Shape<__C>>::MEMBERS, &mut [$(&mut self.$field),*]);
            }
        }
    };
    (serialized $name:ident { $($field:ident: $wire:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?),* $(,)? }) => {
        impl<__C: $crate::codec::Codec> $crate::codec::Shape<__C> for $name {
            const MEMBERS: &'static [$crate::codec::Member] = &[$($crate::member!($wire $(.$option($($argument)?))* $(as $xml)?)),*];
            const IS_STRUCTURE: bool = true;

            fn write(&self, writer: &mut __C::Writer, _member: &'static $crate::codec::Member) {
                $crate::codec::write_structure::<__C>(writer, <Self as $crate::codec::Shape<__C>>::MEMBERS, &[$(&self.$field),*]);
            }
        }
    };
    ($name:ident { $($field:ident: $wire:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?),* $(,)? }) => {
        impl<__C: $crate::codec::Codec> $crate::codec::Shape<__C> for $name {
            const MEMBERS: &'static [$crate::codec::Member] = &[$($crate::member!($wire $(.$option($($argument)?))* $(as $xml)?)),*];
            const IS_STRUCTURE: bool = true;

            fn read(&mut self, reader: &mut __C::Reader<'_>, _member: &'static $crate::codec::Member) {
                $crate::codec::read_structure::<__C>(reader, <Self as $crate::codec::Shape<__C>>::MEMBERS, &mut [$(&mut self.$field),*]);
            }

            fn write(&self, writer: &mut __C::Writer, _member: &'static $crate::codec::Member) {
                $crate::codec::write_structure::<__C>(writer, <Self as $crate::codec::Shape<__C>>::MEMBERS, &[$(&self.$field),*]);
            }
        }
    };
}

/// The implementation of [`Shape`](crate::codec::Shape) for a structure of requests or of responses alone. The feature `serde` reads and writes all
/// structures, and `testing` reads the events that were sent: both enable this one.
#[cfg(feature = "both-directions")]
#[doc(hidden)]
#[macro_export]
macro_rules! directed_structure {
    (serialized $name:ident $table:tt) => {
        $crate::structure! { $name $table }
    };
    (deserialized $name:ident $table:tt) => {
        $crate::structure! { $name $table }
    };
}

/// The implementation of [`Shape`](crate::codec::Shape) for a structure of requests or of responses alone.
#[cfg(not(feature = "both-directions"))]
#[doc(hidden)]
#[macro_export]
macro_rules! directed_structure {
    ($direction:ident $name:ident $table:tt) => {
        $crate::structure! { $direction $name $table }
    };
}
