//! The names of sensitive headers, query parameters and members: one list for debug output, messages and recordings.
//!
//! A model marks sensitive members, and generated code redacts them. This list is for places that see messages without their model.

use http::{Extensions, Request};

use crate::endpoint::percent_encode;
use crate::sign::http_auth::HttpAuth;

/// The replacement of a sensitive value.
pub(crate) const REDACTED: &str = "**";

/// The replacement of a sensitive value in a recorded body. It is a string of any kind, in base64, too, so that the body can be deserialized.
pub(crate) const REDACTED_MEMBER: &str = "REDACTED";

/// Parts of the names of sensitive headers and query parameters.
const HEADER_PARTS: [&str; 8] = [
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "password",
    "secret",
    "signature",
    "token",
];

/// Names with one of these parts that are not sensitive: page tokens and idempotency tokens grant nothing.
const PLAIN_HEADERS: [&str; 3] = ["nexttoken", "clienttoken", "xamzclienttoken"];

/// The ends of the names of sensitive members. STS, SSO, KMS, Secrets Manager, Cognito, S3, EC2 and other services return or accept them.
const MEMBER_ENDS: [&str; 28] = [
    "accesstoken",
    "apikey",
    "assertion",
    "authorizationtoken",
    "authtoken",
    "bearertoken",
    // The signed text in an error about a signature, with the session token in it.
    "canonicalrequestbytes",
    "clientsecret",
    "codeverifier",
    // The key of server-side encryption, but not the hash of it.
    "customerkey",
    "devicecode",
    "idtoken",
    "keymaterial",
    "passphrase",
    "password",
    "passworddata",
    "plaintext",
    "privatekey",
    "refreshtoken",
    "secretaccesskey",
    "secretbinary",
    "secretkey",
    "secretstring",
    "securitytoken",
    "sessiontoken",
    "stringtosignbytes",
    "subjecttoken",
    "webidentitytoken",
];

/// True if a recorded text is the replacement of a sensitive one, also in an older recording, which has the same replacement everywhere.
pub(crate) fn is_redacted(text: &str) -> bool {
    [REDACTED, REDACTED_MEMBER].contains(&text)
}

/// True if the value of a header or query parameter of this name is sensitive. The names of sensitive members count, too.
pub(crate) fn is_sensitive_header(name: &str) -> bool {
    let plain = normalized(name);
    let has_part = HEADER_PARTS.iter().any(|part| plain.contains(part));
    !PLAIN_HEADERS.contains(&plain.as_str()) && (has_part || is_sensitive_member(name))
}

/// True if the value of a member of this name is sensitive in requests and responses.
pub(crate) fn is_sensitive_member(name: &str) -> bool {
    let name = normalized(name);
    MEMBER_ENDS.iter().any(|end| name.ends_with(end))
}

/// True if a text that is not JSON contains the name of a sensitive member, or a signature as presigned URLs have it.
pub(crate) fn has_sensitive_member(text: &str) -> bool {
    let text = normalized(text);
    MEMBER_ENDS.iter().any(|end| text.contains(end)) || has_normalized_signature(&text)
}

/// True if a text contains a signature as presigned URLs have it.
pub(crate) fn has_signature(text: &str) -> bool {
    has_normalized_signature(&normalized(text))
}

fn has_normalized_signature(text: &str) -> bool {
    // The sign is encoded in a URL that is itself a field of a form or a query parameter.
    text.contains("signature=") || text.contains("signature%3d")
}

/// The name of a query parameter whose value is a secret, attached to its request. An API key may have any name.
#[derive(Clone, Copy, Debug)]
struct SecretParameter(&'static str);

/// Marks the query parameter by which an authentication scheme adds a secret to a request.
pub(crate) fn mark_secret(scheme: &dyn HttpAuth, extensions: &mut Extensions) {
    if let Some(name) = scheme.query_parameter() {
        extensions.insert(SecretParameter(name));
    }
}

/// Returns the path and the query of a request, without the values of sensitive parameters and presigned URLs.
pub(crate) fn redacted_target<B>(request: &Request<B>) -> String {
    let uri = request.uri();
    let Some(query) = uri.query() else {
        return uri.path().to_owned();
    };
    let secret = request.extensions().get::<SecretParameter>();
    // The name is encoded as in the request.
    let secret = secret.map(|SecretParameter(name)| percent_encode(name));
    let is_sensitive = |name: &str| is_sensitive_header(name) || secret.as_deref() == Some(name);
    let parameters = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if is_sensitive(name) || has_signature(value) => {
                format!("{name}={REDACTED}")
            }
            _ => parameter.to_owned(),
        });
    let query = parameters.collect::<Vec<_>>().join("&");
    format!("{}?{query}", uri.path())
}

/// Returns a name in lower case without `_` and `-`, which differ between services that mean the same.
pub(crate) fn normalized(name: &str) -> String {
    name.replace(['_', '-'], "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::*;

    #[test]
    fn names_are_sensitive_however_they_are_written() {
        for name in [
            "Authorization",
            "x-amz-security-token",
            "X-Amz-Signature",
            "Set-Cookie",
            "X-Amz-Credential",
            "x-api-key",
            "passphrase",
            "DeviceCode",
            "SAMLAssertion",
            "Plaintext",
            "x-amz-server-side-encryption-customer-key",
            "x-amz-copy-source-server-side-encryption-customer-key",
        ] {
            assert!(is_sensitive_header(name), "{name}");
        }
        for name in [
            "nextToken",
            "X-Amz-Client-Token",
            "x-amz-date",
            "x-amz-server-side-encryption-customer-key-md5",
            "content-type",
        ] {
            assert!(!is_sensitive_header(name), "{name}");
        }
        for name in [
            "SecretKey",
            "authorizationToken",
            "Plaintext",
            "PrivateKeyPlaintext",
            "access_token",
            "MasterUserPassword",
            "SecretAccessKey",
            "SAMLAssertion",
            "SSECustomerKey",
            "KeyMaterial",
            "passwordData",
        ] {
            assert!(is_sensitive_member(name), "{name}");
        }
        for name in [
            "nextToken",
            "secretId",
            "passwordPolicy",
            "PasswordLastUsed",
            "AccessKeyId",
            "name",
        ] {
            assert!(!is_sensitive_member(name), "{name}");
        }
    }

    #[test]
    fn a_query_keeps_its_plain_parameters() {
        let mut request = Request::new(());
        *request.uri_mut() =
            Uri::from_static("https://h/p?a=1&X-Amz-Signature=abc&nextToken=n&b&k%3D=v");
        assert_eq!(
            redacted_target(&request),
            "/p?a=1&X-Amz-Signature=**&nextToken=n&b&k%3D=v"
        );
        request.extensions_mut().insert(SecretParameter("k="));
        assert_eq!(
            redacted_target(&request),
            "/p?a=1&X-Amz-Signature=**&nextToken=n&b&k%3D=**"
        );
        *request.uri_mut() =
            Uri::from_static("https://h/p?u=https%3A%2F%2Fi%3FX-Amz-Signature%3Dabc&b=%3D");
        assert_eq!(redacted_target(&request), "/p?u=**&b=%3D");
        *request.uri_mut() = Uri::from_static("https://h/p");
        assert_eq!(redacted_target(&request), "/p");
    }
}
