//! The endpoints of requests.

use crate::support::{GetThingInput, GetThingOutput, SERVICE, call, config};
use tinsmith::endpoint::{Expr, ParamValue, Parameter, Property, Rule, RuleSet};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{ConfigBuilder, ErrorKind, Handle, HostPrefix};

fn uri(set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Result<String, String> {
    let call = call(set(config(&ScriptedTransport::new())));
    call.build(&GetThingInput::new("a b"))
        .map(|request| request.uri().to_string())
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_service_without_rules_has_a_host_for_every_region() {
    for (region, host) in [
        ("us-west-2", "management.things.us-west-2.amazonaws.com"),
        (
            "cn-north-1",
            "management.things.cn-north-1.amazonaws.com.cn",
        ),
        (
            "us-iso-east-1",
            "management.things.us-iso-east-1.c2s.ic.gov",
        ),
    ] {
        assert_eq!(
            uri(|config| config.region(region)).unwrap(),
            format!("https://{host}/things/a%20b")
        );
    }
    assert_eq!(
        uri(|config| config.use_fips(true)).unwrap(),
        "https://management.things-fips.us-west-2.amazonaws.com/things/a%20b"
    );
    assert_eq!(
        uri(|config| config.use_dual_stack(true)).unwrap(),
        "https://management.things.us-west-2.api.aws/things/a%20b"
    );
}

#[tokio::test]
async fn a_host_prefix_is_left_out_before_an_address_and_localhost() {
    for (endpoint, base) in [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://things.localhost", "http://things.localhost"),
        (
            "https://vpce-1.example.com/base/",
            "https://management.vpce-1.example.com/base",
        ),
    ] {
        assert_eq!(
            uri(|config| config.endpoint_url(endpoint)).unwrap(),
            format!("{base}/things/a%20b")
        );
    }
}

#[tokio::test]
async fn hosts_are_written_as_transports_write_them_for_signatures_cover_them() {
    for endpoint in [
        "https://Vpce-1.Example.com:08443/Base",
        "http://[0:0::1]:80",
        "http://[::ffff:127.0.0.1]:8080",
        "http://[::FFFF:7f00:1]:8080",
        "http://[2001:db8:0:0:1:0:0:1]",
        "http://127.0.0.1:4566",
        "http://host.docker.internal",
        "http://minio1",
        "http://node-1:1",
        "http://my_host",
        "http://h.example.",
        "https://h.example/a%20b/:@[x]|",
    ] {
        let plain =
            |config: ConfigBuilder| config.endpoint_url(endpoint).host_prefix(HostPrefix::Never);
        let written: url::Url = uri(plain).unwrap().parse().unwrap();
        let signed: http::Uri = uri(plain).unwrap().parse().unwrap();
        assert_eq!(written.host_str(), signed.host(), "{endpoint}");
        assert_eq!(written.path(), signed.path(), "{endpoint}");
        let configured: url::Url = endpoint.parse().unwrap();
        assert_eq!(configured.host_str(), signed.host(), "{endpoint}");
        assert_eq!(
            configured.port(),
            signed.port_u16().filter(|port| *port != 80),
            "{endpoint}"
        );
    }
    let number = "has a host that ends in a number and is no IPv4 address: write it as four numbers, like 127.0.0.1";
    let path = "has characters in its path that must be percent-encoded, or a segment . or ..";
    for (endpoint, problem) in [
        ("http://127.1:8080", number),
        ("http://0x7f000001:8080", number),
        ("http://0xa.0xb.0xc.0xd", number),
        ("http://h.0xff", number),
        ("http://127.0.0.1.", number),
        ("http://[::g]", "has no IPv6 address in its brackets"),
        ("http://h/{a}", path),
        ("http://h/a/%2E./b", path),
    ] {
        let error = uri(|config| config.endpoint_url(endpoint)).unwrap_err();
        assert!(error.ends_with(problem), "{endpoint}: {error}");
    }
}

#[tokio::test]
async fn a_setting_decides_about_the_host_prefix_where_a_caller_wants_it_otherwise() {
    let uri = |rule, endpoint: &str| {
        uri(|config| config.host_prefix(rule).endpoint_url(endpoint)).unwrap()
    };
    assert_eq!(
        uri(HostPrefix::Always, "http://localhost:1"),
        "http://management.localhost:1/things/a%20b"
    );
    assert_eq!(
        uri(HostPrefix::Never, "http://example.com"),
        "http://example.com/things/a%20b"
    );
}

#[tokio::test]
async fn a_region_cannot_smuggle_a_host_in() {
    for region in ["evil.com/", "x@evil.com", "", "a b", "x.y"] {
        let error = uri(|config| config.region(region)).unwrap_err();
        assert!(error.contains("cannot be part of a host name"), "{error}");
    }
}

#[tokio::test]
async fn a_call_can_go_elsewhere_and_leaves_the_client_as_it_is() {
    let call = call(config(&ScriptedTransport::new()));
    let uri = |call: &tinsmith::Call| {
        call.build(&GetThingInput::new("t"))
            .unwrap()
            .uri()
            .to_string()
    };
    let elsewhere = call
        .clone()
        .configure(|options| options.region("eu-west-1"));
    assert_eq!(
        uri(&elsewhere),
        "https://management.things.eu-west-1.amazonaws.com/things/t"
    );
    let local = call
        .clone()
        .configure(|options| options.endpoint_url("http://localhost:1"));
    assert_eq!(uri(&local), "http://localhost:1/things/t");
    assert_eq!(
        uri(&call),
        "https://management.things.us-west-2.amazonaws.com/things/t"
    );
}

#[tokio::test]
async fn a_url_with_a_password_is_rejected_and_not_shown() {
    let script = ScriptedTransport::new();
    let call = call(config(&script).endpoint_url("http://user:hush@example.com"));
    let error = call.build(&GetThingInput::new("t")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    assert!(
        error.to_string().contains("must not hold user information")
            && !error.to_string().contains("hush"),
        "{error}"
    );
}

/// Rules with a parameter of the client and of the call.
const RULES: RuleSet = RuleSet {
    parameters: &[Parameter {
        name: "Stage",
        built_in: None,
        required: false,
        default: Some(ParamValue::Str("prod")),
    }],
    rules: &[Rule::Endpoint {
        conditions: &[],
        url: Expr::Template("https://{Stage}.example.com"),
        headers: &[],
        properties: &[],
    }],
};

static STAGED: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "staged",
    endpoint_rules: Some(&RULES),
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug, Default)]
struct Staged {
    stage: Option<String>,
}

impl Operation for Staged {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STAGED,
        name: "Staged",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Stage", &self.stage);
    }
}

