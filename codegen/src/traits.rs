//! The policy for each trait that a model may have: implemented, or ignored for a reason.
//!
//! Traits whose policy depends on the protocol are in `protocol/policy.rs`; all others are here. A trait in neither list
//! fails the generation, so that nothing in a model is dropped silently.

/// The policy for a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// The generated code or the runtime implements it.
    Implemented,
    /// It does not concern a client, for this reason.
    Ignored(&'static str),
}

use Policy::{Ignored, Implemented};

const SERVER: &str = "concerns servers";
const AUTHORING: &str = "concerns the authors of models and their tools";
const VALIDATED: &str = "the service validates, and may allow more than an older client knows";
const TESTS: &str = "describes tests that no generated client can run";
const OTHER_AUTH: &str =
    "an authentication scheme that is not supported; operations that offer no other are reported";
const CHUNKED: &str = "the checksum of a request decides how its stream is encoded; operations without one are reported";
const RESOURCES: &str = "describes resources; their operations are plain methods of the client";
const MARKERS: &str = "operations name their input and output structures";
const ENDPOINT_RULES: &str = "the rule set contains its outcome";

/// The traits whose policy is the same in every protocol, by id.
const TRAITS: &[(&str, Policy)] = &[
    ("aws.api#arn", Ignored(RESOURCES)),
    ("aws.api#arnReference", Ignored("ARNs are plain text")),
    ("aws.api#awsChunked", Ignored(CHUNKED)),
    ("aws.api#clientDiscoveredEndpoint", Implemented),
    ("aws.api#clientEndpointDiscovery", Implemented),
    ("aws.api#clientEndpointDiscoveryId", Implemented),
    (
        "aws.api#controlPlane",
        Ignored("classifies operations for AWS's own tools"),
    ),
    (
        "aws.api#data",
        Ignored("classifies data for AWS's own tools"),
    ),
    (
        "aws.api#dataPlane",
        Ignored("classifies operations for AWS's own tools"),
    ),
    ("aws.api#service", Implemented),
    ("aws.api#tagEnabled", Ignored(RESOURCES)),
    ("aws.api#taggable", Ignored(RESOURCES)),
    ("aws.auth#cognitoUserPools", Ignored(OTHER_AUTH)),
    ("aws.auth#cognitoUserPoolsScopes", Ignored(OTHER_AUTH)),
    ("aws.auth#sigv4", Implemented),
    ("aws.auth#sigv4a", Ignored(OTHER_AUTH)),
    ("aws.auth#unsignedPayload", Implemented),
    (
        "aws.endpoints#dualStackOnlyEndpoints",
        Ignored(ENDPOINT_RULES),
    ),
    ("aws.endpoints#endpointsModifier", Ignored(ENDPOINT_RULES)),
    ("aws.endpoints#rulesBasedEndpoints", Ignored(ENDPOINT_RULES)),
    (
        "aws.endpoints#standardPartitionalEndpoints",
        Ignored(ENDPOINT_RULES),
    ),
    (
        "aws.endpoints#standardRegionalEndpoints",
        Ignored(ENDPOINT_RULES),
    ),
    ("aws.protocols#httpChecksum", Implemented),
    ("smithy.api#addedDefault", Implemented),
    ("smithy.api#auth", Implemented),
    ("smithy.api#authDefinition", Implemented),
    (
        "smithy.api#box",
        Ignored("Smithy 2.0 expresses it by `default` and `clientOptional`"),
    ),
    ("smithy.api#clientOptional", Implemented),
    ("smithy.api#cors", Ignored("concerns browsers")),
    ("smithy.api#default", Implemented),
    ("smithy.api#deprecated", Implemented),
    ("smithy.api#documentation", Implemented),
    ("smithy.api#endpoint", Implemented),
    ("smithy.api#enumValue", Implemented),
    ("smithy.api#error", Implemented),
    ("smithy.api#eventHeader", Implemented),
    ("smithy.api#eventPayload", Implemented),
    ("smithy.api#examples", Implemented),
    (
        "smithy.api#externalDocumentation",
        Ignored("links beside the documentation"),
    ),
    ("smithy.api#hostLabel", Implemented),
    ("smithy.api#httpApiKeyAuth", Implemented),
    ("smithy.api#httpBasicAuth", Implemented),
    ("smithy.api#httpBearerAuth", Implemented),
    ("smithy.api#httpChecksumRequired", Implemented),
    ("smithy.api#httpDigestAuth", Ignored(OTHER_AUTH)),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#idRef", Ignored(AUTHORING)),
    ("smithy.api#idempotencyToken", Implemented),
    (
        "smithy.api#idempotent",
        Ignored("retries do not depend on it, as in the other AWS SDKs"),
    ),
    ("smithy.api#input", Ignored(MARKERS)),
    (
        "smithy.api#internal",
        Ignored("does not hide anything that the model still contains"),
    ),
    ("smithy.api#length", Implemented),
    ("smithy.api#longPoll", Implemented),
    ("smithy.api#metadata", Ignored(AUTHORING)),
    ("smithy.api#mixin", Implemented),
    ("smithy.api#nestedProperties", Ignored(RESOURCES)),
    ("smithy.api#noReplace", Ignored(RESOURCES)),
    ("smithy.api#notProperty", Ignored(RESOURCES)),
    ("smithy.api#optionalAuth", Implemented),
    ("smithy.api#output", Ignored(MARKERS)),
    ("smithy.api#paginated", Implemented),
    ("smithy.api#pattern", Implemented),
    ("smithy.api#private", Ignored(AUTHORING)),
    ("smithy.api#property", Ignored(RESOURCES)),
    ("smithy.api#protocolDefinition", Implemented),
    ("smithy.api#range", Implemented),
    ("smithy.api#readonly", Implemented),
    ("smithy.api#recommended", Ignored(AUTHORING)),
    ("smithy.api#references", Ignored(RESOURCES)),
    ("smithy.api#requestCompression", Implemented),
    ("smithy.api#required", Implemented),
    (
        "smithy.api#requiresLength",
        Ignored("the length of a body is sent wherever it is known"),
    ),
    ("smithy.api#resourceIdentifier", Ignored(RESOURCES)),
    ("smithy.api#retryable", Implemented),
    ("smithy.api#sensitive", Implemented),
    ("smithy.api#since", Ignored(AUTHORING)),
    ("smithy.api#sparse", Implemented),
    ("smithy.api#streaming", Implemented),
    ("smithy.api#suppress", Ignored(AUTHORING)),
    (
        "smithy.api#tags",
        Ignored("labels for the tools of those who publish the model"),
    ),
    ("smithy.api#timestampFormat", Implemented),
    ("smithy.api#title", Implemented),
    ("smithy.api#trait", Implemented),
    ("smithy.api#traitValidators", Ignored(AUTHORING)),
    ("smithy.api#uniqueItems", Implemented),
    ("smithy.api#unitType", Ignored(AUTHORING)),
    ("smithy.api#unstable", Ignored(AUTHORING)),
    (
        "smithy.rules#clientContextParams",
        Ignored("settings of the endpoint rule set; the configuration takes them by name"),
    ),
    ("smithy.rules#contextParam", Implemented),
    ("smithy.rules#endpointBdd", Implemented),
    ("smithy.rules#endpointRuleSet", Implemented),
    ("smithy.rules#endpointTests", Implemented),
    ("smithy.rules#operationContextParams", Implemented),
    ("smithy.rules#staticContextParams", Implemented),
    ("smithy.test#eventStreamTests", Implemented),
    ("smithy.test#httpMalformedRequestTests", Ignored(SERVER)),
    ("smithy.test#httpRequestTests", Implemented),
    ("smithy.test#httpResponseTests", Implemented),
    ("smithy.test#smokeTests", Ignored(TESTS)),
    ("smithy.waiters#waitable", Implemented),
];

