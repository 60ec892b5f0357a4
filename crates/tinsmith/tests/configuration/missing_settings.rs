//! Settings and keys that are missing, invalid, in a rare place or without effect, as errors, warnings and hints show them.

use std::fs;

use tempfile::TempDir;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Config, Environment, Error, ErrorKind};

use crate::home::{CONFIG, Home};
use crate::support::{get_thing, handle};

/// Returns the access key id with which a call is signed, or its error.
async fn signer(
    home: &Home,
    variables: &[(&str, &str)],
    profile: Option<&str>,
) -> Result<String, Error> {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let mut builder = Config::builder()
        .region("us-west-2")
        .transport(script.clone())
        .environment(home.environment(variables));
    if let Some(profile) = profile {
        builder = builder.profile(profile);
    }
    get_thing(handle(builder.load().await?.to_builder()).call()).await?;
    let requests = script.requests();
    let authorization = requests
        .first()
        .and_then(|request| request.headers()["authorization"].to_str().ok());
    let scope = authorization
        .and_then(|text| text.split_once("Credential="))
        .map_or("", |(_, scope)| scope);
    Ok(scope.split('/').next().unwrap_or_default().to_owned())
}

const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "VARIABLE"),
    ("AWS_SECRET_ACCESS_KEY", "s"),
];

#[tokio::test]
async fn credentials_come_from_variables_then_the_credentials_file_then_the_config_file() {
    let keys = |id: &str| format!("aws_access_key_id = {id}\naws_secret_access_key = hush\n");
    let config = format!(
        "[default]\n{}[profile dev]\n{}",
        keys("CONFIG"),
        keys("DEVCONFIG")
    );
    let home = Home::new(&config, &format!("[dev]\n{}", keys("DEVCREDENTIALS"))).unwrap();
    assert_eq!(signer(&home, &KEYS, None).await.unwrap(), "VARIABLE");
    assert_eq!(signer(&home, &[], None).await.unwrap(), "CONFIG");
    assert_eq!(
        signer(&home, &[("AWS_PROFILE", "dev")], None)
            .await
            .unwrap(),
        "DEVCREDENTIALS"
    );
    assert_eq!(
        signer(&home, &KEYS, Some("dev")).await.unwrap(),
        "DEVCREDENTIALS",
        "the code named the profile"
    );
}

#[tokio::test]
async fn without_credentials_every_source_is_reported() {
    let home = Home::new("[default]\nregion = x\n", "").unwrap();
    let variables = [("AWS_EC2_METADATA_DISABLED", "true")];
    let error = signer(&home, &variables, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let shown = error.to_string();
    assert!(
        shown.starts_with("GetThing: no credentials: AWS_ACCESS_KEY_ID is not set; "),
        "{shown}"
    );
    for place in [
        "the profile `default` of /",
        "/.aws/config and /",
        "/.aws/credentials has no credentials",
    ] {
        assert!(shown.contains(place), "{shown}");
    }
    assert!(!shown.contains("attempt"), "nothing was sent: {shown}");
}

#[tokio::test]
async fn half_a_key_is_an_error_that_ends_the_search() {
    let home = Home::new("", "[default]\naws_access_key_id = a\n").unwrap();
    let error = signer(&home, &[("AWS_ACCESS_KEY_ID", "a")], None)
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"),
        "{error}"
    );
    let error = signer(&home, &[], None).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("credentials line 2 is set, but aws_secret_access_key is not"),
        "{error}"
    );
}

#[tokio::test]
async fn without_a_region_every_source_is_reported() {
    let home = Home::new("", "").unwrap();
    let config = home
        .load(&KEYS)
        .await
        .unwrap()
        .to_builder()
        .transport(ScriptedTransport::new());
    let error = get_thing(handle(config).call()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    let shown = error.to_string();
    let start = "GetThing: no region is set; looked at the code, AWS_REGION, AWS_DEFAULT_REGION, `region` in the profile `default` of /";
    assert!(shown.starts_with(start), "{shown}");
    let end = ", and the instance (instance metadata is disabled by AWS_EC2_METADATA_DISABLED)";
    assert!(shown.ends_with(end), "{shown}");
}

#[tokio::test]
async fn an_invalid_endpoint_is_reported_with_its_origin() {
    let home = Home::new("", "").unwrap();
    for (url, problem) in [
        ("localhost:8080", "must start with http:// or https://"),
        ("http://", "is not a URL"),
        ("http://:80", "has no host"),
        (
            "http://x:99999",
            "has a port that is not a number up to 65535",
        ),
        ("http://x?y=z", "must not have a query"),
        ("http://x/#y", "must not have a fragment"),
    ] {
        let config = home
            .load(&[
                KEYS[0],
                KEYS[1],
                ("AWS_REGION", "us-west-2"),
                ("AWS_ENDPOINT_URL", url),
            ])
            .await
            .unwrap();
        let error =
            get_thing(handle(config.to_builder().transport(ScriptedTransport::new())).call())
                .await
                .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Endpoint);
        assert_eq!(error.to_string(), {
            let shown = url.split(['?', '#']).next().unwrap();
            format!("GetThing: the endpoint URL {shown:?} set by AWS_ENDPOINT_URL {problem}")
        });
    }
}

