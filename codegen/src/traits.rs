//! What is done about each trait that a model may have: implemented, ignored for a reason, or refused.
//!
//! This is the one list. A trait that is not on it fails the generation, so that nothing a model says is
//! dropped in silence.

use crate::diagnostic::did_you_mean;
use crate::smithy::Traits;

/// What becomes of a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The generated code or the runtime does what it says.
    Implemented,
    /// It has no bearing on a client, for this reason.
    Ignored(&'static str),
    /// A client would have to obey it and cannot, for this reason.
    Unsupported(&'static str),
}

use Policy::{Ignored, Implemented, Unsupported};

const SERVER: &str = "concerns servers";
const AUTHORING: &str = "concerns the authors of models and their tools";
const VALIDATED: &str =
    "the service validates, and may come to allow more than an old client knows";
const TESTS: &str = "describes tests that no generated client can run";
const OTHER_PROTOCOL: &str = "concerns another protocol, which the service speaks as well";
const OTHER_AUTH: &str = "another way of authorising, beside those that are implemented";
const EVENTS: &str = "concerns event streams, whose operations are refused or left out";
const RESOURCES: &str = "describes resources; their operations are plain methods of the client";
const MARKERS: &str = "operations themselves say which structures they take and give";
const XML: &str = "concerns XML, and the body is JSON";
const ENDPOINT_RULES: &str = "what it leads to is in the rule set";
const DISCOVERY: &str = "endpoints would have to be discovered by calls of their own";

/// Every known trait, by id.
const TRAITS: &[(&str, Policy)] = &[
    ("aws.api#arn", Ignored(RESOURCES)),
    ("aws.api#arnReference", Ignored("ARNs are plain text")),
    ("aws.api#clientDiscoveredEndpoint", Unsupported(DISCOVERY)),
    ("aws.api#clientEndpointDiscovery", Unsupported(DISCOVERY)),
    ("aws.api#clientEndpointDiscoveryId", Unsupported(DISCOVERY)),
    (
        "aws.api#controlPlane",
        Ignored("a remark on the operation's role"),
    ),
    (
        "aws.api#data",
        Ignored("classifies data for AWS's own tools"),
    ),
    (
        "aws.api#dataPlane",
        Ignored("a remark on the operation's role"),
    ),
    ("aws.api#service", Implemented),
    ("aws.api#tagEnabled", Ignored(RESOURCES)),
    ("aws.api#taggable", Ignored(RESOURCES)),
    ("aws.auth#cognitoUserPools", Ignored(OTHER_AUTH)),
    ("aws.auth#sigv4", Implemented),
    ("aws.auth#sigv4a", Ignored(OTHER_AUTH)),
    ("aws.auth#unsignedPayload", Implemented),
    (
        "aws.customizations#s3UnwrappedXmlOutput",
        Ignored(OTHER_PROTOCOL),
    ),
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
    ("aws.protocols#awsJson1_0", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsJson1_1", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQuery", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQueryCompatible", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQueryError", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#ec2Query", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#ec2QueryName", Ignored(OTHER_PROTOCOL)),
    (
        "aws.protocols#httpChecksum",
        Unsupported("checksums of the caller's choice are not implemented"),
    ),
    ("aws.protocols#restJson1", Implemented),
    ("aws.protocols#restXml", Ignored(OTHER_PROTOCOL)),
    ("smithy.api#addedDefault", Implemented),
    ("smithy.api#auth", Implemented),
    ("smithy.api#authDefinition", Ignored(AUTHORING)),
    (
        "smithy.api#box",
        Ignored("Smithy 2.0 says it by `default` and `clientOptional`"),
    ),
    ("smithy.api#clientOptional", Implemented),
    ("smithy.api#cors", Ignored("concerns browsers")),
    ("smithy.api#default", Implemented),
    ("smithy.api#deprecated", Implemented),
    ("smithy.api#documentation", Implemented),
    ("smithy.api#endpoint", Implemented),
    ("smithy.api#enumValue", Implemented),
    ("smithy.api#error", Implemented),
    ("smithy.api#eventHeader", Ignored(EVENTS)),
    ("smithy.api#eventPayload", Ignored(EVENTS)),
    (
        "smithy.api#examples",
        Ignored("documentation's own example is made from the members"),
    ),
    (
        "smithy.api#externalDocumentation",
        Ignored("links for people, beside the documentation"),
    ),
    ("smithy.api#hostLabel", Implemented),
    ("smithy.api#http", Implemented),
    ("smithy.api#httpApiKeyAuth", Ignored(OTHER_AUTH)),
    ("smithy.api#httpBasicAuth", Ignored(OTHER_AUTH)),
    ("smithy.api#httpBearerAuth", Implemented),
    ("smithy.api#httpChecksumRequired", Implemented),
    ("smithy.api#httpDigestAuth", Ignored(OTHER_AUTH)),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Implemented),
    ("smithy.api#httpLabel", Implemented),
    ("smithy.api#httpPayload", Implemented),
    ("smithy.api#httpPrefixHeaders", Implemented),
    ("smithy.api#httpQuery", Implemented),
    ("smithy.api#httpQueryParams", Implemented),
    ("smithy.api#httpResponseCode", Implemented),
    ("smithy.api#idRef", Ignored(AUTHORING)),
    ("smithy.api#idempotencyToken", Implemented),
    (
        "smithy.api#idempotent",
        Ignored("retries do not depend on it, as the other AWS SDKs have it"),
    ),
    ("smithy.api#input", Ignored(MARKERS)),
    (
        "smithy.api#internal",
        Ignored("a remark that hides nothing which the model still has"),
    ),
    ("smithy.api#jsonName", Implemented),
    ("smithy.api#length", Implemented),
    ("smithy.api#mediaType", Implemented),
    ("smithy.api#mixin", Implemented),
    ("smithy.api#nestedProperties", Ignored(RESOURCES)),
    ("smithy.api#noReplace", Ignored(RESOURCES)),
    ("smithy.api#notProperty", Ignored(RESOURCES)),
    ("smithy.api#optionalAuth", Implemented),
    ("smithy.api#output", Ignored(MARKERS)),
    ("smithy.api#paginated", Implemented),
    ("smithy.api#pattern", Ignored(VALIDATED)),
    ("smithy.api#private", Ignored(AUTHORING)),
    ("smithy.api#property", Ignored(RESOURCES)),
    ("smithy.api#protocolDefinition", Ignored(AUTHORING)),
    ("smithy.api#range", Ignored(VALIDATED)),
    (
        "smithy.api#readonly",
        Ignored("retries do not depend on it, as the other AWS SDKs have it"),
    ),
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
    ("smithy.api#trait", Ignored(AUTHORING)),
    ("smithy.api#traitValidators", Ignored(AUTHORING)),
    ("smithy.api#uniqueItems", Ignored(VALIDATED)),
    ("smithy.api#unitType", Ignored(AUTHORING)),
    ("smithy.api#unstable", Ignored(AUTHORING)),
    ("smithy.api#xmlAttribute", Ignored(XML)),
    ("smithy.api#xmlFlattened", Ignored(XML)),
    ("smithy.api#xmlName", Ignored(XML)),
    ("smithy.api#xmlNamespace", Ignored(XML)),
    ("smithy.protocols#rpcv2Cbor", Ignored(OTHER_PROTOCOL)),
    ("smithy.protocols#rpcv2Json", Ignored(OTHER_PROTOCOL)),
    (
        "smithy.rules#clientContextParams",
        Ignored("settings of the endpoint rules; the configuration takes them by name"),
    ),
    ("smithy.rules#contextParam", Implemented),
    (
        "smithy.rules#endpointBdd",
        Ignored("another form of the rule set; a service that has this one alone is reported"),
    ),
    ("smithy.rules#endpointRuleSet", Implemented),
    ("smithy.rules#endpointTests", Implemented),
    (
        "smithy.rules#operationContextParams",
        Unsupported("endpoints that depend on values within lists are not implemented"),
    ),
    ("smithy.rules#staticContextParams", Implemented),
    ("smithy.test#eventStreamTests", Ignored(EVENTS)),
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
    (
        "aws.iam",
        "describes policies; the service decides who may call what",
    ),
    ("aws.tagging", "describes tagging to AWS's own tools"),
    ("smithy.contracts", VALIDATED),
    ("smithy.framework", SERVER),
    ("smithy.mqtt", OTHER_PROTOCOL),
    ("smithy.openapi", "concerns conversion to OpenAPI"),
];

/// What is done about a trait; `None` when nobody has thought about it.
pub fn policy(id: &str) -> Option<Policy> {
    if let Ok(at) = TRAITS.binary_search_by_key(&id, |(id, _)| id) {
        return TRAITS.get(at).map(|(_, policy)| *policy);
    }
    let (namespace, _) = id.split_once('#')?;
    NAMESPACES
        .iter()
        .find(|(known, _)| *known == namespace)
        .map(|(_, reason)| Ignored(reason))
}

/// The first trait that a client would have to obey and cannot, and why.
pub(crate) fn unsupported(traits: &Traits) -> Option<(&str, &'static str)> {
    traits.ids().find_map(|id| match policy(id) {
        Some(Unsupported(reason)) => Some((id, reason)),
        _ => None,
    })
}

/// `; did you mean `X`?` when a known trait has nearly that name.
pub(crate) fn suggestion(id: &str) -> String {
    did_you_mean(id, TRAITS.iter().map(|(id, _)| *id))
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

    /// All of the generator's sources but this one.
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
