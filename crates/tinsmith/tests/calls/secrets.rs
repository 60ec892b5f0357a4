//! `Debug` and `Display` show no secret.

use std::time::Duration;

use crate::support::{GetThingInput, GetThingOutput, call, config, get_thing};
use tinsmith::service::{
    Auth, BearerAuth, FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader,
    ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::TransportErrorKind;
use tinsmith::{Config, ConfigBuilder, ErrorKind};

const SECRETS: [&str; 3] = ["wJalrXUtnFEMI", "session-token", "Signature="];

#[track_caller]
fn hides_secrets(shown: &str) {
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret} shows in {shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn settings_and_clients_hide_credentials() {
    let builder = config(&ScriptedTransport::new()).bearer_token("session-token");
    hides_secrets(&format!("{builder:?}"));
    let config = builder.build();
    hides_secrets(&format!("{config:#?}"));
    hides_secrets(&format!("{:#?}", config.to_builder()));
    let call = call(config.to_builder())
        .configure(|options| options.credentials(crate::support::credentials()));
    hides_secrets(&format!("{call:#?}"));
}

#[tokio::test(start_paused = true)]
async fn signed_requests_hide_signatures_and_tokens() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(500));
    let call = call(config(&script).max_attempts(1));
    let signed = call.sign(&GetThingInput::new("t")).await.unwrap();
    hides_secrets(&format!("{signed:#?}"));
    assert!(
        signed.headers()["authorization"]
            .to_str()
            .unwrap()
            .contains("Signature="),
        "it is there"
    );
    get_thing(call).await.unwrap_err();
    hides_secrets(&format!("{script:#?}"));
}

#[tokio::test(start_paused = true)]
async fn presigned_urls_hide_their_path_and_query() {
    let call = call(config(&ScriptedTransport::new()));
    let presigned = call
        .presigned(GetThingInput::new("t"), Duration::from_secs(60))
        .await
        .unwrap();
    assert!(
        presigned.uri.query().is_some_and(
            |query| query.contains("X-Amz-Signature=") && query.contains("session-token")
        )
    );
    let shown = format!("{presigned:#?}");
    hides_secrets(&shown);
    assert!(!shown.contains("X-Amz"), "{shown}");
    // A label of the path may be sensitive.
    assert!(presigned.uri.path().contains("/t"), "{}", presigned.uri);
    assert!(!shown.contains("/t"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn errors_hide_what_was_sent() {
    for response in [
        ScriptedResponse::status(500),
        ScriptedResponse::error(403, "AccessDeniedException", "no"),
        ScriptedResponse::status(200).body("<html>"),
        ScriptedResponse::failure(TransportErrorKind::Connection, "refused"),
        ScriptedResponse::silence(),
    ] {
        let script = ScriptedTransport::new();
        script.respond(response);
        let input = GetThingInput {
            secret_note: Some("hush-hush".into()),
            ..GetThingInput::new("t")
        };
        let error = call(config(&script).max_attempts(1))
            .send(input)
            .await
            .unwrap_err();
        for shown in [
            format!("{error:#?}"),
            error.to_string(),
            format!("{:?}", error.get_ref()),
        ] {
            hides_secrets(&shown);
            assert!(!shown.contains("hush-hush"), "{shown}");
        }
    }
}

/// An operation with a bearer token.
#[derive(Clone, Debug)]
struct Borne;

impl Operation for Borne {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        auth: Auth::Http(&BearerAuth),
        uri: "/",
        host_prefix: "",
        ..*GetThingInput::METADATA
    };
    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

/// The same operation of another service.
#[derive(Clone, Debug)]
struct OtherBorne;

impl Operation for OtherBorne {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &ServiceMetadata {
            signing_name: "other-things",
            ..crate::support::SERVICE
        },
        ..*Borne::METADATA
    };
    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[tokio::test(start_paused = true)]
async fn a_bearer_token_is_not_sent_in_plaintext() {
    for (url, is_sent) in [
        ("http://things.test", false),
        ("http://127.0.0.1.things.test", false),
        ("http://localhost.things.test", false),
        ("http://things.localhost", false),
        ("http://10.0.0.1", false),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true),
        ("http://localhost", true),
        ("https://things.test", true),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, "{}"));
        let config = config(&script).bearer_token("bearer-token");
        let result = call(config.endpoint_url(url)).send(Borne).await;
        assert_eq!(script.requests().len(), usize::from(is_sent), "{url}");
        match result {
            Ok(_) => assert!(is_sent, "{url}"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Credentials, "{url}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_bearer_token_in_plaintext_uses_no_proxy() {
    for (url, is_direct) in [
        ("http://localhost", true),
        ("http://127.0.0.1:8080", true),
        ("https://localhost", false),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, "{}"));
        let config = config(&script).bearer_token("bearer-token");
        call(config.endpoint_url(url)).send(Borne).await.unwrap();
        assert_eq!(script.options()[0].direct, is_direct, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn bearer_tokens_come_from_code_or_the_variable_of_the_service() {
    let environment = tinsmith::Environment::from_iter([
        ("AWS_BEARER_TOKEN_THINGS", "of-things"),
        ("AWS_BEARER_TOKEN_OTHER_THINGS", "of-others"),
        ("AWS_BEARER_TOKEN_", "of-no-service"),
    ]);
    let sent = async |of_others: bool, config: ConfigBuilder| {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, "{}"));
        let config = config.region("us-west-2").transport(script.clone());
        let config = config.load().await.unwrap().to_builder();
        hides_secrets(&format!("{config:?}"));
        let result = if of_others {
            call(config).send(OtherBorne).await
        } else {
            call(config).send(Borne).await
        };
        let header = |request: http::Request<_>| {
            let value = request.headers()["authorization"].to_str();
            value.unwrap().to_owned()
        };
        result.map(|_| {
            script
                .requests()
                .into_iter()
                .map(header)
                .collect::<String>()
        })
    };
    let of =
        |environment: &tinsmith::Environment| Config::builder().environment(environment.clone());
    assert_eq!(
        sent(false, of(&environment)).await.unwrap(),
        "Bearer of-things"
    );
    assert_eq!(
        sent(true, of(&environment)).await.unwrap(),
        "Bearer of-others"
    );
    let code = of(&environment).bearer_token("of-code");
    assert_eq!(sent(false, code).await.unwrap(), "Bearer of-code");
    let error = sent(false, of(&tinsmith::Environment::default()))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetThing: no bearer token is set by `Config::builder().bearer_token(..)`, AWS_BEARER_TOKEN_THINGS or the `sso_session` of a profile"
    );
}

#[tokio::test(start_paused = true)]
async fn a_bearer_token_is_only_for_operations_whose_model_requires_it() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let variables = [("AWS_BEARER_TOKEN_THINGS", "of-things")];
    let config = config(&script).environment(tinsmith::Environment::from_iter(variables));
    get_thing(call(config.load().await.unwrap().to_builder()))
        .await
        .unwrap();
    let header = script.requests()[0].headers()["authorization"].clone();
    assert!(
        header.to_str().unwrap().starts_with("AWS4-HMAC-SHA256 "),
        "{header:?}"
    );
}

