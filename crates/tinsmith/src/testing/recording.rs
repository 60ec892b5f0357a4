//! Real traffic in a file, without its secrets.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};

use super::difference;
use super::matcher::{Matcher, Sent};
use super::{Answer, ScriptedTransport};
use crate::codec::base64;
use crate::http::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::{Body, BoxFuture, Document};

/// What stands in a recording for a secret.
const HIDDEN: &str = "**";

/// Parts of the names of headers and query parameters whose values are secrets.
const SECRET_NAMES: [&str; 6] = [
    "authorization",
    "token",
    "cookie",
    "secret",
    "credential",
    "signature",
];

/// Members of bodies whose values are secrets: those of STS, SSO and other services that hand out or take credentials.
const SECRET_MEMBERS: [&str; 14] = [
    "secretaccesskey",
    "sessiontoken",
    "accesstoken",
    "refreshtoken",
    "clientsecret",
    "idtoken",
    "webidentitytoken",
    "password",
    "devicecode",
    "codeverifier",
    "assertion",
    "subjecttoken",
    "privatekey",
    "secretstring",
];

/// A secret of whoever sends it; in an answer, the name of an error.
const SECRET_OF_REQUESTS: &str = "code";

/// A transport that sends by another one, and writes what goes over it to a file: an exchange a line, as JSON.
/// [`ScriptedTransport::replay`] plays it back.
///
/// Credentials, signatures and cookies are not written, nor are requests of credentials providers; more members of bodies can be
/// [hidden](Self::hide). Everything else is written, so look at a recording before giving it to others: members are known as secrets by their
/// names alone, such as `password` or `accessToken`, and those that a model calls sensitive are written like all others. Bodies that are not
/// text, compressed ones for instance, cannot be looked into and are written whole. Streams are read to their end before they are handed on.
#[derive(Debug)]
pub struct Recorder<T> {
    transport: T,
    file: Arc<Mutex<File>>,
    hidden: Vec<String>,
}

/// Whose body it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Answer,
}

impl<T: Transport> Recorder<T> {
    /// Records what goes over `transport` to a new file, in place of what was there.
    ///
    /// # Errors
    ///
    /// The file cannot be made.
    pub fn new(transport: T, file: impl AsRef<Path>) -> io::Result<Self> {
        let file = Arc::new(Mutex::new(File::create(file)?));
        let hidden = SECRET_MEMBERS.map(str::to_owned).to_vec();
        Ok(Self {
            transport,
            file,
            hidden,
        })
    }

    /// Hides the values of members of this name, wherever they stand in JSON bodies. Case, `_` and `-` make no difference. A body of other
    /// text that has the name in it is hidden altogether.
    #[must_use]
    pub fn hide(mut self, member: &str) -> Self {
        self.hidden.push(plain(member));
        self
    }

    fn write(&self, sent: &Sent, answer: &Response<Bytes>) -> io::Result<()> {
        let line = Document::object([
            ("operation", Document::from(sent.operation())),
            ("method", sent.request.method().as_str().into()),
            ("path", path(&sent.request).into()),
            ("headers", headers(sent.request.headers())),
            ("body", self.body(sent.request.body(), Side::Request)),
            (
                "answer",
                Document::object([
                    ("status", Document::from(answer.status().as_u16())),
                    ("headers", headers(answer.headers())),
                    ("body", self.body(answer.body(), Side::Answer)),
                ]),
            ),
        ]);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{}", line.to_json())
    }

    /// JSON as it is, other text as a string, anything else as base64.
    fn body(&self, bytes: &Bytes, side: Side) -> Document {
        if let Ok(mut json) = Document::from_json(bytes) {
            self.scrub(&mut json, side);
            return Document::object([("json", json)]);
        }
        match str::from_utf8(bytes) {
            Ok(text) => {
                let plain = plain(text);
                // A member of a form or of XML: the word itself may stand anywhere.
                let has_code = || ["code=", "code>"].iter().any(|code| plain.contains(code));
                let has_secret = self.hidden.iter().any(|name| plain.contains(name))
                    || (side == Side::Request && has_code());
                Document::object([("text", if has_secret { HIDDEN } else { text }.into())])
            }
            Err(_) => {
                let mut text = Vec::new();
                base64::encode(bytes, &mut text);
                let text = String::from_utf8_lossy(&text).into_owned();
                Document::object([("base64", text.into())])
            }
        }
    }

    fn is_hidden(&self, name: &str, side: Side) -> bool {
        let name = plain(name);
        self.hidden.contains(&name) || (side == Side::Request && name == SECRET_OF_REQUESTS)
    }

    fn scrub(&self, document: &mut Document, side: Side) {
        match document {
            Document::Array(items) => items.iter_mut().for_each(|item| self.scrub(item, side)),
            Document::Object(members) => {
                for (name, value) in members {
                    if self.is_hidden(name, side) {
                        *value = HIDDEN.into();
                    } else {
                        self.scrub(value, side);
                    }
                }
            }
            _ => {}
        }
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
            let sent = Sent::collect(request, options).await?;
            let request = sent.request.clone().map(Body::from);
            let (head, body) = self.transport.send(request, &options).await?.into_parts();
            let broken = |error| TransportError::new(TransportErrorKind::Connection, error);
            let answer = Response::from_parts(head, body.collect().await.map_err(broken)?);
            let unwritten = |error| TransportError::new(TransportErrorKind::Unsendable, error);
            self.write(&sent, &answer).map_err(unwritten)?;
            Ok(answer.map(Body::from))
        })
    }
}

