//! A small service and a client of it, like those of a generated crate.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(unreachable_pub, reason = "shared by test files")]

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedTransport, TestTime};
use tinsmith::{Body, Call, Config, ConfigBuilder, Error, Handle};

pub static SERVICE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Thing Service",
    signing_name: "things",
    endpoint_prefix: "things",
    version: "2023-10-12",
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetThingInput {
    pub id: Option<String>,
    pub secret_note: Option<String>,
}

impl GetThingInput {
    pub fn new(id: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            ..Self::default()
        }
    }
}

impl Operation for GetThingInput {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetThing",
        uri: "/things/{id}",
        host_prefix: "management.",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.label("id", &self.id);
        request.query("note", &self.secret_note);
    }
}

/// The input of an operation whose body is a stream.
#[derive(Clone, Debug)]
pub struct Upload(pub Body);

impl Operation for Upload {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Upload",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_stream(&Some(self.0.clone()), "application/octet-stream");
    }
}

/// The input of an operation whose body waits for `100 Continue` if it is large.
#[derive(Clone, Debug)]
pub struct LargeUpload(pub Body);

impl Operation for LargeUpload {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "LargeUpload",
        method: "PUT",
        expect_continue: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_stream(&Some(self.0.clone()), "application/octet-stream");
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetThingOutput {
    pub name: String,
    pub size: Option<i32>,
}

tinsmith::shape! { GetThingOutput { name: "name", size: "size", } }

impl FromResponse for GetThingOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct NotFound {
    pub message: String,
    pub resource_id: String,
}

tinsmith::shape! { NotFound { message: "message", resource_id: "resourceId", } }

impl FromResponse for NotFound {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Busy {
    pub message: String,
    pub retry_after_seconds: Option<i32>,
}

tinsmith::shape! { Busy { message: "message", } }

impl FromResponse for Busy {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut error: Self = response.json();
        response.header("Retry-After", &mut error.retry_after_seconds);
        error
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum ServiceError {
    NotFound(NotFound),
    Busy(Busy),
    TooMany(Busy),
    Outage(Busy),
}

tinsmith::service_errors! { ServiceError {
    NotFound: "NotFoundException" 404,
    Busy: "BusyException" 429 throttling,
    TooMany: "TooManyThingsException",
    Outage: "OutageException" transient,
} }

pub fn credentials() -> Credentials {
    Credentials::new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI",
        Some("session-token".into()),
        None,
        "test",
    )
}

/// 2023-11-14T22:13:20Z
pub fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// A configuration with a scripted transport, paused time and delays without randomness.
pub fn config(script: &ScriptedTransport) -> ConfigBuilder {
    Config::builder()
        .region("us-west-2")
        .credentials(credentials())
        .transport(script.clone())
        .time(TestTime::starting_at(start()))
        .jitter(1.0)
}

pub fn handle(config: ConfigBuilder) -> Handle {
    Handle::new(&config.build(), &SERVICE)
}

pub fn call(config: ConfigBuilder) -> Call {
    handle(config).call()
}

pub async fn get_thing(call: Call) -> Result<GetThingOutput, Error> {
    call.send(GetThingInput::new("t-1")).await
}
