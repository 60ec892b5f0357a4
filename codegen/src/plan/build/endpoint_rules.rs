//! `smithy.rules#endpointRuleSet`, read and checked.

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::plan::ir::{
    BuiltInParameter, ConditionPlan, EndpointFunction, ExprPlan, OutcomePlan, ParamValue,
    ParameterPlan, PropertyPlan, RulePlan, RuleSetPlan,
};
use crate::quirks::Quirks;
use crate::smithy::Shape;

/// Smithy's functions with the number of their arguments.
const FUNCTIONS: &[(&str, EndpointFunction, RangeInclusive<usize>)] = &[
    (
        "aws.isVirtualHostableS3Bucket",
        EndpointFunction::IsVirtualHostableBucket,
        2..=2,
    ),
    ("aws.parseArn", EndpointFunction::ParseArn, 1..=1),
    ("aws.partition", EndpointFunction::Partition, 1..=1),
    ("booleanEquals", EndpointFunction::BooleanEquals, 2..=2),
    ("coalesce", EndpointFunction::Coalesce, 2..=usize::MAX),
    ("getAttr", EndpointFunction::GetAttr, 2..=2),
    ("isSet", EndpointFunction::IsSet, 1..=1),
    (
        "isValidHostLabel",
        EndpointFunction::IsValidHostLabel,
        2..=2,
    ),
    ("ite", EndpointFunction::Ite, 3..=3),
    ("not", EndpointFunction::Not, 1..=1),
    ("parseURL", EndpointFunction::ParseUrl, 1..=1),
    ("split", EndpointFunction::Split, 3..=3),
    ("stringEquals", EndpointFunction::StringEquals, 2..=2),
    ("substring", EndpointFunction::Substring, 4..=4),
    ("uriEncode", EndpointFunction::UriEncode, 1..=1),
];

/// Smithy's built-in parameters. A parameter with any other built-in has its default or no value.
const BUILT_INS: &[(&str, BuiltInParameter)] = &[
    ("AWS::Auth::AccountId", BuiltInParameter::AccountId),
    (
        "AWS::Auth::AccountIdEndpointMode",
        BuiltInParameter::AccountIdEndpointMode,
    ),
    (
        "AWS::Auth::CredentialScope",
        BuiltInParameter::CredentialScope,
    ),
    ("AWS::Region", BuiltInParameter::Region),
    ("AWS::S3::ForcePathStyle", BuiltInParameter::ForcePathStyle),
    ("AWS::UseDualStack", BuiltInParameter::UseDualStack),
    ("AWS::UseFIPS", BuiltInParameter::UseFips),
    ("SDK::Endpoint", BuiltInParameter::Endpoint),
];

/// Reads the value of the trait; a problem names its position.
pub(super) fn plan(rule_set: &Value) -> Result<RuleSetPlan, String> {
    let parameters = read_parameters(rule_set)?;
    let mut reader = Reader::new(&parameters);
    let rules = reader.rules(field(rule_set, "rules")?)?;
    Ok(RuleSetPlan {
        parameters,
        resource: None,
        rules,
    })
}

/// Returns the value of a parameter: a default, a test's, or a static context parameter's.
pub(crate) fn param_value(value: &Value) -> Result<ParamValue, String> {
    match value {
        Value::String(text) => Ok(ParamValue::Str(text.clone())),
        Value::Bool(flag) => Ok(ParamValue::Bool(*flag)),
        Value::Array(items) => items
            .iter()
            .map(|item| {
                item.as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| format!("`{item}` is not a string"))
            })
            .collect::<Result<_, _>>()
            .map(ParamValue::StrList),
        other => Err(format!(
            "`{other}` is not a string, a boolean or a list of strings"
        )),
    }
}

/// Returns the built-in parameter of a name.
pub(crate) fn built_in(name: &str) -> Option<BuiltInParameter> {
    BUILT_INS
        .iter()
        .find(|(smithy, _)| *smithy == name)
        .map(|(_, built_in)| *built_in)
}

/// Reads the parameters of rules.
pub(super) fn read_parameters(rules: &Value) -> Result<Vec<ParameterPlan>, String> {
    object(field(rules, "parameters")?)?
        .iter()
        .map(|(name, parameter)| within(name, read_parameter(name, parameter)))
        .collect()
}

/// Returns the names of the optional parameters of a service to which neither its endpoint rules nor its quirks refer, so that their values change
/// nothing.
pub(super) fn unused_parameters(service: &Shape, quirks: &Quirks) -> Vec<String> {
    let Some(rules) = service.traits.endpoint_rules() else {
        return Vec::new();
    };
    let mut unused = unused_by_rules(rules);
    unused.retain(|name| !quirks.refers_to_parameter(name));
    unused
}

