//! What endpoint rules make of parameters.

use super::compare::same_document;
use super::{Differences, document};
use crate::Document;
use crate::endpoint::{ParamValue, Params, RuleSet, Value};

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

    /// Asks the rules.
    #[track_caller]
    pub fn check(&self, rules: &RuleSet) {
        let mut params = Params::new();
        for (name, value) in self.params {
            params.set(*name, *value);
        }
        let mut differences = Differences::new(self.id);
        match (rules.resolve(&params), self.expected) {
            (Ok(actual), Ok(url)) => {
                if actual.url.trim_end_matches('/') != url.trim_end_matches('/') {
                    differences.add("url", url, &actual.url);
                }
                let headers: Vec<_> = self
                    .headers
                    .iter()
                    .map(|(name, values)| {
                        (
                            *name,
                            values
                                .iter()
                                .map(|value| (*value).to_owned())
                                .collect::<Vec<_>>(),
                        )
                    })
                    .collect();
                if actual.headers != headers {
                    differences.add(
                        "headers",
                        &format!("{headers:?}"),
                        &format!("{:?}", actual.headers),
                    );
                }
                let properties = Document::object(
                    actual
                        .properties
                        .iter()
                        .map(|(name, value)| (name.to_string(), json(value))),
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
        differences.assert_none();
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
