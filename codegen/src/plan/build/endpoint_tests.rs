//! `smithy.rules#endpointTests`.

use serde_json::{Map, Value};

use super::endpoint_rules::param_value;
use super::protocol_tests::with_defaults;
use super::structures::Planner;
use crate::plan::ir::{EndpointTestField, EndpointTestPlan};

impl Planner<'_, '_> {
    /// Plans the tests that the model has of its endpoint rules.
    pub(crate) fn endpoint_tests(&mut self) -> Vec<EndpointTestPlan> {
        let service = self.selection.service;
        let cases = service.traits.get("smithy.rules#endpointTests").map(plan);
        let mut tests = Vec::new();
        for test in cases.unwrap_or_default() {
            match test {
                Ok(test) => tests.push(test),
                Err(problem) => self.diagnostics.at(&service.id, problem),
            }
        }
        tests
    }
}

/// Reads the trait's cases; each that cannot be read is a problem of its own.
fn plan(tests: &Value) -> Vec<Result<EndpointTestPlan, String>> {
    let cases = tests
        .get("testCases")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    cases
        .enumerate()
        .map(|(index, case)| {
            test(index + 1, case).map_err(|problem| format!("endpoint test {index}: {problem}"))
        })
        .collect()
}

fn test(number: usize, case: &Value) -> Result<EndpointTestPlan, String> {
    let params =
        object(case.get("params")).map(|(name, value)| Ok((name.clone(), param_value(value)?)));
    let expect = case.get("expect").ok_or("it has no `expect`")?;
    let (endpoint, error) = (expect.get("endpoint"), expect.get("error"));
    let expected = match (endpoint, error.and_then(Value::as_str)) {
        (Some(endpoint), None) => {
            let url = endpoint.get("url").and_then(Value::as_str);
            let url = url.ok_or("it expects an endpoint without URL")?;
            Ok(url.to_owned())
        }
        (None, Some(message)) => Err(message.to_owned()),
        _ => return Err("it expects neither an endpoint nor an error".to_owned()),
    };
    Ok(EndpointTestPlan {
        name: format!("case_{number}"),
        doc: case
            .get("documentation")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        params: params.collect::<Result<_, String>>()?,
        expected,
        fields: fields(endpoint),
    })
}

fn fields(endpoint: Option<&Value>) -> Vec<EndpointTestField> {
    let part = |name| endpoint.and_then(|endpoint| endpoint.get(name));
    let headers = object(part("headers")).map(|(name, values)| {
        let values = values.as_array().into_iter().flatten();
        let values = values.filter_map(|value| value.as_str().map(str::to_owned));
        (name.clone(), values.collect())
    });
    let headers: Vec<_> = headers.collect();
    let properties =
        part("properties").filter(|properties| **properties != Value::Object(Map::new()));
    let fields = [
        (!headers.is_empty()).then_some(EndpointTestField::Headers(headers)),
        properties.map(|json| EndpointTestField::Properties(json.to_string())),
    ];
    with_defaults(fields, EndpointTestField::Defaults)
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}
