//! Inputs, outputs and errors that bypass serialization, so that a test uses the same types as a program.

use std::any::{Any, type_name};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Extensions;

use crate::Body;
use crate::error::ErrorCode;
use crate::protocol::metadata::ModeledError;

/// The input of any operation. Its debug text has no sensitive members.
pub(crate) trait AnyInput: Any + fmt::Debug + Send + Sync {}

impl<T: Any + fmt::Debug + Send + Sync> AnyInput for T {}

/// The input of a call, attached to its request.
#[derive(Clone)]
pub(crate) struct SentInput(pub(crate) Arc<dyn AnyInput>);

/// Keeps the input of a call beside the request that is made from it.
pub(crate) fn keep_input<T: AnyInput>(input: T, extensions: &mut Extensions) {
    extensions.insert(SentInput(Arc::new(input)));
}

impl fmt::Debug for SentInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentInput")
    }
}

/// The result of a call, attached to its response. It is taken once, and an output leaves the body of the response in its place.
#[derive(Clone)]
pub(crate) struct TypedResponse(Arc<Mutex<Option<TypedResult>>>);

enum TypedResult {
    Output(Box<dyn Any + Send>, &'static str),
    Error(Box<dyn ModeledError>),
    /// The body of a response whose output was taken. As long as it is not dropped, the stream of the input does not end.
    Taken {
        _body: Body,
    },
}

impl TypedResponse {
    pub(super) fn output<T: Send + 'static>(output: T) -> Self {
        Self::new(TypedResult::Output(Box::new(output), type_name::<T>()))
    }

    pub(super) fn error(error: impl ModeledError) -> Self {
        Self::new(TypedResult::Error(Box::new(error)))
    }

    fn new(typed: TypedResult) -> Self {
        Self(Arc::new(Mutex::new(Some(typed))))
    }

    fn take(&self) -> Option<TypedResult> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<TypedResult>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for TypedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedResponse")
    }
}

/// The code and the message of a scripted error, attached to its response: the parsers of XML and CBOR do not find them in its body.
#[derive(Clone, Debug)]
pub(crate) struct ScriptedError {
    pub(super) code: String,
    pub(super) message: String,
}

/// Fills in the code and the message of a scripted error, where the protocol's parser found none.
pub(crate) fn fill_code(extensions: &Extensions, error: &mut ErrorCode) {
    let Some(ScriptedError { code, message }) = extensions.get() else {
        return;
    };
    for (found, scripted) in [(&mut error.code, code), (&mut error.message, message)] {
        if found.is_none() && !scripted.is_empty() {
            *found = Some(scripted.clone());
        }
    }
}

/// Returns the scripted output of a response, if it has one, and keeps the body beside it. An output of another operation is an error.
pub(crate) fn output<T: 'static>(
    extensions: &Extensions,
    body: &mut Body,
) -> Option<Result<T, String>> {
    let typed = extensions.get::<TypedResponse>()?;
    let TypedResult::Output(output, name) = typed.take()? else {
        return None;
    };
    let body = std::mem::take(body);
    *typed.lock() = Some(TypedResult::Taken { _body: body });
    let mismatch = |_| {
        format!(
            "the script responds with `{name}`, but the operation returns `{}`",
            type_name::<T>()
        )
    };
    Some(output.downcast().map(|output| *output).map_err(mismatch))
}

/// Returns the scripted error of a response, if it has one.
pub(crate) fn error(extensions: &Extensions) -> Option<Box<dyn ModeledError>> {
    match extensions.get::<TypedResponse>()?.take()? {
        TypedResult::Error(error) => Some(error),
        TypedResult::Output(..) | TypedResult::Taken { .. } => None,
    }
}
