//! Tokens that are renewed on a full disk.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::super::fixture::{Fixture, ask, assert_keys};
use super::{SESSION, SESSION_FILE, new_token, role_credentials, token};

/// Runs this program again for one test, in a process that cannot write a byte to any file, as on a full disk.
pub(crate) fn on_a_full_disk(test: &str, variable: &str, value: &std::path::Path) -> String {
    let limited = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let output = std::process::Command::new("/bin/sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(variable, value)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs a test of this file on a full disk, with the home directory of the fixture.
fn run_on_a_full_disk(test: &str, fixture: &Fixture) {
    let test = format!("credential_providers::sso::full_disk::{test}");
    let said = on_a_full_disk(&test, "SSO_HOME", &fixture.path(""));
    assert!(said.contains("test result: ok. 1 passed"), "{said}");
}

/// Returns the home directory of a test that runs on a full disk.
fn full_home() -> PathBuf {
    let home = PathBuf::from(std::env::var_os("SSO_HOME").unwrap());
    let room = home.join("room");
    assert!(fs::write(&room, "x").is_err(), "there is none");
    fs::remove_file(room).unwrap();
    home
}

#[tokio::test(start_paused = true)]
async fn a_renewed_token_that_cannot_be_written_is_used_and_leaves_the_old_one_in_place() {
    let old = token("2023-11-14T22:28:00Z");
    let fixture = Fixture::new().config(SESSION).file(SESSION_FILE, &old);
    run_on_a_full_disk("a_token_is_renewed_without_room", &fixture);
    let path = fixture.path(SESSION_FILE);
    assert_eq!(fs::read_to_string(&path).unwrap(), old);
    let beside = fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "no half of the new one stays behind");
}

#[tokio::test(start_paused = true)]
#[ignore = "is run by the test before, on a full disk of its making"]
async fn a_token_is_renewed_without_room() {
    let home = full_home();
    let fixture = Fixture::new()
        .variable("HOME", home.to_str().unwrap())
        .respond(new_token())
        .respond(role_credentials());
    assert_keys(&fixture.credentials().await.unwrap(), "SSO");
    assert_eq!(
        fixture.header(1, "x-amz-sso_bearer_token").as_deref(),
        Some("new-access-token")
    );
}

#[tokio::test(start_paused = true)]
async fn a_renewed_token_that_cannot_be_written_is_kept_until_the_file_has_another() {
    let another = token("2023-11-15T00:00:00Z").replace("sso-access", "another-access");
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:28:00Z"))
        .file("another.json", &another);
    run_on_a_full_disk("a_token_is_renewed_once_without_room", &fixture);
}

#[tokio::test(start_paused = true)]
#[ignore = "is run by the test before, on a full disk of its making"]
async fn a_token_is_renewed_once_without_room() {
    let home = full_home();
    let fixture = Fixture::new()
        .variable("HOME", home.to_str().unwrap())
        .respond(new_token());
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    // Credentials are renewed in the last quarter of their hour of validity.
    for (request, minutes, token) in [
        (1, 0, "new-access-token"),
        (2, 50, "new-access-token"),
        (3, 2, "another-access-token"),
    ] {
        tokio::time::advance(Duration::from_secs(60 * minutes)).await;
        if request == 3 {
            fs::rename(home.join("another.json"), home.join(SESSION_FILE)).unwrap();
        }
        fixture.script.respond(role_credentials());
        assert_keys(&ask(&provider).await.unwrap(), "SSO");
        assert_eq!(fixture.requests().len(), request + 1);
        let sent = fixture.header(request, "x-amz-sso_bearer_token");
        assert_eq!(sent.as_deref(), Some(token));
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_use_a_bearer_token_that_was_renewed_and_cannot_be_written() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:28:00Z"));
    run_on_a_full_disk("a_bearer_token_is_renewed_for_credentials", &fixture);
}

#[tokio::test(start_paused = true)]
#[ignore = "is run by the test before, on a full disk of its making"]
async fn a_bearer_token_is_renewed_for_credentials() {
    use aws_credential_types::provider::token::ProvideToken;

    let home = full_home();
    let fixture = Fixture::new()
        .variable("HOME", home.to_str().unwrap())
        .respond(new_token())
        .respond(role_credentials());
    let config = fixture.builder().load().await.unwrap();
    let tokens = config.token_provider().unwrap();
    let renewed = tokens.provide_token().await.unwrap();
    assert_eq!(renewed.token(), "new-access-token");
    let credentials = config.credentials_provider().unwrap();
    assert_keys(&ask(&credentials).await.unwrap(), "SSO");
    let sent = fixture.header(1, "x-amz-sso_bearer_token");
    assert_eq!(sent.as_deref(), Some("new-access-token"));
}
