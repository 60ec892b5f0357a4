//! What endpoint rules make of parameters.

use super::compare::same_document;
use super::{Differences, document};
use crate::Document;
use crate::endpoint::{ParamValue, Params, RuleEndpoint, RuleError, RuleSet, Value};

/// Parameters, and the endpoint or the error that the rules have to make of them: a case of `smithy.rules#endpointTests`.
#[derive(Clone, Copy, Debug)]
pub struct EndpointTest {
    /// What the case is about.
    pub id: &'static str,
    /// The parameters by name.
    pub params: &'static [(&'static str, ParamValue)],
    /// The URL, or the message if there is no endpoint.
    pub expected: Result<&'static str, &'static str>,
    /// The headers with their values.
    pub headers: &'static [(&'static str, &'static [&'static str])],
    /// The properties: a JSON object.
    pub properties: &'static str,
}

impl EndpointTest {
    /// No parameters and no endpoint, for `..EndpointTest::DEFAULT`.
    pub const DEFAULT: Self = Self {
        id: "",
        params: &[],
        expected: Err(""),
        headers: &[],
        properties: "{}",
    };

    /// Asks the rules. What they say is right, too, if they would have said it before the isolated partitions got dual-stack
    /// endpoints: the tests of many models are older than that.
    #[track_caller]
    pub fn check(&self, rules: &RuleSet) {
        let mut params = Params::new();
        for (name, value) in self.params {
            params.set(*name, *value);
        }
        let differences = self.differences(rules.resolve(&params));
        let formerly = self.differences(rules.resolve_formerly(&params));
        if !formerly.is_empty() {
            differences.assert_none();
        }
    }

    fn differences(&self, outcome: Result<RuleEndpoint, RuleError>) -> Differences {
        let mut differences = Differences::new(self.id);
        match (outcome, self.expected) {
            (Ok(actual), Ok(url)) => {
                if actual.url.trim_end_matches('/') != url.trim_end_matches('/') {
                    differences.add("url", url, &actual.url);
                }
                let expected = self
                    .headers
                    .iter()
                    .map(|(name, values)| (*name, (*values).to_vec()));
                let headers = actual.headers.iter();
                let headers = headers
                    .map(|(name, values)| (*name, values.iter().map(String::as_str).collect()));
                let (expected, headers): (Vec<_>, Vec<(_, Vec<_>)>) =
                    (expected.collect(), headers.collect());
                if headers != expected {
                    differences.add("headers", &format!("{expected:?}"), &format!("{headers:?}"));
                }
                let properties = actual.properties.iter();
                let properties = Document::object(
                    properties.map(|(name, value)| (name.to_string(), json(value))),
                );
                if !same_document(&document(self.properties), &properties) {
                    differences.add("properties", self.properties, &properties.to_json());
                }
            }
            (Err(actual), Err(message)) => {
                let actual = actual.to_string();
                if actual != message {
                    differences.add("error", message, &actual);
                }
            }
            (Ok(actual), Err(message)) => differences.add("error", message, &actual.url),
            (Err(actual), Ok(url)) => differences.add("url", url, &actual.to_string()),
        }
        differences
    }
}

fn json(value: &Value) -> Document {
    match value {
        Value::Str(text) => text.as_ref().into(),
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) => Document::from(crate::Number::from(i64::from(*number))),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Record(fields) => Document::object(
            fields
                .iter()
                .map(|(name, value)| (name.to_string(), json(value))),
        ),
    }
}
