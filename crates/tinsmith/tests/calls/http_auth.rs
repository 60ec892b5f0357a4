//! Authentication by an API key, or by a user name and a password.

use crate::support::{GetThingInput, GetThingOutput, call, config};
use tinsmith::service::{
    ApiKeyInHeader, ApiKeyInQuery, Auth, BasicAuth, BearerAuth, Operation, OperationMetadata,
    OptionalAuthSchemes, RequestWriter,
};
use tinsmith::testing::{Recorder, ScriptedResponse, ScriptedTransport};
use tinsmith::{Config, ConfigBuilder, ErrorKind};

macro_rules! operations {
    ($($name:ident: $auth:expr),* $(,)?) => {$(
        #[derive(Clone, Debug)]
        struct $name;

        impl Operation for $name {
            type Output = GetThingOutput;
            const METADATA: &'static OperationMetadata = &OperationMetadata {
                auth: $auth,
                uri: "/?a=b",
                host_prefix: "",
                ..*GetThingInput::METADATA
            };
            fn write(&self, _request: &mut RequestWriter<'_>) {}
        }
    )*};
}

operations! {
    KeyInHeader: Auth::Http(&ApiKeyInHeader { name: "x-key", scheme: "" }),
    KeyWithScheme: Auth::Http(&ApiKeyInHeader { name: "authorization", scheme: "Key" }),
    KeyInQuery: Auth::Http(&ApiKeyInQuery { name: "key" }),
    Basic: Auth::Http(&BasicAuth),
    OptionalKey: Auth::Choice(&OptionalAuthSchemes(&[
        Auth::Http(&ApiKeyInHeader { name: "x-key", scheme: "" }),
    ])),
    OptionalBasic: Auth::Choice(&OptionalAuthSchemes(&[Auth::Http(&BasicAuth)])),
    OptionalBearer: Auth::Choice(&OptionalAuthSchemes(&[Auth::Http(&BearerAuth)])),
    OptionalSeveral: Auth::Choice(&OptionalAuthSchemes(&[
        Auth::Http(&ApiKeyInHeader { name: "x-key", scheme: "" }),
        Auth::Http(&BasicAuth),
        Auth::Http(&BearerAuth),
        Auth::SigV4Optional,
    ])),
    OptionalSignatureFirst: Auth::Choice(&OptionalAuthSchemes(&[
        Auth::SigV4Optional,
        Auth::Http(&BearerAuth),
        Auth::Http(&BasicAuth),
        Auth::Http(&ApiKeyInHeader { name: "x-key", scheme: "" }),
    ])),
}

/// Sends a request to a URL with all secrets set; returns the header or the query of the request that was sent, or the error.
async fn send<O: Operation>(operation: O, url: &str, header: &str) -> Result<String, String> {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(500));
    script.respond(ScriptedResponse::json(200, "{}"));
    let config = config(&script)
        .api_key("s3cret&key")
        .basic_auth("Aladdin", "open sesame")
        .endpoint_url(url);
    for shown in [
        format!("{config:?}"),
        format!("{:?}", config.clone().build()),
    ] {
        assert!(
            !shown.contains("s3cret") && !shown.contains("sesame"),
            "{shown}"
        );
    }
    if let Err(error) = call(config).send(operation).await {
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(script.requests().is_empty());
        return Err(error.to_string());
    }
    // The retry has the secret once, too.
    let requests = script.requests();
    assert_eq!(requests.len(), 2);
    let request = &requests[1];
    let secret = request.headers().get(header);
    if let Some(value) = secret {
        assert!(value.is_sensitive());
        return Ok(value.to_str().unwrap().to_owned());
    }
    Ok(request.uri().query().unwrap_or_default().to_owned())
}

