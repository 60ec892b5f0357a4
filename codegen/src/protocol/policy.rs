//! The policy of each protocol for the traits that concern some protocols and not others.

use crate::traits::Policy::{self, Ignored, Implemented};

const OTHER_PROTOCOL: &str = "concerns another protocol, which the service speaks as well";
const XML: &str = "concerns XML, and the body is JSON";
const NO_XML: &str = "concerns XML, and the body is CBOR";
const HTTP_BINDING: &str = "the protocol has no HTTP bindings";
const JSON_NAME: &str = "in this protocol, members have their own names in JSON";

/// The traits that name a protocol, be it supported or not, by id.
const PROTOCOLS: [&str; 8] = [
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "aws.protocols#restJson1",
    "aws.protocols#restXml",
    "smithy.protocols#rpcv2Cbor",
    "smithy.protocols#rpcv2Json",
];

/// A policy for each trait that concerns some protocols only, by id.
type Table = &'static [(&'static str, Policy)];

/// The policies of awsJson1_0 and awsJson1_1.
pub(super) const AWS_JSON: Table = &[
    (
        "aws.customizations#s3UnwrappedXmlOutput",
        Ignored(OTHER_PROTOCOL),
    ),
    ("aws.protocols#awsQueryCompatible", Implemented),
    (
        "aws.protocols#awsQueryError",
        Ignored("where it has a meaning, the response contains this code"),
    ),
    ("aws.protocols#ec2QueryName", Ignored(OTHER_PROTOCOL)),
    ("smithy.api#http", Ignored(HTTP_BINDING)),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Ignored(HTTP_BINDING)),
    ("smithy.api#httpLabel", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPayload", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPrefixHeaders", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQuery", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQueryParams", Ignored(HTTP_BINDING)),
    ("smithy.api#httpResponseCode", Ignored(HTTP_BINDING)),
    ("smithy.api#jsonName", Ignored(JSON_NAME)),
    (
        "smithy.api#mediaType",
        Ignored("it describes text and bytes that have no header of their own"),
    ),
    ("smithy.api#xmlAttribute", Ignored(XML)),
    ("smithy.api#xmlFlattened", Ignored(XML)),
    ("smithy.api#xmlName", Ignored(XML)),
    ("smithy.api#xmlNamespace", Ignored(XML)),
];

/// The policies of awsQuery.
pub(super) const AWS_QUERY: Table = &[
    (
        "aws.customizations#s3UnwrappedXmlOutput",
        Ignored(OTHER_PROTOCOL),
    ),
    ("aws.protocols#awsQueryCompatible", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQueryError", Implemented),
    ("aws.protocols#ec2QueryName", Ignored(OTHER_PROTOCOL)),
    ("smithy.api#http", Ignored(HTTP_BINDING)),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Ignored(HTTP_BINDING)),
    ("smithy.api#httpLabel", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPayload", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPrefixHeaders", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQuery", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQueryParams", Ignored(HTTP_BINDING)),
    ("smithy.api#httpResponseCode", Ignored(HTTP_BINDING)),
    ("smithy.api#jsonName", Ignored("the body is not JSON")),
    (
        "smithy.api#mediaType",
        Ignored("it describes text and bytes that have no header of their own"),
    ),
    ("smithy.api#xmlAttribute", Implemented),
    ("smithy.api#xmlFlattened", Implemented),
    ("smithy.api#xmlName", Implemented),
    ("smithy.api#xmlNamespace", Implemented),
];

/// The policies of ec2Query.
pub(super) const EC2_QUERY: Table = &[
    (
        "aws.customizations#s3UnwrappedXmlOutput",
        Ignored(OTHER_PROTOCOL),
    ),
    ("aws.protocols#awsQueryCompatible", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQueryError", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#ec2QueryName", Implemented),
    ("smithy.api#http", Ignored(HTTP_BINDING)),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Ignored(HTTP_BINDING)),
    ("smithy.api#httpLabel", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPayload", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPrefixHeaders", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQuery", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQueryParams", Ignored(HTTP_BINDING)),
    ("smithy.api#httpResponseCode", Ignored(HTTP_BINDING)),
    ("smithy.api#jsonName", Ignored("the body is not JSON")),
    (
        "smithy.api#mediaType",
        Ignored("it describes text and bytes that have no header of their own"),
    ),
    ("smithy.api#xmlAttribute", Implemented),
    ("smithy.api#xmlFlattened", Implemented),
    ("smithy.api#xmlName", Implemented),
    ("smithy.api#xmlNamespace", Implemented),
];