/// A structure with secrets in nested members.
#[derive(Clone, Debug, Default)]
struct Keys {
    key: String,
}

struct Vault {
    name: String,
    keys: Vec<Keys>,
}

tinsmith::debug! { Vault { name, keys: redacted } }

#[test]
fn sensitive_members_are_redacted() {
    let key = "wJalrXUtnFEMI".to_owned();
    let vault = Vault {
        name: "v-1".to_owned(),
        keys: vec![Keys { key: key.clone() }],
    };
    assert_eq!(vault.keys[0].key, key);
    let shown = format!("{vault:#?}");
    hides_secrets(&shown);
    assert!(shown.contains("v-1"), "{shown}");
}

#[test]
fn parts_of_requests_hide_members_wherever_they_are_bound() {
    let mut writer = RequestWriter::new(GetThingInput::METADATA);
    GetThingInput {
        secret_note: Some("session-token".to_owned()),
        ..GetThingInput::new("wJalrXUtnFEMI")
    }
    .write(&mut writer);
    writer.header("x-note", &"session-token".to_owned());
    writer.endpoint_param("Note", &"session-token".to_owned());
    hides_secrets(&format!("{writer:#?}"));
    let parts = writer.finish().unwrap();
    assert!(
        parts.path_and_query.contains("session-token"),
        "it is there"
    );
    let shown = format!("{parts:#?}");
    hides_secrets(&shown);
    assert!(shown.contains("GET"), "{shown}");
}

#[test]
fn environments_show_names_only() {
    let environment = tinsmith::Environment::from_iter([
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"),
        ("PASSWORD", "x"),
    ]);
    assert_eq!(format!("{environment:?}"), r#"{"AWS_SECRET_ACCESS_KEY"}"#);
}

/// An output whose keys may be secrets.
#[derive(Debug, Default)]
struct Tags {
    tags: std::collections::BTreeMap<String, i32>,
}

tinsmith::shape! { Tags { tags: "tags" } }

impl FromResponse for Tags {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

macro_rules! tagged {
    ($name:ident, $sensitive:literal) => {
        #[derive(Clone, Debug)]
        struct $name;

        impl Operation for $name {
            type Output = Tags;
            const METADATA: &'static OperationMetadata = &OperationMetadata {
                uri: "/",
                host_prefix: "",
                sensitive_output: $sensitive,
                ..*GetThingInput::METADATA
            };
            fn write(&self, _request: &mut RequestWriter<'_>) {}
        }
    };
}

tagged!(GetTags, false);
tagged!(GetSecretTags, true);

#[tokio::test(start_paused = true)]
async fn the_path_to_an_invalid_value_is_hidden_where_the_output_may_be_sensitive() {
    for body in [r#"{"tags":{"hush":"x"}}"#, r#"{"new":{"hush":{"#] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, body));
        script.respond(ScriptedResponse::json(200, body));
        let call = call(config(&script));
        let plain = call.clone().send(GetTags).await.unwrap_err().to_string();
        assert!(plain.contains("hush"), "{plain}");
        let secret = call.send(GetSecretTags).await.unwrap_err();
        let shown = format!("{secret} {secret:#?} {:?}", secret.get_ref());
        assert!(shown.contains("cannot be deserialized"), "{shown}");
        assert!(!shown.contains("hush"), "{shown}");
    }
}
