//! Endpoint rules, and the tests that a model has of them.

/// The endpoint rules of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSetPlan {
    /// What the rules may refer to.
    pub parameters: Vec<ParameterPlan>,
    /// The rules, in the order in which they are tried.
    pub rules: Vec<RulePlan>,
}

/// A parameter of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterPlan {
    /// Its name.
    pub name: String,
    /// The client's setting that fills it, as the runtime's `BuiltIn` calls it.
    pub built_in: Option<&'static str>,
    /// Whether the rules need it.
    pub required: bool,
    /// Its value where nothing else gives one.
    pub default: Option<ParamValue>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RulePlan {
    /// What must hold.
    pub conditions: Vec<ConditionPlan>,
    /// What follows then.
    pub outcome: OutcomePlan,
}

/// What follows when a rule's conditions hold.
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
}

/// A condition of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionPlan {
    /// The function, as the runtime's `Function` calls it.
    pub function: &'static str,
    /// Its arguments.
    pub arguments: Vec<ExprPlan>,
    /// The name that its value gets.
    pub assign: Option<String>,
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
    /// A parameter, or a value that a condition gave a name.
    Ref(String),
    /// A call of a function, as the runtime's `Function` calls it.
    Call(&'static str, Vec<ExprPlan>),
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

/// Parameters, and what the rules have to make of them.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointTestPlan {
    /// What the case is about.
    pub doc: String,
    /// The parameters by name.
    pub params: Vec<(String, ParamValue)>,
    /// What comes out.
    pub expected: ExpectedEndpointPlan,
}

/// What the rules have to say.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedEndpointPlan {
    /// An endpoint.
    Endpoint {
        /// Its URL.
        url: String,
        /// Its headers with their values.
        headers: Vec<(String, Vec<String>)>,
        /// Its properties: a JSON object, or nothing if there are none.
        properties: Option<String>,
    },
    /// An error with this message.
    Error(String),
}
