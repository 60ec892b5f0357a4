//! Responses and files from which providers make credentials.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{BoxFuture, Config, Environment, ProvideCredentials, Time};

use crate::errors::is_one_line;

/// The variables and the files that select a provider. The content `@` of a file stands for the body of the input.
struct Setup {
    variables: &'static [(&'static str, &'static str)],
    files: &'static [(&'static str, &'static str)],
}

const SETUPS: [Setup; 7] = [
    // The instance metadata, which needs no setting.
    Setup {
        variables: &[],
        files: &[],
    },
    Setup {
        variables: &[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/credentials")],
        files: &[],
    },
    Setup {
        variables: &[
            ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
            ("AWS_ROLE_ARN", "arn"),
        ],
        files: &[("/token", "@")],
    },
    Setup {
        variables: &[],
        files: &[(
            "/home/.aws/config",
            "[default]\nrole_arn = arn\nsource_profile = base\n             [profile base]\naws_access_key_id = a\naws_secret_access_key = b\n",
        )],
    },
    // The names of files of tokens are hashes of their sessions.
    Setup {
        variables: &[],
        files: &[
            (
                "/home/.aws/config",
                "[default]\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = r\n",
            ),
            (
                "/home/.aws/sso/cache/51e69892ab49df85c6230ccc57f8e1d1606caccc.json",
                r#"{"accessToken":"t","expiresAt":"2030-01-01T00:00:00Z"}"#,
            ),
        ],
    },
    Setup {
        variables: &[],
        files: &[
            (
                "/home/.aws/config",
                "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n                 [sso-session corp]\nsso_start_url = u\nsso_region = r\n",
            ),
            (
                "/home/.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
                "@",
            ),
        ],
    },
    Setup {
        variables: &[],
        files: &[
            ("/home/.aws/config", "[default]\nlogin_session = me\n"),
            (
                "/home/.aws/login/cache/2744ccd10c7533bd736ad890f9dd5cab2adb27b07d500b9493f29cdc420cb2e0.json",
                "@",
            ),
        ],
    },
];

/// Checks that each provider makes usable credentials of a response or a file, or an error whose messages are of one line.
///
/// The input has the form of a response: a status, a line break and the body. The body is also the content of the file that a provider
/// reads, if it reads one.
pub fn credentials(input: &[u8]) {
    let Some((status, body)) = response(input) else {
        return;
    };
    for setup in &SETUPS {
        provide(setup, status, body);
    }
}

fn response(input: &[u8]) -> Option<(u16, &[u8])> {
    let (status, rest) = input.split_at_checked(3)?;
    let status = str::from_utf8(status).ok()?.parse().ok()?;
    let body = rest.strip_prefix(b"\n")?;
    (100..600).contains(&status).then_some((status, body))
}

fn provide(setup: &Setup, status: u16, body: &[u8]) {
    let variables = setup.variables.iter().copied();
    let files = setup.files.iter().map(|(path, text)| match *text {
        "@" => (*path, body.to_vec()),
        text => (*path, text.as_bytes().to_vec()),
    });
    let environment = Environment::from_iter(variables.chain([("HOME", "/home")]));
    let script = ScriptedTransport::new();
    // As many as the three requests of one provider have attempts.
    for _ in 0..9 {
        script.respond(ScriptedResponse::status(status).body(body.to_vec()));
    }
    let builder = Config::builder()
        .region("us-west-2")
        .environment(environment.with_files(files))
        .transport(script)
        .time(Instantly);
    let Some(Ok(config)) = builder.load().now_or_never() else {
        panic!("the settings are valid, and nothing waits");
    };
    let Some(provider) = config.credentials_provider() else {
        panic!("there is a provider chain");
    };
    let Some(result) = provider.provide_credentials().now_or_never() else {
        panic!("nothing waits");
    };
    match result {
        Ok(credentials) => {
            let key = credentials.access_key_id();
            let secret = credentials.secret_access_key();
            assert!(!key.is_empty() && !secret.is_empty());
        }
        Err(error) => {
            is_one_line(&error);
            let mut source = error.source();
            while let Some(error) = source {
                is_one_line(error);
                source = error.source();
            }
        }
    }
}

/// A clock that never advances, and whose sleeps end at once.
#[derive(Debug)]
struct Instantly;

impl Time for Instantly {
    fn now(&self) -> SystemTime {
        // 2026-01-01.
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}
