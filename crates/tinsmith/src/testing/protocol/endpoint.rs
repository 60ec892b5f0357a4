//! Tests of endpoint rules.

use super::compare::same_document;
use super::differences::Differences;
use super::document;
use crate::Document;
use crate::endpoint::{ParamValue, Params, RuleEndpoint, RuleError, RuleSet, Value};

/// Parameters with the expected endpoint or error: a case of `smithy.rules#endpointTests`.
#[derive(Clone, Copy, Debug)]
pub struct EndpointTest {
    /// The documentation of the case.
    pub id: &'static str,
    /// The parameters by name.
    pub params: &'static [(&'static str, ParamValue)],
    /// The URL, or the message of the error.
    pub expected: Result<&'static str, &'static str>,
    /// The headers with their values.
    pub headers: &'static [(&'static str, &'static [&'static str])],
    /// The properties, as a JSON object.
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

    /// Resolves the endpoint and compares it. The result of the former partitions, in which the isolated partitions had no dual-stack
    /// endpoints, is accepted as well, because the tests of many models are older.
    #[track_caller]
    pub fn check(&self, rules: &RuleSet) {
        let mut params = Params::new();
        for (name, value) in self.params {
            params.set(*name, *value);
        }
        let differences = self.differences(rules.resolve(&params));
        let former = self.differences(rules.resolve_with_former_partitions(&params));
        if !former.is_empty() {
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