impl ScriptedTransport {
    /// A script of the exchanges that a [`Recorder`] wrote.
    ///
    /// A recorded answer is for a request with the same method, path, query and body; for equal requests they come in order, each
    /// once. An idempotency token has to be the same, too: see [`ConfigBuilder::idempotency_token`](crate::ConfigBuilder::idempotency_token).
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is no recording.
    pub fn replay(file: impl AsRef<Path>) -> io::Result<Self> {
        let script = Self::new();
        for (number, line) in fs::read_to_string(file)?.lines().enumerate() {
            let wrong = || {
                let message = format!("line {} is no recorded exchange", number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            };
            let line = Document::from_json(line).map_err(|_| wrong())?;
            let (recorded, answer) = exchange(&line).ok_or_else(wrong)?;
            script.when(recorded).answer(answer);
        }
        Ok(script)
    }
}

fn exchange(line: &Document) -> Option<(Recorded, Answer)> {
    let recorded = Recorded {
        method: line.get("method")?.as_str()?.to_owned(),
        path: line.get("path")?.as_str()?.to_owned(),
        body: line.get("body")?.clone(),
    };
    let answer = line.get("answer")?;
    let status = answer
        .get("status")?
        .as_number()?
        .to_u64()?
        .try_into()
        .ok()?;
    let body = content(answer.get("body")?)?;
    let headers = answer.get("headers")?.as_object()?;
    let mut given = Answer::status(status).body(body);
    for (name, value) in headers {
        given = given.header(name, value.as_str()?);
    }
    Some((recorded, given))
}

/// The bytes of a recorded body.
fn content(body: &Document) -> Option<Bytes> {
    if let Some(json) = body.get("json") {
        return Some(json.to_json().into());
    }
    if let Some(text) = body.get("text") {
        return Some(text.as_str()?.to_owned().into());
    }
    base64::decode(body.get("base64")?.as_str()?.as_bytes()).map(Into::into)
}

/// A recorded request.
struct Recorded {
    method: String,
    path: String,
    body: Document,
}

impl Matcher for Recorded {
    fn matches(&self, sent: &Sent) -> bool {
        sent.request.method().as_str() == self.method
            && path(&sent.request) == self.path
            && self.differences_of_body(sent).is_empty()
    }

    fn describe(&self) -> String {
        let body = content(&self.body).unwrap_or_default();
        let line = format!(
            "{} {} {}",
            self.method,
            self.path,
            crate::error::excerpt(&body)
        );
        line.trim_end().to_owned()
    }

    /// By parameter of the query and member of the body, if method and path are the same.
    fn differences(&self, sent: &Sent) -> Vec<String> {
        let target = path(&sent.request);
        let (wanted, query) = (halves(&self.path), halves(&target));
        if sent.request.method().as_str() != self.method || wanted.0 != query.0 {
            return Vec::new();
        }
        let mut differences = difference::of_queries(wanted.1, query.1);
        differences.extend(self.differences_of_body(sent));
        differences
    }
}

impl Recorded {
    /// Without secrets, which the recording lacks.
    fn differences_of_body(&self, sent: &Sent) -> Vec<String> {
        let body = sent.request.body();
        if let (Some(json), Ok(sent)) = (self.body.get("json"), Document::from_json(body)) {
            let is_hidden = |document: &Document| document.as_str() == Some(HIDDEN);
            return difference::of_documents("body", json, &sent, &is_hidden);
        }
        match content(&self.body) {
            Some(recorded) if recorded == HIDDEN || recorded == body => Vec::new(),
            Some(recorded) => vec![difference::instead(
                "body",
                &crate::error::excerpt(body),
                &crate::error::excerpt(&recorded),
            )],
            None => vec!["body is not known".to_owned()],
        }
    }
}

/// Path and query.
fn halves(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// A name or a text without what writers of the same name differ in.
fn plain(text: &str) -> String {
    text.replace(['_', '-'], "").to_lowercase()
}

fn is_secret(name: &str) -> bool {
    let name = plain(name);
    // A page's or an idempotency token opens nothing.
    let is_plain = matches!(&*name, "nexttoken" | "clienttoken" | "xamzclienttoken");
    !is_plain && SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

fn headers(headers: &HeaderMap) -> Document {
    let names = headers.keys().map(|name| {
        let values = headers.get_all(name).iter();
        let values: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        let value = if is_secret(name.as_str()) {
            HIDDEN.to_owned()
        } else {
            values.join(", ")
        };
        (name.as_str(), value.into())
    });
    Document::object(names)
}

/// Path and query, without the values of what signs them.
pub(super) fn path(request: &Request<Bytes>) -> String {
    let uri = request.uri();
    match uri.query() {
        Some(query) => format!("{}?{}", uri.path(), scrubbed_query(query)),
        None => uri.path().to_owned(),
    }
}

/// A query without the values of what signs it.
fn scrubbed_query(query: &str) -> String {
    let parameters = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={HIDDEN}"),
            _ => parameter.to_owned(),
        });
    parameters.collect::<Vec<_>>().join("&")
}
