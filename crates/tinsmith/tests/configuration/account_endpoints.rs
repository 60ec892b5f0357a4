//! Endpoints of the account that the credentials belong to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Loading;
use tinsmith::endpoint::{
    BuiltIn, Condition, Expr, Function, ParamValue, Parameter, Rule, RuleSet,
};
use tinsmith::preflight::AccountEndpoint;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{
    AccountIdEndpointMode, AttemptInfo, Call, Config, ConfigBuilder, Error, ErrorKind, Handle,
    Intercept, ProvideCredentials,
};

use crate::home::Home;
use crate::support::config;

const REGIONAL: &str = "https://ledger.us-west-2.example.com/";
const OF_ACCOUNT: &str = "https://111122223333.ledger.us-west-2.example.com/";

/// The rules of services with endpoints of accounts, shortened.
static RULES: RuleSet = RuleSet {
    parameters: &[
        parameter("Region", BuiltIn::Region),
        parameter("Account", BuiltIn::AccountId),
        parameter("Mode", BuiltIn::AccountIdEndpointMode),
    ],
    rules: &[
        Rule::Endpoint {
            conditions: &[
                when(Function::IsSet, &[Expr::Ref("Account")]),
                Condition {
                    function: Function::Not,
                    arguments: &[Expr::Call(
                        Function::StringEquals,
                        &[Expr::Ref("Mode"), Expr::Str("disabled")],
                    )],
                    assign: None,
                },
            ],
            url: Expr::Template("https://{Account}.ledger.{Region}.example.com"),
            headers: &[],
            properties: &[],
        },
        Rule::Error {
            conditions: &[when(
                Function::StringEquals,
                &[Expr::Ref("Mode"), Expr::Str("required")],
            )],
            message: Expr::Str("an account id is required"),
        },
        Rule::Endpoint {
            conditions: &[],
            url: Expr::Template("https://ledger.{Region}.example.com"),
            headers: &[],
            properties: &[],
        },
    ],
};

const fn parameter(name: &'static str, built_in: BuiltIn) -> Parameter {
    const NONE: Option<ParamValue> = None;
    Parameter {
        name,
        built_in: Some(built_in),
        required: false,
        default: NONE,
    }
}

const fn when(function: Function, arguments: &'static [Expr]) -> Condition {
    Condition {
        function,
        arguments,
        assign: None,
    }
}

static LEDGER: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Ledger",
    signing_name: "ledger",
    endpoint_rules: Some(&RULES),
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug)]
struct Read;

