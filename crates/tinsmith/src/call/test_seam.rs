//! The seam between calls and the feature `testing`, which passes typed inputs, outputs and errors past the wire and hides secrets in messages.
//! Without the feature these functions do nothing, and the compiler removes them.

#[cfg(feature = "testing")]
pub(super) use crate::testing::{
    sensitive::mark_secret,
    typed::{error as typed_error, fill_code, keep_input, output as typed_output},
};

#[cfg(not(feature = "testing"))]
pub(super) use self::absent::{fill_code, keep_input, mark_secret, typed_error, typed_output};

#[cfg(all(feature = "event-stream", feature = "testing"))]
pub(crate) use crate::testing::sent_events::keep_events;

#[cfg(all(feature = "event-stream", not(feature = "testing")))]
pub(crate) use self::absent::keep_events;

#[cfg(not(feature = "testing"))]
mod absent {
    use http::Extensions;

    use crate::Body;
    use crate::error::ErrorCode;
    #[cfg(feature = "event-stream")]
    use crate::event_stream::{Events, InputEventCodec};
    use crate::protocol::metadata::ModeledError;
    use crate::sign::http_auth::HttpAuth;

    /// Marks the secret that an authentication scheme adds to a request.
    pub(in crate::call) fn mark_secret(_scheme: &dyn HttpAuth, _extensions: &mut Extensions) {}

    /// Keeps the type of a request's events beside the request.
    #[cfg(feature = "event-stream")]
    pub(crate) fn keep_events<C: InputEventCodec, T: Events<C>>(_extensions: &mut Extensions) {}

    /// Fills in the code and the message of a scripted error.
    pub(in crate::call) fn fill_code(_extensions: &Extensions, _error: &mut ErrorCode) {}

    /// Keeps the input of a call beside the request that is made from it.
    pub(in crate::call) fn keep_input<T>(_input: T, _extensions: &mut Extensions) {}

    /// Returns the scripted output of a response, which keeps the body.
    pub(in crate::call) fn typed_output<T>(
        _extensions: &Extensions,
        _body: &mut Body,
    ) -> Option<Result<T, String>> {
        None
    }

    /// Returns the scripted error of a response.
    pub(in crate::call) fn typed_error(_extensions: &Extensions) -> Option<Box<dyn ModeledError>> {
        None
    }
}
