//! Credentials as JSON, in the form that processes, containers and instances provide.

use aws_credential_types::Credentials;

use super::expiration;
use super::validate::Part;
use crate::codec::json;
use crate::error::quote;

/// The members of these documents, under the names that any of them uses. It has no `Debug`, being made of secrets.
#[derive(Default)]
pub(super) struct JsonCredentials {
    version: Option<i32>,
    code: Option<String>,
    message: Option<String>,
    lower_case_code: Option<String>,
    lower_case_message: Option<String>,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    token: Option<String>,
    expiration: Option<String>,
    account_id: Option<String>,
}

crate::shape! { JsonCredentials {
    version: "Version",
    code: "Code",
    message: "Message",
    lower_case_code: "code",
    lower_case_message: "message",
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "SessionToken",
    token: "Token",
    expiration: "Expiration",
    account_id: "AccountId",
} }

impl JsonCredentials {
    /// Parses a document. The error has the offset of the problem, and nothing of the document.
    pub(super) fn from_json(text: &[u8]) -> Result<Self, String> {
        let document = json::from_slice(text);
        let mut document: Self =
            document.map_err(|error| format!("invalid JSON: {}", error.without_path()))?;
        // Programs in Go, among others, write an empty text for an absent one. An empty expiration stays an error: the keys might expire.
        for member in [
            &mut document.code,
            &mut document.message,
            &mut document.lower_case_code,
            &mut document.lower_case_message,
            &mut document.session_token,
            &mut document.token,
            &mut document.account_id,
        ] {
            if member.as_deref() == Some("") {
                *member = None;
            }
        }
        Ok(document)
    }

    /// True if a document can be parsed.
    pub(super) fn is_json(text: &[u8]) -> bool {
        Self::from_json(text).is_ok()
    }

    /// Returns the version of the form, if the document has one.
    pub(super) fn version(&self) -> Option<i32> {
        self.version
    }

    /// Sets the account id if the document has none.
    pub(super) fn set_default_account_id(&mut self, id: Option<&String>) {
        if self.account_id.is_none() {
            self.account_id = id.cloned();
        }
    }

    /// Returns the error that the document reports: its code, its message, or both, shortened and with control characters escaped.
    pub(super) fn problem(&self) -> Option<String> {
        let message = self.message.as_ref().or(self.lower_case_message.as_ref());
        let problem = match (self.code(), message) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            (Some(code), None) => code.to_owned(),
            (None, Some(message)) => message.clone(),
            (None, None) => return None,
        };
        Some(quote(problem.as_bytes()))
    }

    /// Rejects a document with the code of an error. Processes may use codes of their own, so this is for endpoints only.
    pub(super) fn reject_error_code(self) -> Result<Self, String> {
        match (self.code(), self.problem()) {
            (Some(_), Some(problem)) => Err(problem),
            _ => Ok(self),
        }
    }

    /// Returns the credentials, if the document has a key and its secret. A message beside them is no error.
    pub(super) fn into_credentials(self, provider: &'static str) -> Result<Credentials, String> {
        for (name, part, value) in [
            ("AccessKeyId", Part::AccessKeyId, &self.access_key_id),
            (
                "SecretAccessKey",
                Part::SecretAccessKey,
                &self.secret_access_key,
            ),
        ] {
            part.validate(name, value)?;
            if value.is_empty() {
                return Err(match self.problem() {
                    Some(problem) => format!("no {name}: {problem}"),
                    None => format!("no {name}"),
                });
            }
        }
        let token = self.session_token.or(self.token);
        if let Some(token) = &token {
            Part::SessionToken.validate("SessionToken", token)?;
        }
        let expiry = match &self.expiration {
            Some(text) => {
                Some(expiration::parse(text).ok_or("Expiration is not an ISO 8601 time")?)
            }
            None => None,
        };
        let mut credentials = Credentials::builder()
            .provider_name(provider)
            .access_key_id(self.access_key_id)
            .secret_access_key(self.secret_access_key);
        credentials.set_session_token(token);
        credentials.set_expiry(expiry);
        credentials.set_account_id(self.account_id.map(Into::into));
        Ok(credentials.build())
    }

    /// Returns the code of an error.
    fn code(&self) -> Option<&str> {
        let code = self.code.as_deref().or(self.lower_case_code.as_deref());
        code.filter(|code| *code != "Success")
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn problem(text: &str) -> String {
        let document = JsonCredentials::from_json(text.as_bytes());
        document
            .and_then(|document| document.into_credentials("test"))
            .unwrap_err()
    }

    #[test]
    fn a_document_becomes_credentials_with_their_expiry() {
        for token in ["Token", "SessionToken"] {
            let text = format!(
                r#"{{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"AKID","SecretAccessKey":"hush","Message":"hello",
                "{token}":"tok","Expiration":"1970-01-01T00:01Z","AccountId":"123456789012","New":[{{}}]}}"#
            );
            let document = JsonCredentials::from_json(text.as_bytes()).unwrap();
            let credentials = document.into_credentials("test").unwrap();
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
    fn an_empty_text_is_absent() {
        let text = r#"{"Code":"","Message":"","AccessKeyId":"AKID","SecretAccessKey":"hush",
            "SessionToken":"","Token":"tok","AccountId":""}"#;
        let document = JsonCredentials::from_json(text.as_bytes()).unwrap();
        let document = document.reject_error_code().unwrap();
        let credentials = document.into_credentials("test").unwrap();
        assert_eq!(credentials.session_token(), Some("tok"));
        assert_eq!(credentials.account_id(), None);
        assert_eq!(
            problem(r#"{"AccessKeyId":"AKID","SecretAccessKey":"hush","Expiration":""}"#),
            "Expiration is not an ISO 8601 time"
        );
    }

    #[test]
    fn problems_are_named_and_secrets_are_not() {
        assert_eq!(problem(r#"{"SecretAccessKey":"hush"}"#), "no AccessKeyId");
        assert_eq!(
            problem(r#"{"AccessKeyId":"AKID","SecretAccessKey":null}"#),
            "no SecretAccessKey"
        );
        assert_eq!(
            problem(r#"{"Code":"Failed","Message":"no trust"}"#),
            "no AccessKeyId: Failed: no trust"
        );
        assert_eq!(problem(r#"{"code":"Denied"}"#), "no AccessKeyId: Denied");
        assert_eq!(
            problem(r#"{"AccessKeyId":"AKID","SecretAccessKey":"hush","Expiration":"hush"}"#),
            "Expiration is not an ISO 8601 time"
        );
        let hostile = format!(
            r#"{{"Code":"a\u001b[2J\u202eb","Message":"{}"}}"#,
            "x".repeat(1 << 20)
        );
        let problem_of_hostile = problem(&hostile);
        assert!(
            problem_of_hostile.starts_with(r"no AccessKeyId: a\u{1b}[2J\u{202e}b: xxx"),
            "{problem_of_hostile}"
        );
        assert!(problem_of_hostile.len() < 300);
        for invalid in [
            "",
            "hush",
            r#"{"SecretAccessKey":"hush"#,
            r#"{"SecretAccessKey":["hush"]}"#,
            r#"{"Version":"hush"}"#,
        ] {
            let problem = problem(invalid);
            assert!(problem.starts_with("invalid JSON: "), "{problem}");
            assert!(!problem.contains("hush"), "{problem}");
        }
    }
}
