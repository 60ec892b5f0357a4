/// Implements `Serialize` and `Deserialize` for a type, if the feature `serde` is on; else nothing.
///
/// What [`json!`](crate::json!) and its like know whole they see to on their own. A structure whose members HTTP carries elsewhere than in
/// the body has a table of them, as `json!` has it.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! members {
    ($name:ident as $format:ident) => {
        $crate::members! { $name
            read |reader| {
                let mut value = <$name as ::std::default::Default>::default();
                $crate::json::Json::<$crate::json::$format>::read(&mut value, reader);
                ::std::option::Option::Some(value)
            }
            write |value, writer| $crate::json::Json::<$crate::json::$format>::write(value, writer)
        }
    };
    ($name:ident {}) => {
        $crate::members! { $name
            read |reader| {
                $crate::json::Json::<$crate::json::Epoch>::read(&mut <$crate::Unit as ::std::default::Default>::default(), reader);
                ::std::option::Option::Some(::std::default::Default::default())
            }
            write |_value, writer| $crate::json::Json::<$crate::json::Epoch>::write(&<$crate::Unit as ::std::default::Default>::default(), writer)
        }
    };
    ($name:ident { $($table:tt)* }) => {
        $crate::members! { $name
            read |reader| {
                let mut value = <$name as ::std::default::Default>::default();
                $crate::json_members!(read value, reader, $($table)*);
                ::std::option::Option::Some(value)
            }
            write |value, writer| { $crate::json_members!(write value, writer, $($table)*); }
        }
    };
    (errors $name:ident { $($variant:ident: $code:literal),* }) => {
        $crate::members! { $name
            read |reader| {
                reader.one_of(
                    &[$($code),*],
                    &[$(|reader| $crate::data::Data::read(reader).map(Self::$variant)),*],
                )
            }
            write |value, writer| {
                writer.begin_object();
                match *value {
                    $(Self::$variant(ref error) => {
                        writer.key($code);
                        $crate::data::Data::write(error, writer);
                    })*
                }
                writer.end_object();
            }
        }
    };
    ($name:ident read |$reader:ident| $read:block write |$value:ident, $writer:ident| $write:expr) => {
        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still data")]
        impl $crate::data::Data for $name {
            #[inline]
            fn read($reader: &mut $crate::json::Reader<'_>) -> ::std::option::Option<Self> $read

            #[inline]
            fn write(&self, $writer: &mut $crate::json::Writer) {
                let $value = self;
                $write
            }
        }

        impl $crate::data::Serialize for $name {
            fn serialize<S: $crate::data::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::data::serialize(self, serializer)
            }
        }

        impl<'de> $crate::data::Deserialize<'de> for $name {
            fn deserialize<D: $crate::data::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::data::deserialize(deserializer)
            }
        }
    };
}

/// Implements `Serialize` and `Deserialize` for a type, if the feature `serde` is on; else nothing.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! members {
    ($($ignored:tt)*) => {};
}
