//! Feature `serde`: generated types in files, queues and logs.
//!
//! Every input, output, error, structure, union and enum implements [`Serialize`] and [`Deserialize`]. An object has all members by their
//! names in the service's model, those included that HTTP carries in a path, a query or a header. The view is the same in every protocol,
//! and is that of boto3 and the AWS CLI, whose output can be deserialized, too. [`Timestamp`](crate::Timestamp), [`Blob`](crate::Blob),
//! [`BigNumber`](crate::BigNumber) and [`Document`](crate::Document) implement both traits as well.
//!
//! - Timestamps in generated types are serialized in their members' own formats, and deserialized from a text in any of the formats, or
//!   from a number of seconds since 1970. Seconds are an `f64`, which keeps microseconds. A [`Timestamp`](crate::Timestamp) by itself is serialized as
//!   RFC 3339 text.
//! - A union's member that this version of a client does not know is serialized as it was deserialized, although it cannot be sent.
//! - A body that is a stream is omitted.
//! - The format must be self-describing, as JSON, CBOR, YAML and MessagePack are. Numbers of `serde_json` with its feature `arbitrary_precision`, and dates
//!   and times of TOML, are what they are in the text.
//! - Values may nest as deep as in JSON: 128 levels. Deeper ones are an error in every format.
//!
//! ```
//! # #[derive(Debug, Default, PartialEq)]
//! # struct Session { id: String, ended_at: Option<Timestamp> }
//! # tinsmith::shape! { Session { id: "sessionId", ended_at: "endedAt".date_time() } }
//! use tinsmith::Timestamp;
//!
//! let text = r#"{"sessionId":"session-1","endedAt":"2023-10-12T07:30:00Z"}"#;
//! let session: Session = serde_json::from_str(text)?;
//! assert_eq!(session.ended_at, Some(Timestamp::new(1_697_095_800, 0)));
//! assert_eq!(serde_json::to_string(&session)?, text);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod deserialize;
mod serialize;
mod view;

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::deserialize::deserialize;
pub use self::serialize::serialize;
pub use self::view::{SerdeView, read_error};
