//! The serde view of generated types.

/// Implements `Serialize` and `Deserialize` for a type, if the feature `serde` is on.
///
/// A structure whose members HTTP carries outside the body has a table of them, as in [`shape!`](crate::shape!).
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_view {
    ($name:ident) => {
        $crate::serde_view! { $name
            read |reader| {
                let mut value = <$name as ::std::default::Default>::default();
                $crate::codec::Shape::<$crate::codec::json::Json>::read(&mut value, reader, &$crate::codec::Member::VALUE);
                ::std::option::Option::Some(value)
            }
            write |value, writer| {
                $crate::codec::Shape::<$crate::codec::json::Json>::write(value, writer, &$crate::codec::Member::VALUE);
            }
        }
    };
    ($name:ident {}) => {
        $crate::serde_view! { $name
            read |reader| {
                $crate::codec::Shape::<$crate::codec::json::Json>::read(&mut <$crate::Unit as ::std::default::Default>::default(), reader, &$crate::codec::Member::VALUE);
                ::std::option::Option::Some(::std::default::Default::default())
            }
            write |_value, writer| {
                $crate::codec::Shape::<$crate::codec::json::Json>::write(&<$crate::Unit as ::std::default::Default>::default(), writer, &$crate::codec::Member::VALUE);
            }
        }
    };
    ($name:ident { $($field:ident: $wire:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?),* $(,)? } and { $($other_field:ident: $other_wire:literal $(.$other_option:ident($($other_argument:literal)?))* $(as $other_xml:tt)?),* $(,)? }) => {
        $crate::serde_view! { $name {
            $($field: $wire $(.$option($($argument)?))* $(as $xml)?,)*
            $($other_field: $other_wire $(.$other_option($($other_argument)?))* $(as $other_xml)?,)*
        } }
    };
    ($name:ident { $($field:ident: $wire:literal $(.$option:ident($($argument:literal)?))* $(as $xml:tt)?),* $(,)? }) => {
        const _: () = {
            const MEMBERS: &[$crate::codec::Member] = &[$($crate::member!($wire $(.$option($($argument)?))* $(as $xml)?)),*];
            $crate::serde_view! { $name
                read |reader| {
                    let mut value = <$name as ::std::default::Default>::default();
                    $crate::codec::read_structure::<$crate::codec::json::Json>(reader, MEMBERS, &mut [$(&mut value.$field),*]);
                    ::std::option::Option::Some(value)
                }
                write |value, writer| { $crate::codec::write_structure::<$crate::codec::json::Json>(writer, MEMBERS, &[$(&value.$field),*]); }
            }
        };
    };
    (errors $name:ident { $($variant:ident: $code:literal),* }) => {
        $crate::serde_view! { $name
            read |reader| {
                $crate::serde_view::read_error(
                    reader,
                    &[$($code),*],
                    &[$(|reader| $crate::serde_view::SerdeView::read(reader).map(Self::$variant)),*],
                )
            }
            write |value, writer| {
                $crate::codec::Writer::begin_map(writer);
                match *value {
                    $(Self::$variant(ref error) => {
                        $crate::codec::Writer::begin_entry(writer, $code);
                        $crate::serde_view::SerdeView::write(error, writer);
                    })*
                }
                $crate::codec::Writer::end_map(writer);
            }
        }
    };
    ($name:ident read |$reader:ident| $read:block write |$value:ident, $writer:ident| $write:block) => {
        impl $crate::serde_view::SerdeView for $name {
            #[inline]
            fn read($reader: &mut $crate::codec::json::JsonReader<'_>) -> ::std::option::Option<Self> $read

            #[inline]
            fn write(&self, $writer: &mut $crate::codec::json::JsonWriter) {
                let $value = self;
                $write
            }
        }

        impl $crate::serde_view::Serialize for $name {
            fn serialize<__S: $crate::serde_view::Serializer>(
                &self,
                serializer: __S,
            ) -> ::std::result::Result<__S::Ok, __S::Error> {
                $crate::serde_view::serialize(self, serializer)
            }
        }

        impl<'de> $crate::serde_view::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde_view::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                $crate::serde_view::deserialize(deserializer)
            }
        }
    };
}

/// Implements `Serialize` and `Deserialize` for a type, if the feature `serde` is on.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_view {
    ($($ignored:tt)*) => {};
}
