/// Implements `Debug` for a structure, or with `union` for a union, with members that are `redacted`: shown by their names only. With
/// `enum` the whole value is a secret.
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
#[macro_export]
macro_rules! debug {
    (enum $name:ident) => {
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(::std::stringify!($name)).field(&$crate::service::Redacted).finish()
            }
        }
    };
    (union $name:ident { $($variant:ident $(: $mode:ident)?),* $(,)? }) => {
        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant(value) => {
                        let value = $crate::debug_member!(value $($mode)?);
                        f.debug_tuple(::std::stringify!($variant)).field(value).finish()
                    })*
                    // What the client does not know may be a secret.
                    Self::Unknown(member) => f.debug_tuple("Unknown").field(&member.name).finish(),
                }
            }
        }
    };
    ($name:ident { $($field:ident $(: $mode:ident)?),* $(,)? }) => {
        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
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

/// What [`debug!`](crate::debug!) shows of a member.
#[doc(hidden)]
#[macro_export]
macro_rules! debug_member {
    ($value:ident) => {
        $value
    };
    ($value:ident redacted) => {{
        let _ = $value;
        &$crate::service::Redacted
    }};
}
