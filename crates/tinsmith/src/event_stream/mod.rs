//! Feature `event-stream`: events in responses, as [`EventStream`], and in requests, as [`EventInput`], and the frames that carry them. [The guide](crate::guide::streams) has examples.
//!
//! Generated manifests enable the feature. The tables of [`event_stream!`](crate::event_stream!), [`Events`], [`EventCodec`], [`EventReader`],
//! [`InputEvents`], [`InputEventCodec`], [`EventWriter`], [`receive_initial_response`] and [`initial_response`] are the interface of generated code.

mod encoded_events;
mod event_input;
mod event_writer;
mod events;
mod frame;
mod frame_decoder;
mod frame_error;
mod frame_headers;
mod frame_source;
mod initial_response;
mod macros;
mod scalar;
mod stream;
mod stream_error;

pub(crate) use self::encoded_events::EncodedEvents;
pub use self::event_input::{EventInput, IntoEvent};
pub use self::event_writer::{EventWriter, InputEventCodec, InputEvents};
pub use self::events::{EventCodec, EventEntry, EventReader, Events};
pub use self::frame::{Frame, MAX_HEADER_BYTES, MAX_PAYLOAD_BYTES};
pub use self::frame_decoder::FrameDecoder;
pub use self::frame_error::FrameError;
pub(crate) use self::frame_headers::write_header;
pub use self::frame_headers::{FrameHeaders, HeaderValue};
pub use self::initial_response::{read as initial_response, receive as receive_initial_response};
pub use self::scalar::Scalar;
pub use self::stream::EventStream;

/// The type of the event that holds the initial response.
const INITIAL_RESPONSE: &str = "initial-response";
