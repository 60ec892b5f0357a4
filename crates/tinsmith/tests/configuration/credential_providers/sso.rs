//! IAM Identity Center: tokens in files, their renewal, and the credentials of roles.

mod bearer_tokens;
#[cfg(target_os = "linux")]
mod full_disk;

use std::fs;
use std::path::PathBuf;

use tinsmith::Document;
use tinsmith::credentials::Sso;
use tinsmith::testing::ScriptedResponse;
use tinsmith::transport::TransportErrorKind;

use super::fixture::{EXPIRATION, FIPS_HOSTS, Fixture, ask, assert_keys, expiration};

#[cfg(all(target_os = "linux", any(feature = "hyper", feature = "rustls")))]
pub(super) use full_disk::on_a_full_disk;

const SESSION: &str = "\
[default]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Render
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
";

pub(super) const START_URL: &str = "\
[default]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Render
";

/// SHA-1 of `corp` and of the start URL.
const SESSION_FILE: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
pub(super) const START_URL_FILE: &str =
    ".aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json";

pub(super) fn token(expires_at: &str) -> String {
    format!(
        r#"{{"startUrl":"https://corp.awsapps.com/start","region":"eu-west-1","accessToken":"sso-access-token",
        "expiresAt":"{expires_at}","clientId":"sso-client-id","clientSecret":"sso-client-secret",
        "registrationExpiresAt":"2024-02-01T00:00:00Z","refreshToken":"sso-refresh-token","new":[1]}}"#
    )
}

fn role_credentials() -> ScriptedResponse {
    let milliseconds = expiration()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    ScriptedResponse::json(
        200,
        format!(
            r#"{{"roleCredentials":{{"accessKeyId":"SSO","secretAccessKey":"SSO-secret","sessionToken":"SSO-token","expiration":{milliseconds}}}}}"#
        ),
    )
}

fn new_token() -> ScriptedResponse {
    ScriptedResponse::json(
        200,
        r#"{"accessToken":"new-access-token","expiresIn":28800,"refreshToken":"new-refresh-token","tokenType":"Bearer"}"#,
    )
}

const GET: &str = "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=Render&account_id=123456789012";

#[tokio::test(start_paused = true)]
async fn a_session_gives_credentials_with_its_token() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-15T00:00:00Z"))
        .respond(role_credentials());
    let credentials = fixture.credentials().await.unwrap();
    assert_keys(&credentials, "SSO");
    assert_eq!(credentials.account_id().unwrap().as_str(), "123456789012");
    assert_eq!(fixture.requests(), [GET]);
    assert_eq!(
        fixture.header(0, "x-amz-sso_bearer_token").as_deref(),
        Some("sso-access-token")
    );
    assert_eq!(fixture.header(0, "authorization"), None);
}

#[tokio::test(start_paused = true)]
async fn the_older_form_goes_by_the_start_url() {
    for expires_at in ["2023-11-14T22:20:00Z", "2023-11-14T22:20:00UTC"] {
        let fixture = Fixture::new()
            .config(START_URL)
            .file(START_URL_FILE, &token(expires_at))
            .respond(role_credentials());
        assert_keys(&fixture.credentials().await.unwrap(), "SSO");
        assert_eq!(fixture.requests(), [GET], "it is not renewed");
    }
    let fixture = Fixture::new()
        .config(START_URL)
        .file(START_URL_FILE, &token("2023-11-14T22:13:20Z"));
    let problem = fixture.problem().await;
    assert!(
        problem.ends_with("has expired; sign in with `aws sso login --profile default`"),
        "{problem}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_of_its_expiry_and_written_back() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:28:00Z"))
        .respond(new_token())
        .respond(role_credentials());
    assert_keys(&fixture.credentials().await.unwrap(), "SSO");
    assert_eq!(
        fixture.requests(),
        [
            r#"POST https://oidc.eu-west-1.amazonaws.com/token {"clientId":"sso-client-id","clientSecret":"sso-client-secret","grantType":"refresh_token","refreshToken":"sso-refresh-token"}"#,
            GET
        ]
    );
    assert_eq!(
        fixture.header(1, "x-amz-sso_bearer_token").as_deref(),
        Some("new-access-token")
    );
    let path = fixture.path(SESSION_FILE);
    let written = Document::from_json(fs::read(&path).unwrap()).unwrap();
    let expected = token("2023-11-15T06:13:20Z")
        .replace("sso-access", "new-access")
        .replace("sso-refresh", "new-refresh");
    assert_eq!(written, Document::from_json(expected).unwrap());
    let beside: Vec<PathBuf> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(beside, [path], "nothing else stays behind");
}