/// The policies of restJson1.
pub(super) const REST_JSON: Table = &[
    (
        "aws.customizations#s3UnwrappedXmlOutput",
        Ignored(OTHER_PROTOCOL),
    ),
    ("aws.protocols#awsQueryCompatible", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQueryError", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#ec2QueryName", Ignored(OTHER_PROTOCOL)),
    ("smithy.api#http", Implemented),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Implemented),
    ("smithy.api#httpLabel", Implemented),
    ("smithy.api#httpPayload", Implemented),
    ("smithy.api#httpPrefixHeaders", Implemented),
    ("smithy.api#httpQuery", Implemented),
    ("smithy.api#httpQueryParams", Implemented),
    ("smithy.api#httpResponseCode", Implemented),
    ("smithy.api#jsonName", Implemented),
    ("smithy.api#mediaType", Implemented),
    ("smithy.api#xmlAttribute", Ignored(XML)),
    ("smithy.api#xmlFlattened", Ignored(XML)),
    ("smithy.api#xmlName", Ignored(XML)),
    ("smithy.api#xmlNamespace", Ignored(XML)),
];

/// The policies of restXml.
pub(super) const REST_XML: Table = &[
    ("aws.customizations#s3UnwrappedXmlOutput", Implemented),
    ("aws.protocols#awsQueryCompatible", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#awsQueryError", Ignored(OTHER_PROTOCOL)),
    ("aws.protocols#ec2QueryName", Ignored(OTHER_PROTOCOL)),
    ("smithy.api#http", Implemented),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Implemented),
    ("smithy.api#httpLabel", Implemented),
    ("smithy.api#httpPayload", Implemented),
    ("smithy.api#httpPrefixHeaders", Implemented),
    ("smithy.api#httpQuery", Implemented),
    ("smithy.api#httpQueryParams", Implemented),
    ("smithy.api#httpResponseCode", Implemented),
    ("smithy.api#jsonName", Ignored("the body is not JSON")),
    ("smithy.api#mediaType", Implemented),
    ("smithy.api#xmlAttribute", Implemented),
    ("smithy.api#xmlFlattened", Implemented),
    ("smithy.api#xmlName", Implemented),
    ("smithy.api#xmlNamespace", Implemented),
];

/// The policies of rpcv2Cbor.
pub(super) const RPC_CBOR: Table = &[
    (
        "aws.customizations#s3UnwrappedXmlOutput",
        Ignored(OTHER_PROTOCOL),
    ),
    ("aws.protocols#awsQueryCompatible", Implemented),
    (
        "aws.protocols#awsQueryError",
        Ignored("where it has a meaning, the response contains this code"),
    ),
    ("aws.protocols#ec2QueryName", Ignored(OTHER_PROTOCOL)),
    ("smithy.api#http", Ignored(HTTP_BINDING)),
    ("smithy.api#httpError", Implemented),
    ("smithy.api#httpHeader", Ignored(HTTP_BINDING)),
    ("smithy.api#httpLabel", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPayload", Ignored(HTTP_BINDING)),
    ("smithy.api#httpPrefixHeaders", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQuery", Ignored(HTTP_BINDING)),
    ("smithy.api#httpQueryParams", Ignored(HTTP_BINDING)),
    ("smithy.api#httpResponseCode", Ignored(HTTP_BINDING)),
    ("smithy.api#jsonName", Ignored("the body is not JSON")),
    (
        "smithy.api#mediaType",
        Ignored("it describes text and bytes that have no header of their own"),
    ),
    ("smithy.api#xmlAttribute", Ignored(NO_XML)),
    ("smithy.api#xmlFlattened", Ignored(NO_XML)),
    ("smithy.api#xmlName", Ignored(NO_XML)),
    ("smithy.api#xmlNamespace", Ignored(NO_XML)),
];

/// Returns the policy for a trait in a protocol with this table, which its own trait names.
pub(super) fn policy(own: &str, table: Table, id: &str) -> Option<Policy> {
    if id == own {
        return Some(Implemented);
    }
    if PROTOCOLS.contains(&id) {
        return Some(Ignored(OTHER_PROTOCOL));
    }
    let at = table.binary_search_by_key(&id, |(id, _)| id).ok()?;
    table.get(at).map(|(_, policy)| *policy)
}

/// Returns the id of every trait whose policy depends on the protocol.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    PROTOCOLS
        .into_iter()
        .chain(REST_JSON.iter().map(|(id, _)| *id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traits;

    /// The table of each supported protocol.
    const TABLES: &[Table] = &[
        AWS_JSON, AWS_QUERY, EC2_QUERY, REST_JSON, REST_XML, RPC_CBOR,
    ];

    #[test]
    fn each_table_is_in_order_and_names_each_trait_once() {
        for table in TABLES {
            assert!(table.is_sorted_by(|(left, _), (right, _)| left < right));
        }
    }

    #[test]
    fn all_tables_name_the_same_traits() {
        for table in TABLES {
            let ids = |table: Table| Vec::from_iter(table.iter().map(|(id, _)| *id));
            assert_eq!(ids(table), ids(REST_JSON));
        }
    }

    #[test]
    fn a_trait_whose_policy_depends_on_the_protocol_has_no_other() {
        for id in ids() {
            assert_eq!(traits::policy(id), None, "{id}");
        }
    }
}
