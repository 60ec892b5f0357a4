//! `Debug` of types with sensitive members.

/// Implements `Debug` for a structure, or with `union` for a union, showing only the names of members that are `redacted`. With `enum`
/// the whole value is redacted.
///
/// ```
/// struct Account { name: String, password: String }
/// tinsmith::debug! { Account { name, password: redacted } }
///
/// let account = Account { name: "ann".to_owned(), password: "secret".to_owned() };
/// assert_eq!(format!("{account:?}"), r#"Account { name: "ann", password: ** }"#);
///
/// enum Diagnosis { Cold, Flu }
/// tinsmith::debug! { enum Diagnosis }
///
/// assert_eq!(format!("{:?} {:?}", Diagnosis::Cold, Diagnosis::Flu), "Diagnosis(**) Diagnosis(**)");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! debug {
    (enum $name:ident) => {
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(::std::stringify!($name)).field(&$crate::service::RedactedValue).finish()
            }
        }
    };
    (union $name:ident { $($variant:ident $(: $mode:ident)?),* $(,)? }) => {
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant(value) => {
                        let value = $crate::debug_member!(value $($mode)?);
                        f.debug_tuple(::std::stringify!($variant)).field(value).finish()
                    })*
                    // A member that is not known to this version may be sensitive.
                    Self::Unknown(member) => f.debug_tuple("Unknown").field(&member.name()).finish(),
                }
            }
        }
    };
    ($name:ident { $($field:ident $(: $mode:ident)?),* $(,)? }) => {
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let Self { $($field),* } = self;
                f.debug_struct(::std::stringify!($name))
                    $(.field(::std::stringify!($field), $crate::debug_member!($field $($mode)?)))*
                    .finish()
            }
        }
    };
}

/// The value that [`debug!`](crate::debug!) shows for a member.
#[doc(hidden)]
#[macro_export]
macro_rules! debug_member {
    ($value:ident) => {
        $value
    };
    ($value:ident redacted) => {{
        let _ = $value;
        &$crate::service::RedactedValue
    }};
}
