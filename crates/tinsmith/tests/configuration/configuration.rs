//! Settings from code, environment and shared files, and their precedence.

use std::fs;

use tinsmith::{Config, ErrorKind, RetryMode};

use crate::home::{CONFIG, Home, sent};
#[cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
use crate::support::{get_thing, handle};

#[tokio::test]
async fn variables_go_before_the_profile_and_code_before_both() {
    let home = Home::new(CONFIG, "").unwrap();
    let region = async |variables: &[(&str, &str)]| {
        home.load(variables)
            .await
            .unwrap()
            .region()
            .map(str::to_owned)
    };
    assert_eq!(region(&[]).await.as_deref(), Some("eu-central-1"));
    assert_eq!(
        region(&[("AWS_PROFILE", "dev")]).await.as_deref(),
        Some("eu-west-1")
    );
    assert_eq!(
        region(&[("AWS_DEFAULT_REGION", "b")]).await.as_deref(),
        Some("b")
    );
    assert_eq!(
        region(&[("AWS_DEFAULT_REGION", "b"), ("AWS_REGION", "a")])
            .await
            .as_deref(),
        Some("a")
    );
    assert_eq!(
        region(&[("AWS_REGION", "")]).await.as_deref(),
        Some("eu-central-1")
    );
    let builder = Config::builder()
        .region("code")
        .environment(home.environment(&[("AWS_REGION", "a")]));
    assert_eq!(builder.load().await.unwrap().region(), Some("code"));
}

