//! Scripts from the files of a [`Recorder`](super::Recorder).

use std::path::Path;
use std::{fs, io};

use bytes::Bytes;

use super::sensitive::{is_redacted, redacted_target};
use super::{Matcher, ScriptedResponse, ScriptedTransport, SentRequest, difference};
use crate::Document;

impl ScriptedTransport {
    /// Creates a script from the exchanges that a [`Recorder`](super::Recorder) wrote.
    ///
    /// A recorded response is for a request of the same operation with equal method, path, query and body, in which redacted values equal any. A body with
    /// events or with signed chunks, which is not recorded, equals any as well.
    /// Of the host, only a member of the input is compared, such as a bucket, so that the region may be another one. Equal requests get their responses
    /// in order, each once. Idempotency tokens must be equal as well: see [`ConfigBuilder::idempotency_token`](crate::ConfigBuilder::idempotency_token).
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is not a recording.
    pub fn replay(file: impl AsRef<Path>) -> io::Result<Self> {
        let script = Self::new();
        for (number, line) in fs::read_to_string(file)?.lines().enumerate() {
            let invalid = || {
                let message = format!("line {} is not a recorded exchange", number + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            };
            let line = Document::from_json(line).map_err(|_| invalid())?;
            let (recorded, response) = exchange(&line).ok_or_else(invalid)?;
            script.when(recorded).respond(response);
        }
        Ok(script)
    }
}

fn exchange(line: &Document) -> Option<(RecordedRequest, ScriptedResponse)> {
    let text = |name: &str| line.get(name).and_then(Document::as_str).map(str::to_owned);
    let recorded = RecordedRequest {
        operation: text("operation"),
        resource: text("resource"),
        method: text("method")?,
        path: text("path")?,
        body: line.get("body")?.clone(),
    };
    let response = line.get("response")?;
    let status = response
        .get("status")?
        .as_number()?
        .to_u64()?
        .try_into()
        .ok()?;
    let body = content(response.get("body")?)?;
    let headers = response.get("headers")?.as_object()?;
    let mut scripted = ScriptedResponse::status(status).body(body);
    for (name, value) in headers {
        scripted = scripted.header(name, value.as_str()?);
    }
    Some((recorded, scripted))
}

/// Returns the bytes of a recorded body.
fn content(body: &Document) -> Option<Bytes> {
    if let Some(json) = body.get("json") {
        return Some(json.to_json().into());
    }
    if let Some(text) = body.get("text") {
        return Some(text.as_str()?.to_owned().into());
    }
    let text = body.get("base64")?.as_str()?;
    let bytes = base64_simd::STANDARD.decode_to_vec(text).ok()?;
    Some(bytes.into())
}

/// A recorded request.
struct RecordedRequest {
    /// `None` for any, as in a recording that was written in another way.
    operation: Option<String>,
    /// The member of the input in the host. `None` for any, as in an older recording.
    resource: Option<String>,
    method: String,
    path: String,
    body: Document,
}

impl Matcher for RecordedRequest {
    fn matches(&self, sent: &SentRequest) -> bool {
        self.is_comparable(sent)
            && redacted_target(&sent.request) == self.path
            && self.resource_difference(sent).is_none()
            && self.body_differences(sent).is_empty()
    }

    fn describe(&self) -> String {
        let body = content(&self.body).unwrap_or_default();
        let (method, path) = (&self.method, &self.path);
        let line = format!("{method} {path} {}", crate::error::excerpt(&body));
        match &self.operation {
            Some(operation) => format!("{operation}: {}", line.trim_end()),
            None => line.trim_end().to_owned(),
        }
    }

    /// Compares the resource in the host, query parameters and members of the body, if operation, method and path are equal.
    fn differences(&self, sent: &SentRequest) -> Vec<String> {
        let target = redacted_target(&sent.request);
        let (wanted, query) = (split_target(&self.path), split_target(&target));
        if !self.is_comparable(sent) || wanted.0 != query.0 {
            return Vec::new();
        }
        let mut differences = difference::between_queries(wanted.1, query.1);
        differences.extend(self.resource_difference(sent));
        differences.extend(self.body_differences(sent));
        differences
    }
}

impl RecordedRequest {
    /// True if operation and method are equal. Requests of several operations may have the same path and body.
    fn is_comparable(&self, sent: &SentRequest) -> bool {
        let operation = self.operation.as_deref();
        sent.request.method().as_str() == self.method
            && operation.is_none_or(|operation| sent.operation() == Some(operation))
    }

    /// Compares the members of the inputs in the hosts, if both hosts have one. An endpoint of the configuration may have none.
    fn resource_difference(&self, sent: &SentRequest) -> Option<String> {
        let (recorded, sent) = (self.resource.as_deref()?, sent.resource_in_host()?);
        let differs = recorded != sent;
        differs.then(|| difference::instead("the resource in the host", sent, recorded))
    }

    /// Compares bodies without sensitive values, which the recording lacks.
    fn body_differences(&self, sent: &SentRequest) -> Vec<String> {
        let body = sent.request.body();
        if let (Some(json), Ok(sent)) = (self.body.get("json"), Document::from_json(body)) {
            let is_redacted = |document: &Document| document.as_str().is_some_and(is_redacted);
            return difference::between_documents("body", json, &sent, &is_redacted);
        }
        let text = self.body.get("text").and_then(Document::as_str);
        match content(&self.body) {
            Some(recorded) if recorded == body || text.is_some_and(is_redacted) => Vec::new(),
            Some(recorded) => vec![difference::instead(
                "body",
                &crate::error::excerpt(body),
                &crate::error::excerpt(&recorded),
            )],
            None => vec!["the recorded body is invalid".to_owned()],
        }
    }
}

/// Splits a request target into path and query.
fn split_target(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}