#[tokio::test]
async fn a_shared_file_that_cannot_be_read_counts_as_absent_and_is_named_where_something_is_missing()
 {
    let home = Home::new("", "").unwrap();
    let path = home.0.path();
    let directory = path.to_str().unwrap().to_owned();
    let file_as_home = path.join(".aws/config").to_str().unwrap().to_owned();
    for variables in [
        vec![("AWS_CONFIG_FILE", directory.as_str())],
        vec![("AWS_SHARED_CREDENTIALS_FILE", directory.as_str())],
        vec![("HOME", file_as_home.as_str())],
        vec![("HOME", "/dev/null")],
    ] {
        let with = |more: &[(&'static str, &str)]| {
            let variables = variables.iter().chain(more);
            let disabled = [("AWS_EC2_METADATA_DISABLED", "true")];
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            variables.chain(&disabled).map(own).collect::<Environment>()
        };
        let keys = [KEYS[0], KEYS[1], ("AWS_REGION", "us-west-2")];
        let config = Config::builder().environment(with(&keys)).load().await;
        assert_eq!(config.unwrap().region(), Some("us-west-2"));

        let config = Config::builder().environment(with(&KEYS)).load().await;
        let config = config
            .unwrap()
            .to_builder()
            .transport(ScriptedTransport::new());
        let error = get_thing(handle(config).call())
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("(which cannot be read: "), "{error}");
    }
}

#[tokio::test]
async fn settings_in_the_credentials_file_count_as_those_in_the_configuration_file() {
    let config = "[default]\nendpoint_url = http://config:1\n[services local]\nthing_service =\n  endpoint_url = http://local:1\n";
    let credentials = "[default]\nregion = eu-west-3\nmax_attempts = 9\nendpoint_url = http://credentials:1\nservices = local\n";
    let home = Home::new(config, credentials).unwrap();
    let config = home.load(&[]).await.unwrap();
    assert_eq!(config.region(), Some("eu-west-3"));
    assert_eq!(config.max_attempts(), 9);
    assert_eq!(config.endpoint_url("other"), Some("http://credentials:1"));
    assert_eq!(config.endpoint_url("Thing Service"), Some("http://local:1"));
}

#[tokio::test]
async fn the_older_variable_selects_a_profile_too() {
    let home = Home::new(CONFIG, "").unwrap();
    let config = home.load(&[("AWS_DEFAULT_PROFILE", "dev")]).await.unwrap();
    assert_eq!(config.max_attempts(), 7);
    let both = [("AWS_DEFAULT_PROFILE", "dev"), ("AWS_PROFILE", "default")];
    let config = home.load(&both).await.unwrap();
    assert_eq!(config.region(), Some("eu-central-1"));
}

#[tokio::test]
async fn a_section_without_its_keyword_gets_a_hint() {
    let home = Home::new("[artist]\nregion = x\n", "").unwrap();
    let error = home.load(&[("AWS_PROFILE", "artist")]).await.unwrap_err();
    let error = error.to_string();
    let start = "the profile `artist` selected by AWS_PROFILE is neither in /";
    assert!(error.starts_with(start), "{error}");
    let end = "/config has to be `[profile artist]`";
    assert!(
        error.contains("; `[artist]` in /") && error.ends_with(end),
        "{error}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn variables_that_are_not_utf8_are_paths_or_errors() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;

    let latin1 = OsStr::from_bytes(b"caf\xe9").to_owned();
    let variables = |name: &str, value: OsString| {
        let disabled = ("AWS_EC2_METADATA_DISABLED".into(), "true".into());
        Environment::from_iter([(OsString::from(name), value), disabled])
    };
    for name in ["AWS_PROFILE", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"] {
        let environment = variables(name, latin1.clone());
        let error = Config::builder().environment(environment).load().await;
        let expected = format!("environment variable {name}: its value is not UTF-8");
        assert_eq!(error.unwrap_err().to_string(), expected);
    }
    let home = TempDir::new().unwrap();
    let home = home.path().join(latin1);
    fs::create_dir_all(home.join(".aws")).unwrap();
    let file = home.join(".aws/config");
    fs::write(&file, "[default]\nregion = eu-south-1\n").unwrap();
    for (name, path) in [("HOME", home.clone()), ("AWS_CONFIG_FILE", file)] {
        let environment = variables(name, path.into_os_string());
        let config = Config::builder()
            .environment(environment)
            .load()
            .await
            .unwrap();
        assert_eq!(config.region(), Some("eu-south-1"));
    }
}

#[tokio::test]
async fn an_unusable_proxy_is_an_error_of_loading() {
    let home = Home::new("", "").unwrap();
    let error = home
        .load(&[("HTTPS_PROXY", "http://proxy:3128\r")])
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let expected = "environment variable HTTPS_PROXY: the URL of a proxy must not have white space or line breaks";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_region_of_the_instance_is_the_last_source() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200).body("imds-token"));
    script.respond(ScriptedResponse::status(200).body("eu-north-1\n"));
    let empty = Environment::from_iter([("AWS_REGION", "")]).with_files([("", ""); 0]);
    let builder = Config::builder()
        .environment(empty)
        .transport(script.clone());
    assert_eq!(builder.load().await.unwrap().region(), Some("eu-north-1"));
    let uris: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.uri().to_string())
        .collect();
    let host = "http://169.254.169.254/latest/";
    assert_eq!(
        uris,
        [
            format!("{host}api/token"),
            format!("{host}meta-data/placement/region")
        ]
    );
}

