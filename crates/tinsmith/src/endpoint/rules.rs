//! Endpoint rule sets as static data: what a generated crate's `endpoint.rs` holds.
//!
//! The words are those of the [Smithy endpoint rules engine](https://smithy.io/2.0/additional-specs/rules-engine/index.html).
//! A table and one interpreter build lighter than code for every service.

/// A service's endpoint rules: its parameters and the rules, tried in order.
#[derive(Clone, Copy, Debug)]
pub struct RuleSet {
    /// Every parameter that the rules may refer to.
    pub parameters: &'static [Parameter],
    /// The rules; the first one that yields an endpoint or an error decides.
    pub rules: &'static [Rule],
}

/// A parameter of a rule set.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name by which rules refer to it.
    pub name: &'static str,
    /// The setting of the client that fills it, if any.
    pub built_in: Option<BuiltIn>,
    /// Whether the rules cannot be asked without it.
    pub required: bool,
    /// The value where nothing else gives one.
    pub default: Option<ParamValue>,
}

/// A setting of the client that fills a parameter.
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
    /// `AWS::Auth::AccountId`
    AccountId,
    /// `AWS::Auth::AccountIdEndpointMode`
    AccountIdEndpointMode,
    /// `AWS::Auth::CredentialScope`
    CredentialScope,
}

/// The value of a parameter, as a model states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// A string.
    Str(&'static str),
    /// A boolean.
    Bool(bool),
    /// A list of strings.
    StrList(&'static [&'static str]),
}

/// One rule: its conditions, all of which must hold, and what follows then.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Further rules, under the values that the conditions assign.
    Tree {
        /// What must hold.
        conditions: &'static [Condition],
        /// The rules tried then.
        rules: &'static [Rule],
    },
    /// The endpoint.
    Endpoint {
        /// What must hold.
        conditions: &'static [Condition],
        /// The URL.
        url: Expr,
        /// Headers that every request to it carries, each with its values.
        headers: &'static [(&'static str, &'static [Expr])],
        /// Properties by name, such as `authSchemes`.
        properties: &'static [(&'static str, Property)],
    },
    /// No endpoint: the message says why.
    Error {
        /// What must hold.
        conditions: &'static [Condition],
        /// The message.
        message: Expr,
    },
}

/// A call that must give a value other than `false`.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// The function called.
    pub function: Function,
    /// Its arguments.
    pub arguments: &'static [Expr],
    /// The name under which later conditions and the rule's outcome see the value.
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
    /// A string with placeholders, such as `https://{Region}.{PartitionResult#dnsSuffix}`; `{{` and `}}` stand for braces.
    Template(&'static str),
    /// A boolean.
    Bool(bool),
    /// An integer, as `substring` takes it.
    Int(i32),
    /// The value of a parameter, or one that a condition assigned.
    Ref(&'static str),
    /// The value of a call.
    Call(Function, &'static [Expr]),
}

/// The functions of the rules engine, with AWS's additions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `aws.partition`
    AwsPartition,
    /// `aws.parseArn`
    AwsParseArn,
    /// `aws.isVirtualHostableS3Bucket`
    AwsIsVirtualHostableS3Bucket,
    /// `booleanEquals`
    BooleanEquals,
    /// `getAttr`
    GetAttr,
    /// `isSet`
    IsSet,
    /// `isValidHostLabel`
    IsValidHostLabel,
    /// `not`
    Not,
    /// `parseURL`
    ParseUrl,
    /// `stringEquals`
    StringEquals,
    /// `substring`
    Substring,
    /// `uriEncode`
    UriEncode,
}
