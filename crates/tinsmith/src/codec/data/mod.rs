//! Feature `serde`: generated types as data for files, queues and logs.
//!
//! Every input, output, error, structure, union and enum implements [`Serialize`] and [`Deserialize`]: an object has the members by the
//! names of the service's model, just as in its JSON documents, and also those members that HTTP carries in a path, a query or a header.
//! So what boto3 or the AWS CLI print is read, too. [`Timestamp`], [`Blob`], [`BigNumber`] and [`Document`] implement both as well.
//!
//! - Timestamps in generated types are written in their members' own formats, and read in any of them from a text, and as seconds since
//!   1970 from a number. Seconds go through `f64`, which keeps microseconds. A [`Timestamp`] by itself is written as RFC 3339 text.
//! - A union's member that this version of a client does not know is written back as it came, though it cannot be sent.
//! - A body that is a stream is left out.
//! - The format has to tell types apart, as JSON, CBOR, YAML and MessagePack do.
//!
//! ```
//! # #[derive(Debug, Default, PartialEq)]
//! # struct Session { id: String, ended_at: Option<Timestamp> }
//! # tinsmith::json! { Session { id: "sessionId", ended_at: "endedAt" as DateTime } }
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

pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::deserialize::deserialize;
pub use self::serialize::serialize;
use crate::codec::json::{Reader, Writer};
use crate::{BigNumber, Blob, Document, Timestamp, Unit};

/// A type that is read from and written to JSON with all its members, wherever HTTP carries them. [`members!`](crate::members!) implements it.
pub trait Data: Sized {
    /// Reads a value. The reader knows what was wrong if there is none.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;

    /// Writes the value.
    fn write(&self, writer: &mut Writer);
}

crate::members! { BigNumber as Epoch }
crate::members! { Blob as Epoch }
crate::members! { Document as Epoch }
crate::members! { Timestamp as DateTime }
crate::members! { Unit as Epoch }