impl Operation for Read {
    type Output = Read;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &LEDGER,
        name: "Read",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

impl FromResponse for Read {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

fn call(config: &Config) -> Call {
    let handle = Handle::new(config, &LEDGER);
    handle.call().with_preflight(&AccountEndpoint)
}

fn keys(account: Option<&str>) -> Credentials {
    let mut keys = Credentials::builder()
        .access_key_id(account.unwrap_or("AKIDEXAMPLE"))
        .secret_access_key("secret")
        .provider_name("test");
    keys.set_account_id(account.map(Into::into));
    keys.build()
}

/// Returns the URL that a call with these settings is sent to.
async fn url(set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Result<String, Error> {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let config = set(config(&script)).build();
    call(&config).send(Read).await?;
    Ok(script.requests().remove(0).uri().to_string())
}

#[tokio::test]
async fn the_account_of_the_credentials_is_a_part_of_the_endpoint() {
    let with = async |account: Option<&str>, mode| {
        url(|config| {
            let config = config.credentials(keys(account));
            config.account_id_endpoint_mode(mode)
        })
        .await
    };
    use AccountIdEndpointMode::{Disabled, Preferred, Required};
    let account = Some("111122223333");
    assert_eq!(with(account, Preferred).await.unwrap(), OF_ACCOUNT);
    assert_eq!(with(account, Required).await.unwrap(), OF_ACCOUNT);
    assert_eq!(with(account, Disabled).await.unwrap(), REGIONAL);
    assert_eq!(with(None, Preferred).await.unwrap(), REGIONAL);
    let error = with(None, Required).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    assert_eq!(error.to_string(), "Read: an account id is required");
    let by_name = |config: ConfigBuilder| {
        let config = config.credentials(keys(account));
        config.endpoint_param("Account", "other")
    };
    let expected = "https://other.ledger.us-west-2.example.com/";
    assert_eq!(url(by_name).await.unwrap(), expected);
}

#[tokio::test]
async fn requests_that_are_signed_or_presigned_have_the_endpoint_of_the_account() {
    let script = ScriptedTransport::new();
    let config = config(&script).credentials(keys(Some("111122223333")));
    let call = call(&config.build());
    let signed = call.sign(&Read).await.unwrap();
    assert_eq!(signed.uri(), OF_ACCOUNT);
    let presigned = call.clone().presigned(Read, Duration::from_secs(60)).await;
    let presigned = presigned.unwrap().uri.to_string();
    assert!(presigned.starts_with(OF_ACCOUNT), "{presigned}");
    let unsigned = call.build(&Read).unwrap();
    assert_eq!(unsigned.uri(), REGIONAL);
    let resigned = call.sign_request(&Read, unsigned).await.unwrap();
    assert!(resigned.headers().contains_key("authorization"));
}

#[tokio::test]
async fn each_source_of_credentials_and_of_the_mode_counts() {
    const KEYS: &str = "aws_access_key_id = A\naws_secret_access_key = B\n";
    let of_profile = format!("[default]\n{KEYS}aws_account_id = 111122223333\n");
    let of_process = "[default]\ncredential_process = echo '{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"B\",\"AccountId\":\"111122223333\"}'\n";
    let of_variables = [
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "B"),
        ("AWS_ACCOUNT_ID", "111122223333"),
    ];
    let mode = ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "Disabled");
    for (files, credentials, variables, expected) in [
        (String::new(), "", &of_variables[..], OF_ACCOUNT),
        (String::new(), "", &of_variables[..2], REGIONAL),
        (of_process.to_owned(), "", &[], OF_ACCOUNT),
        (of_process.to_owned(), "", &[mode], REGIONAL),
        (of_profile.clone(), "", &[], OF_ACCOUNT),
        (
            format!("{of_profile}account_id_endpoint_mode = disabled\n"),
            "",
            &[],
            REGIONAL,
        ),
        (String::new(), of_profile.as_str(), &[], OF_ACCOUNT),
    ] {
        let home = Home::new(&files, credentials).unwrap();
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, "{}"));
        let config = Config::builder().environment(home.environment(variables));
        let config = config.region("us-west-2").transport(script.clone());
        let config = config.load().await.unwrap();
        call(&config).send(Read).await.unwrap();
        let sent = script.requests().remove(0).uri().to_string();
        assert_eq!(sent, expected, "{files} {credentials} {variables:?}");
    }
}

#[tokio::test]
async fn an_unknown_mode_is_an_error_of_the_calls_that_use_it() {
    let home = Home::new("", "").unwrap();
    let variables = [("AWS_ACCOUNT_ID_ENDPOINT_MODE", "always")];
    let config = home.load(&variables).await.unwrap();
    let config = config.to_builder().region("us-west-2").build();
    let error = call(&config).send(Read).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let expected = "Read: \"always\" set by AWS_ACCOUNT_ID_ENDPOINT_MODE is not `preferred`, `disabled` or `required`";
    assert_eq!(error.to_string(), expected);
}

/// A provider that counts its loads, each of which takes a second and fails.
#[derive(Clone, Debug, Default)]
struct Failing(Arc<AtomicUsize>);

impl ProvideCredentials for Failing {
    fn provide_credentials<'a>(&'a self) -> Loading<'a>
    where
        Self: 'a,
    {
        self.0.fetch_add(1, Ordering::Relaxed);
        Loading::ready(Err(CredentialsError::provider_error("no vault")))
    }
}

#[tokio::test]
async fn a_failure_to_load_credentials_is_the_error_of_the_call() {
    let provider = Failing::default();
    let error = url(|config| config.credentials(provider.clone())).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("no vault"), "{error}");
    assert_eq!(
        (error.attempts(), provider.0.load(Ordering::Relaxed)),
        (0, 1)
    );
}

/// A provider that never returns.
#[derive(Debug)]
struct Stuck;

impl ProvideCredentials for Stuck {
    fn provide_credentials<'a>(&'a self) -> Loading<'a>
    where
        Self: 'a,
    {
        Loading::new(std::future::pending())
    }
}

