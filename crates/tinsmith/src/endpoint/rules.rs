//! Endpoint rule sets as static data, which the `endpoint.rs` of a generated crate contains.
//!
//! The terms are those of the [Smithy endpoint rules engine](https://smithy.io/2.0/additional-specs/rules-engine/index.html).
//! A table with one interpreter compiles faster than code for every service.

use std::fmt;

use super::{ParamValue, Value};

/// A service's endpoint rules: its parameters and the rules, tried in order.
#[derive(Clone, Copy, Debug)]
pub struct RuleSet {
    /// The parameters to which the rules refer.
    pub parameters: &'static [Parameter],
    /// The rules, of which the first one that results in an endpoint or an error applies.
    pub rules: &'static [Rule],
}

/// A parameter of a rule set.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name in the rules.
    pub name: &'static str,
    /// The client's setting that sets it, if any.
    pub built_in: Option<BuiltIn>,
    /// True if the parameter is required.
    pub required: bool,
    /// The default value.
    pub default: Option<ParamValue>,
}

/// A client's setting that sets a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuiltIn {
    /// `AWS::Region`
    Region,
    /// `AWS::UseFIPS`
    UseFips,
    /// `AWS::UseDualStack`
    UseDualStack,
    /// `SDK::Endpoint`
    Endpoint,
    /// `AWS::S3::ForcePathStyle`
    ForcePathStyle {
        /// The parameter that is the resource, which has no path if it is an ARN.
        resource: Option<&'static str>,
    },
    /// `AWS::Auth::AccountId`
    AccountId,
    /// `AWS::Auth::AccountIdEndpointMode`
    AccountIdEndpointMode,
    /// `AWS::Auth::CredentialScope`
    CredentialScope,
}

/// A rule: its conditions, all of which must be true, and its result.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Nested rules, with the values that the conditions assign.
    Tree {
        /// The conditions.
        conditions: &'static [Condition],
        /// The nested rules.
        rules: &'static [Rule],
    },
    /// The endpoint.
    Endpoint {
        /// The conditions.
        conditions: &'static [Condition],
        /// The URL.
        url: Expr,
        /// The headers of every request, each with its values.
        headers: &'static [(&'static str, &'static [Expr])],
        /// Properties by name, such as `authSchemes`.
        properties: &'static [(&'static str, Property)],
    },
    /// An error instead of an endpoint.
    Error {
        /// The conditions.
        conditions: &'static [Condition],
        /// The message.
        message: Expr,
    },
    /// The rule that conditions in another order than that of a tree choose.
    Choice(&'static dyn RuleChoice),
}

/// The choice of a rule by conditions. It is a trait so that clients whose rules are a tree do not link it.
pub trait RuleChoice: fmt::Debug + Sync {
    /// Returns the rule that applies, if there is one. `holds` evaluates a condition.
    fn choose(&self, holds: &mut dyn FnMut(&'static Condition) -> bool) -> Option<&'static Rule>;
}

/// A call of a function whose result must be a value other than `false`.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// The function.
    pub function: Function,
    /// Its arguments.
    pub arguments: &'static [Expr],
    /// The name of the result in later conditions and in the rule's result.
    pub assign: Option<&'static str>,
}

/// The value of an endpoint's property: a document whose leaves are expressions.
#[derive(Clone, Copy, Debug)]
pub enum Property {
    /// A leaf.
    Value(Expr),
    /// A list.
    List(&'static [Property]),
    /// A record.
    Record(&'static [(&'static str, Property)]),
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub enum Expr {
    /// A string without placeholders.
    Str(&'static str),
    /// A string with placeholders, such as `https://{Region}.{PartitionResult#dnsSuffix}`; `{{` and `}}` are braces.
    Template(&'static str),
    /// A boolean.
    Bool(bool),
    /// An integer, as `substring` takes it.
    Int(i32),
    /// The value of a parameter or of a condition.
    Ref(&'static str),
    /// The result of a function.
    Call(Function, &'static [Expr]),
}

/// The functions of the rules engine, including those of AWS.
#[derive(Clone, Copy, Debug)]
pub enum Function {
    /// `aws.partition`
    AwsPartition,
    /// `booleanEquals`
    BooleanEquals,
    /// `getAttr`
    GetAttr,
    /// `isSet`
    IsSet,
    /// `not`
    Not,
    /// `stringEquals`
    StringEquals,
    /// A function that few rules call, such as [`parse_url`](super::parse_url) and [`coalesce`](super::coalesce). Its values can be absent.
    Other(fn(&[Option<Value>]) -> Option<Value>),
}
