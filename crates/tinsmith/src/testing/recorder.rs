//! The transport that records real traffic to a file, without sensitive values.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{ETAG, HeaderName};
use http::{HeaderMap, HeaderValue, Request, Response};

use super::SentRequest;
use super::sensitive::{
    REDACTED, REDACTED_MEMBER, has_sensitive_member, has_signature, is_sensitive_header,
    is_sensitive_member, normalized, redacted_target,
};
use super::xml_redaction::redact_elements;
use crate::http::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::sign::CONTENT_SHA256;
use crate::{Body, BoxFuture, Document};

/// The member of a request that holds an authorization code. In a response it is the code of an error.
const AUTHORIZATION_CODE: &str = "code";

/// The beginning of the text in place of the hash of a body whose chunks or frames have signatures, which depend on the time and the credentials.
const SIGNED_PARTS: &[u8] = b"STREAMING-AWS4-";

/// A transport that sends through another transport and records each exchange to a file, as one line of JSON.
/// [`ScriptedTransport::replay`](super::ScriptedTransport::replay) plays it back.
///
/// The file is readable by its owner only, where the platform has such permissions. Credentials, signatures, cookies and requests of
/// credentials providers are not recorded, nor are members with sensitive names such as `password`, `accessToken` and `Plaintext`, and
/// [more members](Self::redact) can be excluded. Everything else is recorded: paths, a resource in the host, members that only the model marks as
/// sensitive, and bodies that are not text, such as compressed ones. Check a recording before you share it.
///
/// Streams are read to their end before they are returned. That of an input is read before the request is sent, so that a program that awaits the response
/// before it ends its input waits for ever: events in both directions can be recorded only if those of the input do not depend on those of the output.
///
/// The body of a request is not recorded if it has events, or chunks with signatures, as an upload of a stream over http has them: they depend on the time and
/// the credentials. The recorded response is for a request with any such body.
///
/// A sensitive member of a response keeps its type, so that the response can be played back: texts become `REDACTED`, numbers become zero, and
/// structures keep their members. This is for JSON and for XML. A response of another format whose text contains a sensitive name is redacted completely. It
/// cannot be played back, nor can one with a sensitive member whose texts have a form of their own, such as that of a timestamp.
///
/// JSON is recorded as such, without its white space and order. A response with an entity tag or a checksum, such as an object of Amazon S3, is
/// recorded byte for byte, unless a member of it is redacted: then its checksums are not recorded.
#[derive(Debug)]
pub struct Recorder<T> {
    transport: T,
    file: Arc<Mutex<File>>,
    redacted: Vec<String>,
}