#[tokio::test]
async fn a_profile_is_named_by_code_or_variable_and_must_be_there() {
    let home = Home::new(CONFIG, "[keys]\naws_access_key_id = a\n").unwrap();
    let config = Config::builder()
        .profile("dev")
        .environment(home.environment(&[]))
        .load()
        .await
        .unwrap();
    assert_eq!(
        (config.max_attempts(), config.retry_mode()),
        (7, RetryMode::Adaptive)
    );
    assert!(home.load(&[("AWS_PROFILE", "keys")]).await.is_ok());
    let error = home.load(&[("AWS_PROFILE", "prod")]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(
        error
            .to_string()
            .starts_with("the profile `prod` selected by AWS_PROFILE is neither in /"),
        "{error}"
    );
    assert!(
        Home::new("", "").unwrap().load(&[]).await.is_ok(),
        "no setting names the default profile"
    );
}

#[tokio::test]
async fn endpoints_come_from_six_places_in_order() {
    let home = Home::new(CONFIG, "").unwrap();
    let mut variables = vec![("AWS_PROFILE", "dev")];
    let endpoint = async |variables: &[(&str, &str)], service: &str| {
        home.load(variables)
            .await
            .unwrap()
            .endpoint_url(service)
            .map(str::to_owned)
    };
    assert_eq!(
        endpoint(&variables, "Other").await.as_deref(),
        Some("http://profile:1")
    );
    assert_eq!(
        endpoint(&variables, "Thing Service").await.as_deref(),
        Some("http://profile-service:1")
    );
    variables.push(("AWS_ENDPOINT_URL", "http://variable:1"));
    assert_eq!(
        endpoint(&variables, "Thing Service").await.as_deref(),
        Some("http://variable:1")
    );
    variables.push((
        "AWS_ENDPOINT_URL_THING_SERVICE",
        "http://variable-service:1",
    ));
    assert_eq!(
        endpoint(&variables, "Thing Service").await.as_deref(),
        Some("http://variable-service:1")
    );
    assert_eq!(
        endpoint(&variables, "Other").await.as_deref(),
        Some("http://variable:1")
    );
    let builder = Config::builder().environment(home.environment(&variables));
    let builder = builder
        .endpoint_url("http://code:1")
        .service_endpoint_url("Other", "http://code-service:1");
    let config = builder.load().await.unwrap();
    assert_eq!(config.endpoint_url("Thing Service"), Some("http://code:1"));
    assert_eq!(config.endpoint_url("Other"), Some("http://code-service:1"));
    variables.push(("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
    assert_eq!(endpoint(&variables, "Thing Service").await, None);
}

#[tokio::test]
async fn a_profile_that_names_services_without_their_section_is_an_error() {
    let text = CONFIG.replace("[services local]", "[services locals]");
    let home = Home::new(&text, "").unwrap();
    let mut variables = vec![("AWS_PROFILE", "dev")];
    let error = home.load(&variables).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let path = home.0.path().join(".aws/config");
    let path = path.display();
    assert_eq!(
        error.to_string(),
        format!(
            "`services` in {path} line 8 names `[services local]`, which is not in {path}; add this section or remove the key"
        )
    );
    variables.push(("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
    assert!(home.load(&variables).await.is_ok());
}

#[tokio::test]
async fn of_several_urls_of_a_service_in_a_section_the_last_one_counts() {
    let url = |number: u8| format!("  endpoint_url = http://url:{number}\n");
    let (first, second) = (url(1), url(2));
    for services in [
        format!("thing_service =\n{first}{second}"),
        format!("thing_service =\n{first}thing_service =\n{second}"),
        format!("thing_service =\n{first}[services local]\nthing_service =\n{second}"),
        format!("thing_service =\n{first}{second}thing_service =\n  region = x\n"),
    ] {
        let text = format!("[default]\nservices = local\n[services local]\n{services}");
        let config = Home::new(&text, "").unwrap().load(&[]).await.unwrap();
        assert_eq!(
            config.endpoint_url("Thing Service"),
            Some("http://url:2"),
            "{services}"
        );
    }
}

#[tokio::test]
async fn settings_come_from_their_variables_or_their_keys_in_a_profile() {
    let nothing = Home::new("", "").unwrap();
    for (variable, key, value, expected) in [
        (
            "AWS_USE_FIPS_ENDPOINT",
            "use_fips_endpoint",
            "true",
            "//management.things-fips.us-west-2.amazonaws.com/",
        ),
        (
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
            "TRUE",
            "//management.things.us-west-2.api.aws/",
        ),
        (
            "AWS_DISABLE_HOST_PREFIX_INJECTION",
            "disable_host_prefix_injection",
            "true",
            "//things.us-west-2.amazonaws.com/",
        ),
        (
            "AWS_SDK_UA_APP_ID",
            "sdk_ua_app_id",
            "render-farm",
            "app/render-farm",
        ),
        (
            "AWS_ENDPOINT_URL",
            "endpoint_url",
            "http://localhost:1/a",
            "http://localhost:1/a/things/t-1",
        ),
        (
            "AWS_RETRY_MODE",
            "retry_mode",
            "adaptive",
            "cfg/retry-mode#adaptive",
        ),
    ] {
        assert!(
            !sent(&nothing, &[]).await.unwrap().contains(expected),
            "{expected}"
        );
        let by_variable = sent(&nothing, &[(variable, value)]).await.unwrap();
        assert!(by_variable.contains(expected), "{variable}: {by_variable}");
        let profile = Home::new(&format!("[default]\n{key} = {value}\n"), "").unwrap();
        let by_key = sent(&profile, &[]).await.unwrap();
        assert!(by_key.contains(expected), "{key}: {by_key}");
    }
}

#[cfg(any(feature = "hyper", feature = "rustls"))]
#[tokio::test]
async fn a_ca_bundle_comes_from_its_variable_or_its_key_in_a_profile() {
    let profile = Home::new("[default]\nca_bundle = ~/no.pem\n", "").unwrap();
    let elsewhere = [("AWS_CA_BUNDLE", "/nowhere/no.pem")];
    let in_home = format!("{}/no.pem", profile.0.path().display());
    for (variables, path) in [(&[][..], in_home.as_str()), (&elsewhere, "/nowhere/no.pem")] {
        let config = profile.load(variables).await.unwrap().to_builder();
        let config = config
            .region("us-west-2")
            .credentials(crate::support::credentials());
        let error = get_thing(handle(config).call()).await.unwrap_err();
        let error = error.to_string();
        let origin = match variables {
            [] => " set by `ca_bundle` in /",
            _ => " set by AWS_CA_BUNDLE cannot be used: ",
        };
        assert!(
            error.contains(&format!("the CA bundle {path}{origin}")),
            "{error}"
        );
    }
}

#[cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_ca_bundle_set_on_a_configuration_made_from_another_counts() {
    let other = Config::builder().region("us-west-2").build().to_builder();
    let config = other
        .credentials(crate::support::credentials())
        .endpoint_url("https://localhost:1")
        .ca_bundle("/nowhere.pem");
    let error = get_thing(handle(config).call()).await.unwrap_err();
    let expected = "the CA bundle /nowhere.pem set by the code cannot be used";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn invalid_values_are_reported_with_their_origin() {
    let home = Home::new("[default]\nregion = x\nmax_attempts = none\n", "").unwrap();
    let message =
        async |variables: &[(&str, &str)]| home.load(variables).await.unwrap_err().to_string();
    let shown = message(&[]).await;
    assert!(
        shown.starts_with("\"none\" set by `max_attempts` in /"),
        "{shown}"
    );
    assert!(
        shown.ends_with("config line 3 is not a number of at least 1"),
        "{shown}"
    );
    assert_eq!(
        message(&[("AWS_MAX_ATTEMPTS", "0")]).await,
        "\"0\" set by AWS_MAX_ATTEMPTS is not a number of at least 1"
    );
    let fine = ("AWS_MAX_ATTEMPTS", "2");
    assert_eq!(
        message(&[fine, ("AWS_USE_FIPS_ENDPOINT", "yes")]).await,
        "\"yes\" set by AWS_USE_FIPS_ENDPOINT is not `true` or `false`"
    );
    assert_eq!(
        message(&[fine, ("AWS_RETRY_MODE", "eager")]).await,
        "\"eager\" set by AWS_RETRY_MODE is not `standard` or `adaptive`"
    );
}

#[tokio::test]
async fn the_legacy_retry_mode_of_other_tools_is_the_standard_one_here() {
    let home = Home::new("[default]\nretry_mode = legacy\n", "").unwrap();
    for variables in [&[][..], &[("AWS_RETRY_MODE", "LEGACY")]] {
        let config = home.load(variables).await.unwrap();
        assert_eq!(config.retry_mode(), RetryMode::Standard);
    }
    assert!(
        "legacy".parse::<RetryMode>().is_err(),
        "it is no mode of ours"
    );
}

#[tokio::test]
async fn a_malformed_file_is_reported_with_its_line() {
    let home = Home::new("[default]\nregion\n", "").unwrap();
    let error = home.load(&[]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(
        error
            .to_string()
            .ends_with("/.aws/config: line 2 is neither a section nor `key = value`"),
        "{error}"
    );
}

#[tokio::test]
async fn files_can_be_elsewhere() {
    let home = Home::new("", "").unwrap();
    fs::write(home.0.path().join("other"), "[default]\nregion = here\n").unwrap();
    let config = home.load(&[("AWS_CONFIG_FILE", "~/other")]).await.unwrap();
    assert_eq!(config.region(), Some("here"));
}
