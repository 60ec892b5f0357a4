//! The settings of checksums.

use tinsmith::service::{
    FromResponse, HttpChecksum, Operation, OperationMetadata, RequestWriter, ResponseReader,
    ServiceMetadata,
};
use tinsmith::{ChecksumPolicy, Config, Error, Handle};

use crate::home::Home;
use crate::support::credentials;

static STORE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Thing Store",
    signing_name: "store",
    endpoint_prefix: "store",
    body_hash_header: true,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug)]
struct PutThing;

impl Operation for PutThing {
    type Output = PutThing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "PutThing",
        method: "PUT",
        http_checksum: Some(HttpChecksum {
            algorithm_header: Some("x-amz-sdk-checksum-algorithm"),
            mode_header: Some("x-amz-checksum-mode"),
            has_streaming_input: true,
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

impl FromResponse for PutThing {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

/// Returns whether a request has a checksum, and whether it requests that of the response.
fn policies(config: &Config) -> [bool; 2] {
    let handle = Handle::new(&config.to_builder().region("us-west-2").build(), &STORE);
    let request = handle.call().build(&PutThing).unwrap();
    ["x-amz-checksum-crc32", "x-amz-checksum-mode"].map(|name| request.headers().contains_key(name))
}

#[tokio::test]
async fn checksums_are_settings_of_code_variables_and_profiles() {
    let nothing = Home::new("", "").unwrap();
    assert_eq!(policies(&nothing.load(&[]).await.unwrap()), [true, true]);
    for (variable, key, expected) in [
        (
            "AWS_REQUEST_CHECKSUM_CALCULATION",
            "request_checksum_calculation",
            [false, true],
        ),
        (
            "AWS_RESPONSE_CHECKSUM_VALIDATION",
            "response_checksum_validation",
            [true, false],
        ),
    ] {
        for (value, expected) in [
            ("when_supported", [true, true]),
            ("WHEN_REQUIRED", expected),
        ] {
            let profile = Home::new(&format!("[default]\n{key} = {value}\n"), "").unwrap();
            let by_variable = nothing.load(&[(variable, value)]).await.unwrap();
            let by_key = profile.load(&[]).await.unwrap();
            assert_eq!(policies(&by_variable), expected, "{variable}={value}");
            assert_eq!(policies(&by_key), expected, "{key} = {value}");
        }
        let invalid: Result<Config, Error> = nothing.load(&[(variable, "never")]).await;
        assert_eq!(
            invalid.unwrap_err().to_string(),
            format!("\"never\" set by {variable} is not `when_supported` or `when_required`")
        );
    }
    let required = ChecksumPolicy::WhenRequired;
    let by_code = Config::builder().request_checksum_calculation(required);
    let by_code = by_code.response_checksum_validation(required).build();
    assert_eq!(policies(&by_code), [false, false]);
}

/// Returns true if the signature of a request covers its body.
async fn signs_body(config: &Config) -> bool {
    let config = config.to_builder().region("us-west-2");
    let handle = Handle::new(&config.credentials(credentials()).build(), &STORE);
    let request = handle.call().sign(&PutThing).await.unwrap();
    request.headers()["x-amz-content-sha256"] != "UNSIGNED-PAYLOAD"
}

#[tokio::test]
async fn signatures_of_bodies_are_a_setting_of_code_and_of_a_block_of_the_service() {
    let profile = |service: &str, value: &str| {
        let block = format!("{service} =\n  payload_signing_enabled = {value}\n");
        Home::new(&format!("[default]\n{block}"), "").unwrap()
    };
    for (service, value, expected) in [
        ("thing_store", "true", true),
        ("thing_store", "False", false),
        ("other_store", "true", false),
    ] {
        let config = profile(service, value).load(&[]).await.unwrap();
        assert_eq!(signs_body(&config).await, expected, "{service}: {value}");
        for is_enabled in [true, false] {
            let builder = config.to_builder().payload_signing_enabled(is_enabled);
            assert_eq!(signs_body(&builder.build()).await, is_enabled);
        }
    }
    let invalid = profile("thing_store", "always").load(&[]).await;
    let message = invalid.unwrap_err().to_string();
    assert!(
        message.starts_with("\"always\" set by `payload_signing_enabled` in ")
            && message.ends_with(" line 3 is not `true` or `false`"),
        "{message}"
    );
    let home = profile("thing_store", "false");
    let builder = Config::builder().payload_signing_enabled(true);
    let environment = home.environment(&[]);
    let by_code = builder.environment(environment).load().await.unwrap();
    assert!(signs_body(&by_code).await);
}