#[tokio::test(start_paused = true)]
async fn each_scheme_sends_its_secret_in_its_place() {
    let url = "https://things.test";
    assert_eq!(send(KeyInHeader, url, "x-key").await.unwrap(), "s3cret&key");
    assert_eq!(
        send(KeyWithScheme, url, "authorization").await.unwrap(),
        "Key s3cret&key"
    );
    assert_eq!(
        send(KeyInQuery, url, "authorization").await.unwrap(),
        "a=b&key=s3cret%26key"
    );
    // The example of RFC 7617.
    assert_eq!(
        send(Basic, url, "authorization").await.unwrap(),
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
}

/// Sends a request with some secrets and without credentials; returns the secret of the request that was sent.
async fn send_with<O: Operation>(
    operation: O,
    url: &str,
    set: fn(ConfigBuilder) -> ConfigBuilder,
) -> String {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let config = Config::builder()
        .region("us-west-2")
        .transport(script.clone());
    let config = set(config).endpoint_url(url);
    call(config).send(operation).await.unwrap();
    let requests = script.requests();
    let headers = requests[0].headers();
    let secret = headers.get("x-key").or(headers.get("authorization"));
    let secret = secret.map(|value| value.to_str().unwrap().to_owned());
    secret.unwrap_or_else(|| "nothing".to_owned())
}

#[tokio::test(start_paused = true)]
async fn an_optional_secret_is_sent_if_it_is_set() {
    let url = "https://things.test";
    let key = |config: ConfigBuilder| config.api_key("key");
    let basic = |config: ConfigBuilder| config.basic_auth("Aladdin", "open sesame");
    let bearer = |config: ConfigBuilder| config.bearer_token("token");
    let encoded = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    assert_eq!(send_with(OptionalKey, url, key).await, "key");
    assert_eq!(send_with(OptionalBasic, url, basic).await, encoded);
    assert_eq!(send_with(OptionalBearer, url, bearer).await, "Bearer token");
    assert_eq!(send_with(OptionalSeveral, url, key).await, "key");
    assert_eq!(send_with(OptionalSeveral, url, basic).await, encoded);
    assert_eq!(
        send_with(OptionalSeveral, url, bearer).await,
        "Bearer token"
    );
    assert_eq!(send_with(OptionalSignatureFirst, url, key).await, "key");
    assert_eq!(send_with(OptionalSignatureFirst, url, basic).await, encoded);
    assert_eq!(
        send_with(OptionalSignatureFirst, url, bearer).await,
        "Bearer token"
    );
    let preferred = |config: ConfigBuilder| {
        config
            .api_key("key")
            .bearer_token("token")
            .auth_scheme_preference(["httpBasicAuth", "httpBearerAuth"])
    };
    assert_eq!(
        send_with(OptionalSeveral, url, preferred).await,
        "Bearer token"
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_without_its_optional_secret_is_sent_in_plaintext_too() {
    for url in ["https://things.test", "http://things.test"] {
        let none = |config: ConfigBuilder| config;
        assert_eq!(send_with(OptionalKey, url, none).await, "nothing");
        assert_eq!(send_with(OptionalBasic, url, none).await, "nothing");
        assert_eq!(send_with(OptionalBearer, url, none).await, "nothing");
        assert_eq!(send_with(OptionalSeveral, url, none).await, "nothing");
        // The secret of another scheme is not sent.
        let key = |config: ConfigBuilder| config.api_key("key");
        assert_eq!(send_with(OptionalBasic, url, key).await, "nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_sent_in_plaintext_to_loopback_only() {
    for (url, is_sent) in [
        ("http://things.test", false),
        ("http://10.0.0.1", false),
        ("http://127.0.0.1:8080", true),
    ] {
        assert_eq!(
            send(KeyInHeader, url, "x-key").await.is_ok(),
            is_sent,
            "{url}"
        );
        assert_eq!(
            send(KeyInQuery, url, "x-key").await.is_ok(),
            is_sent,
            "{url}"
        );
        assert_eq!(
            send(Basic, url, "authorization").await.is_ok(),
            is_sent,
            "{url}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_or_invalid_secret_is_an_error_before_the_request() {
    let script = ScriptedTransport::new();
    let missing = call(config(&script)).send(KeyInQuery).await.unwrap_err();
    assert_eq!(
        missing.to_string(),
        "GetThing: no API key is set by `Config::builder().api_key(..)`"
    );
    let missing = call(config(&script)).send(Basic).await.unwrap_err();
    assert_eq!(
        missing.to_string(),
        "GetThing: no user name and password are set by `Config::builder().basic_auth(..)`"
    );
    let invalid = config(&script).api_key("line\nbreak");
    let invalid = call(invalid).send(KeyInHeader).await.unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "GetThing: the API key holds a line break or another control character"
    );
    let invalid = config(&script).basic_auth("a:b", "c");
    let invalid = call(invalid).send(Basic).await.unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "GetThing: the user name of `basic_auth` holds a colon"
    );
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn neither_recordings_nor_requests_of_a_script_show_an_api_key_whatever_its_name() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = ScriptedTransport::new();
    for _ in 0..2 {
        script.respond(ScriptedResponse::json(200, "{}"));
    }
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    let config = config(&script).api_key("s3cret&key").transport(recorder);
    call(config.clone()).send(KeyInQuery).await.unwrap();
    call(config).send(KeyInHeader).await.unwrap();
    let recorded = std::fs::read_to_string(file.path()).unwrap();
    let sent = script.sent_requests();
    let shown = format!("{recorded} {} {sent:#?} {script:#?}", sent[0]);
    assert!(recorded.contains("/?a=b&key=**"), "{recorded}");
    assert!(recorded.contains(r#""x-key":"**""#), "{recorded}");
    assert!(!shown.contains("s3cret"), "{shown}");
}
