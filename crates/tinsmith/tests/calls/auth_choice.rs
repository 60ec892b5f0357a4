//! Operations that offer several authentication schemes.

use crate::support::{GetThingInput, GetThingOutput, call, config};
use tinsmith::service::{
    ApiKeyInQuery, Auth, AuthSchemes, BearerAuth, Operation, OperationMetadata, RequestWriter,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{ConfigBuilder, Environment};

macro_rules! operations {
    ($($name:ident: $auth:expr),* $(,)?) => {$(
        #[derive(Clone, Debug)]
        struct $name;

        impl Operation for $name {
            type Output = GetThingOutput;
            const METADATA: &'static OperationMetadata = &OperationMetadata {
                auth: $auth,
                uri: "/",
                host_prefix: "",
                ..*GetThingInput::METADATA
            };
            fn write(&self, _request: &mut RequestWriter<'_>) {}
        }
    )*};
}

operations! {
    SignedFirst: Auth::Choice(&AuthSchemes(&[Auth::SigV4, Auth::Http(&BearerAuth)])),
    TokenFirst: Auth::Choice(&AuthSchemes(&[Auth::Http(&BearerAuth), Auth::SigV4])),
    KeyOrNothing: Auth::Choice(&AuthSchemes(&[
        Auth::Http(&ApiKeyInQuery { name: "key" }),
        Auth::None,
    ])),
    Signed: Auth::SigV4,
}

/// The settings of a client, of which the code, variables and the profile may each have a preference.
#[derive(Clone, Copy, Default)]
struct Wishes {
    code: Option<&'static [&'static str]>,
    variable: Option<&'static str>,
    profile: Option<&'static str>,
    has_own_token: bool,
}

impl Wishes {
    async fn config(self, script: &ScriptedTransport) -> ConfigBuilder {
        let mut variables = vec![("AWS_CONFIG_FILE", "/config")];
        if let Some(preference) = self.variable {
            variables.push(("AWS_AUTH_SCHEME_PREFERENCE", preference));
        }
        if self.has_own_token {
            variables.push(("AWS_BEARER_TOKEN_THINGS", "own-token"));
        }
        let profile = match self.profile {
            Some(preference) => format!("[default]\nauth_scheme_preference = {preference}\n"),
            None => String::new(),
        };
        let environment = Environment::from_iter(variables).with_files([("/config", profile)]);
        let mut builder = config(script).api_key("s3cret").environment(environment);
        if !self.has_own_token {
            builder = builder.bearer_token("token-of-code");
        }
        if let Some(schemes) = self.code {
            builder = builder.auth_scheme_preference(schemes);
        }
        builder.load().await.unwrap().to_builder()
    }

    /// Returns the scheme of the request that an operation sends, and its token.
    async fn sent<O: Operation>(self, operation: O) -> String {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, "{}"));
        call(self.config(&script).await)
            .send(operation)
            .await
            .unwrap();
        let request = &script.requests()[0];
        let header = request.headers().get("authorization");
        let header = header.map(|value| value.to_str().unwrap());
        match header.and_then(|header| header.split_once(' ')) {
            Some(("AWS4-HMAC-SHA256", _)) => "signature".to_owned(),
            Some((_, token)) => token.to_owned(),
            None => request.uri().query().unwrap_or("nothing").to_owned(),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_preference_the_order_of_the_model_decides() {
    let wishes = Wishes::default();
    assert_eq!(wishes.sent(SignedFirst).await, "signature");
    assert_eq!(wishes.sent(TokenFirst).await, "token-of-code");
    assert_eq!(wishes.sent(KeyOrNothing).await, "key=s3cret");
}

#[tokio::test(start_paused = true)]
async fn the_code_precedes_a_token_of_the_service_which_precedes_a_variable_and_that_a_profile() {
    let none = Wishes::default();
    let bearer = Some("smithy.api#httpBearerAuth, sigv4");
    for (wishes, expected) in [
        (
            Wishes {
                profile: bearer,
                ..none
            },
            "token-of-code",
        ),
        (
            Wishes {
                variable: bearer,
                ..none
            },
            "token-of-code",
        ),
        (
            Wishes {
                variable: Some("sigv4"),
                profile: bearer,
                ..none
            },
            "signature",
        ),
        (
            Wishes {
                variable: Some("sigv4a,httpDigestAuth,httpBearerAuth"),
                ..none
            },
            "token-of-code",
        ),
        (
            Wishes {
                variable: Some("unknown"),
                ..none
            },
            "signature",
        ),
        (
            Wishes {
                has_own_token: true,
                ..none
            },
            "own-token",
        ),
        (
            Wishes {
                has_own_token: true,
                variable: Some("sigv4"),
                ..none
            },
            "own-token",
        ),
        (
            Wishes {
                has_own_token: true,
                code: Some(&["sigv4"]),
                ..none
            },
            "signature",
        ),
        (
            Wishes {
                variable: Some("sigv4"),
                code: Some(&["httpBearerAuth"]),
                ..none
            },
            "token-of-code",
        ),
    ] {
        assert_eq!(
            wishes.sent(SignedFirst).await,
            expected,
            "{:?} {:?} {:?}",
            wishes.code,
            wishes.variable,
            wishes.profile
        );
    }
    let no_auth = Wishes {
        code: Some(&["noAuth"]),
        ..none
    };
    assert_eq!(no_auth.sent(KeyOrNothing).await, "nothing");
}

#[tokio::test(start_paused = true)]
async fn an_operation_with_one_scheme_keeps_it() {
    let wishes = Wishes {
        code: Some(&["httpBearerAuth"]),
        has_own_token: true,
        ..Wishes::default()
    };
    assert_eq!(wishes.sent(Signed).await, "signature");
}

/// True if a request in plaintext bypassed every proxy.
async fn is_direct<O: Operation>(operation: O, schemes: &[&str]) -> bool {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let config = config(&script).bearer_token("token").api_key("s3cret");
    let config = config.auth_scheme_preference(schemes);
    call(config.endpoint_url("http://localhost"))
        .send(operation)
        .await
        .unwrap();
    script.options()[0].direct
}

#[tokio::test(start_paused = true)]
async fn a_call_bypasses_every_proxy_if_the_chosen_scheme_sends_a_secret_in_plaintext() {
    for schemes in [&[][..], &["httpBearerAuth"]] {
        assert!(is_direct(TokenFirst, schemes).await, "{schemes:?}");
    }
    assert!(is_direct(SignedFirst, &["httpBearerAuth"]).await);
    assert!(is_direct(KeyOrNothing, &[]).await);
}

#[tokio::test(start_paused = true)]
async fn a_call_uses_the_proxies_if_the_chosen_scheme_sends_no_secret() {
    assert!(!is_direct(TokenFirst, &["sigv4"]).await);
    assert!(!is_direct(SignedFirst, &[]).await);
    assert!(!is_direct(KeyOrNothing, &["noAuth"]).await);
    assert!(!is_direct(Signed, &["httpBearerAuth"]).await);
}
