//! The policy of each protocol for the traits that concern some protocols and not others.

use crate::traits::Policy::{self, Ignored, Implemented};

pub(super) const OTHER_PROTOCOL: Policy =
    Ignored("concerns another protocol, which the service speaks as well");
/// The policy for the code of an awsQuery error where the service sends that code itself.
const CODE_IN_RESPONSE: Policy = Ignored("where it has a meaning, the response contains this code");

/// The traits that name a protocol which is not supported, by id.
pub(super) const UNSUPPORTED_PROTOCOLS: [&str; 1] = ["smithy.protocols#rpcv2Json"];

/// The policies of a protocol.
#[derive(Clone, Copy)]
pub(super) struct Policies {
    ec2_name: Policy,
    http_binding: Policy,
    json_name: Policy,
    media_type: Policy,
    query_compatible: Policy,
    query_error: Policy,
    unwrapped_output: Policy,
    xml: Policy,
}

/// Returns the policy for a trait among those of a protocol.
type Choose = fn(&Policies) -> Policy;

/// The traits that concern some protocols only, with their policy in each.
const TRAITS: &[(&str, Choose)] = &[
    ("aws.customizations#s3UnwrappedXmlOutput", |policies| {
        policies.unwrapped_output
    }),
    ("aws.protocols#awsQueryCompatible", |policies| {
        policies.query_compatible
    }),
    ("aws.protocols#awsQueryError", |policies| {
        policies.query_error
    }),
    ("aws.protocols#ec2QueryName", |policies| policies.ec2_name),
    ("smithy.api#http", |policies| policies.http_binding),
    ("smithy.api#httpHeader", |policies| policies.http_binding),
    ("smithy.api#httpLabel", |policies| policies.http_binding),
    ("smithy.api#httpPayload", |policies| policies.http_binding),
    ("smithy.api#httpPrefixHeaders", |policies| {
        policies.http_binding
    }),
    ("smithy.api#httpQuery", |policies| policies.http_binding),
    ("smithy.api#httpQueryParams", |policies| {
        policies.http_binding
    }),
    ("smithy.api#httpResponseCode", |policies| {
        policies.http_binding
    }),
    ("smithy.api#jsonName", |policies| policies.json_name),
    ("smithy.api#mediaType", |policies| policies.media_type),
    ("smithy.api#xmlAttribute", |policies| policies.xml),
    ("smithy.api#xmlFlattened", |policies| policies.xml),
    ("smithy.api#xmlName", |policies| policies.xml),
    ("smithy.api#xmlNamespace", |policies| policies.xml),
];

/// The policies of a protocol without HTTP bindings and with neither JSON nor XML, from which those of each protocol deviate.
const RPC: Policies = Policies {
    ec2_name: OTHER_PROTOCOL,
    http_binding: Ignored("the protocol has no HTTP bindings"),
    json_name: Ignored("the body is not JSON"),
    media_type: Ignored("it describes text and bytes that have no header of their own"),
    query_compatible: OTHER_PROTOCOL,
    query_error: OTHER_PROTOCOL,
    unwrapped_output: OTHER_PROTOCOL,
    xml: Ignored("the body is not XML"),
};

/// The policies of awsJson1_0 and awsJson1_1.
pub(super) const AWS_JSON: Policies = Policies {
    json_name: Ignored("in this protocol, members have their own names in JSON"),
    query_compatible: Implemented,
    query_error: CODE_IN_RESPONSE,
    ..RPC
};

/// The policies of awsQuery.
pub(super) const AWS_QUERY: Policies = Policies {
    query_error: Implemented,
    xml: Implemented,
    ..RPC
};

/// The policies of ec2Query.
pub(super) const EC2_QUERY: Policies = Policies {
    ec2_name: Implemented,
    xml: Implemented,
    ..RPC
};

/// The policies of restJson1.
pub(super) const REST_JSON: Policies = Policies {
    http_binding: Implemented,
    json_name: Implemented,
    media_type: Implemented,
    ..RPC
};

/// The policies of restXml.
pub(super) const REST_XML: Policies = Policies {
    http_binding: Implemented,
    media_type: Implemented,
    unwrapped_output: Implemented,
    xml: Implemented,
    ..RPC
};

/// The policies of rpcv2Cbor.
pub(super) const RPC_CBOR: Policies = Policies {
    query_compatible: Implemented,
    query_error: CODE_IN_RESPONSE,
    ..RPC
};

/// Returns the policy for a trait in a protocol with these policies.
pub(super) fn policy(policies: &Policies, id: &str) -> Option<Policy> {
    let at = TRAITS.binary_search_by_key(&id, |(id, _)| id).ok()?;
    TRAITS.get(at).map(|(_, choose)| choose(policies))
}

/// Returns the id of every trait whose policy depends on the protocol.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    TRAITS.iter().map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smithy::trait_ids;
    use crate::traits;

    #[test]
    fn the_traits_are_in_order_and_named_once() {
        assert!(TRAITS.is_sorted_by(|(left, _), (right, _)| left < right));
    }

    #[test]
    fn each_trait_of_the_prelude_that_a_client_may_meet_has_a_policy() {
        // It is resolved when the model is read.
        const ENUM: &str = "smithy.api#enum";
        for id in trait_ids().filter(|id| *id != ENUM) {
            let has_policy = traits::ids().chain(ids()).any(|known| known == id);
            assert!(has_policy, "{id}");
        }
    }

    #[test]
    fn a_trait_whose_policy_depends_on_the_protocol_has_no_other() {
        for id in ids() {
            assert_eq!(traits::policy(id), None, "{id}");
        }
    }
}
