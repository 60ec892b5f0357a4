//! The authentication scheme of an operation.

use serde_json::Value;

use crate::ServiceSpec;
use crate::smithy::{Model, Shape};

/// A supported authentication scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// `aws.auth#sigv4`.
    SigV4,
    /// `smithy.api#httpApiKeyAuth`.
    ApiKey,
    /// `smithy.api#httpBasicAuth`.
    Basic,
    /// `smithy.api#httpBearerAuth`.
    Bearer,
}

/// The trait of a service with the location of API keys.
pub(crate) const API_KEY: &str = "smithy.api#httpApiKeyAuth";

/// The traits of the supported schemes.
const SUPPORTED: [(&str, Scheme); 4] = [
    ("aws.auth#sigv4", Scheme::SigV4),
    (API_KEY, Scheme::ApiKey),
    ("smithy.api#httpBasicAuth", Scheme::Basic),
    ("smithy.api#httpBearerAuth", Scheme::Bearer),
];

/// The traits of schemes that are not supported, besides those that a model defines.
const UNSUPPORTED: [&str; 3] = [
    "aws.auth#cognitoUserPools",
    "aws.auth#sigv4a",
    "smithy.api#httpDigestAuth",
];

/// Returns the supported schemes that an operation offers, in the order of preference: those of its own `auth` trait, or of the service's, or
/// those of the service in the order of their names. An unsupported scheme that the spec ignores does not count. An empty list means no authentication.
///
/// # Errors
///
/// The operation offers schemes, but none that is supported. The text continues the operation's name.
pub(crate) fn offered_schemes(
    model: &Model,
    spec: &ServiceSpec,
    service: &Shape,
    operation: &Shape,
) -> Result<Vec<Scheme>, String> {
    let named = operation
        .traits
        .get("smithy.api#auth")
        .or_else(|| service.traits.get("smithy.api#auth"))
        .and_then(Value::as_array);
    let mut offered: Vec<&str> = match named {
        Some(named) => named.iter().filter_map(Value::as_str).collect(),
        None => {
            let mut schemes: Vec<&str> = service.traits.ids().collect();
            schemes.retain(|id| is_scheme(model, id));
            schemes.sort_unstable();
            schemes
        }
    };
    let supported = |id: &&str| SUPPORTED.iter().find(|(known, _)| known == id);
    offered.retain(|id| supported(id).is_some() || !spec.ignore_traits.contains(*id));
    let schemes = offered.iter().filter_map(supported);
    let schemes: Vec<Scheme> = schemes.map(|(_, scheme)| *scheme).collect();
    let may_be_empty = offered.is_empty() || operation.traits.has("smithy.api#optionalAuth");
    if schemes.is_empty() && !may_be_empty {
        return Err(format!(
            "its authentication schemes (`{}`) are not supported; a supported scheme is one of `{}`; {} sends its requests without \
             authentication",
            offered.join("`, `"),
            SUPPORTED.map(|(id, _)| id).join("`, `"),
            spec.caller
                .ignore_trait(offered.first().copied().unwrap_or_default()),
        ));
    }
    Ok(schemes)
}

fn is_scheme(model: &Model, id: &str) -> bool {
    SUPPORTED.iter().any(|(known, _)| *known == id)
        || UNSUPPORTED.contains(&id)
        || model
            .get(id)
            .is_some_and(|shape| shape.traits.has("smithy.api#authDefinition"))
}
