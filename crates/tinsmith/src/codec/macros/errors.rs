//! The table of a service's errors.

/// Implements a service's error enum from a table of the errors' codes.
///
/// The status of the error in the model may follow a code, which is 400 otherwise, and then flags:
///
/// - `throttling` or `transient`: the retry class;
/// - `exact_message`: the message is not filled in from another spelling of its name, which is another member;
/// - `message_in FIELD`: the message is in this field instead of `message`;
/// - `without_message`: the structure has no message;
/// - `sensitive`: the message must not be printed.
///
/// If several errors have the same code, each but the last one lists its operations in braces after the code.
///
/// The enum gets `Display`, `Error`, `ModeledError` and a constant `METADATA` for the service's metadata.
///
/// ```
/// use tinsmith::service::{FromResponse, ResponseReader, Retryable};
///
/// #[derive(Debug, Default)]
/// struct Throttling { message: String, retry_after: Option<i32> }
/// tinsmith::shape! { Throttling { message: "message" } }
/// impl FromResponse for Throttling {
///     fn from_response(response: &mut ResponseReader<'_>) -> Self {
///         let mut error: Self = response.json();
///         response.header("Retry-After", &mut error.retry_after);
///         error
///     }
/// }
///
/// #[derive(Debug)]
/// enum ServiceError { Throttling(Throttling) }
/// tinsmith::service_errors! { ServiceError { Throttling: "ThrottlingException" 429 throttling } }
///
/// assert_eq!(ServiceError::METADATA[0].retry, Retryable::Throttling);
/// let error = ServiceError::Throttling(Throttling { message: "too fast".to_owned(), retry_after: None });
/// assert_eq!(error.to_string(), "ThrottlingException: too fast");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! service_errors {
    ($name:ident { $($variant:ident: $code:literal $({ $($operation:literal),* })? $($status:literal)? $($flag:ident)*),* $(,)? }) => {
        impl $name {
            /// The metadata of each error.
            pub(crate) const METADATA: &'static [$crate::service::ErrorMetadata] = &[
                $($crate::service::ErrorMetadata {
                    code: $code,
                    retry: $crate::error_retry!($($flag)*),
                    sensitive: $crate::error_is_sensitive!($($flag)*),
                    operations: &[$($($operation),*)?],
                    read: |response, message| {
                        ::std::boxed::Box::new(Self::$variant($crate::service::read_error(
                            response,
                            message,
                            |error| $crate::error_message_mut!(error $($flag)*),
                        )))
                    },
                }),*
            ];
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match *self {
                    $(Self::$variant(ref error) => {
                        let message = $crate::error_message!(error $($flag)*);
                        let is_sensitive = $crate::error_is_sensitive!($($flag)*);
                        $crate::service::write_error(f, $code, if is_sensitive { "" } else { message })
                    })*
                }
            }
        }

        impl ::std::error::Error for $name {}

        impl $crate::service::ModeledError for $name {
            #[inline]
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $code,)*
                }
            }

            #[inline]
            fn status(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $crate::error_status!($($status)?),)*
                }
            }
        }

        $crate::serde_view! { errors $name { $($variant: $code),* } }
    };
}

/// The status of an error, by that of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_status {
    () => {
        400
    };
    ($status:literal) => {
        $status
    };
}

/// The retry class among the flags of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_retry {
    () => { $crate::service::Retryable::No };
    (throttling $($flag:ident)*) => { $crate::service::Retryable::Throttling };
    (transient $($flag:ident)*) => { $crate::service::Retryable::Transient };
    (message_in $field:ident $($flag:ident)*) => { $crate::error_retry!($($flag)*) };
    ($skipped:ident $($flag:ident)*) => { $crate::error_retry!($($flag)*) };
}

/// True if `sensitive` is among the flags of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_is_sensitive {
    () => { false };
    (sensitive $($flag:ident)*) => { true };
    (message_in $field:ident $($flag:ident)*) => { $crate::error_is_sensitive!($($flag)*) };
    ($skipped:ident $($flag:ident)*) => { $crate::error_is_sensitive!($($flag)*) };
}

/// The message of an error structure, by the flags of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_message {
    ($error:ident) => { $crate::service::ErrorMessage::as_message(&$error.message) };
    ($error:ident without_message $($flag:ident)*) => {{
        let _ = $error;
        ""
    }};
    ($error:ident message_in $field:ident $($flag:ident)*) => { $crate::service::ErrorMessage::as_message(&$error.$field) };
    ($error:ident $skipped:ident $($flag:ident)*) => { $crate::error_message!($error $($flag)*) };
}

/// The message of an error structure, to be filled in, by the flags of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_message_mut {
    ($error:ident) => { ::std::option::Option::Some(&mut $error.message) };
    ($error:ident without_message $($flag:ident)*) => {{
        let _ = $error;
        ::std::option::Option::None
    }};
    ($error:ident exact_message $($flag:ident)*) => { $crate::error_message_mut!($error without_message) };
    ($error:ident message_in $field:ident $($flag:ident)*) => { ::std::option::Option::Some(&mut $error.$field) };
    ($error:ident $skipped:ident $($flag:ident)*) => { $crate::error_message_mut!($error $($flag)*) };
}