#[test]
fn a_parameter_of_the_rules_is_the_calls_then_the_clients_then_the_models_own() {
    let host = |config: ConfigBuilder, stage: Option<&str>| {
        let stage = stage.map(str::to_owned);
        let call = Handle::new(&config.build(), &STAGED).call();
        let request = call.build(&Staged { stage }).unwrap();
        request.uri().host().unwrap().to_owned()
    };
    let config = || config(&ScriptedTransport::new());
    let set = || {
        config()
            .endpoint_param("Stage", "beta")
            .endpoint_param("Other", true)
    };
    assert_eq!(host(config(), None), "prod.example.com");
    assert_eq!(host(set(), None), "beta.example.com");
    assert_eq!(host(set(), Some("gamma")), "gamma.example.com");
    let copied = set().build().to_builder();
    assert_eq!(host(copied, None), "beta.example.com");
}

/// `Staged` with a fixed value of the parameter.
#[derive(Clone, Debug, Default)]
struct Fixed;

impl Operation for Fixed {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STAGED,
        name: "Fixed",
        endpoint_params: &[("Stage", ParamValue::Str("fixed"))],
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[test]
fn the_endpoint_of_a_call_is_that_of_its_own_parameters_whatever_the_client_called_before() {
    let client = Handle::new(&config(&ScriptedTransport::new()).build(), &STAGED);
    let host = |request: http::Request<_>| request.uri().host().unwrap().to_owned();
    let staged = |stage: Option<&str>| Staged {
        stage: stage.map(str::to_owned),
    };
    // More than a client keeps, each twice in a row.
    let stages: Vec<String> = (0..40)
        .map(|number| format!("stage-{}", number / 2))
        .collect();
    for _ in 0..2 {
        for stage in &stages {
            let request = client.call().build(&staged(Some(stage))).unwrap();
            assert_eq!(host(request), format!("{stage}.example.com"));
            let request = client.call().build(&staged(None)).unwrap();
            assert_eq!(host(request), "prod.example.com");
            let request = client.call().build(&Fixed).unwrap();
            assert_eq!(host(request), "fixed.example.com");
        }
    }
    let elsewhere = |options: tinsmith::CallOptions| options.region("not_a_label!");
    let call = client.call().configure(elsewhere);
    let error = call.build(&staged(Some("stage-1"))).unwrap_err();
    assert!(error.to_string().contains("not_a_label!"), "{error}");
}

/// A service that signs paths as they are, like Amazon S3.
const PLAIN_PATHS: RuleSet = RuleSet {
    parameters: &[],
    rules: &[Rule::Endpoint {
        conditions: &[],
        url: Expr::Str("https://objects.example.com"),
        headers: &[],
        properties: &[(
            "authSchemes",
            Property::List(&[Property::Record(&[
                ("name", Property::Value(Expr::Str("sigv4"))),
                ("disableDoubleEncoding", Property::Value(Expr::Bool(true))),
            ])]),
        )],
    }],
};

static OBJECTS: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "objects",
    signing_name: "objects",
    endpoint_rules: Some(&PLAIN_PATHS),
    ..ServiceMetadata::DEFAULT
};

