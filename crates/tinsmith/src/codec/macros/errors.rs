/// Implements what a service's error enum needs, from a table of the errors' names on the wire.
///
/// After the name may stand `throttling` or `transient`, which says that trying again can help, and `without_message` for a structure
/// without a field `message`. The enum gets `Display`, `Error`, `ModeledError` and a constant `METADATA` for the service's metadata.
///
/// ```
/// use tinsmith::service::{FromResponse, ResponseReader, Retryable};
///
/// #[derive(Debug, Default)]
/// struct Throttling { message: String, retry_after: Option<i32> }
/// tinsmith::json! { Throttling { message: "message" } }
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
/// tinsmith::service_errors! { ServiceError { Throttling: "ThrottlingException" throttling } }
///
/// assert_eq!(ServiceError::METADATA[0].retry, Retryable::Throttling);
/// let error = ServiceError::Throttling(Throttling { message: "too fast".to_owned(), retry_after: None });
/// assert_eq!(error.to_string(), "ThrottlingException: too fast");
/// ```
#[macro_export]
macro_rules! service_errors {
    ($name:ident { $($variant:ident: $code:literal $($flag:ident)*),* $(,)? }) => {
        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
        impl $name {
            /// What the runtime needs to know of each error.
            pub(crate) const METADATA: &'static [$crate::service::ErrorMetadata] = &[
                $($crate::service::ErrorMetadata {
                    code: $code,
                    retry: $crate::error_retry!($($flag)*),
                    read: |response| {
                        ::std::boxed::Box::new(Self::$variant($crate::service::FromResponse::from_response(response)))
                    },
                }),*
            ];
        }

        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match *self {
                    $(Self::$variant(ref error) => $crate::service::write_error(f, $code, $crate::error_message!(error $($flag)*)),)*
                }
            }
        }

        impl ::std::error::Error for $name {}

        #[allow(clippy::allow_attributes, deprecated, reason = "what is deprecated is still on the wire")]
        impl $crate::service::ModeledError for $name {
            #[inline]
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $code,)*
                }
            }
        }

        $crate::members! { errors $name { $($variant: $code),* } }
    };
}

/// The retry class among the flags of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_retry {
    () => { $crate::service::Retryable::No };
    (throttling $($flag:ident)*) => { $crate::service::Retryable::Throttling };
    (transient $($flag:ident)*) => { $crate::service::Retryable::Transient };
    (without_message $($flag:ident)*) => { $crate::error_retry!($($flag)*) };
}

/// The message of an error structure by the flags of [`service_errors!`](crate::service_errors!).
#[doc(hidden)]
#[macro_export]
macro_rules! error_message {
    ($error:ident) => { $crate::service::ErrorMessage::as_message(&$error.message) };
    ($error:ident without_message $($flag:ident)*) => {{
        let _ = $error;
        ""
    }};
    ($error:ident $skipped:ident $($flag:ident)*) => { $crate::error_message!($error $($flag)*) };
}
