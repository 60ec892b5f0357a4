//! `Debug`, `Display` and errors of credentials providers show no secret.

use std::error::Error as _;

use aws_credential_types::provider::ProvideCredentials;
use tinsmith::ConfigBuilder;
use tinsmith::credentials::{
    AssumeRole, ContainerCredentials, CredentialProcess, InstanceMetadata, Sso, WebIdentity,
};
use tinsmith::testing::ScriptedResponse;

use super::fixture::Fixture;

/// A part of every secret in the files, variables and responses below.
const SECRET: &str = "hush";

#[track_caller]
fn hides_secrets(shown: &str) {
    assert!(!shown.contains(SECRET), "{shown}");
}

/// Returns the text of an error, in every form.
async fn provoke(provider: &dyn ProvideCredentials) {
    match provider.provide_credentials().await {
        Ok(credentials) => hides_secrets(&format!("{credentials:?}")),
        Err(error) => {
            hides_secrets(&format!("{error:#?}"));
            let mut source = Some(&error as &dyn std::error::Error);
            while let Some(error) = source {
                hides_secrets(&format!("{error} {error:?}"));
                source = error.source();
            }
            assert!(error.source().is_some());
        }
    }
}

fn fixture() -> Fixture {
    let token = r#"{"accessToken":"hush","expiresAt":"2023-11-14T22:20:00Z","clientId":"hush",
        "clientSecret":"hush","registrationExpiresAt":"2024-02-01T00:00:00Z","refreshToken":"hush"}"#;
    Fixture::new()
        .file("token", "hush")
        .file(
            ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
            token,
        )
        .config(
            "[default]\nrole_arn = arn\nsource_profile = keys\n[profile keys]\naws_access_key_id = AKID\n\
             aws_secret_access_key = hush\naws_session_token = hush\n",
        )
        .variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/hush")
        .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush")
}

