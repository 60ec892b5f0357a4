//! The settings of the compression of request bodies.

use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::{Config, Error, Handle};

use crate::home::Home;
use crate::support::SERVICE;

#[derive(Clone, Debug, Default)]
struct PutThing {
    text: Option<String>,
}

tinsmith::shape! { PutThing { text: "text" } }

impl Operation for PutThing {
    type Output = PutThing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "PutThing",
        method: "POST",
        compression: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.json(self);
    }
}

impl FromResponse for PutThing {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self::default()
    }
}

/// True if a body with a text of this length is compressed.
fn is_compressed(config: &Config, length: usize) -> bool {
    let handle = Handle::new(&config.to_builder().region("us-west-2").build(), &SERVICE);
    let input = PutThing {
        text: Some("x".repeat(length)),
    };
    let request = handle.call().build(&input).unwrap();
    let encoding = request.headers().get("content-encoding");
    encoding.is_some_and(|encoding| encoding == "gzip")
}

#[tokio::test]
async fn compression_can_be_disabled_and_begins_at_a_length() {
    let nothing = Home::new("", "").unwrap();
    let by_default = nothing.load(&[]).await.unwrap();
    assert!(is_compressed(&by_default, 10_240) && !is_compressed(&by_default, 10_000));
    for (variable, key, value, small, large) in [
        (
            "AWS_DISABLE_REQUEST_COMPRESSION",
            "disable_request_compression",
            "True",
            false,
            false,
        ),
        (
            "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
            "request_min_compression_size_bytes",
            "1000",
            true,
            true,
        ),
        (
            "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
            "request_min_compression_size_bytes",
            "10485760",
            false,
            false,
        ),
    ] {
        let profile = Home::new(&format!("[default]\n{key} = {value}\n"), "").unwrap();
        let by_variable = nothing.load(&[(variable, value)]).await.unwrap();
        let by_key = profile.load(&[]).await.unwrap();
        for config in [by_variable, by_key.to_builder().build()] {
            let is_compressed = [1_000, 20_000].map(|length| is_compressed(&config, length));
            assert_eq!(is_compressed, [small, large], "{key} = {value}");
        }
    }
    let by_code = Config::builder().disable_request_compression(true).build();
    assert!(!is_compressed(&by_code, 20_000));
    let by_code = by_code.to_builder().disable_request_compression(false);
    let by_code = by_code.request_min_compression_size_bytes(0).build();
    assert!(is_compressed(&by_code, 1));
}

#[tokio::test]
async fn invalid_settings_of_the_compression_are_reported_with_their_origin() {
    let home = Home::new("", "").unwrap();
    let message = async |variable: &str, value: &str| {
        let loaded: Result<Config, Error> = home.load(&[(variable, value)]).await;
        loaded.unwrap_err().to_string()
    };
    assert_eq!(
        message("AWS_DISABLE_REQUEST_COMPRESSION", "no").await,
        "\"no\" set by AWS_DISABLE_REQUEST_COMPRESSION is not `true` or `false`"
    );
    for size in ["-1", "10485761", "1k"] {
        assert_eq!(
            message("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", size).await,
            format!(
                "{size:?} set by AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES is not a number from 0 to 10485760"
            )
        );
    }
}
