//! Endpoint rules, their parameters, and the resolution of endpoints.
//!
//! A service without rules has the standard regional host.

mod functions;
mod interpret;
mod partition;
mod partitions;
mod resolve;
mod rule_value;
mod rules;
mod url;

pub(crate) use self::functions::uri_encode;
pub use self::interpret::{Params, RuleEndpoint, RuleError};
pub(crate) use self::partitions::partition_name;
pub use self::resolve::HostPrefix;
pub(crate) use self::resolve::{Endpoint, EndpointSettings};
pub use self::rule_value::Value;
pub use self::rules::{
    BuiltIn, Condition, Expr, Function, ParamValue, Parameter, Property, Rule, RuleSet,
};
pub(crate) use self::url::is_loopback;
