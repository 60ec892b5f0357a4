//! Inputs, outputs and errors that bypass serialization, so that a test uses the same types as a program.

use std::any::{Any, type_name};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::Extensions;

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

/// The result of a call, attached to its response. It is taken once.
#[derive(Clone)]
pub(crate) struct TypedResponse(Arc<Mutex<Option<TypedResult>>>);

enum TypedResult {
    Output(Box<dyn Any + Send>, &'static str),
    Error(Box<dyn ModeledError>),
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

    fn take(extensions: &Extensions) -> Option<TypedResult> {
        let Self(typed) = extensions.get::<Self>()?;
        typed.lock().unwrap_or_else(PoisonError::into_inner).take()
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

/// Fills the code and the message of a scripted error in, where the protocol's parser found none.
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

/// Returns the scripted output of a response, if it has one. An output of another operation is an error.
pub(crate) fn output<T: 'static>(extensions: &Extensions) -> Option<Result<T, String>> {
    let TypedResult::Output(output, name) = TypedResponse::take(extensions)? else {
        return None;
    };
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
    match TypedResponse::take(extensions)? {
        TypedResult::Error(error) => Some(error),
        TypedResult::Output(..) => None,
    }
}
