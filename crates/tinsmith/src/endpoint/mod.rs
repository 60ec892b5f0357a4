//! Where requests go: endpoint rules and what they are asked with.
//!
//! A service without rules gets the standard regional host.

mod functions;
mod interpret;
mod partition;
mod partitions;
mod resolve;
mod rules;
mod value;

pub(crate) use self::functions::uri_encode;
pub use self::interpret::{Params, RuleEndpoint, RuleError};
pub use self::resolve::HostPrefix;
pub(crate) use self::resolve::{Endpoint, EndpointSettings, is_loopback};
pub use self::rules::{
    BuiltIn, Condition, Expr, Function, ParamValue, Parameter, Property, Rule, RuleSet,
};
pub use self::value::Value;
