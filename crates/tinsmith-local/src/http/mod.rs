//! Requests as received, and responses: the forms that the services share.

mod encoding;
mod error_response;
mod event_stream;
mod input;
mod operation;
mod recorded_request;
mod request_log;

pub(crate) use encoding::{percent_decode, percent_encode, query_pairs};
pub(crate) use error_response::{ErrorResponse, response};
pub(crate) use event_stream::{Frame, event_stream};
pub(crate) use input::{Input, serialize};
pub(crate) use operation::{Operation, Route, Service};
pub use recorded_request::RecordedRequest;
pub(crate) use request_log::RequestLog;
