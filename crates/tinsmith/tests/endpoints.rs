//! Where requests go.

mod support;

use support::{GetThingInput, call, config};
use tinsmith::testing::ScriptedTransport;
use tinsmith::{ConfigBuilder, ErrorKind, HostPrefix};

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
async fn a_url_with_a_password_is_refused_and_not_shown() {
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
