//! The interpreter of endpoint rules.

use std::borrow::Cow;
use std::fmt;

use super::functions::PartitionOf;
use super::partitions::partition_of;
use super::rule_value::Value;
use super::{Condition, Expr, Function, Property, Rule, RuleSet, functions};

/// The parameters of endpoint rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(Cow<'static, str>, Value)>);

impl Params {
    /// Creates an empty set of parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value));
    }

    /// Sets a parameter unless it is set already.
    pub(super) fn set_absent(&mut self, name: &'static str, value: impl Into<Value>) {
        if !self.has(name) {
            self.0.push((name.into(), value.into()));
        }
    }

    /// True if a parameter is set.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Returns the text of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut params = self.0.iter();
        params.find(|(known, _)| known == name)?.1.as_str()
    }

    /// Sets a parameter.
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }
}

/// The endpoint that the rules resolve, with its headers and properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleEndpoint {
    /// The URL, to which a host prefix and the operation's path are added.
    pub url: String,
    /// Headers for every request, each with its values.
    pub headers: Vec<(&'static str, Vec<String>)>,
    /// Properties, such as `authSchemes`.
    pub properties: Vec<(Cow<'static, str>, Value)>,
}

impl RuleEndpoint {
    /// Returns a property by its name.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.properties
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

/// The reason why the rules resolve no endpoint, usually a message of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError(String);

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleError {}

impl RuleSet {
    /// Resolves an endpoint.
    ///
    /// # Errors
    ///
    /// A required parameter is missing, a rule is an error, or no rule matches.
    pub fn resolve(&self, params: &Params) -> Result<RuleEndpoint, RuleError> {
        self.resolve_with(params, partition_of)
    }

    /// Resolves an endpoint with the former partitions, which the tests of many models expect.
    #[cfg(feature = "testing")]
    pub(crate) fn resolve_with_former_partitions(
        &self,
        params: &Params,
    ) -> Result<RuleEndpoint, RuleError> {
        self.resolve_with(params, super::partitions::former_partition_of)
    }

    fn resolve_with(
        &self,
        params: &Params,
        partition_of: PartitionOf,
    ) -> Result<RuleEndpoint, RuleError> {
        let mut scope = Scope {
            partition_of,
            variables: Vec::with_capacity(self.parameters.len() + 8),
        };
        for parameter in self.parameters {
            let given = params
                .0
                .iter()
                .find(|(name, _)| name == parameter.name)
                .map(|(_, value)| value.clone());
            match given.or_else(|| parameter.default.map(Value::from)) {
                Some(value) => scope.variables.push((parameter.name, value)),
                None if parameter.required => {
                    return Err(RuleError(format!(
                        "the endpoint parameter {} is missing",
                        parameter.name
                    )));
                }
                None => {}
            }
        }
        scope
            .first_of(self.rules)
            .unwrap_or_else(|| Err(RuleError("no endpoint rule matches the parameters".into())))
    }
}

/// The values that expressions refer to: first the parameters, then the values that conditions assigned, innermost last.
struct Scope {
    partition_of: PartitionOf,
    variables: Vec<(&'static str, Value)>,
}

type Outcome = Result<RuleEndpoint, RuleError>;

impl Scope {
    fn first_of(&mut self, rules: &[Rule]) -> Option<Outcome> {
        rules.iter().find_map(|rule| {
            let depth = self.variables.len();
            let outcome = self.rule(rule);
            self.variables.truncate(depth);
            outcome
        })
    }

    fn rule(&mut self, rule: &Rule) -> Option<Outcome> {
        match rule {
            Rule::Tree { conditions, rules } => {
                self.all_hold(conditions).then(|| self.first_of(rules))?
            }
            Rule::Endpoint {
                conditions,
                url,
                headers,
                properties,
            } => self
                .all_hold(conditions)
                .then(|| self.endpoint(url, headers, properties)),
            Rule::Error {
                conditions,
                message,
            } => self
                .all_hold(conditions)
                .then(|| Err(RuleError(self.text(message).unwrap_or_default()))),
            Rule::Choice(choice) => {
                let rule = choice.choose(&mut |condition| self.holds(condition))?;
                self.rule(rule)
            }
        }
    }

    fn all_hold(&mut self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.holds(condition))
    }

    /// Evaluates a condition and assigns its value.
    fn holds(&mut self, condition: &Condition) -> bool {
        match self.call(condition.function, condition.arguments) {
            None | Some(Value::Bool(false)) => false,
            Some(value) => {
                if let Some(name) = condition.assign {
                    self.variables.push((name, value));
                }
                true
            }
        }
    }

    fn endpoint(
        &self,
        url: &Expr,
        headers: &[(&'static str, &[Expr])],
        properties: &[(&'static str, Property)],
    ) -> Outcome {
        let unset = |name: &str| {
            RuleError(format!(
                "the endpoint rules refer to an unset value in {name}"
            ))
        };
        let url = self.text(url).ok_or_else(|| unset("a URL"))?;
        let headers = headers.iter().map(|(name, values)| {
            let values: Option<Vec<_>> = values.iter().map(|value| self.text(value)).collect();
            Ok((*name, values.ok_or_else(|| unset(name))?))
        });
        let properties = properties.iter().map(|(name, property)| {
            Ok((
                (*name).into(),
                self.property(property).ok_or_else(|| unset(name))?,
            ))
        });
        Ok(RuleEndpoint {
            url,
            headers: headers.collect::<Result<_, _>>()?,
            properties: properties.collect::<Result<_, _>>()?,
        })
    }

    fn property(&self, property: &Property) -> Option<Value> {
        match property {
            Property::Value(expr) => self.eval(expr),
            Property::List(list) => list
                .iter()
                .map(|item| self.property(item))
                .collect::<Option<_>>()
                .map(Value::List),
            Property::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| Some(((*name).into(), self.property(value)?)));
                fields.collect::<Option<_>>().map(Value::Record)
            }
        }
    }

    fn eval(&self, expr: &Expr) -> Option<Value> {
        match *expr {
            Expr::Str(text) => Some(text.into()),
            Expr::Template(template) => self.template(template).map(Value::from),
            Expr::Bool(value) => Some(value.into()),
            Expr::Int(value) => Some(Value::Int(value)),
            Expr::Ref(name) => self.variable(name).cloned(),
            Expr::Call(function, arguments) => self.call(function, arguments),
        }
    }

    fn text(&self, expr: &Expr) -> Option<String> {
        match self.eval(expr)? {
            Value::Str(text) => Some(text.into_owned()),
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        self.variables
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Option<Value> {
        // Only these functions accept absent values. The result of any other function with an absent argument is absent.
        match (function, arguments) {
            (Function::IsSet, [value]) => return Some(self.eval(value).is_some().into()),
            (Function::Not, [value]) => {
                return Some(matches!(self.eval(value), None | Some(Value::Bool(false))).into());
            }
            (Function::Other(function), values) => {
                let values: Vec<_> = values.iter().map(|value| self.eval(value)).collect();
                return function(&values);
            }
            _ => {}
        }
        let arguments: Vec<Value> = arguments
            .iter()
            .map(|argument| self.eval(argument))
            .collect::<Option<_>>()?;
        functions::call(function, &arguments, self.partition_of)
    }

    /// Replaces `{Name}` and `{Name#path}`; `{{` and `}}` are braces.
    fn template(&self, template: &str) -> Option<String> {
        let mut text = String::with_capacity(template.len() + 16);
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            text.push_str(before);
            if brace.starts_with("{{") || brace.starts_with("}}") {
                text.push_str(brace.get(..1)?);
                rest = brace.get(2..)?;
                continue;
            }
            let (name, after) = brace.strip_prefix('{')?.split_once('}')?;
            let value = match name.split_once('#') {
                Some((name, path)) => self.variable(name)?.at(path)?,
                None => self.variable(name)?,
            };
            text.push_str(value.as_str()?);
            rest = after;
        }
        text.push_str(rest);
        Some(text)
    }
}