#[tokio::test]
async fn no_setting_for_load_is_ignored_in_silence_by_build() {
    use crate::log::Log;
    use tinsmith::{ConfigBuilder, Environment};

    type Settings = fn(ConfigBuilder) -> ConfigBuilder;
    let profile: Settings = |config| config.profile("dev");
    let mfa_code: Settings = |config| config.mfa_code(async |_| Err("no code"));
    let environment: Settings = |config| config.environment(Environment::default());
    for (settings, names) in [
        (&[profile][..], "`profile`"),
        (&[mfa_code], "`mfa_code`"),
        (&[environment], "`environment`"),
        (
            &[profile, mfa_code, environment],
            "`profile`, `mfa_code`, `environment`",
        ),
    ] {
        let config = Config::builder().credentials(crate::support::credentials());
        let config = config.transport(ScriptedTransport::new());
        let config = settings.iter().fold(config, |config, set| set(config));
        let log = Log::default();
        let guard = crate::subscriber::subscribe(log.subscriber());
        let config = config.build();
        drop(guard);
        let warnings = log.text();
        assert!(warnings.contains(names), "{warnings}");
        let error = get_thing(handle(config.to_builder()).call()).await;
        let error = error.unwrap_err().to_string();
        let expected = format!("so {names} has no effect: call `load` in place of `build`");
        assert!(error.ends_with(&expected), "{error}");
    }
}

#[tokio::test]
async fn a_profile_without_effect_on_the_credentials_of_another_configuration_is_a_warning() {
    use crate::log::Log;

    let keys = |id: &str| format!("aws_access_key_id = {id}\naws_secret_access_key = hush\n");
    let files = format!("[default]\n{}[other]\n{}", keys("DEFAULT"), keys("OTHER"));
    let home = Home::new("", &files).unwrap();
    let config = home.load(&[]).await.unwrap();
    let log = Log::default();
    let _guard = crate::subscriber::subscribe(log.subscriber());
    let environment = home.environment(&[]);
    let builder = || Config::builder().environment(environment.clone());
    builder().profile("other").load().await.unwrap();
    let own = config
        .to_builder()
        .credentials(crate::support::credentials());
    own.environment(environment.clone()).load().await.unwrap();
    let expected = "the credentials and the region stay those of another configuration";
    assert!(
        !log.text().contains(expected),
        "these settings have an effect"
    );
    let other = config.to_builder().environment(environment.clone());
    other.profile("other").load().await.unwrap();
    let warnings = log.text();
    assert!(warnings.contains(expected), "{warnings}");
    let names = "`profile`, `environment`";
    assert!(warnings.contains(names), "{warnings}");
}

#[tokio::test]
async fn the_scheme_of_an_endpoint_is_case_insensitive() {
    let home = Home::new("", "").unwrap();
    let variables = [
        KEYS[0],
        KEYS[1],
        ("AWS_REGION", "us-west-2"),
        ("AWS_ENDPOINT_URL", "HTTP://127.0.0.1:1"),
    ];
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let config = home
        .load(&variables)
        .await
        .unwrap()
        .to_builder()
        .transport(script.clone());
    get_thing(handle(config).call()).await.unwrap();
    assert_eq!(script.requests()[0].uri(), "http://127.0.0.1:1/things/t-1");
}

#[tokio::test]
async fn a_host_that_a_host_prefix_made_gets_a_hint() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::failure(
        tinsmith::transport::TransportErrorKind::Connection,
        "no such host",
    ));
    let config = Config::builder()
        .region("us-west-2")
        .credentials(crate::support::credentials())
        .endpoint_url("http://emulator:4566")
        .max_attempts(1)
        .transport(script);
    let error = get_thing(handle(config).call())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(
            "no response from management.emulator:4566: no such host; the host begins with"
        ),
        "{error}"
    );
    assert!(
        error.contains("AWS_DISABLE_HOST_PREFIX_INJECTION=true"),
        "{error}"
    );
}
