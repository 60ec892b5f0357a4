//! The error responses of the services.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::operation::Service;

/// The header that names the error (restJson1).
const ERROR_TYPE: &str = "x-amzn-errortype";

/// The status, code, headers and members of an error.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ErrorResponse {
    status: StatusCode,
    code: Cow<'static, str>,
    headers: Vec<(String, String)>,
    /// Boxed, because the size of a `Result` is that of its larger variant.
    members: Box<Map<String, Value>>,
}

impl ErrorResponse {
    pub(crate) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        let members = Map::from_iter([("message".to_owned(), Value::String(message.into()))]);
        Self {
            status,
            code: code.into(),
            headers: Vec::new(),
            members: Box::new(members),
        }
    }

    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDeniedException", message)
    }

    pub(crate) fn resource_not_found(resource_type: &str, resource_id: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "ResourceNotFoundException",
            format!("Resource of type {resource_type} with id {resource_id} does not exist."),
        )
        .member("resourceType", resource_type)
        .member("resourceId", resource_id)
    }

    pub(crate) fn throttling(
        message: impl Into<String>,
        quota: &str,
        retry_after: Duration,
    ) -> Self {
        // A part of a second counts as a whole one, or clients would retry too early.
        let seconds = retry_after.as_millis().div_ceil(1000);
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "ThrottlingException",
            message,
        )
        .member("serviceCode", "deadline")
        .member("quotaCode", quota)
        .header("retry-after", seconds.to_string())
    }

    /// Creates a `ValidationException` with the names of invalid members and a message for each.
    pub(crate) fn validation(
        reason: &str,
        message: impl Into<String>,
        fields: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let fields: Vec<_> = fields
            .into_iter()
            .map(|(name, message)| json!({ "name": name, "message": message }))
            .collect();
        let error = Self::new(StatusCode::BAD_REQUEST, "ValidationException", message)
            .member("reason", reason);
        if fields.is_empty() {
            error
        } else {
            error.member("fieldList", fields)
        }
    }

    pub(crate) fn internal_server_error(message: impl Into<String>, retry_after: Duration) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerErrorException",
            message,
        )
        .header("retry-after", retry_after.as_secs().to_string())
    }

    pub(crate) fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn context(mut self, name: &str, value: &str) -> Self {
        let context = self.members.entry("context").or_insert_with(|| json!({}));
        if let Value::Object(context) = context {
            context.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Converts the error to the form that `service` models.
    pub(crate) fn into_error_of(self, service: Service) -> Self {
        match service {
            Service::Bedrock => self.into_error_of_bedrock(),
            Service::Deadline => self,
            Service::Logs => self.into_error_of_logs(),
            Service::Nimble => self.into_error_of_nimble(),
        }
    }

    /// Converts the error of a signature, which no service models, to the form of the protocol of `service`.
    pub(crate) fn into_signature_error_of(self, service: Service) -> Self {
        match service {
            Service::Bedrock | Service::Deadline | Service::Nimble => self,
            Service::Logs => self.into_error_of_logs(),
        }
    }

    /// Omits the members that the errors of Bedrock do not have, and renames the one that has another code there.
    fn into_error_of_bedrock(mut self) -> Self {
        if self.code == "InternalServerErrorException" {
            self.code = "InternalServerException".into();
        }
        self.headers.retain(|(name, _)| name != "retry-after");
        self.members.retain(|name, _| name == "message");
        self
    }

    /// Moves the code to the member `__type`, and omits the members that the errors of CloudWatch Logs do not have. Their status is 400,
    /// because awsJson1_1 names an error by its code alone; the router itself rejects an unknown operation, with status 404.
    fn into_error_of_logs(mut self) -> Self {
        if self.status.is_client_error() {
            self.status = StatusCode::BAD_REQUEST;
        }
        let code = self.code.clone().into_owned();
        self.headers.retain(|(name, _)| name != "retry-after");
        self.members.retain(|name, _| name == "message");
        self.member("__type", code)
            .header("content-type", Service::Logs.media_type())
    }

    /// Converts the members: all errors of Nimble Studio have `code`, `message` and `context`, so the other members of
    /// Deadline Cloud's errors become entries of `context`.
    fn into_error_of_nimble(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "retry-after");
        let members = std::mem::take(&mut self.members);
        let code = self.code.clone().into_owned();
        self = self.member("code", code);
        for (name, value) in *members {
            match (name.as_str(), value) {
                (name @ ("code" | "message" | "context"), value) => self = self.member(name, value),
                ("fieldList", Value::Array(fields)) => {
                    for field in fields {
                        if let (Some(name), Some(message)) =
                            (field["name"].as_str(), field["message"].as_str())
                        {
                            self = self.context(name, message);
                        }
                    }
                }
                (name, Value::String(text)) => self = self.context(name, &text),
                (name, value) => self = self.context(name, &value.to_string()),
            }
        }
        self
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let body = Value::Object(*self.members).to_string();
        let error_type = [(ERROR_TYPE.to_owned(), self.code.into_owned())];
        response(
            self.status,
            error_type.into_iter().chain(self.headers),
            body,
        )
    }
}

/// Creates a JSON response, unless `headers` contain another content type. Invalid headers are omitted.
pub(crate) fn response(
    status: StatusCode,
    headers: impl IntoIterator<Item = (String, String)>,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
