//! The endpoint rule set, and its tests.

/// The endpoint rule set of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSetPlan {
    /// The parameters.
    pub parameters: Vec<ParameterPlan>,
    /// The parameter that is the resource of a request, if a quirk names it.
    pub resource: Option<String>,
    /// The rules, in the order of evaluation.
    pub rules: Vec<RulePlan>,
}

/// A parameter of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterPlan {
    /// Its name.
    pub name: String,
    /// The client's setting that sets it.
    pub built_in: Option<BuiltInParameter>,
    /// True if it is required.
    pub required: bool,
    /// The default.
    pub default: Option<ParamValue>,
}

/// A setting of the client that is a parameter of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltInParameter {
    /// `AWS::Auth::AccountId`
    AccountId,
    /// `AWS::Auth::AccountIdEndpointMode`
    AccountIdEndpointMode,
    /// `AWS::Auth::CredentialScope`
    CredentialScope,
    /// `SDK::Endpoint`
    Endpoint,
    /// `AWS::S3::ForcePathStyle`
    ForcePathStyle,
    /// `AWS::Region`
    Region,
    /// `AWS::UseDualStack`
    UseDualStack,
    /// `AWS::UseFIPS`
    UseFips,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RulePlan {
    /// The conditions, all of which must hold.
    pub conditions: Vec<ConditionPlan>,
    /// The outcome if they hold.
    pub outcome: OutcomePlan,
}

/// The outcome of a rule whose conditions hold.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomePlan {
    /// Further rules.
    Tree(Vec<RulePlan>),
    /// The endpoint.
    Endpoint {
        /// Its URL.
        url: ExprPlan,
        /// Headers with their values.
        headers: Vec<(String, Vec<ExprPlan>)>,
        /// Properties by name.
        properties: Vec<(String, PropertyPlan)>,
    },
    /// An error with this message.
    Error(ExprPlan),
    /// The result that a decision diagram chooses.
    Diagram {
        /// The conditions.
        conditions: Vec<ConditionPlan>,
        /// The results: endpoints and errors without conditions.
        results: Vec<RulePlan>,
        /// The reference at which the evaluation begins.
        root: i32,
        /// The index of a condition, and the references if it holds and if it does not.
        nodes: Vec<[i32; 3]>,
    },
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionPlan {
    /// The function.
    pub function: EndpointFunction,
    /// Its arguments.
    pub arguments: Vec<ExprPlan>,
    /// The name that is assigned to the value.
    pub assign: Option<String>,
}

/// A function of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointFunction {
    /// `booleanEquals`
    BooleanEquals,
    /// `coalesce`
    Coalesce,
    /// `getAttr`
    GetAttr,
    /// `isSet`
    IsSet,
    /// `isValidHostLabel`
    IsValidHostLabel,
    /// `aws.isVirtualHostableS3Bucket`
    IsVirtualHostableBucket,
    /// `ite`
    Ite,
    /// `not`
    Not,
    /// `aws.parseArn`
    ParseArn,
    /// `parseURL`
    ParseUrl,
    /// `aws.partition`
    Partition,
    /// `split`
    Split,
    /// `stringEquals`
    StringEquals,
    /// `substring`
    Substring,
    /// `uriEncode`
    UriEncode,
}

/// The value of an endpoint's property.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyPlan {
    /// An expression.
    Value(ExprPlan),
    /// A list.
    List(Vec<PropertyPlan>),
    /// A record.
    Record(Vec<(String, PropertyPlan)>),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprPlan {
    /// Text.
    Str(String),
    /// Text with placeholders.
    Template(String),
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i32),
    /// A parameter, or a value to which a condition assigned a name.
    Ref(String),
    /// A call of a function.
    Call(EndpointFunction, Vec<ExprPlan>),
}

/// The value of a parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// Text.
    Str(String),
    /// True or false.
    Bool(bool),
    /// A list of text.
    StrList(Vec<String>),
}

/// Parameters, and the expected outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointTestPlan {
    /// The test function, with the case's number, since several cases of a model may have the same description.
    pub name: String,
    /// The description.
    pub doc: String,
    /// The parameters by name.
    pub params: Vec<(String, ParamValue)>,
    /// The expected URL, or the message of the expected error.
    pub expected: Result<String, String>,
    /// The further properties of the expected endpoint.
    pub fields: Vec<EndpointTestField>,
}

/// A field of an endpoint's test that not every test sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointTestField {
    /// The headers of the endpoint with their values.
    Headers(Vec<(String, Vec<String>)>),
    /// The properties of the endpoint: a JSON object.
    Properties(String),
    /// The runtime's defaults of all fields that are not set.
    Defaults,
}
