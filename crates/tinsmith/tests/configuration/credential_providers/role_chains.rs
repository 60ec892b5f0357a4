//! Roles that are assumed with the credentials of other roles and providers, which keep theirs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;
use tinsmith::Handle;
use tinsmith::credentials::AssumeRole;
use tinsmith::service::{Auth, Operation, OperationMetadata, RequestWriter};
use tinsmith::testing::ScriptedResponse;

use super::fixture::{EXPIRATION, Fixture, ask, sts, sts_error, sts_until};
use super::sso::{START_URL, START_URL_FILE, token};
use crate::support::{GetThingInput, GetThingOutput, SERVICE};

/// An operation that is signed if there are credentials.
#[derive(Clone, Debug)]
struct OptionallySigned;

impl Operation for OptionallySigned {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        auth: Auth::SigV4Optional,
        uri: "/",
        host_prefix: "",
        ..*GetThingInput::METADATA
    };
    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

const HOUR: Duration = Duration::from_secs(3600);

const MFA_CHAIN: &str = "\
[default]
role_arn = JOB
source_profile = mfa
[profile mfa]
role_arn = MFA
source_profile = base
mfa_serial = device
duration_seconds = 43200
[profile base]
aws_access_key_id = BASE
aws_secret_access_key = base-secret
";

/// Creates a response of STS with credentials that are valid for a number of hours and some minutes.
fn valid_for(key: &str, hours: u64, minutes: u64) -> ScriptedResponse {
    let minutes = 22 * 60 + 13 + hours * 60 + minutes;
    let (day, hour, minute) = (14 + minutes / 1440, minutes / 60 % 24, minutes % 60);
    let expiration = format!("2023-11-{day}T{hour:02}:{minute:02}:20Z");
    sts_until("AssumeRole", key, &expiration)
}

/// Returns the role and the key of the signature of each request for a role.
fn roles(fixture: &Fixture) -> Vec<String> {
    let requests = fixture.requests().into_iter().enumerate();
    let roles = requests.filter_map(|(index, request)| {
        let (_, role) = request.split_once("&RoleArn=")?;
        let (role, _) = role.split_once('&')?;
        let authorization = fixture.header(index, "authorization")?;
        let (_, key) = authorization.split_once("Credential=")?;
        let (key, _) = key.split_once('/')?;
        Some(format!("{role} by {key}"))
    });
    roles.collect()
}

/// A callback for codes that counts its calls.
fn counted(calls: &Arc<AtomicUsize>) -> impl Fn(String) -> CodeFuture + Send + Sync + 'static {
    let calls = Arc::clone(calls);
    move |_device| {
        calls.fetch_add(1, Ordering::Relaxed);
        std::future::ready(Ok("123456".to_owned()))
    }
}

type CodeFuture = std::future::Ready<Result<String, std::io::Error>>;

