//! Endpoint rules, their parameters, and the resolution of endpoints.
//!
//! A service without rules has the standard regional host.

mod diagram;
mod functions;
mod interpret;
mod optional_functions;
mod parameter_setting;
mod partition;
mod partitions;
mod resolve;
mod rule_value;
mod rules;
mod url;

pub use self::diagram::DecisionDiagram;
#[cfg(any(feature = "environment", feature = "testing"))]
pub(crate) use self::functions::percent_encode;
pub use self::interpret::{Params, RuleEndpoint, RuleError};
pub use self::optional_functions::{
    coalesce, is_valid_host_label, is_virtual_hostable_bucket, ite, parse_arn, parse_url, split,
    substring, uri_encode,
};
pub use self::parameter_setting::ParameterSetting;
#[cfg(feature = "environment")]
pub(crate) use self::partitions::partition_name;
pub use self::resolve::HostPrefix;
#[cfg(all(feature = "checksums", feature = "environment"))]
pub(crate) use self::resolve::is_path_style_of_arn;
pub(crate) use self::resolve::{Endpoint, EndpointSettings, SIGV4A};
pub use self::rule_value::{ParamValue, Value};
pub use self::rules::{
    BuiltIn, Condition, Expr, Function, Parameter, Property, Rule, RuleChoice, RuleSet,
};
pub(crate) use self::url::is_loopback;
