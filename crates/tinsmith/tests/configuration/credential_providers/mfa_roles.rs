//! Roles that require the code of a device.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tinsmith::credentials::AssumeRole;

use super::assume_role::keys;
use super::fixture::{Fixture, ask, assert_keys, sts};

const MFA_ROLE: &str = "\
[default]
role_arn = arn:aws:iam::123456789012:role/render
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/me
[profile base]
aws_access_key_id = BASE
aws_secret_access_key = base-secret
";

#[tokio::test(start_paused = true)]
async fn a_role_with_an_mfa_device_calls_the_callback_each_time_it_is_assumed() {
    let fixture = Fixture::new()
        .config(MFA_ROLE)
        .respond(sts("AssumeRole", "ROLE"))
        .respond(sts("AssumeRole", "ROLE"));
    let requests = Arc::new(AtomicU32::new(0));
    let code = {
        let requests = Arc::clone(&requests);
        move |device: String| {
            assert_eq!(device, "arn:aws:iam::123456789012:mfa/me");
            let number = requests.fetch_add(1, Ordering::Relaxed) + 1;
            async move { Ok::<_, std::io::Error>(format!("{number}{number}{number}\n")) }
        }
    };
    let config = fixture.builder().mfa_code(code).load().await.unwrap();
    assert_eq!(
        requests.load(Ordering::Relaxed),
        0,
        "no code is requested before it is needed"
    );
    let provider = config.credentials_provider().unwrap();
    for _ in 0..2 {
        assert_keys(&ask(&provider).await.unwrap(), "ROLE");
    }
    tokio::time::advance(Duration::from_secs(3600)).await;
    ask(&provider).await.unwrap();
    let requests = fixture.requests();
    assert_eq!(requests.len(), 2);
    for (request, code) in requests.iter().zip(["111", "222"]) {
        let expected =
            format!("&SerialNumber=arn%3Aaws%3Aiam%3A%3A123456789012%3Amfa%2Fme&TokenCode={code}");
        assert!(request.ends_with(&expected), "{request}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_cannot_be_had_is_an_error_that_names_the_device() {
    for (code, expected) in [
        (Err("no terminal"), "no terminal"),
        (Ok(String::from(" \n")), "the callback returned none"),
    ] {
        let fixture = Fixture::new().config(MFA_ROLE);
        let builder = fixture
            .builder()
            .mfa_code(move |_| std::future::ready(code.clone()));
        let config = builder.load().await.unwrap();
        let problem = ask(&config.credentials_provider().unwrap()).await;
        assert_eq!(
            problem.unwrap_err(),
            format!("the code of the MFA device arn:aws:iam::123456789012:mfa/me: {expected}")
        );
        assert!(fixture.requests().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_callback_a_role_with_an_mfa_device_names_its_profile_and_sends_nothing() {
    let config = MFA_ROLE.replace("[default]", "[profile render]");
    let fixture = Fixture::new().config(&format!(
        "{config}[default]\nrole_arn = A\nsource_profile = render\n"
    ));
    let problem = fixture.problem().await;
    assert!(
        problem.starts_with("the profile `render`: `mfa_serial` in ")
            && problem.ends_with("config line 4 requires a code of multi-factor authentication: set a callback for it by `ConfigBuilder::mfa_code`, or leave the role to `credential_process`"),
        "{problem}"
    );
    assert!(fixture.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_provider_alone_calls_its_callback() {
    let fixture = Fixture::new().respond(sts("AssumeRole", "ROLE"));
    let config = fixture.builder().credentials(keys()).build();
    let role = AssumeRole::new(&config, "arn:aws:iam::123456789012:role/render")
        .mfa("device", |_| async {
            Ok::<_, std::io::Error>("123456".to_owned())
        });
    assert_keys(&ask(&role).await.unwrap(), "ROLE");
    let request = &fixture.requests()[0];
    assert!(
        request.ends_with("&SerialNumber=device&TokenCode=123456"),
        "{request}"
    );
}
