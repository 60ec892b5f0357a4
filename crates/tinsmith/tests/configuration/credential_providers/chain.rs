//! The order of the provider chain, and the error if no provider has credentials.

use std::sync::{Arc, Mutex};

use http::Request;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::TransportErrorKind;
use tinsmith::{AttemptInfo, Body, ConfigBuilder, Document, Intercept};

use super::fixture::{
    Fixture, ROLE_PROFILE, SSO_FILE, SSO_PROFILE, SSO_TOKEN, ask, keys_json, sts,
};
use crate::support::{get_thing, handle};

/// Creates a fixture in which every provider but the first `without` ones has credentials.
fn places(without: usize) -> Fixture {
    let fixture = Fixture::new().file("token", "web-token");
    let path = fixture.path("token");
    let mut fixture = fixture;
    if without < 1 {
        fixture = fixture
            .variable("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
            .variable("AWS_SECRET_ACCESS_KEY", "x");
    }
    if without < 2 {
        fixture = fixture
            .variable("AWS_WEB_IDENTITY_TOKEN_FILE", path.to_str().unwrap())
            .variable("AWS_ROLE_ARN", "arn");
    }
    if without < 3 {
        fixture =
            fixture.config("[default]\naws_access_key_id = FILE\naws_secret_access_key = x\n");
    }
    if without < 4 {
        fixture = fixture.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x");
    }
    fixture
}

#[tokio::test(start_paused = true)]
async fn the_first_place_with_credentials_wins() {
    for (without, responses, expected) in [
        (0, vec![], "ENVIRONMENT"),
        (1, vec![sts("AssumeRoleWithWebIdentity", "WEB")], "WEB"),
        (2, vec![], "FILE"),
        (
            3,
            vec![ScriptedResponse::json(200, keys_json("CONTAINER"))],
            "CONTAINER",
        ),
        (
            4,
            vec![
                ScriptedResponse::status(200).body("imds-token"),
                ScriptedResponse::status(200).body("render"),
                ScriptedResponse::json(200, keys_json("INSTANCE")),
            ],
            "INSTANCE",
        ),
    ] {
        let fixture = responses
            .into_iter()
            .fold(places(without), Fixture::respond);
        let credentials = fixture.credentials().await.unwrap();
        assert_eq!(credentials.access_key_id(), expected);
        assert_eq!(fixture.script.responses_left(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_the_code_names_goes_before_variables() {
    let fixture = places(0);
    let config = fixture.builder().profile("default").load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    assert_eq!(ask(&provider).await.unwrap().access_key_id(), "FILE");
}

#[tokio::test(start_paused = true)]
async fn the_role_of_a_profile_goes_before_the_web_identity_of_the_environment() {
    let base = "\n[profile base]\naws_access_key_id = BASE\naws_secret_access_key = x\n";
    let role = format!("role_arn = arn\nsource_profile = base\n{base}");
    for (selected, header) in [(None, "[default]"), (Some("dev"), "[profile dev]")] {
        let mut fixture = places(1)
            .config(&format!("{header}\n{role}"))
            .respond(sts("AssumeRole", "ROLE"));
        if let Some(name) = selected {
            fixture = fixture.variable("AWS_PROFILE", name);
        }
        let credentials = fixture.credentials().await.unwrap();
        assert_eq!(credentials.access_key_id(), "ROLE");
    }
}

#[tokio::test(start_paused = true)]
async fn the_older_names_of_session_tokens_count() {
    let fixture = places(0).variable("AWS_SECURITY_TOKEN", "old");
    let credentials = fixture.credentials().await.unwrap();
    assert_eq!(credentials.session_token(), Some("old"));
    let fixture = fixture.variable("AWS_SESSION_TOKEN", "new");
    let credentials = fixture.credentials().await.unwrap();
    assert_eq!(credentials.session_token(), Some("new"));
    let keys =
        "[default]\naws_access_key_id = A\naws_secret_access_key = x\naws_security_token = old\n";
    let credentials = Fixture::new().config(keys).credentials().await.unwrap();
    assert_eq!(credentials.session_token(), Some("old"));
}

// Programs run by the real clock.
#[tokio::test]
async fn each_part_that_was_copied_with_more_than_itself_is_named_with_its_origin() {
    const VALUES: [(&str, &str); 4] = [
        ("se\ncret", "has a line break"),
        ("secret\r\n", "has a line break"),
        ("se\tcret", "has a control character"),
        ("secret ", "begins or ends with white space"),
    ];
    for (variable, key, member, part) in [
        (
            "AWS_ACCESS_KEY_ID",
            "aws_access_key_id",
            "AccessKeyId",
            "access key id",
        ),
        (
            "AWS_SECRET_ACCESS_KEY",
            "aws_secret_access_key",
            "SecretAccessKey",
            "secret access key",
        ),
        (
            "AWS_SESSION_TOKEN",
            "aws_session_token",
            "SessionToken",
            "session token",
        ),
    ] {
        for (value, problem) in VALUES {
            let fixture = places(0).variable(variable, value);
            let expected = format!("{variable}: the {part} {problem}; remove it");
            assert_eq!(fixture.problem().await, expected);
            // Of the white space that a file can hold, a line break continues a value.
            if value == "se\ncret" {
                let own = format!("{key} = se\n cret\n");
                let keys = ["aws_access_key_id = x\n", "aws_secret_access_key = x\n"];
                let others = keys.into_iter().filter(|line| !line.starts_with(key));
                let config = format!("[default]\n{own}{}", others.collect::<String>());
                let problem = Fixture::new().config(&config).problem().await;
                assert!(
                    problem.starts_with(&format!("`{key}` in "))
                        && problem.ends_with(&format!(
                            "config line 2: the {part} has a line break; remove it"
                        )),
                    "{problem}"
                );
            }
            let mut document = Document::object([
                ("Version", Document::from(1)),
                ("AccessKeyId", "x".into()),
                ("SecretAccessKey", "x".into()),
            ]);
            if let Document::Object(members) = &mut document {
                members.insert(member.to_owned(), value.into());
            }
            let fixture = Fixture::new()
                .config("[default]\ncredential_process = cat output.json\n")
                .file("output.json", &document.to_json());
            let config = format!(
                "[default]\ncredential_process = cat {}\n",
                fixture.path("output.json").display()
            );
            let expected =
                format!("`credential_process` cat: {member}: the {part} {problem}; remove it");
            assert_eq!(fixture.config(&config).problem().await, expected);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_variable_is_reported_as_empty() {
    let fixture = Fixture::new()
        .variable("AWS_ACCESS_KEY_ID", "")
        .variable("AWS_EC2_METADATA_DISABLED", "true");
    let problem = fixture.problem().await;
    let expected =
        "no credentials: AWS_ACCESS_KEY_ID is empty; AWS_WEB_IDENTITY_TOKEN_FILE is not set; ";
    assert!(problem.starts_with(expected), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn within_a_profile_one_way_goes_before_another() {
    let ways = [
        "role_arn = arn\nsource_profile = base\n",
        "sso_account_id = 1\nsso_role_name = r\nsso_start_url = u\nsso_region = r\n",
        "credential_process = no-such-program\n",
        "aws_access_key_id = KEYS\naws_secret_access_key = x\n",
    ];
    let outcomes = ["BASE-ROLE", "the SSO token", "`credential_process`", "KEYS"];
    for first in 0..ways.len() {
        let base = "\n[profile base]\naws_access_key_id = BASE\naws_secret_access_key = x\n";
        let config = format!("[default]\n{}{base}", ways[first..].concat());
        let fixture = Fixture::new().config(&config);
        let fixture = fixture.respond(sts("AssumeRole", "BASE-ROLE"));
        let outcome = match fixture.credentials().await {
            Ok(credentials) => credentials.access_key_id().to_owned(),
            Err(problem) => problem,
        };
        assert!(outcome.starts_with(outcomes[first]), "{outcome}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_profile_with_keys_has_no_role_but_keeps_the_order_of_its_credentials() {
    let ways = [
        "web_identity_token_file = /no/such/file\nrole_arn = arn\n",
        "sso_account_id = 1\nsso_role_name = r\nsso_start_url = u\nsso_region = r\n",
        "credential_process = no-such-program\n",
        "role_arn = arn\nsource_profile = default\n",
    ];
    let outcomes = ["/no/such/file", "the SSO token", "`credential_process`"];
    for (first, outcome) in outcomes.iter().enumerate() {
        let ways = &ways[first..ways.len() - 1];
        let config = format!(
            "[default]\nrole_arn = arn\nsource_profile = base\n[profile base]\n{}\
             aws_access_key_id = KEYS\naws_secret_access_key = x\n",
            ways.concat()
        );
        let problem = Fixture::new().config(&config).problem().await;
        assert!(problem.contains(outcome), "{problem}");
    }
    let config = format!(
        "[default]\nrole_arn = arn\nsource_profile = base\n[profile base]\n{}\
         aws_access_key_id = KEYS\naws_secret_access_key = x\n",
        ways[3]
    );
    let fixture = Fixture::new()
        .config(&config)
        .respond(sts("AssumeRole", "ROLE"));
    let credentials = fixture.credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ROLE");
    assert_eq!(fixture.requests().len(), 1);
    let signature = fixture.header(0, "authorization").unwrap();
    assert!(signature.contains("Credential=KEYS/"), "{signature}");
}

/// Responses with credentials whose parts have a control character, each with the beginning of the error about it.
fn copied_responses() -> Vec<(&'static str, Fixture)> {
    const KEY: &str = "A\u{7f}";
    let role_credentials = format!(
        r#"{{"roleCredentials":{{"accessKeyId":"{KEY}","secretAccessKey":"s","sessionToken":"t","expiration":1900000000000}}}}"#
    );
    let json = keys_json(KEY);
    vec![
        (
            "AssumeRole: AccessKeyId",
            Fixture::new()
                .config(ROLE_PROFILE)
                .respond(sts("AssumeRole", KEY)),
        ),
        (
            "AssumeRoleWithWebIdentity: AccessKeyId",
            places(1).respond(sts("AssumeRoleWithWebIdentity", KEY)),
        ),
        (
            "GetRoleCredentials: accessKeyId",
            Fixture::new()
                .config(SSO_PROFILE)
                .file(SSO_FILE, SSO_TOKEN)
                .respond(ScriptedResponse::json(200, role_credentials)),
        ),
        (
            "the container's endpoint 169.254.170.2: AccessKeyId",
            places(3).respond(ScriptedResponse::json(200, json.clone())),
        ),
        (
            "instance metadata at http://169.254.169.254: AccessKeyId",
            Fixture::new()
                .respond(ScriptedResponse::status(200).body("imds-token"))
                .respond(ScriptedResponse::status(200).body("render"))
                .respond(ScriptedResponse::json(200, json)),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn an_invalid_part_of_a_response_is_an_error_of_its_source() {
    for (source, fixture) in copied_responses() {
        let problem = fixture.problem().await;
        let expected = format!("{source}: the access key id has a control character; remove it");
        assert!(problem.ends_with(&expected), "{problem}");
    }
}

#[tokio::test(start_paused = true)]
async fn keys_in_the_credentials_file_go_before_those_in_the_config_file() {
    let keys =
        |key: &str| format!("[default]\naws_access_key_id = {key}\naws_secret_access_key = x\n");
    let fixture = Fixture::new().config(&(keys("CONFIG") + "aws_session_token = not-mixed\n"));
    let fixture = fixture.file(".aws/credentials", &keys("CREDENTIALS"));
    let credentials = fixture.credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "CREDENTIALS");
    assert_eq!(credentials.session_token(), None);
}

#[tokio::test(start_paused = true)]
async fn when_nothing_is_found_every_place_is_listed_with_its_reason() {
    let refused = ScriptedResponse::failure(TransportErrorKind::Connection, "connection refused");
    let fixture = Fixture::new()
        .config("[default]\nregion = x\n")
        .respond(refused);
    let home = fixture.path(".aws");
    let home = home.display();
    assert_eq!(
        fixture.problem().await,
        format!(
            "no credentials: AWS_ACCESS_KEY_ID is not set; AWS_WEB_IDENTITY_TOKEN_FILE is not set; \
             the profile `default` of {home}/config and {home}/credentials (which does not exist) has no credentials; \
             neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set; \
             instance metadata at http://169.254.169.254: connection refused"
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_place_that_is_set_up_wrongly_ends_the_search() {
    let fixture = places(1).variable("AWS_ACCESS_KEY_ID", "HALF");
    assert_eq!(
        fixture.problem().await,
        "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not set"
    );
    assert_eq!(fixture.requests(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn with_credentials_in_code_no_provider_of_the_chain_is_called() {
    let fixture = places(4);
    let own = aws_credential_types::Credentials::new("CODE", "x", None, None, "test");
    let config = fixture.builder().credentials(own).load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    assert_eq!(ask(&provider).await.unwrap().access_key_id(), "CODE");
    assert_eq!(fixture.requests(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn without_a_region_the_global_endpoint_of_sts_is_used() {
    let fixture = places(1)
        .variable("AWS_EC2_METADATA_DISABLED", "true")
        .respond(sts("AssumeRoleWithWebIdentity", "WEB"));
    let config = tinsmith::Config::builder()
        .environment(fixture.environment())
        .transport(ScriptedTransport::clone(&fixture.script))
        .time(fixture.time);
    let config = config.load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    assert_eq!(ask(&provider).await.unwrap().access_key_id(), "WEB");
    assert!(fixture.requests()[0].starts_with("POST https://sts.us-east-1.amazonaws.com/ "));
}

#[tokio::test(start_paused = true)]
async fn the_url_that_code_sets_for_all_services_gets_no_request_for_credentials() {
    type Settings = fn(ConfigBuilder) -> ConfigBuilder;
    let none: Settings = |config| config;
    let all: Settings = |config| config.endpoint_url("http://localhost:1");
    let parameter: Settings = |config| config.endpoint_param("Endpoint", "http://localhost:1");
    let sts_alone: Settings = |config| {
        let config = config.endpoint_url("http://localhost:1");
        config.service_endpoint_url("STS", "http://localhost:2")
    };
    let variable = Some("http://localhost:3");
    for (settings, variable, expected) in [
        (all, None, ["sts.us-west-2.amazonaws.com", "localhost:1"]),
        (
            parameter,
            None,
            ["sts.us-west-2.amazonaws.com", "localhost:1"],
        ),
        (sts_alone, None, ["localhost:2", "localhost:1"]),
        (none, variable, ["localhost:3", "localhost:3"]),
        (all, variable, ["localhost:3", "localhost:1"]),
    ] {
        let mut fixture = Fixture::new()
            .config(ROLE_PROFILE)
            .respond(sts("AssumeRole", "ROLE"))
            .respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
        if let Some(url) = variable {
            fixture = fixture.variable("AWS_ENDPOINT_URL", url);
        }
        let config = settings(fixture.builder()).load().await.unwrap();
        get_thing(handle(config.to_builder()).call()).await.unwrap();
        let requests = fixture.script.requests();
        let hosts = requests.iter().map(|request| request.uri().authority());
        let hosts: Vec<&str> = hosts.map(|host| host.unwrap().as_str()).collect();
        assert_eq!(hosts, expected);
    }
}

/// Collects the operations whose requests it sees.
#[derive(Clone, Debug, Default)]
struct Operations(Arc<Mutex<Vec<&'static str>>>);

impl Intercept for Operations {
    fn before_sign(&self, _request: &mut Request<Body>, attempt: &AttemptInfo) {
        self.0.lock().unwrap().push(attempt.operation);
    }
}

/// The bodies of these requests are secrets, such as the token of a web identity.
#[tokio::test(start_paused = true)]
async fn requests_for_credentials_pass_no_interceptor() {
    let fixture = Fixture::new()
        .config(ROLE_PROFILE)
        .respond(sts("AssumeRole", "ROLE"))
        .respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let seen = Operations::default();
    let config = fixture.builder().interceptor(seen.clone()).load().await;
    get_thing(handle(config.unwrap().to_builder()).call())
        .await
        .unwrap();
    assert_eq!(fixture.script.requests().len(), 2);
    assert_eq!(*seen.0.lock().unwrap(), ["GetThing"]);
}

/// The counterpart of `static_keys`.
#[cfg(target_os = "linux")]
#[test]
fn a_program_that_looks_for_credentials_has_all_providers_linked_into_it() {
    assert_eq!(crate::linked::providers().len(), 9);
}
