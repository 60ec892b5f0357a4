//! Roles that are assumed with other credentials.

use std::time::Duration;

use tinsmith::Config;
use tinsmith::credentials::AssumeRole;
use tinsmith::testing::ScriptedResponse;
use tinsmith::transport::TransportErrorKind;

use super::fixture::{FIPS_HOSTS, Fixture, START, ask, assert_keys, keys_json, sts, sts_error};

const ONE_ROLE: &str = "\
[default]
role_arn = arn:aws:iam::123456789012:role/render
source_profile = base
[profile base]
aws_access_key_id = BASE
aws_secret_access_key = base-secret
";

#[tokio::test(start_paused = true)]
async fn a_role_is_assumed_with_the_keys_of_its_source_profile() {
    let fixture = Fixture::new()
        .config(ONE_ROLE)
        .respond(sts("AssumeRole", "ROLE"));
    let credentials = fixture.credentials().await.unwrap();
    assert_keys(&credentials, "ROLE");
    assert_eq!(credentials.account_id().unwrap().as_str(), "123456789012");
    let sent = format!(
        "POST https://sts.us-west-2.amazonaws.com/ Action=AssumeRole&Version=2011-06-15\
         &RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Frender&RoleSessionName=tinsmith-{START}"
    );
    assert_eq!(fixture.requests(), [sent]);
    let authorization = fixture.header(0, "authorization").unwrap();
    assert!(
        authorization.contains("Credential=BASE/20231114/us-west-2/sts/aws4_request"),
        "{authorization}"
    );
    assert_eq!(
        fixture.header(0, "content-type").as_deref(),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test(start_paused = true)]
async fn the_endpoint_for_fips_is_that_of_botocore_in_each_partition() {
    for (region, dual_stack, host) in FIPS_HOSTS {
        let fixture = Fixture::new()
            .config(ONE_ROLE)
            .respond(sts("AssumeRole", "ROLE"));
        let builder = fixture.builder().region(region).use_fips(true);
        let config = builder.use_dual_stack(dual_stack).load().await.unwrap();
        ask(&config.credentials_provider().unwrap()).await.unwrap();
        let expected = format!("POST https://sts{host}/ ");
        let sent = &fixture.requests()[0];
        assert!(sent.starts_with(&expected), "{sent}");
        let authorization = fixture.header(0, "authorization").unwrap();
        let scope = format!("/{region}/sts/aws4_request");
        assert!(authorization.contains(&scope), "{authorization}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_url_of_sts_precedes_the_endpoint_for_fips() {
    let fixture = Fixture::new()
        .config(ONE_ROLE)
        .variable("AWS_ENDPOINT_URL_STS", "http://localhost:1");
    let builder = fixture.builder().region("us-gov-west-1").use_fips(true);
    let config = builder.load().await.unwrap();
    let problem = ask(&config.credentials_provider().unwrap()).await;
    let problem = problem.unwrap_err();
    let expected = "a custom endpoint excludes FIPS and dual-stack endpoints";
    assert!(problem.contains(expected), "{problem}");
    assert_eq!(fixture.requests(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_profile_says_how_its_role_is_assumed() {
    let config = format!("{ONE_ROLE}\n[profile base]\nregion = x\n").replace(
        "source_profile = base",
        "source_profile = base\nexternal_id = a&b/c\nrole_session_name = me\nduration_seconds = 1800",
    );
    let fixture = Fixture::new()
        .config(&config)
        .respond(sts("AssumeRole", "ROLE"));
    fixture.credentials().await.unwrap();
    let sent = &fixture.requests()[0];
    assert!(
        sent.ends_with("&RoleSessionName=me&DurationSeconds=1800&ExternalId=a%26b%2Fc"),
        "{sent}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_chain_of_roles_is_assumed_from_its_end() {
    let fixture = Fixture::new()
        .config(
            "[profile a]\nrole_arn = A\nsource_profile = b\n[profile b]\nrole_arn = B\nsource_profile = c\n\
             [profile c]\nrole_arn = C\nsource_profile = d\n",
        )
        .file(
            ".aws/credentials",
            "[d]\naws_access_key_id = D\naws_secret_access_key = d\n",
        )
        .variable("AWS_PROFILE", "a")
        .respond(sts("AssumeRole", "FROM-C"))
        .respond(sts("AssumeRole", "FROM-B"))
        .respond(sts("AssumeRole", "FROM-A"));
    assert_keys(&fixture.credentials().await.unwrap(), "FROM-A");
    let requests = fixture.requests();
    for (index, (role, key)) in [("C", "D"), ("B", "FROM-C"), ("A", "FROM-B")]
        .into_iter()
        .enumerate()
    {
        assert!(
            requests[index].contains(&format!("&RoleArn={role}&")),
            "{requests:?}"
        );
        let authorization = fixture.header(index, "authorization").unwrap();
        assert!(
            authorization.contains(&format!("Credential={key}/")),
            "{authorization}"
        );
    }
    assert_eq!(
        fixture.header(1, "x-amz-security-token").as_deref(),
        Some("FROM-C-token")
    );
}

#[tokio::test(start_paused = true)]
async fn a_profile_with_keys_may_be_its_own_source() {
    let fixture = Fixture::new()
        .config(&ONE_ROLE.replace("source_profile = base", "source_profile = default"))
        .file(
            ".aws/credentials",
            "[default]\naws_access_key_id = OWN\naws_secret_access_key = own\n",
        )
        .respond(sts("AssumeRole", "ROLE"));
    assert_keys(&fixture.credentials().await.unwrap(), "ROLE");
    let authorization = fixture.header(0, "authorization").unwrap();
    assert!(authorization.contains("Credential=OWN/"), "{authorization}");
}

#[tokio::test(start_paused = true)]
async fn a_loop_of_profiles_is_reported_with_its_names() {
    let problem = Fixture::new()
        .config(
            "[default]\nrole_arn = A\nsource_profile = b\n[profile b]\nrole_arn = B\nsource_profile = c\n\
             [profile c]\nrole_arn = C\nsource_profile = b\n",
        )
        .problem()
        .await;
    assert_eq!(
        problem,
        "the profiles `default` -> `b` -> `c` -> `b` are each other's source"
    );
    let problem = Fixture::new()
        .config("[default]\nrole_arn = A\nsource_profile = default\n")
        .problem()
        .await;
    assert_eq!(
        problem,
        "the profiles `default` -> `default` are each other's source"
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_chain_is_no_loop_and_costs_no_stack() {
    let mut config = "[default]\nrole_arn = R\nsource_profile = p0\n".to_owned();
    for number in 0..200 {
        let next = number + 1;
        config += &format!("[profile p{number}]\nrole_arn = R{number}\nsource_profile = p{next}\n");
    }
    let fixture = Fixture::new().config(&config);
    let problem = fixture.problem().await;
    assert!(
        problem.contains("the profile `p200` named by `source_profile` in /"),
        "{problem}"
    );
    assert!(problem.ends_with("does not exist"), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn a_role_can_start_from_the_environment_a_container_or_the_instance() {
    let config = "[default]\nrole_arn = A\ncredential_source = ";
    // A profile that code names takes precedence over the environment.
    let ask_default = async |fixture: &Fixture| {
        let config = fixture.builder().profile("default").load().await.unwrap();
        ask(&config.credentials_provider().unwrap()).await
    };
    let fixture = Fixture::new()
        .config(&format!("{config}Environment"))
        .variable("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
        .variable("AWS_SECRET_ACCESS_KEY", "x")
        .respond(sts("AssumeRole", "ROLE"));
    assert_keys(&ask_default(&fixture).await.unwrap(), "ROLE");
    let authorization = fixture.header(0, "authorization").unwrap();
    assert!(
        authorization.contains("Credential=ENVIRONMENT/"),
        "{authorization}"
    );

    let fixture = Fixture::new().config(&format!("{config}Environment"));
    assert_eq!(
        ask_default(&fixture).await.unwrap_err(),
        "no credentials: AWS_ACCESS_KEY_ID is not set"
    );

    let fixture = Fixture::new()
        .config(&format!("{config}EcsContainer"))
        .variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")
        .respond(ScriptedResponse::json(200, keys_json("CONTAINER")))
        .respond(sts("AssumeRole", "ROLE"));
    assert_keys(&ask_default(&fixture).await.unwrap(), "ROLE");

    let fixture = Fixture::new()
        .config(&format!("{config}Ec2InstanceMetadata"))
        .respond(ScriptedResponse::status(200).body("token"))
        .respond(ScriptedResponse::status(200).body("instance-role"))
        .respond(ScriptedResponse::json(200, keys_json("INSTANCE")))
        .respond(sts("AssumeRole", "ROLE"));
    assert_keys(&ask_default(&fixture).await.unwrap(), "ROLE");

    let problem = ask_default(&Fixture::new().config(&format!("{config}Moon"))).await;
    let problem = problem.unwrap_err();
    assert!(
        problem.starts_with("\"Moon\" set by `credential_source` in /"),
        "{problem}"
    );
    assert!(
        problem.ends_with(
            "config line 3 is none of `Environment`, `EcsContainer` and `Ec2InstanceMetadata`"
        ),
        "{problem}"
    );
}

#[tokio::test(start_paused = true)]
async fn problems_of_a_profile_are_reported_with_their_origin() {
    for (config, expected) in [
        (
            "role_arn = A\n",
            "config line 2 needs a source_profile, a credential_source or a web_identity_token_file beside it",
        ),
        (
            "role_arn = A\nsource_profile = b\ncredential_source = Environment\n",
            "config line 4 exclude each other",
        ),
        (
            "role_arn = A\nsource_profile = b\nduration_seconds = 1h\n",
            "config line 4 is not a number of seconds",
        ),
        (
            "role_arn = A\nsource_profile = b\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile b]\naws_access_key_id = B\naws_secret_access_key = s\n",
            "config line 4 requires a code of multi-factor authentication: set a callback for it by \
             `ConfigBuilder::mfa_code`, or leave the role to `credential_process`",
        ),
        (
            "role_arn = A\nsource_profile = b\n[profile b]\nregion = x\n",
            "the profile `default` -> `b` has no credentials",
        ),
        (
            "aws_access_key_id = A\n",
            "config line 2 is set, but aws_secret_access_key is not",
        ),
        (
            "web_identity_token_file = /t\n",
            "config line 2 needs a role_arn beside it",
        ),
    ] {
        let fixture = Fixture::new().config(&format!("[default]\n{config}"));
        let problem = fixture.problem().await;
        assert!(problem.ends_with(expected), "{problem}");
        assert_eq!(fixture.requests(), [""; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_sts_are_reported_with_code_and_message() {
    let denied = sts_error(403, "AccessDenied", "not you &amp; not here");
    let fixture = Fixture::new().config(ONE_ROLE).respond(denied);
    assert_eq!(
        fixture.problem().await,
        "AssumeRole: AccessDenied: not you & not here (403, request id 1-2-3, 1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn throttling_failures_and_broken_connections_are_tried_again() {
    for response in [
        sts_error(400, "Throttling", "slow down"),
        sts_error(500, "InternalFailure", "oh"),
        ScriptedResponse::failure(TransportErrorKind::Connection, "reset"),
    ] {
        let fixture = Fixture::new().config(ONE_ROLE).respond(response);
        let fixture = fixture.respond(sts("AssumeRole", "ROLE"));
        assert_keys(&fixture.credentials().await.unwrap(), "ROLE");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_sts_is_reported_after_three_attempts() {
    let refused =
        || ScriptedResponse::failure(TransportErrorKind::Connection, "connection refused");
    let fixture = Fixture::new().config(ONE_ROLE);
    let fixture = fixture
        .respond(refused())
        .respond(refused())
        .respond(refused());
    assert_eq!(
        fixture.problem().await,
        "AssumeRole: no response from sts.us-west-2.amazonaws.com: connection refused (3 attempts)"
    );
}

#[tokio::test(start_paused = true)]
async fn malformed_responses_are_reported_without_their_content() {
    for (body, expected) in [
        ("", "AssumeRole: invalid response: cut short (at byte 0)"),
        (
            "<AssumeRoleResponse>",
            "AssumeRole: invalid response: cut short (at byte 20)",
        ),
        (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey><hush/></SecretAccessKey>\
             </Credentials></AssumeRoleResult></AssumeRoleResponse>",
            "AssumeRole: invalid response: expected text (at byte 68)",
        ),
        (
            "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>",
            "AssumeRole: the response has no Expiration",
        ),
        (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>hush</SecretAccessKey>\
             <Expiration>2023-11-14T23:13:20Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
            "AssumeRole: the response has no AccessKeyId",
        ),
        (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><Expiration>hush</Expiration></Credentials>\
             </AssumeRoleResult></AssumeRoleResponse>",
            "AssumeRole: the Expiration of the response is not an ISO 8601 time",
        ),
    ] {
        let fixture = Fixture::new().config(ONE_ROLE);
        let fixture = fixture.respond(ScriptedResponse::status(200).body(body));
        assert_eq!(fixture.problem().await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_are_requested_again_before_they_expire() {
    let fixture = Fixture::new()
        .config(ONE_ROLE)
        .respond(sts("AssumeRole", "FIRST"))
        .respond(sts("AssumeRole", "SECOND"));
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    for (minutes, key) in [(0, "FIRST"), (44, "FIRST"), (2, "SECOND")] {
        tokio::time::sleep(Duration::from_secs(minutes * 60)).await;
        assert_eq!(ask(&provider).await.unwrap().access_key_id(), key);
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_of_its_own_assumes_a_role_with_the_credentials_of_a_config() {
    let fixture = Fixture::new()
        .variable("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
        .variable("AWS_SECRET_ACCESS_KEY", "x")
        .variable("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9000/sts")
        .respond(sts("AssumeRole", "ROLE"));
    let config = fixture.builder().load().await.unwrap();
    let role = AssumeRole::new(&config, "arn")
        .session_name("s")
        .external_id("e")
        .duration(Duration::from_secs(900));
    let config: Config = config.to_builder().credentials(role).build();
    assert_keys(
        &ask(&config.credentials_provider().unwrap()).await.unwrap(),
        "ROLE",
    );
    assert_eq!(
        fixture.requests(),
        [
            "POST http://127.0.0.1:9000/sts/ Action=AssumeRole&Version=2011-06-15&RoleArn=arn&RoleSessionName=s&DurationSeconds=900&ExternalId=e"
        ]
    );
}

pub(super) fn keys() -> aws_credential_types::Credentials {
    aws_credential_types::Credentials::new("BASE", "base-secret", None, None, "test")
}
