//! The `User-Agent` of requests.

use http::HeaderValue;

use crate::protocol::metadata::ServiceMetadata;
use crate::retry::RetryMode;

/// Returns the `User-Agent` in the form of the AWS SDKs:
/// `tinsmith/0.1.0 ua/2.1 os/linux lang/rust api/deadline#2023-10-12 cfg/retry-mode#standard app/renderer`.
pub(crate) fn user_agent(
    service: &ServiceMetadata,
    retry_mode: RetryMode,
    app_id: Option<&str>,
) -> HeaderValue {
    let os = match std::env::consts::OS {
        os @ ("linux" | "macos" | "windows" | "android" | "ios") => os,
        _ => "other",
    };
    let mut text = format!(
        "tinsmith/{} ua/2.1 os/{os} lang/rust api/{}#{} cfg/retry-mode#{retry_mode}",
        env!("CARGO_PKG_VERSION"),
        token(&service.name.to_ascii_lowercase(), 50),
        token(service.version, 50),
    );
    if let Some(app_id) = app_id {
        text.push_str(" app/");
        text.push_str(&token(app_id, 50));
    }
    // The text consists of the characters of tokens, so this cannot fail.
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("tinsmith"))
}

/// Replaces the characters that a token cannot have by `-`, and limits the length.
fn token(text: &str, max_length: usize) -> String {
    let replace = |c: char| {
        if c.is_ascii_alphanumeric() || "!$%&'*+-.^_`|~".contains(c) {
            c
        } else {
            '-'
        }
    };
    text.chars().take(max_length).map(replace).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_consists_of_tokens() {
        let service = ServiceMetadata {
            name: "Lex Runtime V2",
            version: "2020-08-07",
            ..ServiceMetadata::DEFAULT
        };
        let agent = user_agent(&service, RetryMode::Adaptive, Some("my app\r\nx: y/\u{fc}"));
        let agent = agent.to_str().unwrap();
        assert!(agent.starts_with("tinsmith/"), "{agent}");
        assert!(
            agent.ends_with(
                " api/lex-runtime-v2#2020-08-07 cfg/retry-mode#adaptive app/my-app--x--y--"
            ),
            "{agent}"
        );
    }
}