#[tokio::test(start_paused = true)]
async fn a_code_is_requested_when_the_credentials_of_its_own_role_are_due() {
    let calls = Arc::default();
    let fixture = Fixture::new()
        .config(MFA_CHAIN)
        .respond(valid_for("MFA1", 12, 0))
        .respond(valid_for("JOB1", 1, 0))
        .respond(valid_for("JOB2", 2, 0))
        .respond(valid_for("MFA2", 24, 0))
        .respond(valid_for("JOB3", 13, 0));
    let builder = fixture.builder().mfa_code(counted(&calls));
    let provider = builder.load().await.unwrap().credentials_provider();
    let provider = provider.unwrap();
    for (passed, key, codes) in [(0, "JOB1", 1), (1, "JOB2", 1), (11, "JOB3", 2)] {
        tokio::time::advance(passed * HOUR).await;
        for result in join_all((0..20).map(|_| ask(&provider))).await {
            assert_eq!(result.unwrap().access_key_id(), key);
        }
        assert_eq!(calls.load(Ordering::Relaxed), codes, "{key}");
    }
    assert_eq!(
        roles(&fixture),
        [
            "MFA by BASE",
            "JOB by MFA1",
            "JOB by MFA1",
            "MFA by BASE",
            "JOB by MFA2"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_of_a_quarter_of_an_hour_is_renewed_in_its_last_quarter() {
    let calls = Arc::default();
    let (config, _) = MFA_CHAIN.split_once("[profile mfa]").unwrap();
    let config = config.replace(
        "mfa\n",
        "base\nmfa_serial = device\nduration_seconds = 900\n",
    );
    let keys = "[profile base]\naws_access_key_id = BASE\naws_secret_access_key = s\n";
    let fixture = Fixture::new()
        .config(&format!("{config}{keys}"))
        .respond(valid_for("JOB1", 0, 15))
        .respond(valid_for("JOB2", 0, 27));
    let builder = fixture.builder().mfa_code(counted(&calls));
    let provider = builder.load().await.unwrap().credentials_provider();
    let provider = provider.unwrap();
    for (minute, key, codes) in [
        (0, "JOB1", 1),
        (5, "JOB1", 1),
        (6, "JOB1", 1),
        (1, "JOB2", 2),
    ] {
        tokio::time::advance(Duration::from_secs(minute * 60)).await;
        assert_eq!(ask(&provider).await.unwrap().access_key_id(), key);
        assert_eq!(calls.load(Ordering::Relaxed), codes);
    }
}

#[tokio::test(start_paused = true)]
async fn no_code_is_requested_if_the_source_has_no_credentials() {
    let calls = Arc::default();
    let config = "[default]\nrole_arn = JOB\nmfa_serial = device\n\
        credential_source = EcsContainer\n";
    let fixture = Fixture::new().config(config);
    let builder = fixture.builder().mfa_code(counted(&calls));
    let provider = builder.load().await.unwrap().credentials_provider();
    let expected = "no credentials: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor \
        AWS_CONTAINER_CREDENTIALS_FULL_URI is set";
    assert_eq!(ask(&provider.unwrap()).await.unwrap_err(), expected);
    // A provider of its own asks its configuration first, too.
    let source = Fixture::new().variable("AWS_EC2_METADATA_DISABLED", "true");
    let source = source.builder().load().await.unwrap();
    let role = AssumeRole::new(&source, "JOB").mfa("device", counted(&calls));
    let problem = ask(&role).await.unwrap_err();
    assert!(problem.starts_with("no credentials: "), "{problem}");
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

/// A role that is assumed with the credentials of IAM Identity Center, whose token cannot be renewed.
fn role_by_sso() -> Fixture {
    let source = START_URL.replace("[default]", "[profile dev]");
    let config = format!("[default]\nrole_arn = JOB\nsource_profile = dev\n{source}");
    Fixture::new().config(&config)
}

/// Creates credentials of IAM Identity Center that are valid for some hours.
fn role_credentials_until(hours: u64) -> ScriptedResponse {
    let milliseconds = 1_700_000_000_000 + hours * 3_600_000;
    ScriptedResponse::json(
        200,
        format!(
            r#"{{"roleCredentials":{{"accessKeyId":"SSO{hours}","secretAccessKey":"s","sessionToken":"t","expiration":{milliseconds}}}}}"#
        ),
    )
}

#[tokio::test(start_paused = true)]
async fn credentials_of_iam_identity_center_serve_a_role_until_they_are_due() {
    let fixture = role_by_sso()
        .file(START_URL_FILE, &token(EXPIRATION))
        .respond(role_credentials_until(8))
        .respond(valid_for("JOB1", 1, 0))
        .respond(valid_for("JOB2", 3, 0));
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    assert_eq!(ask(&provider).await.unwrap().access_key_id(), "JOB1");
    // The token has expired, but not the credentials that it provided.
    tokio::time::advance(2 * HOUR).await;
    assert_eq!(ask(&provider).await.unwrap().access_key_id(), "JOB2");
    assert_eq!(roles(&fixture), ["JOB by SSO8"; 2]);
    assert_eq!(fixture.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_of_a_source_profile_names_the_command_for_this_profile() {
    let fixture = role_by_sso().file(START_URL_FILE, &token("2023-11-14T22:13:20Z"));
    let problem = fixture.problem().await;
    assert!(
        problem.starts_with("the SSO token ")
            && problem.ends_with("has expired; sign in with `aws sso login --profile dev`"),
        "{problem}"
    );
    let fixture = role_by_sso()
        .file(START_URL_FILE, &token(EXPIRATION))
        .respond(ScriptedResponse::error(401, "UnauthorizedException", "no"));
    let problem = fixture.problem().await;
    let remedy = "; sign in with `aws sso login --profile dev`";
    assert!(problem.ends_with(remedy), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_has_expired_or_that_sts_rejects_is_renewed() {
    let fixture = role_by_sso()
        .file(START_URL_FILE, &token("2023-11-15T22:13:20Z"))
        .respond(role_credentials_until(1))
        .respond(valid_for("JOB1", 1, 0))
        .respond(role_credentials_until(4))
        .respond(valid_for("JOB2", 3, 0))
        .respond(sts_error(403, "ExpiredToken", "expired"))
        .respond(role_credentials_until(6))
        .respond(valid_for("JOB3", 4, 0));
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    for (hours, key) in [(0, "JOB1"), (2, "JOB2"), (1, "JOB3")] {
        tokio::time::advance(hours * HOUR).await;
        assert_eq!(ask(&provider).await.unwrap().access_key_id(), key);
    }
    assert_eq!(
        roles(&fixture),
        ["JOB by SSO1", "JOB by SSO4", "JOB by SSO4", "JOB by SSO6"]
    );
    assert_eq!(fixture.script.responses_left(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_cannot_be_renewed_is_used_while_it_is_valid() {
    let fixture = Fixture::new()
        .config(&MFA_CHAIN.replace("mfa_serial = device\n", ""))
        .respond(valid_for("MFA1", 1, 10))
        .respond(valid_for("JOB1", 1, 0))
        .respond(sts_error(403, "AccessDenied", "no"))
        .respond(valid_for("JOB2", 2, 0))
        .respond(sts_error(403, "AccessDenied", "no"));
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    for (minutes, key) in [(0, "JOB1"), (57, "JOB2")] {
        tokio::time::advance(Duration::from_secs(minutes * 60)).await;
        assert_eq!(ask(&provider).await.unwrap().access_key_id(), key);
    }
    tokio::time::advance(2 * HOUR).await;
    let problem = ask(&provider).await.unwrap_err();
    assert!(
        problem.starts_with("AssumeRole: AccessDenied: no "),
        "{problem}"
    );
}

/// The credentials in the middle are due, but the source below them cannot be renewed.
#[tokio::test(start_paused = true)]
async fn a_role_whose_source_cannot_be_renewed_serves_another_while_it_is_valid() {
    let source = START_URL.replace("[default]", "[profile dev]");
    let config = format!(
        "[default]\nrole_arn = JOB\nsource_profile = mid\n\
        [profile mid]\nrole_arn = MID\nsource_profile = dev\n{source}"
    );
    let fixture = Fixture::new()
        .config(&config)
        .file(START_URL_FILE, &token(EXPIRATION))
        .respond(role_credentials_until(1))
        .respond(valid_for("MID1", 1, 10))
        .respond(valid_for("JOB1", 1, 0))
        .respond(valid_for("JOB2", 2, 0));
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    for (minutes, key) in [(0, "JOB1"), (62, "JOB2")] {
        tokio::time::advance(Duration::from_secs(minutes * 60)).await;
        assert_eq!(ask(&provider).await.unwrap().access_key_id(), key);
    }
    assert_eq!(
        roles(&fixture),
        ["MID by SSO1", "JOB by MID1", "JOB by MID1"]
    );
    // Nothing is valid any more.
    tokio::time::advance(2 * HOUR).await;
    let problem = ask(&provider).await.unwrap_err();
    assert!(problem.contains("has expired"), "{problem}");
}

#[tokio::test]
async fn a_role_whose_source_has_no_credentials_is_an_error_of_optional_signatures() {
    for source in ["EcsContainer", "Environment", "Ec2InstanceMetadata"] {
        let config = format!("[default]\nrole_arn = JOB\ncredential_source = {source}\n");
        let fixture = Fixture::new()
            .variable("AWS_EC2_METADATA_DISABLED", "true")
            .config(&config);
        let client = Handle::new(&fixture.builder().load().await.unwrap(), &SERVICE);
        let error = client.call().send(OptionallySigned).await.unwrap_err();
        assert!(error.to_string().contains("no credentials: "), "{error}");
        assert_eq!(fixture.requests(), Vec::<String>::new());
    }
}

#[test]
fn a_chain_of_many_roles_is_assumed_and_dropped_on_a_small_stack() {
    let run = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        runtime.block_on(assume_many_roles());
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(run).unwrap().join().unwrap();
}

async fn assume_many_roles() {
    let length = 2_000;
    let mut config = "[default]\nrole_arn = R\nsource_profile = p0\n".to_owned();
    for number in 0..length {
        let next = number + 1;
        config += &format!("[profile p{number}]\nrole_arn = R{number}\nsource_profile = p{next}\n");
    }
    config +=
        &format!("[profile p{length}]\naws_access_key_id = BASE\naws_secret_access_key = s\n");
    let fixture = Fixture::new().config(&config);
    for number in 0..=length {
        fixture
            .script
            .respond(sts("AssumeRole", &format!("KEY{number}")));
    }
    let keys = fixture.credentials().await.unwrap();
    assert_eq!(keys.access_key_id(), format!("KEY{length}"));
    assert_eq!(fixture.requests().len(), length + 1);
}