/// Bodies with a secret, well-formed and malformed, as any of the peers might send them.
fn bodies() -> Vec<String> {
    let keys =
        r#""AccessKeyId":"AKID","SecretAccessKey":"hush","Token":"hush","SessionToken":"hush""#;
    [
        "hush",
        "<hush>",
        r#"{"x":"hush"#,
        r#"{"accessToken":"hush"}"#,
        r#"{"accessToken":"hush","expiresIn":"hush"}"#,
        r#"{"roleCredentials":{"accessKeyId":"AKID","secretAccessKey":"hush","sessionToken":"hush"}}"#,
        r#"{"roleCredentials":{"secretAccessKey":["hush"]}}"#,
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>hush</SecretAccessKey>",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><Expiration>hush</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([
        format!("{{{keys}}}"),
        format!(r#"{{{keys},"Expiration":"hush"}}"#),
        format!(r#"{{{keys},"Version":"hush"}}"#),
        format!("{{{keys}"),
    ])
    .collect()
}

#[tokio::test(start_paused = true)]
async fn no_response_makes_a_provider_show_a_secret() {
    for body in bodies() {
        for status in [200, 302, 500] {
            let fixture = fixture();
            provoke_all(&fixture, fixture.builder(), || {
                let response = ScriptedResponse::status(status);
                // The message of an error is meant to be shown, so these errors have none.
                if status == 200 {
                    response.body(body.clone())
                } else {
                    response
                }
            })
            .await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_response_that_breaks_off_makes_a_provider_show_a_secret() {
    for body in bodies() {
        let fixture = fixture();
        let broken = || {
            ScriptedResponse::status(200)
                .body(body.clone())
                .disconnect()
        };
        provoke_all(&fixture, fixture.builder(), broken).await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_response_that_is_too_long_makes_a_provider_show_a_secret() {
    for body in bodies() {
        let fixture = fixture();
        let builder = fixture.builder().max_response_bytes(SECRET.len() + 4);
        let whole = || ScriptedResponse::status(200).body(format!("{SECRET}{body}"));
        provoke_all(&fixture, builder, whole).await;
    }
}

/// Calls every provider that sends requests, each of which has this response.
async fn provoke_all(
    fixture: &Fixture,
    builder: ConfigBuilder,
    response: impl Fn() -> ScriptedResponse,
) {
    for _ in 0..40 {
        fixture.script.respond(response());
    }
    let config = builder.load().await.unwrap();
    let environment = fixture.environment();
    let url = "https://corp.awsapps.com/start";
    let sso = Sso::new(&config, url, "eu-west-1", "1", "r").session("corp");
    let sso = sso.cache_directory(fixture.path(".aws/sso/cache"));
    provoke(&config.credentials_provider().unwrap()).await;
    provoke(&AssumeRole::new(&config, "arn")).await;
    provoke(&WebIdentity::new(&config, "arn", fixture.path("token"))).await;
    provoke(&sso).await;
    provoke(&ContainerCredentials::with_environment(
        &config,
        environment.clone(),
    ))
    .await;
    provoke(&InstanceMetadata::with_environment(&config, environment)).await;
}

#[cfg(unix)]
#[tokio::test]
async fn no_output_makes_a_process_show_a_secret() {
    for body in bodies() {
        for end in ["", "; exit 1"] {
            let config = fixture().builder().build();
            let script = format!("echo '{body}'{end}");
            let command_line = format!("sh -c \"{}\" hush", script.replace('"', "\\\""));
            provoke(&CredentialProcess::new(&config, command_line)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn providers_and_settings_hide_what_they_hold() {
    let fixture = fixture();
    let config = fixture.builder().load().await.unwrap();
    let environment = fixture.environment();
    hides_secrets(&format!("{config:#?} {:#?}", config.credentials_provider()));
    hides_secrets(&format!("{environment:#?}"));
    hides_secrets(&format!("{:#?}", AssumeRole::new(&config, "arn")));
    hides_secrets(&format!("{:#?}", CredentialProcess::new(&config, "x hush")));
    let container = ContainerCredentials::with_environment(&config, environment.clone());
    hides_secrets(&format!("{container:#?}"));
    let metadata = InstanceMetadata::with_environment(&config, environment);
    for body in [
        "imds-hush",
        "render",
        r#"{"AccessKeyId":"AKID","SecretAccessKey":"hush","Token":"hush"}"#,
    ] {
        fixture
            .script
            .respond(ScriptedResponse::status(200).body(body));
    }
    metadata.provide_credentials().await.unwrap();
    hides_secrets(&format!("{metadata:#?}"));
}

#[tokio::test(start_paused = true)]
async fn headers_with_tokens_are_marked_as_sensitive() {
    let fixture = fixture();
    for body in ["{}", "hush-token", "render"] {
        fixture
            .script
            .respond(ScriptedResponse::status(200).body(body));
    }
    let config = fixture.builder().build();
    let environment = fixture.environment();
    provoke(&ContainerCredentials::with_environment(
        &config,
        environment.clone(),
    ))
    .await;
    provoke(&InstanceMetadata::with_environment(&config, environment)).await;
    fixture
        .script
        .respond(ScriptedResponse::status(200).body("{}"));
    let sso = Sso::new(&config, "url", "eu-west-1", "1", "r").session("corp");
    provoke(&sso.cache_directory(fixture.path(".aws/sso/cache"))).await;
    let requests = fixture.script.requests();
    assert!(requests.last().unwrap().headers()["x-amz-sso_bearer_token"].is_sensitive());
    assert!(requests[0].headers()["authorization"].is_sensitive());
    assert!(requests[2].headers()["x-aws-ec2-metadata-token"].is_sensitive());
    // A provider may send more requests than there are responses.
    fixture.script.take_unexpected_requests();
}

#[tokio::test(start_paused = true)]
async fn tokens_are_sent_in_plaintext_to_loopback_only_and_without_a_proxy() {
    for (url, is_sent, is_direct) in [
        ("http://mock.corp:4566", false, false),
        ("http://localhost.corp", false, false),
        ("http://127.0.0.1:4566", true, true),
        ("https://mock.corp", true, false),
    ] {
        let fixture = fixture();
        for _ in 0..8 {
            fixture.script.respond(ScriptedResponse::status(400));
        }
        let config = fixture.builder().endpoint_url(url).build();
        let sso = Sso::new(&config, "url", "eu-west-1", "1", "r").session("corp");
        let sso = sso.cache_directory(fixture.path(".aws/sso/cache"));
        provoke(&sso).await;
        let web_identity = WebIdentity::new(&config, "arn", fixture.path("token"));
        provoke(&web_identity).await;
        let sent = fixture.requests();
        for path in ["/token", "/federation", "hush"] {
            let found = sent.iter().any(|request| request.contains(path));
            assert_eq!(found, is_sent, "{url} {path} {sent:?}");
        }
        let options = fixture.script.options();
        let direct = options.iter().all(|options| options.direct == is_direct);
        assert!(direct, "{url} {options:?}");
        if !is_sent {
            let problem = super::fixture::ask(&web_identity).await.unwrap_err();
            assert_eq!(
                problem,
                "AssumeRoleWithWebIdentity: a request with a secret is sent over https only: use an `https` endpoint"
            );
        }
    }
}

/// Unknown members may have any name.
#[cfg(unix)]
#[tokio::test]
async fn the_path_to_the_problem_of_a_document_with_credentials_is_hidden() {
    for text in [
        r#"{"hush":{"hush":{"#,
        r#"{"Version":1,"AccessKeyId":{"hush":[1}}"#,
    ] {
        let fixture = Fixture::new().file("output", text);
        let command = format!("cat {}", fixture.path("output").display());
        let process = Fixture::new()
            .config(&format!("[default]\ncredential_process = {command}\n"))
            .problem()
            .await;
        assert!(process.contains("invalid JSON: "), "{process}");
        assert!(!process.contains("hush"), "{process}");
    }
}