#[tokio::test]
async fn the_timeout_of_the_call_includes_the_loading_of_the_account() {
    let error = url(|config| {
        let config = config.credentials(Stuck);
        config.operation_timeout(Duration::from_secs(5))
    });
    let error = error.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let shown = error.to_string();
    assert!(
        shown.contains("loading credentials for the call"),
        "{shown}"
    );
}

/// A provider that returns credentials once, and never returns afterwards.
#[derive(Debug, Default)]
struct StuckAfterOne(AtomicUsize);

impl ProvideCredentials for StuckAfterOne {
    fn provide_credentials<'a>(&'a self) -> Loading<'a>
    where
        Self: 'a,
    {
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 => Loading::ready(Ok(keys(None))),
            _ => Loading::new(std::future::pending()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_while_credentials_for_a_retry_are_loaded_counts_the_attempts_before() {
    for is_prepared in [false, true] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(503));
        let config = config(&script).build();
        let call = match is_prepared {
            true => call(&config),
            false => Handle::new(&config, &LEDGER).call(),
        };
        let call = call.configure(|options| {
            let options = options.credentials(StuckAfterOne::default());
            options.operation_timeout(Duration::from_secs(5))
        });
        let error = call.send(Read).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
        let expected = "Read: loading credentials for the call took longer than 5s";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

/// A provider whose loads return credentials of these accounts, and fail after them.
#[derive(Clone, Debug)]
struct Accounts(Arc<Mutex<Vec<&'static str>>>);

impl Accounts {
    fn new<const N: usize>(accounts: [&'static str; N]) -> Self {
        let mut accounts = Vec::from(accounts);
        accounts.reverse();
        Self(Arc::new(Mutex::new(accounts)))
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl ProvideCredentials for Accounts {
    fn provide_credentials<'a>(&'a self) -> Loading<'a>
    where
        Self: 'a,
    {
        let next = self.0.lock().unwrap().pop();
        let error = || CredentialsError::provider_error("no vault");
        Loading::ready(next.map(|account| keys(Some(account))).ok_or_else(error))
    }
}

const EXPIRED: &str = r#"{"__type":"ExpiredTokenException"}"#;

#[tokio::test(start_paused = true)]
async fn a_retry_with_other_credentials_is_sent_to_the_endpoint_of_their_account() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(403, EXPIRED));
    script.respond(ScriptedResponse::json(200, "{}"));
    let accounts = Accounts::new(["111122223333", "444455556666"]);
    let config = config(&script).credentials(accounts).build();
    call(&config).send(Read).await.unwrap();
    let urls: Vec<_> = script
        .requests()
        .iter()
        .map(|sent| sent.uri().to_string())
        .collect();
    let of_other = "https://444455556666.ledger.us-west-2.example.com/";
    assert_eq!(urls, [OF_ACCOUNT, of_other]);
}

#[tokio::test(start_paused = true)]
async fn a_call_s_own_provider_is_called_once_for_each_attempt() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(503));
    script.respond(ScriptedResponse::json(200, "{}"));
    let accounts = Accounts::new(["111122223333"; 9]);
    let config = config(&script).build();
    let call = call(&config).configure(|options| options.credentials(accounts.clone()));
    call.clone().send(Read).await.unwrap();
    assert_eq!((script.requests().len(), accounts.left()), (2, 7));
    call.sign(&Read).await.unwrap();
    assert_eq!(accounts.left(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_failure_to_load_credentials_for_a_retry_counts_the_attempts_before() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(503));
    let config = config(&script).build();
    let own = Accounts::new(["111122223333"]);
    let call = call(&config).configure(|options| options.credentials(own));
    let error = call.send(Read).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Credentials, 1)
    );
}

/// An interceptor that counts the attempts.
#[derive(Clone, Debug, Default)]
struct Attempts(Arc<AtomicUsize>);

impl Intercept for Attempts {
    fn after_attempt(&self, _: Result<(), &Error>, _: Duration, _: &AttemptInfo) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn the_credentials_of_an_endpoint_of_the_caller_are_not_loaded_before_the_attempt() {
    for (is_own, expected) in [(false, 0), (true, 1)] {
        let attempts = Attempts::default();
        let result = url(|config| {
            let config = config.credentials(Failing::default());
            let config = config.interceptor(attempts.clone());
            match is_own {
                true => config.endpoint_url("https://own.example"),
                false => config,
            }
        });
        let error = result.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(attempts.0.load(Ordering::Relaxed), expected);
    }
}
