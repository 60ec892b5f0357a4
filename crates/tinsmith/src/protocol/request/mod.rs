//! Writing a request: the members of an input where its model binds them.
//!
//! A [`RequestWriter`] has a method for each binding, in `http_members` and `payload`; `uri` writes the path and the host prefix.

#[cfg(feature = "event-stream")]
mod event_body;
mod http_members;
mod payload;
mod request_parts;
mod request_writer;
mod uri;

pub use http_members::{IsEmpty, ToEndpointParam};
pub use request_parts::{EndpointParam, InvalidInput, RequestParts};
pub use request_writer::RequestWriter;