fn unused_by_rules(rules: &Value) -> Vec<String> {
    let parameters = read_parameters(rules).unwrap_or_default();
    let optional = parameters.into_iter().filter(|found| !found.required);
    let names = optional.map(|parameter| parameter.name);
    let parts = entries(Some(rules)).filter(|(name, _)| *name != "parameters");
    let parts: Vec<&Value> = parts.map(|(_, part)| part).collect();
    names
        .filter(|name| !parts.iter().any(|part| refers(part, name)))
        .collect()
}

/// True if an expression within a value refers to a name.
fn refers(value: &Value, name: &str) -> bool {
    match value {
        Value::String(text) => {
            let mut placeholders = text.split('{').skip(1);
            placeholders.any(|rest| rest.split(['}', '#']).next() == Some(name))
        }
        Value::Array(items) => items.iter().any(|item| refers(item, name)),
        Value::Object(parts) => {
            let reference = parts.get("ref").and_then(Value::as_str);
            reference == Some(name) || parts.values().any(|part| refers(part, name))
        }
        _ => false,
    }
}

fn read_parameter(name: &str, parameter: &Value) -> Result<ParameterPlan, String> {
    let kind = field(parameter, "type")?
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let default = parameter.get("default").map(param_value).transpose()?;
    let fits = match &default {
        None => matches!(kind.as_str(), "string" | "boolean" | "stringarray"),
        Some(ParamValue::Str(_)) => kind == "string",
        Some(ParamValue::Bool(_)) => kind == "boolean",
        Some(ParamValue::StrList(_)) => kind == "stringarray",
    };
    if !fits {
        return Err(format!(
            "its type `{kind}` is unknown, or its default is of another type"
        ));
    }
    Ok(ParameterPlan {
        name: name.to_owned(),
        built_in: parameter
            .get("builtIn")
            .and_then(Value::as_str)
            .and_then(built_in),
        required: parameter
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or_default(),
        default,
    })
}

/// A reader of rules.
pub(super) struct Reader {
    /// The names that an expression may refer to: parameters, then the variables that the conditions around it assign.
    scope: Vec<String>,
}

impl Reader {
    /// Creates a reader of rules with these parameters.
    pub(super) fn new(parameters: &[ParameterPlan]) -> Self {
        let names = parameters.iter().map(|parameter| parameter.name.clone());
        Self {
            scope: names.collect(),
        }
    }

    /// Reads a rule.
    pub(super) fn rule(&mut self, rule: &Value) -> Result<RulePlan, String> {
        let outer = self.scope.len();
        let conditions = array(field(rule, "conditions")?)?
            .iter()
            .map(|condition| within("conditions", self.condition(condition)))
            .collect::<Result<Vec<_>, _>>()?;
        let outcome = self.outcome(rule)?;
        self.scope.truncate(outer);
        Ok(RulePlan {
            conditions,
            outcome,
        })
    }

    /// Reads a condition, whose variable is known from then on.
    pub(super) fn condition(&mut self, condition: &Value) -> Result<ConditionPlan, String> {
        let (function, arguments) = self.call(condition)?;
        let assign = condition
            .get("assign")
            .and_then(Value::as_str)
            .map(str::to_owned);
        self.scope.extend(assign.clone());
        Ok(ConditionPlan {
            function,
            arguments,
            assign,
        })
    }

    fn rules(&mut self, rules: &Value) -> Result<Vec<RulePlan>, String> {
        array(rules)?
            .iter()
            .enumerate()
            .map(|(index, rule)| within(&format!("rules[{index}]"), self.rule(rule)))
            .collect()
    }

    fn outcome(&mut self, rule: &Value) -> Result<OutcomePlan, String> {
        match field(rule, "type")?.as_str() {
            Some("tree") => self.rules(field(rule, "rules")?).map(OutcomePlan::Tree),
            Some("error") => self
                .expression(field(rule, "error")?)
                .map(OutcomePlan::Error),
            Some("endpoint") => within("endpoint", self.endpoint(field(rule, "endpoint")?)),
            _ => Err(format!("a rule of unknown type {}", field(rule, "type")?)),
        }
    }

    fn endpoint(&self, endpoint: &Value) -> Result<OutcomePlan, String> {
        let url = self.expression(field(endpoint, "url")?)?;
        let headers = entries(endpoint.get("headers"))
            .map(|(name, values)| {
                let values = array(values)?.iter().map(|value| self.expression(value));
                Ok((name.clone(), values.collect::<Result<_, String>>()?))
            })
            .collect::<Result<_, String>>()?;
        let properties = self.record(endpoint.get("properties"))?;
        Ok(OutcomePlan::Endpoint {
            url,
            headers,
            properties,
        })
    }

    fn record(&self, record: Option<&Value>) -> Result<Vec<(String, PropertyPlan)>, String> {
        entries(record)
            .map(|(name, value)| Ok((name.clone(), within(name, self.property(value))?)))
            .collect()
    }