impl<T: Transport> Recorder<T> {
    /// Creates a recorder that writes to a new file. An existing file is replaced.
    ///
    /// # Errors
    ///
    /// The file cannot be created.
    pub fn new(transport: T, file: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self {
            transport,
            file: Arc::new(Mutex::new(create_private(file.as_ref())?)),
            redacted: Vec::new(),
        })
    }

    /// Redacts members of this name at any depth of bodies in JSON and XML. Case, `_` and `-` are ignored. Any other body of text that contains
    /// the name is redacted completely.
    #[must_use]
    pub fn redact(mut self, member: &str) -> Self {
        self.redacted.push(normalized(member));
        self
    }

    fn write(&self, sent: &SentRequest, response: &Response<Bytes>) -> io::Result<()> {
        let is_exact = response.headers().keys().any(describes_bytes);
        let (body, is_redacted) = self.body(response.body(), Side::Response, is_exact);
        let mut response_headers = response.headers().clone();
        if is_redacted {
            let checksums = response.headers().keys().filter(|name| is_checksum(name));
            for name in checksums {
                response_headers.remove(name);
            }
        }
        let line = Document::object([
            ("operation", Document::from(sent.operation())),
            ("resource", sent.resource_in_host().into()),
            ("method", sent.request.method().as_str().into()),
            ("path", redacted_target(&sent.request).into()),
            ("headers", headers(sent.request.headers())),
            ("body", self.request_body(sent)),
            (
                "response",
                Document::object([
                    ("status", Document::from(response.status().as_u16())),
                    ("headers", headers(&response_headers)),
                    ("body", body),
                ]),
            ),
        ]);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{}", line.to_json())
    }

    /// Returns the recorded body of a request: its replacement, which equals any, if bodies with the same content differ.
    fn request_body(&self, sent: &SentRequest) -> Document {
        let hash = sent.request.headers().get(CONTENT_SHA256);
        let has_signed_parts = hash.is_some_and(|hash| hash.as_bytes().starts_with(SIGNED_PARTS));
        // Of events in both directions, the number that a script sees before it responds depends on the caller.
        if has_signed_parts || sent.options.own_connection {
            return Document::object([("text", REDACTED_MEMBER.into())]);
        }
        self.body(sent.request.body(), Side::Request, false).0
    }

    /// Returns the recorded body, and true if something in it is redacted. JSON is recorded as such, unless it `is_exact`, other text as a string,
    /// anything else in base64.
    fn body(&self, bytes: &Bytes, side: Side, is_exact: bool) -> (Document, bool) {
        if let Ok(json) = Document::from_json(bytes) {
            let mut redacted = json.clone();
            self.redact_document(&mut redacted, side);
            let is_redacted = redacted != json;
            if is_redacted || !is_exact {
                return (Document::object([("json", redacted)]), is_redacted);
            }
            // The members were looked at, which is more precise than a search in the text.
            let text = String::from_utf8_lossy(bytes);
            return (Document::object([("text", text.as_ref().into())]), false);
        }
        let Ok(text) = str::from_utf8(bytes) else {
            let text = base64_simd::STANDARD.encode_to_string(bytes);
            return (Document::object([("base64", text.into())]), false);
        };
        let redacted = self.redacted_text(text, side);
        let is_redacted = redacted != text;
        (Document::object([("text", redacted.into())]), is_redacted)
    }

    /// Returns a text that is not JSON without sensitive values.
    fn redacted_text(&self, text: &str, side: Side) -> String {
        let is_sensitive = |name: &str| self.is_sensitive_member(name, side);
        let is_sensitive_text = |text: &str| self.is_sensitive_text(text, side);
        let elements = redact_elements(text, &is_sensitive, &is_sensitive_text);
        match (elements, side) {
            // A response is read, so that its document is kept. Requests are compared, and all are equal to the replacement.
            (Some(redacted), Side::Response) => redacted,
            (Some(redacted), Side::Request) if redacted == text => redacted,
            (None, _) if !is_sensitive_text(text) => text.to_owned(),
            _ => REDACTED_MEMBER.to_owned(),
        }
    }

    fn redact_document(&self, document: &mut Document, side: Side) {
        match document {
            Document::Array(items) => {
                for item in items {
                    self.redact_document(item, side);
                }
            }
            Document::Object(members) => {
                for (name, value) in members {
                    if self.is_sensitive_member(name, side) {
                        redact_value(value, side);
                    } else {
                        self.redact_document(value, side);
                    }
                }
            }
            Document::String(text) if has_signature(text) => REDACTED_MEMBER.clone_into(text),
            _ => {}
        }
    }

    fn is_sensitive_member(&self, name: &str, side: Side) -> bool {
        let plain = normalized(name);
        self.redacted.contains(&plain)
            || is_sensitive_member(name)
            || (side == Side::Request && plain == AUTHORIZATION_CODE)
    }

    fn is_sensitive_text(&self, text: &str, side: Side) -> bool {
        let plain = normalized(text);
        // The word `code` alone occurs in any text. As a member of a form or of XML it has a delimiter.
        let has_code = || ["code=", "code>"].iter().any(|code| plain.contains(code));
        has_sensitive_member(text)
            || self.redacted.iter().any(|name| plain.contains(name))
            || (side == Side::Request && has_code())
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let options = *options;
        Box::pin(async move {
            if options.operation.is_none() {
                return self.transport.send(request, &options).await;
            }
            let sent = SentRequest::collect(request, options).await?;
            let request = sent.request.clone().map(Body::from);
            let (head, body) = self.transport.send(request, &options).await?.into_parts();
            let connection = |error| TransportError::new(TransportErrorKind::Connection, error);
            let body = body.collect().await.map_err(connection)?;
            let response = Response::from_parts(head, body);
            let unwritten = |error| TransportError::new(TransportErrorKind::Unsendable, error);
            self.write(&sent, &response).map_err(unwritten)?;
            Ok(response.map(Body::from))
        })
    }
}

/// The sender of a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Response,
}

/// Redacts a sensitive value. Its type survives, unless it is one of a request, which is compared only.
fn redact_value(value: &mut Document, side: Side) {
    let is_read = side == Side::Response;
    match value {
        // A boolean such as `hasPassword` is no secret.
        Document::Null | Document::Bool(_) => {}
        Document::Array(items) if is_read => {
            for item in items {
                redact_value(item, side);
            }
        }
        Document::Object(members) if is_read => {
            for member in members.values_mut() {
                redact_value(member, side);
            }
        }
        Document::Number(_) if is_read => *value = 0_u64.into(),
        _ => *value = REDACTED_MEMBER.into(),
    }
}

fn headers(headers: &HeaderMap) -> Document {
    let names = headers.keys().map(|name| {
        let values = headers.get_all(name).iter();
        let is_secret = headers.get_all(name).iter().any(HeaderValue::is_sensitive);
        let values: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        let values = values.join(", ");
        let is_secret = is_secret || is_sensitive_header(name.as_str()) || has_signature(&values);
        let value = if is_secret {
            REDACTED.to_owned()
        } else {
            values
        };
        (name.as_str(), value.into())
    });
    Document::object(names)
}

/// True for a header that describes the exact bytes of the body.
fn describes_bytes(name: &HeaderName) -> bool {
    *name == ETAG || is_checksum(name)
}

fn is_checksum(name: &HeaderName) -> bool {
    name.as_str().starts_with("x-amz-checksum-") || name.as_str() == "content-md5"
}

/// Creates a file, or empties an existing one, that only its owner may read.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::fs::Permissions;
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

        const OWNER_ONLY: u32 = 0o600;
        let file = options.mode(OWNER_ONLY).open(path)?;
        // The mode of `open` does not change a file that exists.
        file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}
