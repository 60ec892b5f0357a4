//! The tables of enums.

/// Implements an open enum of strings from a table of its values.
///
/// The enum has a variant `Unknown` of `String` beside those of the table. It gets `as_str`, `values`, `From<&str>`, `From<String>`, `FromStr`,
/// `Debug`, `Display`, `AsRef<str>`, comparisons and a hash of its text, a `Default` of `Unknown("")`, and the runtime's own traits. With
/// `redacted`, its `Debug` hides the value.
///
/// ```
/// #[derive(Clone)]
/// enum Period { Hourly, Daily, Unknown(String) }
/// tinsmith::string_enum! { Period { Hourly: "HOURLY", Daily: "DAILY" } }
///
/// assert_eq!(Period::from("DAILY"), Period::Daily);
/// assert_eq!(Period::from("WEEKLY"), Period::Unknown("WEEKLY".to_owned()));
/// assert_eq!(Period::Unknown("DAILY".to_owned()), Period::Daily);
/// assert!(Period::Daily < Period::Hourly);
/// assert_eq!(Period::Hourly.to_string(), "HOURLY");
/// assert_eq!(format!("{:?} {:?}", Period::Hourly, Period::from("WEEKLY")), r#"Hourly Unknown("WEEKLY")"#);
/// assert_eq!(format!("{:?}", Period::Unknown("DAILY".to_owned())), r#"Unknown("DAILY")"#);
/// assert_eq!(format!("{:#?}", [Period::Hourly, Period::from("WEEKLY")]), "[\n    Hourly,\n    Unknown(\n        \"WEEKLY\",\n    ),\n]");
/// assert_eq!(Period::values(), ["HOURLY", "DAILY"]);
///
/// #[derive(Clone)]
/// enum Diagnosis { Cold, Unknown(String) }
/// tinsmith::string_enum! { redacted Diagnosis { Cold: "COLD" } }
///
/// assert_eq!(format!("{:?}", Diagnosis::Cold), "Diagnosis(**)");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    (redacted $name:ident $values:tt) => {
        $crate::debug! { enum $name }
        $crate::string_enum! { traits of $name $values }
    };
    ($name:ident { $($variant:ident: $value:literal),* $(,)? }) => {
        // Not derived: the derived function has a branch for each variant, which is more code to compile.
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let is_unknown = match self {
                    Self::Unknown(_) => true,
                    _ => false,
                };
                $crate::codec::text::debug_enum(f, Self::as_str(self), is_unknown, Self::values(), ::std::stringify!($($variant)*))
            }
        }

        $crate::string_enum! { traits of $name { $($variant: $value),* } }
    };
    (traits of $name:ident { $($variant:ident: $value:literal),* $(,)? }) => {
        impl $name {
            /// Returns the value that the service uses.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Returns the values that this version of the client knows.
            #[inline]
            pub const fn values() -> &'static [&'static str] {
                &[$($value),*]
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                const VARIANTS: &[$name] = &[$($name::$variant),*];
                $crate::codec::text::variant(value, Self::values(), VARIANTS, Self::Unknown)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }

        // Not derived: the derived functions compare variants and then fields, which is more code to compile.
        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                ::std::cmp::Ord::cmp(self.as_str(), other.as_str())
            }
        }

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<__H: ::std::hash::Hasher>(&self, state: &mut __H) {
                ::std::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown(::std::string::String::new())
            }
        }

        impl<__C: $crate::codec::Codec> $crate::codec::Shape<__C> for $name {
            fn read(&mut self, reader: &mut __C::Reader<'_>, _member: &'static $crate::codec::Member) {
                $crate::codec::read_enum::<__C, Self>(self, reader);
            }

            fn write(&self, writer: &mut __C::Writer, member: &'static $crate::codec::Member) {
                $crate::codec::write_string::<__C>(self.as_str(), writer, member);
            }
        }

        impl $crate::codec::text::StringShape for $name {}

        $crate::serde_view! { $name }
    };
}

/// Implements an open enum of integers from a table of its values.
///
/// The enum has a variant `Unknown` of `i32` beside those of the table. It gets `as_i32`, `values`, `From<i32>`, `Display`, comparisons and a
/// hash of its number, a `Default` of `Unknown(0)`, or of the variant for 0 if there is one, and the runtime's own traits.
///
/// ```
/// #[derive(Clone, Debug)]
/// enum Level { Low, High, Unknown(i32) }
/// tinsmith::int_enum! { Level { Low: 1, High: 2 } }
///
/// assert_eq!(Level::from(2), Level::High);
/// assert_eq!(Level::from(3).as_i32(), 3);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! int_enum {
    ($name:ident { $($variant:ident: $value:literal),* $(,)? }) => {
        impl $name {
            /// Returns the value that the service uses.
            #[inline]
            pub const fn as_i32(&self) -> i32 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }

            /// Returns the values that this version of the client knows.
            #[inline]
            pub const fn values() -> &'static [i32] {
                &[$($value),*]
            }
        }

        impl ::std::convert::From<i32> for $name {
            #[inline]
            fn from(value: i32) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_i32() == other.as_i32()
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(::std::cmp::Ord::cmp(self, other))
            }
        }

        impl ::std::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                ::std::cmp::Ord::cmp(&self.as_i32(), &other.as_i32())
            }
        }

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<__H: ::std::hash::Hasher>(&self, state: &mut __H) {
                ::std::hash::Hash::hash(&self.as_i32(), state);
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i32(), f)
            }
        }

        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl<__C: $crate::codec::Codec> $crate::codec::Shape<__C> for $name {
            fn read(&mut self, reader: &mut __C::Reader<'_>, member: &'static $crate::codec::Member) {
                let mut value = 0_i32;
                $crate::codec::Shape::<__C>::read(&mut value, reader, member);
                *self = Self::from(value);
            }

            fn write(&self, writer: &mut __C::Writer, member: &'static $crate::codec::Member) {
                $crate::codec::Shape::<__C>::write(&self.as_i32(), writer, member);
            }
        }

        impl $crate::paginate::PageSizeMember for $name {
            #[inline]
            fn from_page_size(page_size: $crate::paginate::PageSize) -> ::std::option::Option<Self> {
                <i32 as $crate::paginate::PageSizeMember>::from_page_size(page_size).map(Self::from)
            }
        }

        impl $crate::codec::text::TextShape for $name {
            #[inline]
            fn write_text(&self, texts: &mut $crate::codec::text::Texts, format: ::std::option::Option<$crate::TimestampFormat>) {
                $crate::codec::text::TextShape::write_text(&self.as_i32(), texts, format);
            }

            #[inline]
            fn read_text(
                &mut self,
                text: &str,
                format: ::std::option::Option<$crate::TimestampFormat>,
            ) -> ::std::result::Result<(), $crate::codec::text::TextError> {
                let mut value = 0_i32;
                $crate::codec::text::TextShape::read_text(&mut value, text, format)?;
                *self = Self::from(value);
                ::std::result::Result::Ok(())
            }
        }

        $crate::serde_view! { $name }
    };
}