    fn property(&self, value: &Value) -> Result<PropertyPlan, String> {
        match value {
            Value::Array(items) => items
                .iter()
                .map(|item| self.property(item))
                .collect::<Result<_, _>>()
                .map(PropertyPlan::List),
            Value::Object(record) if !record.contains_key("ref") && !record.contains_key("fn") => {
                self.record(Some(value)).map(PropertyPlan::Record)
            }
            leaf => self.expression(leaf).map(PropertyPlan::Value),
        }
    }

    fn expression(&self, value: &Value) -> Result<ExprPlan, String> {
        match value {
            Value::String(text) if text.contains(['{', '}']) => {
                self.check_template(text)?;
                Ok(ExprPlan::Template(text.clone()))
            }
            Value::String(text) => Ok(ExprPlan::Str(text.clone())),
            Value::Bool(flag) => Ok(ExprPlan::Bool(*flag)),
            Value::Number(number) => number
                .as_i64()
                .and_then(|number| i32::try_from(number).ok())
                .map(ExprPlan::Int)
                .ok_or_else(|| format!("`{number}` is not a 32-bit integer")),
            Value::Object(object) => match object.get("ref").and_then(Value::as_str) {
                Some(name) => {
                    self.check_name(name)?;
                    Ok(ExprPlan::Ref(name.to_owned()))
                }
                None => {
                    let (function, arguments) = self.call(value)?;
                    Ok(ExprPlan::Call(function, arguments))
                }
            },
            other => Err(format!("`{other}` is not an expression")),
        }
    }

    fn call(&self, call: &Value) -> Result<(EndpointFunction, Vec<ExprPlan>), String> {
        let name = field(call, "fn")?.as_str().unwrap_or_default();
        let (_, function, arity) = FUNCTIONS
            .iter()
            .find(|(smithy, ..)| *smithy == name)
            .ok_or_else(|| format!("the function `{name}` is not supported"))?;
        let arguments = array(field(call, "argv")?)?
            .iter()
            .map(|argument| self.expression(argument))
            .collect::<Result<Vec<_>, _>>()?;
        if !arity.contains(&arguments.len()) {
            let bound = match arity.start() == arity.end() {
                true => "",
                false => "at least ",
            };
            return Err(format!(
                "`{name}` takes {bound}{} arguments, not {}",
                arity.start(),
                arguments.len()
            ));
        }
        if let (EndpointFunction::GetAttr, [_, ExprPlan::Str(path)]) = (*function, &*arguments) {
            check_path(path)?;
        }
        Ok((*function, arguments))
    }

    fn check_name(&self, name: &str) -> Result<(), String> {
        let known = self.scope.iter().any(|known| known == name);
        if known {
            Ok(())
        } else {
            Err(format!("`{name}` is neither a parameter nor assigned"))
        }
    }

    /// Checks that every `{name}` and `{name#path}` is closed, known and has a valid path; doubled braces are text.
    fn check_template(&self, template: &str) -> Result<(), String> {
        let text = template.replace("{{", "").replace("}}", "");
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let (placeholder, end) = after
                .split_once('}')
                .ok_or_else(|| format!("`{template}` has a `{{` that is not closed"))?;
            match placeholder.split_once('#') {
                Some((name, path)) => {
                    self.check_name(name)?;
                    check_path(path)?;
                }
                None => self.check_name(placeholder)?,
            }
            rest = end;
        }
        Ok(())
    }
}

/// Checks a path of `getAttr`, which the runtime would find absent if it could not parse it: parts `key`, `key[index]` or `[index]` with dots between them.
fn check_path(path: &str) -> Result<(), String> {
    let is_valid = path.split('.').all(|part| {
        let (key, index) = match part.split_once('[') {
            Some((key, rest)) => (key, rest.strip_suffix(']')),
            None => (part, None),
        };
        let has_index = part.contains('[');
        let is_index = index.is_some_and(|index| {
            let digits = index.strip_prefix('-').unwrap_or(index);
            digits.bytes().all(|digit| digit.is_ascii_digit()) && digits.parse::<u32>().is_ok()
        });
        let is_key = key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_key && if has_index { is_index } else { !key.is_empty() }
    });
    match is_valid {
        true => Ok(()),
        false => Err(format!(
            "`{path}` is not a path of keys and indexes, such as `parts[-1]`"
        )),
    }
}

pub(super) fn within<T>(place: &str, result: Result<T, String>) -> Result<T, String> {
    result.map_err(|problem| format!("{place}: {problem}"))
}

pub(super) fn field<'a>(value: &'a Value, name: &str) -> Result<&'a Value, String> {
    value.get(name).ok_or_else(|| format!("no `{name}`"))
}

fn object(value: &Value) -> Result<&Map<String, Value>, String> {
    value.as_object().ok_or_else(|| "not an object".to_owned())
}

pub(super) fn array(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| "not an array".to_owned())
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}