/// Namespaces without any trait that a client has to know.
const NAMESPACES: &[(&str, &str)] = &[
    (
        "aws.apigateway",
        "describes how Amazon API Gateway serves the API",
    ),
    (
        "aws.cloudformation",
        "describes CloudFormation's view of resources",
    ),
    ("aws.cloudtrail", "describes records in CloudTrail"),
    ("aws.iam", "describes policies, which the service enforces"),
    ("aws.tagging", "describes tagging to AWS's own tools"),
    ("smithy.contracts", VALIDATED),
    ("smithy.framework", SERVER),
    ("smithy.mqtt", "concerns MQTT"),
    ("smithy.openapi", "concerns conversion to OpenAPI"),
];

/// Returns the policy for a trait that is the same in every protocol; `None` if the trait is not listed here.
pub(crate) fn policy(id: &str) -> Option<Policy> {
    if let Ok(at) = TRAITS.binary_search_by_key(&id, |(id, _)| id) {
        return TRAITS.get(at).map(|(_, policy)| *policy);
    }
    let (namespace, _) = id.split_once('#')?;
    NAMESPACES
        .iter()
        .find(|(known, _)| *known == namespace)
        .map(|(_, reason)| Ignored(reason))
}

/// Returns the id of every trait that is listed here.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    TRAITS.iter().map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_each_trait_once() {
        assert!(TRAITS.is_sorted_by(|(left, _), (right, _)| left < right));
        assert!(NAMESPACES.is_sorted_by(|(left, _), (right, _)| left < right));
    }

    #[test]
    fn a_trait_that_counts_as_implemented_is_named_where_it_is() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        for (id, policy) in TRAITS {
            let named = sources.contains(&format!("\"{id}\""));
            assert!(*policy != Implemented || named, "{id} is read nowhere");
        }
    }

    #[test]
    fn a_trait_that_counts_as_ignored_is_named_for_a_report_at_most() {
        // Their presence is reported; their values are not read.
        const REPORTED: [&str; 4] = [
            "aws.api#awsChunked",
            "aws.auth#cognitoUserPools",
            "aws.auth#sigv4a",
            "smithy.api#httpDigestAuth",
        ];
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        for (id, policy) in TRAITS {
            let is_ignored = matches!(policy, Ignored(_)) && !REPORTED.contains(id);
            let named = sources.contains(&format!("\"{id}\""));
            assert!(!is_ignored || !named, "{id} is read");
        }
    }

    /// Returns all of the generator's sources but this one.
    fn sources(folder: &Path) -> String {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let text = |path: PathBuf| match path.is_dir() {
            true => sources(&path),
            false if path.ends_with("src/traits.rs") => String::new(),
            false => fs::read_to_string(path).unwrap(),
        };
        entries.map(text).collect()
    }

    #[test]
    fn a_namespace_stands_for_its_traits_but_not_for_those_that_begin_like_it() {
        assert!(matches!(policy("aws.iam#actionName"), Some(Ignored(_))));
        assert_eq!(policy("aws.iamx#actionName"), None);
        assert_eq!(policy("com.example#custom"), None);
    }
}
