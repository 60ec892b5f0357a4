//! Feature `event-stream`: events in responses, as [`EventStream`], and in requests, as [`EventInput`], and the frames that carry them.
//! [The guide](crate::guide::streams) has examples.
//!
//! Generated manifests enable the feature, and generated code implements [`Events`] for the union of each stream.

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
#[doc(hidden)]
pub use self::event_writer::{EventWriter, InputEventCodec, InputEvents};
pub use self::events::Events;
#[doc(hidden)]
pub use self::events::{EventCodec, EventEntry, EventReader};
pub use self::frame::{Frame, MAX_HEADER_BYTES, MAX_PAYLOAD_BYTES};
pub use self::frame_decoder::FrameDecoder;
pub use self::frame_error::FrameError;
pub(crate) use self::frame_headers::write_header;
pub use self::frame_headers::{FrameHeaders, HeaderValue};
#[doc(hidden)]
pub use self::initial_response::{read as initial_response, receive as receive_initial_response};
#[doc(hidden)]
pub use self::scalar::Scalar;
pub use self::stream::EventStream;

/// The type of the event that holds the initial response.
const INITIAL_RESPONSE: &str = "initial-response";
