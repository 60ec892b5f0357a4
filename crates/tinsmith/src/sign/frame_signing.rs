//! Signatures of the frames of an event stream, each of which covers the one before.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use bytes::{Bytes, BytesMut};
use sha2::{Digest, Sha256};

use super::date_time;
use super::key::{self, KeyScope, SigningKeys};
use crate::Timestamp;
use crate::codec::text::hex;
use crate::event_stream::{Frame, FrameError, HeaderValue, write_header};

const ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";
const DATE: &str = ":date";
const SIGNATURE: &str = ":chunk-signature";

/// The credentials and the scope of the signature of a frame.
#[derive(Debug)]
pub(crate) struct FrameSigning<'a> {
    pub(crate) credentials: &'a Credentials,
    /// The cache of the derived key, if it is cached.
    pub(crate) keys: Option<&'a SigningKeys>,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) time: SystemTime,
}

impl FrameSigning<'_> {
    /// Wraps an encoded frame, or nothing at the end of a stream, in a frame with a signature. `prior` is the signature of the frame before
    /// or else of the request; it becomes that of this frame.
    ///
    /// # Errors
    ///
    /// The frame is too long.
    pub(crate) fn sign(&self, payload: Bytes, prior: &mut String) -> Result<Bytes, FrameError> {
        // As the string to sign has no fractions of a second, the header must have none either.
        let seconds = Timestamp::from(self.time).seconds();
        let date = HeaderValue::Timestamp(Timestamp::from_seconds(seconds));
        let mut header = BytesMut::new();
        write_header(DATE, date, &mut header)?;
        let date_time = date_time(self.time);
        let (day, _) = date_time.split_once('T').unwrap_or_default();
        let scope = [day, self.region, self.service, "aws4_request"].join("/");
        let [header, hash] = [&header[..], &payload[..]].map(|bytes| hex(&Sha256::digest(bytes)));
        let string_to_sign = [ALGORITHM, &date_time, &scope, prior, &header, &hash].join("\n");
        let key = KeyScope {
            secret: self.credentials.secret_access_key(),
            time: self.time,
            day,
            region: self.region,
            service: self.service,
        };
        let signature = key::signature(self.keys, &key, &string_to_sign);
        // It consists of hexadecimal digits.
        let bytes = ::hex::decode(&signature).unwrap_or_default();
        *prior = signature;
        let headers = [(SIGNATURE, HeaderValue::Bytes(&bytes)), (DATE, date)];
        Ok(Frame::new(&headers, payload)?.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_sigv4::event_stream::{sign_empty_message, sign_message};
    use aws_sigv4::sign::v4;
    use aws_smithy_eventstream::frame::write_message_to;
    use aws_smithy_types::event_stream::{Header, HeaderValue as TheirValue, Message};
    use proptest::prelude::*;

    use super::*;

    const SERVICE: &str = "chats";
    const REGION: &str = "us-west-2";

    fn encode(message: &Message) -> Bytes {
        let mut bytes = Vec::new();
        write_message_to(message, &mut bytes).expect("encoded");
        bytes.into()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_stream_is_signed_as_aws_sigv4_does(
            payloads in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..5),
            prior in "[0-9a-f]{64}",
            time in 0_u64..4_000_000_000_000,
        ) {
            let credentials = Credentials::new("AKIDEXAMPLE", "secret/+=", None, None, "test");
            let identity = credentials.clone().into();
            let time = SystemTime::UNIX_EPOCH + Duration::from_millis(time);
            let params = v4::SigningParams::builder().identity(&identity).region(REGION).name(SERVICE);
            let params = params.time(time).settings(()).build().expect("complete");
            let signing = FrameSigning {
                credentials: &credentials,
                keys: None,
                service: SERVICE,
                region: REGION,
                time,
            };
            let (mut ours, mut theirs) = (prior.clone(), prior);
            for payload in payloads {
                let event_type = Header::new(":event-type", TheirValue::String("text".into()));
                let message = Message::new(payload).add_header(event_type);
                let (expected, signature) = sign_message(&message, &theirs, &params).expect("signed").into_parts();
                theirs = signature;
                let signed = signing.sign(encode(&message), &mut ours).expect("signed");
                prop_assert_eq!(signed, encode(&expected));
                prop_assert_eq!(&ours, &theirs);
            }
            let (expected, _) = sign_empty_message(&theirs, &params).expect("signed").into_parts();
            let signed = signing.sign(Bytes::new(), &mut ours).expect("signed");
            prop_assert_eq!(signed, encode(&expected));
        }
    }
}
