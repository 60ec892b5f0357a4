//! The table from which a request builder is implemented.

/// Implements [`RequestBuilder`](crate::RequestBuilder) and the methods that all request builders have, for a structure with the fields
/// `call` and `input`.
///
/// ```
/// # use tinsmith::service::{FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader};
/// # #[derive(Clone, Debug, Default)] pub struct GetNameInput { id: Option<String> }
/// # #[derive(Debug, Default)] pub struct GetNameOutput { name: String }
/// # impl FromResponse for GetNameOutput { fn from_response(_: &mut ResponseReader<'_>) -> Self { Self::default() } }
/// # impl Operation for GetNameInput {
/// #     type Output = GetNameOutput;
/// #     const METADATA: &'static OperationMetadata = &OperationMetadata::DEFAULT;
/// #     fn write(&self, _: &mut RequestWriter<'_>) {}
/// # }
/// #[derive(Clone, Debug)]
/// pub struct GetName {
///     call: tinsmith::Call,
///     input: GetNameInput,
/// }
///
/// tinsmith::request_builder! { GetName(GetNameInput) }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! request_builder {
    ($name:ident($input:ident) $(,)?) => {
        impl $name {
            #[inline]
            pub(crate) fn new(call: $crate::Call) -> Self {
                Self {
                    call,
                    input: ::std::default::Default::default(),
                }
            }

            /// Returns the input with the members that are set so far.
            #[inline]
            pub fn input(&self) -> &$input {
                &self.input
            }

            /// Replaces all members with those of an input.
            #[inline]
            pub fn with_input(self, input: $input) -> Self {
                Self { input, ..self }
            }

            /// Changes the options of this call.
            #[inline]
            pub fn configure(
                self,
                configure: impl ::std::ops::FnOnce($crate::CallOptions) -> $crate::CallOptions,
            ) -> Self {
                Self {
                    call: self.call.configure(configure),
                    input: self.input,
                }
            }

            /// Signs the request without sending it. Anybody can send it for the time `expires`, from 1 second to 7 days, or until the
            /// credentials expire, whichever is earlier, with the method, the headers and the body of the result.
            ///
            /// # Errors
            ///
            /// Fails if a required member is missing, or if there are no credentials or no endpoint.
            #[inline]
            pub fn presigned(
                self,
                expires: ::std::time::Duration,
            ) -> impl ::std::future::Future<
                Output = ::std::result::Result<$crate::PresignedRequest, $crate::Error>,
            > {
                self.call.presigned(self.input, expires)
            }
        }

        impl $crate::RequestBuilder for $name {
            type Input = $input;

            #[inline]
            fn into_parts(self) -> ($crate::Call, $input) {
                (self.call, self.input)
            }
        }
    };
}