#[tokio::test(start_paused = true)]
async fn the_endpoints_for_fips_are_those_of_botocore_in_each_partition() {
    for (region, dual_stack, host) in FIPS_HOSTS {
        let fixture = Fixture::new()
            .config(&SESSION.replace("eu-west-1", region))
            .file(SESSION_FILE, &token("2023-11-14T22:28:00Z"))
            .respond(new_token())
            .respond(role_credentials());
        let builder = fixture.builder().use_fips(true);
        let config = builder.use_dual_stack(dual_stack).load().await.unwrap();
        ask(&config.credentials_provider().unwrap()).await.unwrap();
        let requests = fixture.requests();
        let oidc = format!("POST https://oidc{host}/token ");
        let portal = format!("GET https://portal.sso{host}/federation/");
        assert!(requests[0].starts_with(&oidc), "{requests:?}");
        assert!(requests[1].starts_with(&portal), "{requests:?}");
    }
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_renewed_token_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:28:00Z"))
        .respond(new_token())
        .respond(role_credentials());
    let path = fixture.path(SESSION_FILE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    fixture.credentials().await.unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_renewed_is_used_while_it_is_valid() {
    for response in [
        ScriptedResponse::error(400, "InvalidGrantException", "no"),
        ScriptedResponse::json(200, "{}"),
        ScriptedResponse::json(200, "not json"),
    ] {
        let text = token("2023-11-14T22:20:00Z");
        let fixture = Fixture::new()
            .config(SESSION)
            .file(SESSION_FILE, &text)
            .respond(response)
            .respond(role_credentials());
        assert_keys(&fixture.credentials().await.unwrap(), "SSO");
        assert_eq!(
            fs::read_to_string(fixture.path(SESSION_FILE)).unwrap(),
            text
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_says_why_it_was_not_renewed() {
    let expired = token("2023-11-14T22:13:20Z");
    for (text, response, expected) in [
        (
            expired.clone(),
            Some(ScriptedResponse::error(
                401,
                "InvalidClientException",
                "who?",
            )),
            "has expired and cannot be renewed: CreateToken: InvalidClientException: who? (401, 1 attempt)",
        ),
        (
            expired.clone(),
            Some(ScriptedResponse::json(200, r#"{"accessToken":"hush"}"#)),
            "has expired and cannot be renewed: CreateToken: the response has no accessToken or no expiresIn",
        ),
        (
            expired.clone(),
            Some(ScriptedResponse::json(
                200,
                r#"{"accessToken":"hush","expiresIn":"hush"}"#,
            )),
            "has expired and cannot be renewed: CreateToken: invalid response: expected a number (at byte 34)",
        ),
        (
            expired.replace("refreshToken", "x"),
            None,
            "has expired and cannot be renewed: it has no refreshToken",
        ),
        (
            expired.replace("2024-02-01", "2023-11-01"),
            None,
            "has expired and cannot be renewed: its registrationExpiresAt has passed",
        ),
    ] {
        let fixture = Fixture::new().config(SESSION).file(SESSION_FILE, &text);
        if let Some(response) = response {
            fixture.script.respond(response);
        }
        let problem = fixture.problem().await;
        let hint = "; sign in with `aws sso login --sso-session corp`";
        assert!(problem.ends_with(&format!("{expected}{hint}")), "{problem}");
        assert!(problem.starts_with("the SSO token /"), "{problem}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_file_that_is_missing_or_malformed_is_reported() {
    let problem = Fixture::new().config(SESSION).problem().await;
    let expected = format!(
        "{} does not exist; sign in with `aws sso login --sso-session corp`",
        SESSION_FILE
    );
    assert!(problem.ends_with(&expected), "{problem}");
    for (text, expected) in [
        ("", "is invalid JSON: "),
        (r#"{"accessToken":"hush""#, "is invalid JSON: "),
        (r#"["hush"]"#, "has no accessToken"),
        (r#"{"accessToken":"hush"}"#, "has no expiresAt"),
        (
            r#"{"accessToken":"hush","expiresAt":"hush"}"#,
            "has an expiresAt that is not an ISO 8601 time",
        ),
    ] {
        let fixture = Fixture::new().config(SESSION).file(SESSION_FILE, text);
        let problem = fixture.problem().await;
        assert!(problem.contains(expected), "{problem}");
        assert!(!problem.contains("hush"), "{problem}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_file_that_cannot_be_read_is_reported() {
    let fixture = Fixture::new().config(SESSION);
    // An administrator can read every file, but not a directory as a file.
    fs::create_dir(fixture.path(SESSION_FILE)).unwrap();
    let problem = fixture.problem().await;
    assert!(problem.contains(" cannot be read: "), "{problem}");
    let advice = "; sign in with `aws sso login --sso-session corp`";
    assert!(problem.ends_with(advice), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_rejected_token_names_the_command_to_sign_in() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-15T00:00:00Z"))
        .respond(ScriptedResponse::error(
            401,
            "UnauthorizedException",
            "Session token not found or invalid",
        ));
    assert_eq!(
        fixture.problem().await,
        "GetRoleCredentials: UnauthorizedException: Session token not found or invalid (401, 1 attempt); \
         sign in with `aws sso login --sso-session corp`"
    );
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-15T00:00:00Z"));
    for _ in 0..3 {
        let refused =
            ScriptedResponse::failure(TransportErrorKind::Connection, "connection refused");
        fixture.script.respond(refused);
    }
    assert_eq!(
        fixture.problem().await,
        "GetRoleCredentials: no response from portal.sso.eu-west-1.amazonaws.com: connection refused (3 attempts)"
    );
}

#[tokio::test(start_paused = true)]
async fn malformed_credentials_are_reported_without_their_content() {
    for (body, expected) in [
        ("", "GetRoleCredentials: invalid response: "),
        ("hush", "GetRoleCredentials: invalid response: "),
        ("{}", "GetRoleCredentials: the response has no accessKeyId"),
        (
            r#"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"hush","sessionToken":"hush"}}"#,
            "GetRoleCredentials: the response has no expiration",
        ),
    ] {
        let fixture = Fixture::new()
            .config(SESSION)
            .file(SESSION_FILE, &token("2023-11-15T00:00:00Z"))
            .respond(ScriptedResponse::status(200).body(body));
        let problem = fixture.problem().await;
        assert!(problem.starts_with(expected), "{problem}");
        assert!(!problem.contains("hush"), "{problem}");
    }
}

#[tokio::test(start_paused = true)]
async fn missing_keys_of_a_profile_are_reported_with_their_origin() {
    for (config, expected) in [
        (
            SESSION.replace("sso_role_name = Render\n", ""),
            "config line 3 needs sso_role_name beside it",
        ),
        (
            SESSION.replace("sso_account_id = 123456789012\n", ""),
            "config line 3 needs sso_account_id beside it",
        ),
        (
            START_URL.replace("sso_region = eu-west-1\n", ""),
            "config line 3 needs sso_region beside it",
        ),
        (
            SESSION.replace("[sso-session corp]", "[sso-session other]"),
            "config line 2 names `[sso-session corp]`, which has no sso_start_url",
        ),
        (
            SESSION.replace("sso_role_name", "sso_region = us-east-1\nsso_role_name"),
            "config line 8",
        ),
    ] {
        let fixture = Fixture::new().config(&config);
        let problem = fixture.problem().await;
        assert!(problem.ends_with(expected), "{problem}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_without_an_account_and_a_role_gives_no_credentials() {
    let config =
        "[default]\nsso_session = corp\naws_access_key_id = KEYS\naws_secret_access_key = x\n";
    let fixture = Fixture::new().config(config);
    assert_eq!(fixture.credentials().await.unwrap().access_key_id(), "KEYS");
}

#[tokio::test(start_paused = true)]
async fn a_provider_alone_uses_the_directory_that_is_set() {
    let fixture = Fixture::new()
        .file(
            "ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
            &token(EXPIRATION),
        )
        .respond(role_credentials());
    let config = fixture.builder().build();
    let url = "https://corp.awsapps.com/start";
    let provider = Sso::new(&config, url, "eu-west-1", "123456789012", "Render");
    let problem = ask(&provider.cache_directory(fixture.path(""))).await;
    let problem = problem.unwrap_err();
    assert!(
        problem.ends_with("does not exist; sign in with `aws sso login`"),
        "{problem}"
    );
    let provider = Sso::new(&config, url, "eu-west-1", "123456789012", "Render")
        .session("corp")
        .cache_directory(fixture.path(""));
    assert_keys(&ask(&provider).await.unwrap(), "SSO");
    assert_eq!(fixture.requests(), [GET]);
}