macro_rules! operations_with_a_greedy_label {
    ($($input:ident of $service:expr;)*) => {$(
        #[derive(Clone, Debug)]
        struct $input(&'static str);

        impl Operation for $input {
            type Output = GetThingOutput;

            const METADATA: &'static OperationMetadata = &OperationMetadata {
                service: $service,
                name: stringify!($input),
                uri: "/{key+}",
                ..OperationMetadata::DEFAULT
            };

            fn write(&self, request: &mut RequestWriter<'_>) {
                request.greedy_label("key", &Some(self.0.to_owned()));
            }
        }
    )*};
}

operations_with_a_greedy_label! {
    GetObject of &OBJECTS;
    GetFolder of &SERVICE;
}

#[tokio::test]
async fn dots_in_a_greedy_label_are_sent_where_the_signature_distinguishes_them() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let client = Handle::new(&config(&script).build(), &OBJECTS);
    client.call().send(GetObject("a/../b/./c")).await.unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.uri().path(), "/a/../b/./c");
    // The signature of the path as it is.
    let other = Handle::new(&config(&ScriptedTransport::new()).build(), &OBJECTS);
    let normal = other.call().sign(&GetObject("b/c")).await.unwrap();
    assert_ne!(
        request.headers()["authorization"],
        normal.headers()["authorization"]
    );
}

#[tokio::test]
async fn dots_in_a_greedy_label_are_rejected_where_the_signature_would_be_that_of_another_path() {
    let call = call(config(&ScriptedTransport::new()));
    let error = call.build(&GetFolder("a/../b")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.problems(),
        ["key: must not be . or .., which would be another path"]
    );
    assert!(call.build(&GetFolder("a/..b/.c")).is_ok());
}

/// Rules whose endpoint needs signatures of another kind.
const OTHER_SCHEME: RuleSet = RuleSet {
    parameters: &[],
    rules: &[Rule::Endpoint {
        conditions: &[],
        url: Expr::Str("https://all.example.com"),
        headers: &[],
        properties: &[(
            "authSchemes",
            Property::List(&[Property::Record(&[(
                "name",
                Property::Value(Expr::Str("sigv5")),
            )])]),
        )],
    }],
};

static EVERYWHERE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "everywhere",
    signing_name: "everywhere",
    endpoint_rules: Some(&OTHER_SCHEME),
    ..ServiceMetadata::DEFAULT
};

operations_with_a_greedy_label! {
    GetEverywhere of &EVERYWHERE;
}

/// The service would reject a signature of the usual kind without naming the cause.
#[tokio::test]
async fn an_endpoint_with_another_kind_of_signature_is_named() {
    let script = ScriptedTransport::new();
    let client = Handle::new(&config(&script).build(), &EVERYWHERE);
    let minute = std::time::Duration::from_secs(60);
    let results = [
        client.call().send(GetEverywhere("a")).await.map(drop),
        client.call().sign(&GetEverywhere("a")).await.map(drop),
        client
            .call()
            .presigned(GetEverywhere("a"), minute)
            .await
            .map(drop),
    ];
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Endpoint);
        assert_eq!(
            error.to_string(),
            "GetEverywhere: the endpoint needs signatures of the scheme sigv5, which this SDK does not have: use another endpoint"
        );
    }
    assert!(script.requests().is_empty());
    assert!(client.call().build(&GetEverywhere("a")).is_ok());
}
