//! The constants of the protocols.

use proc_macro2::TokenStream;

use crate::plan::{ProtocolPlan, ProtocolVariant};
use crate::render::scope::Scope;

/// The module of the constants.
const MODULE: &str = "tinsmith::protocol";

/// The constants by the protocols' names in Smithy, without variants.
const CONSTANTS: [(&str, &str); 7] = [
    ("awsJson1_0", "AWS_JSON_1_0"),
    ("awsJson1_1", "AWS_JSON_1_1"),
    ("awsQuery", "AWS_QUERY"),
    ("ec2Query", "EC2_QUERY"),
    ("restJson1", "REST_JSON_1"),
    ("restXml", "REST_XML"),
    ("rpcv2Cbor", "RPC_V2_CBOR"),
];

/// Prints the constant of a protocol in its variant.
pub(super) fn constant(plan: ProtocolPlan, scope: &mut Scope) -> TokenStream {
    let known = CONSTANTS.iter().find(|(name, _)| *name == plan.name);
    let constant = known.map_or(plan.name, |(_, constant)| *constant);
    let variant = match plan.variant {
        Some(ProtocolVariant::QueryCompatible) => "_QUERY_COMPATIBLE",
        Some(ProtocolVariant::NoErrorWrapping) => "_NO_ERROR_WRAPPING",
        None => "",
    };
    scope.item(MODULE, &format!("{constant}{variant}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;

    #[test]
    fn each_protocol_has_a_constant() {
        let named: Vec<_> = CONSTANTS.iter().map(|(name, _)| *name).collect();
        let mut protocols: Vec<_> = Protocol::ALL.iter().map(|known| known.name()).collect();
        protocols.sort_unstable();
        assert_eq!(named, protocols);
    }
}
