//! Endpoint rules, their parameters, and the resolution of endpoints.
//!
//! A service without rules has the standard regional host.

mod added_functions;
mod diagram;
mod functions;
mod interpret;
mod partition;
mod partitions;
mod resolve;
mod rule_value;
mod rules;
mod url;

pub use self::added_functions::{coalesce, ite, split};
pub use self::diagram::DecisionDiagram;
pub(crate) use self::functions::uri_encode;
pub use self::interpret::{Params, RuleEndpoint, RuleError};
pub(crate) use self::partitions::partition_name;
pub use self::resolve::HostPrefix;
pub(crate) use self::resolve::{Endpoint, EndpointSettings};
pub use self::rule_value::{ParamValue, Value};
pub use self::rules::{
    BuiltIn, Condition, Expr, Function, Parameter, Property, Rule, RuleChoice, RuleSet,
};
pub(crate) use self::url::is_loopback;
