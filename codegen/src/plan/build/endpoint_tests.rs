//! `smithy.rules#endpointTests`.

use serde_json::{Map, Value};

use super::endpoint_rules::param_value;
use super::structures::Planner;
use crate::plan::ir::{EndpointTestPlan, ExpectedEndpointPlan};

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
            test(case).map_err(|problem| format!("endpoint test {index}: {problem}"))
        })
        .collect()
}

fn test(case: &Value) -> Result<EndpointTestPlan, String> {
    let params =
        object(case.get("params")).map(|(name, value)| Ok((name.clone(), param_value(value)?)));
    let expect = case.get("expect").ok_or("it expects nothing")?;
    let expected = match (
        expect.get("endpoint"),
        expect.get("error").and_then(Value::as_str),
    ) {
        (Some(endpoint), None) => ExpectedEndpointPlan::Endpoint {
            url: endpoint
                .get("url")
                .and_then(Value::as_str)
                .ok_or("it expects an endpoint without URL")?
                .to_owned(),
            headers: object(endpoint.get("headers"))
                .map(|(name, values)| {
                    let values = values.as_array().into_iter().flatten();
                    (
                        name.clone(),
                        values
                            .filter_map(|value| value.as_str().map(str::to_owned))
                            .collect(),
                    )
                })
                .collect(),
            properties: endpoint
                .get("properties")
                .filter(|properties| **properties != Value::Object(Map::new()))
                .map(Value::to_string),
        },
        (None, Some(message)) => ExpectedEndpointPlan::Error(message.to_owned()),
        _ => return Err("it expects neither an endpoint nor an error".to_owned()),
    };
    Ok(EndpointTestPlan {
        doc: case
            .get("documentation")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        params: params.collect::<Result<_, String>>()?,
        expected,
    })
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}
