//! A fixture for credentials providers: a home directory, an environment, a script of responses and a clock.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use tempfile::TempDir;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{Config, ConfigBuilder, Environment, Timestamp};

/// 2023-11-14T22:13:20Z
pub(crate) const START: u64 = 1_700_000_000;

/// An hour later.
pub(crate) const EXPIRATION: &str = "2023-11-14T23:13:20Z";

pub(crate) struct Fixture {
    home: TempDir,
    variables: BTreeMap<String, String>,
    pub(crate) script: ScriptedTransport,
    pub(crate) time: TestTime,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let home = TempDir::new().unwrap();
        fs::create_dir_all(home.path().join(".aws/sso/cache")).unwrap();
        let variables =
            BTreeMap::from([("HOME".to_owned(), home.path().to_str().unwrap().to_owned())]);
        Self {
            home,
            variables,
            script: ScriptedTransport::new(),
            time: TestTime::starting_at(seconds(START)),
        }
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Writes a file in the home directory.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        fs::write(self.path(path), text).unwrap();
        self
    }

    /// Writes `~/.aws/config`.
    pub(crate) fn config(self, text: &str) -> Self {
        self.file(".aws/config", text)
    }

    pub(crate) fn respond(self, response: ScriptedResponse) -> Self {
        self.script.respond(response);
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    pub(crate) fn environment(&self) -> Environment {
        self.variables.clone().into_iter().collect()
    }

    pub(crate) fn builder(&self) -> ConfigBuilder {
        Config::builder()
            .region("us-west-2")
            .environment(self.environment())
            .transport(self.script.clone())
            .time(self.time)
            .jitter(0.0)
    }

    /// Returns the credentials of a program that sets nothing in code.
    pub(crate) async fn credentials(&self) -> Result<Credentials, String> {
        let config = self.builder().load().await;
        let config = config.map_err(|error| error.to_string())?;
        ask(&config.credentials_provider().unwrap()).await
    }

    pub(crate) async fn problem(&self) -> String {
        let credentials = self.credentials().await;
        credentials.map(|found| format!("{found:?}")).unwrap_err()
    }

    /// Returns method, URI, body and some headers of every request that was sent.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.script.requests().into_iter().map(|request| {
            let body = str::from_utf8(request.body()).unwrap();
            format!("{} {} {body}", request.method(), request.uri())
                .trim_end()
                .to_owned()
        });
        requests.collect()
    }

    pub(crate) fn header(&self, request: usize, name: &str) -> Option<String> {
        let requests = self.script.requests();
        let value = requests[request].headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    }
}

/// Returns the credentials of a provider, or its error as users see it.
pub(crate) async fn ask(provider: &dyn ProvideCredentials) -> Result<Credentials, String> {
    provider.provide_credentials().await.map_err(words)
}

fn words(error: CredentialsError) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        words = error.to_string();
        source = error.source();
    }
    words
}

pub(crate) fn seconds(since_1970: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(since_1970)
}

pub(crate) fn expiration() -> SystemTime {
    EXPIRATION.parse::<Timestamp>().unwrap().into()
}

/// Checks access key id, secret access key, session token and expiration, which all responses of these tests have in common.
#[track_caller]
pub(crate) fn assert_keys(credentials: &Credentials, key: &str) {
    assert_eq!(credentials.access_key_id(), key);
    assert_eq!(credentials.secret_access_key(), format!("{key}-secret"));
    assert_eq!(
        credentials.session_token(),
        Some(format!("{key}-token").as_str())
    );
    assert_eq!(credentials.expiry(), Some(expiration()));
}

/// Creates a response of STS.
pub(crate) fn sts(operation: &str, key: &str) -> ScriptedResponse {
    sts_until(operation, key, EXPIRATION)
}

/// Creates a response of STS whose credentials have this expiration.
pub(crate) fn sts_until(operation: &str, key: &str, expiration: &str) -> ScriptedResponse {
    let body = format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
          <{operation}Result>
            <AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId>
              <Arn>arn:aws:sts::123456789012:assumed-role/render/me</Arn></AssumedRoleUser>
            <Credentials>
              <AccessKeyId>{key}</AccessKeyId>
              <SecretAccessKey>{key}-secret</SecretAccessKey>
              <SessionToken>{key}-token</SessionToken>
              <Expiration>{expiration}</Expiration>
            </Credentials>
          </{operation}Result>
          <ResponseMetadata><RequestId>1-2-3</RequestId></ResponseMetadata>
        </{operation}Response>"
    );
    ScriptedResponse::status(200)
        .header("content-type", "text/xml")
        .body(body)
}

/// Creates an error response of STS.
pub(crate) fn sts_error(status: u16, code: &str, message: &str) -> ScriptedResponse {
    ScriptedResponse::status(status).body(format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
          <RequestId>1-2-3</RequestId></ErrorResponse>"
    ))
}

/// Regions, with dual stack or without, and what follows the prefix of a service that provides credentials in its host for FIPS, by botocore's rule sets.
pub(crate) const FIPS_HOSTS: [(&str, bool, &str); 5] = [
    ("us-gov-west-1", false, ".us-gov-west-1.amazonaws.com"),
    ("us-gov-east-1", false, ".us-gov-east-1.amazonaws.com"),
    ("us-gov-west-1", true, "-fips.us-gov-west-1.api.aws"),
    ("us-west-2", false, "-fips.us-west-2.amazonaws.com"),
    ("cn-north-1", false, "-fips.cn-north-1.amazonaws.com.cn"),
];

/// The text of a configuration file whose default profile assumes a role with the keys of another profile.
pub(crate) const ROLE_PROFILE: &str = "[default]\nrole_arn = arn\nsource_profile = base\n\
    [profile base]\naws_access_key_id = a\naws_secret_access_key = b\n";

/// The text of a configuration file whose default profile has a session of IAM Identity Center.
pub(crate) const SSO_PROFILE: &str =
    "[default]\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = r\n";

/// The file with the token of [`SSO_PROFILE`]. Its name is the SHA-1 of the start URL.
pub(crate) const SSO_FILE: &str = ".aws/sso/cache/51e69892ab49df85c6230ccc57f8e1d1606caccc.json";

/// A token that is valid for years.
pub(crate) const SSO_TOKEN: &str = r#"{"accessToken":"t","expiresAt":"2030-01-01T00:00:00Z"}"#;

/// Returns the JSON of credentials, as containers and instances serve it.
pub(crate) fn keys_json(key: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{key}","SecretAccessKey":"{key}-secret","Token":"{key}-token","Expiration":"{EXPIRATION}"}}"#
    )
}
