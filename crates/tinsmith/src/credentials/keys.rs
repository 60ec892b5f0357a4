//! Credentials as JSON: what processes, containers and instances answer.

use aws_credential_types::Credentials;

use crate::Timestamp;
use crate::codec::json;

/// The members that these answers have, under the names that any of them uses. It has no `Debug`, being made of secrets.
#[derive(Default)]
pub(super) struct Keys {
    version: Option<i32>,
    code: Option<String>,
    message: Option<String>,
    lower_case_code: Option<String>,
    lower_case_message: Option<String>,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    token: Option<String>,
    expiration: Option<Timestamp>,
    account_id: Option<String>,
}

crate::shape! { Keys {
    version: "Version",
    code: "Code",
    message: "Message",
    lower_case_code: "code",
    lower_case_message: "message",
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "SessionToken",
    token: "Token",
    expiration: "Expiration".date_time(),
    account_id: "AccountId",
} }

impl Keys {
    /// Reads an answer. The error has the path to what is wrong, and nothing of what is there.
    pub(super) fn read(answer: &[u8]) -> Result<Self, String> {
        json::from_slice(answer).map_err(|error| format!("its answer is malformed: {error}"))
    }

    /// The version of the form that the answer has, where it says so.
    pub(super) fn version(&self) -> Option<i32> {
        self.version
    }

    /// What the answer says went wrong.
    pub(super) fn problem(&self) -> Option<String> {
        let code = self.code.as_ref().or(self.lower_case_code.as_ref());
        let code = code.filter(|code| *code != "Success");
        let message = self.message.as_ref().or(self.lower_case_message.as_ref());
        match (code, message) {
            (Some(code), Some(message)) => Some(format!("{code}: {message}")),
            (problem, None) | (None, problem) => problem.cloned(),
        }
    }

    /// The credentials, if the answer has a key and its secret.
    pub(super) fn into_credentials(self, provider: &'static str) -> Result<Credentials, String> {
        if let Some(problem) = self.problem() {
            return Err(format!("it answers {problem}"));
        }
        let Self {
            access_key_id,
            secret_access_key,
            ..
        } = self;
        for (name, value) in [
            ("AccessKeyId", &access_key_id),
            ("SecretAccessKey", &secret_access_key),
        ] {
            if value.is_empty() {
                return Err(format!("its answer has no {name}"));
            }
        }
        let mut credentials = Credentials::builder()
            .provider_name(provider)
            .access_key_id(access_key_id)
            .secret_access_key(secret_access_key);
        credentials.set_session_token(self.session_token.or(self.token));
        credentials.set_expiry(self.expiration.map(Into::into));
        credentials.set_account_id(self.account_id.map(Into::into));
        Ok(credentials.build())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn problem(answer: &str) -> String {
        let read = Keys::read(answer.as_bytes());
        read.and_then(|keys| keys.into_credentials("test"))
            .unwrap_err()
    }

    #[test]
    fn an_answer_becomes_credentials_with_their_expiry() {
        for token in ["Token", "SessionToken"] {
            let answer = format!(
                r#"{{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"AKID","SecretAccessKey":"hush",
                "{token}":"tok","Expiration":"1970-01-01T00:01:00Z","AccountId":"123456789012","New":[{{}}]}}"#
            );
            let credentials = Keys::read(answer.as_bytes())
                .unwrap()
                .into_credentials("test");
            let credentials = credentials.unwrap();
            assert_eq!(credentials.access_key_id(), "AKID");
            assert_eq!(credentials.secret_access_key(), "hush");
            assert_eq!(credentials.session_token(), Some("tok"));
            assert_eq!(credentials.account_id().unwrap().as_str(), "123456789012");
            assert_eq!(
                credentials.expiry(),
                Some(SystemTime::UNIX_EPOCH + Duration::from_secs(60))
            );
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_and_secrets_are_not() {
        assert_eq!(
            problem(r#"{"SecretAccessKey":"hush"}"#),
            "its answer has no AccessKeyId"
        );
        assert_eq!(
            problem(r#"{"AccessKeyId":"AKID","SecretAccessKey":null}"#),
            "its answer has no SecretAccessKey"
        );
        assert_eq!(
            problem(r#"{"Code":"Failed","Message":"no trust"}"#),
            "it answers Failed: no trust"
        );
        assert_eq!(problem(r#"{"code":"Denied"}"#), "it answers Denied");
        for malformed in [
            "",
            "hush",
            r#"{"SecretAccessKey":"hush"#,
            r#"{"SecretAccessKey":["hush"]}"#,
            r#"{"SecretAccessKey":"hush","Expiration":"hush"}"#,
            r#"{"Version":"hush"}"#,
        ] {
            let problem = problem(malformed);
            assert!(
                problem.starts_with("its answer is malformed: "),
                "{problem}"
            );
            assert!(!problem.contains("hush"), "{problem}");
        }
    }
}
