//! A service whose resources need sessions.

use tinsmith::Timestamp;
use tinsmith::endpoint::{
    BuiltIn, Condition, Expr, Function, ParamValue, Parameter, ParameterSetting, Property, Rule,
    RuleSet,
};
use tinsmith::preflight::{
    DiscoverEndpoints, DiscoveredEndpoint, OpenSession, SessionCredentials, SessionKeys, discover,
    open_session,
};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};

pub(super) const BUCKET: &str = "shelf--usw2-az1--x-s3";

const fn parameter(name: &'static str, built_in: Option<BuiltIn>) -> Parameter {
    Parameter {
        name,
        built_in,
        required: false,
        default: None,
    }
}

const SIGV4: Property = Property::List(&[Property::Record(&[
    ("name", Property::Value(Expr::Str("sigv4"))),
    ("signingName", Property::Value(Expr::Str("s3express"))),
    ("disableDoubleEncoding", Property::Value(Expr::Bool(true))),
])]);

const OF_SESSIONS: Property = Property::List(&[Property::Record(&[
    ("name", Property::Value(Expr::Str("sigv4-s3express"))),
    ("signingName", Property::Value(Expr::Str("s3express"))),
    ("disableDoubleEncoding", Property::Value(Expr::Bool(true))),
])]);

const URL: Expr = Expr::Template("https://{Bucket}.s3express-usw2-az1.{Region}.amazonaws.com");

const RULES: RuleSet = RuleSet {
    parameters: &[
        parameter("Region", Some(BuiltIn::Region)),
        parameter("Bucket", None),
        parameter("DisableSessions", None),
    ],
    rules: &[
        Rule::Endpoint {
            conditions: &[
                Condition {
                    function: Function::IsSet,
                    arguments: &[Expr::Ref("DisableSessions")],
                    assign: None,
                },
                Condition {
                    function: Function::BooleanEquals,
                    arguments: &[Expr::Ref("DisableSessions"), Expr::Bool(true)],
                    assign: None,
                },
            ],
            url: URL,
            headers: &[],
            properties: &[("authSchemes", SIGV4)],
        },
        Rule::Endpoint {
            conditions: &[],
            url: URL,
            headers: &[],
            properties: &[("authSchemes", OF_SESSIONS)],
        },
    ],
};

pub(super) static STORE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Store",
    signing_name: "store",
    endpoint_rules: Some(&RULES),
    parameter_settings: &[ParameterSetting {
        parameter: "DisableSessions",
        variable: "AWS_STORE_DISABLE_SESSIONS",
        keys: &["store_disable_sessions"],
        texts: &[],
    }],
    body_hash_header: true,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug, Default)]
pub(super) struct OpenInput(Option<String>);

impl Operation for OpenInput {
    type Output = OpenOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "Open",
        uri: "/?session",
        endpoint_params: &[("DisableSessions", ParamValue::Bool(true))],
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        // A discovery is for no resource.
        let resource = self.0.clone().unwrap_or_else(|| "any".to_owned());
        request.endpoint_param("Bucket", &Some(resource));
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct OpenOutput {
    id: Option<String>,
    secret: Option<String>,
    token: Option<String>,
    expiration: Option<Timestamp>,
}

tinsmith::shape! { OpenOutput {
    id: "id", secret: "secret", token: "token", expiration: "expiration".date_time(),
} }

impl FromResponse for OpenOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

impl OpenSession for OpenInput {
    fn set_resource(&mut self, resource: String) {
        self.0 = Some(resource);
    }

    fn credentials(output: &OpenOutput) -> Option<SessionKeys<'_>> {
        Some(SessionKeys {
            access_key_id: output.id.as_deref()?,
            secret_access_key: output.secret.as_deref()?,
            session_token: output.token.as_deref()?,
            expiration: output.expiration.as_ref()?,
        })
    }
}

/// An input with the key of an object.
#[derive(Clone, Debug)]
pub(super) struct GetObject(pub(super) &'static str, pub(super) &'static str);

/// The key is percent-encoded already.
impl Operation for GetObject {
    type Output = OpenOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetObject",
        uri: "/{Key+}",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(self.0.to_owned()));
        request.greedy_label("Key", &Some(self.1.to_owned()));
        request.header("x-amz-checksum-mode", &Some("ENABLED".to_owned()));
    }
}

#[derive(Clone, Debug)]
pub(super) struct DeleteObject;

impl Operation for DeleteObject {
    type Output = OpenOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "DeleteObject",
        method: "DELETE",
        uri: "/key",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(BUCKET.to_owned()));
        request.header("if-match", &Some("\"etag\"".to_owned()));
    }
}

pub(super) static SESSION: SessionCredentials = SessionCredentials {
    scheme: "sigv4-s3express",
    parameter: "Bucket",
    open: open_session::<OpenInput>,
    header: "x-amz-s3session-token",
    query_parameter: "X-Amz-S3session-Token",
};

/// The operation returns endpoints, too.
impl DiscoverEndpoints for OpenInput {
    fn address(output: &OpenOutput) -> Option<&str> {
        output.id.as_deref()
    }

    fn cache_period(_output: &OpenOutput) -> Option<i64> {
        Some(1)
    }
}

pub(super) static DISCOVERED: DiscoveredEndpoint = DiscoveredEndpoint {
    discover: discover::<OpenInput>,
    identifiers: &[],
    error: "StaleEndpoint",
};

#[derive(Clone, Debug)]
pub(super) struct HeadObject;

impl Operation for HeadObject {
    type Output = OpenOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "HeadObject",
        method: "HEAD",
        uri: "/key",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(BUCKET.to_owned()));
    }
}

/// An input without headers, of which the signature of a presigned URL covers all.
#[derive(Clone, Debug)]
pub(super) struct GetUnchecked;

impl Operation for GetUnchecked {
    type Output = OpenOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetObject",
        uri: "/key",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(BUCKET.to_owned()));
    }
}

/// An upload whose body the sender has.
#[derive(Clone, Debug)]
pub(super) struct PutUnchecked;

impl Operation for PutUnchecked {
    type Output = OpenOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "PutObject",
        method: "PUT",
        uri: "/key",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(BUCKET.to_owned()));
    }
}
