//! The checks that a service makes of the signatures of a request and of its frames.

use bytes::{Buf, Bytes, BytesMut};
use http::request::Parts;
use tinsmith::Timestamp;

use crate::signatures::{hash, sign};

/// The bytes of the prelude: the length of the frame, that of its headers, and a checksum.
const PRELUDE: usize = 12;
/// The bytes of the checksum of a frame.
const CHECKSUM: usize = 4;

/// The state of the verification of a request's frames.
pub(crate) struct FrameVerifier {
    secret: &'static str,
    /// The region, the service and the terminator of the scope, without its day.
    scope: String,
    /// The signature of the frame before, or else of the request.
    prior: String,
    received: BytesMut,
}

impl FrameVerifier {
    /// Verifies the signature of the head of a request, which is that of the first link of the chain.
    pub(crate) fn from_head(head: &Parts, secret: &'static str) -> Result<Self, String> {
        let header = |name: &str| match name {
            "host" => head.uri.authority().map_or("", |host| host.as_str()),
            name => head.headers[name].to_str().unwrap(),
        };
        let fields = header("authorization").strip_prefix("AWS4-HMAC-SHA256 ");
        let mut fields = fields.unwrap().split(", ").map(|field| {
            let (_, value) = field.split_once('=').unwrap();
            value
        });
        let [credential, signed, signature] = [(); 3].map(|()| fields.next().unwrap());
        let (_, scope) = credential.split_once('/').unwrap();
        let (day, rest) = scope.split_once('/').unwrap();
        let date = header("x-amz-date");
        assert!(date.starts_with(day), "{date} is not of {day}");
        let headers: String = signed
            .split(';')
            .map(|name| format!("{name}:{}\n", header(name)))
            .collect();
        let canonical = format!(
            "{}\n{}\n{}\n{headers}\n{signed}\n{}",
            head.method,
            head.uri.path(),
            head.uri.query().unwrap_or_default(),
            header("x-amz-content-sha256"),
        );
        let hash = hash(canonical.as_bytes());
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{hash}");
        if sign(secret, scope, &text) != signature {
            return Err("the signature of the request is wrong".to_owned());
        }
        Ok(Self {
            secret,
            scope: rest.to_owned(),
            prior: signature.to_owned(),
            received: BytesMut::new(),
        })
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
    }

    /// Returns the payload of the next frame that is complete, after a check of its signature.
    pub(crate) fn next_payload(&mut self) -> Result<Option<Bytes>, String> {
        let Some(frame) = next_frame(&mut self.received) else {
            return Ok(None);
        };
        let headers = frame[4..8].try_into().map(u32::from_be_bytes).unwrap() as usize;
        let mut headers = &frame[PRELUDE..PRELUDE + headers];
        let payload = frame.slice(PRELUDE + headers.len()..frame.len() - CHECKSUM);
        let mut date = None;
        let mut signature = None;
        while headers.has_remaining() {
            let length = headers.get_u8().into();
            let name = headers.copy_to_bytes(length);
            match (&name[..], headers.get_u8()) {
                (b":date", 8) => date = Some(headers.get_i64()),
                (b":chunk-signature", 6) => {
                    let length = headers.get_u16().into();
                    signature = Some(hex::encode(headers.copy_to_bytes(length)));
                }
                other => return Err(format!("another header than the two: {other:?}")),
            }
        }
        let date = date.ok_or("no date")?;
        let mut signed_headers = b"\x05:date\x08".to_vec();
        signed_headers.extend(date.to_be_bytes());
        let time = Timestamp::from_millis(date).to_string();
        let time = time.replace(['-', ':'], "");
        let scope = format!("{}/{}", &time[..8], self.scope);
        let text = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{time}\n{scope}\n{}\n{}\n{}",
            self.prior,
            hash(&signed_headers),
            hash(&payload),
        );
        let expected = sign(self.secret, &scope, &text);
        if signature.as_ref() != Some(&expected) {
            return Err("the signature of a frame is wrong".to_owned());
        }
        self.prior = expected;
        Ok(Some(payload))
    }
}

/// Takes the first frame from bytes, if it is complete.
pub(crate) fn next_frame(bytes: &mut BytesMut) -> Option<Bytes> {
    let length = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
    (bytes.len() >= length).then(|| bytes.split_to(length).freeze())
}
