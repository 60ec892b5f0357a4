//! The settings of checksums.

use tinsmith::service::{
    FromResponse, HttpChecksum, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::{ChecksumPolicy, Config, Error, Handle};

use crate::home::Home;
use crate::support::SERVICE;

#[derive(Clone, Debug)]
struct PutThing;

impl Operation for PutThing {
    type Output = PutThing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "PutThing",
        method: "PUT",
        http_checksum: Some(HttpChecksum {
            algorithm_header: Some("x-amz-sdk-checksum-algorithm"),
            mode_header: Some("x-amz-checksum-mode"),
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
    let handle = Handle::new(&config.to_builder().region("us-west-2").build(), &SERVICE);
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
