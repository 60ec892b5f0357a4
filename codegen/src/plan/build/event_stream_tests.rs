//! `smithy.test#eventStreamTests`, as far as they concern the responses of a client.

use serde_json::{Map, Value, json};

use super::protocol_tests::{Cases, headers, text, with_defaults};
use crate::literal;
use crate::plan::docs::markdown;
use crate::plan::ir::{
    CallPlan, ErrorPlan, EventStreamField, EventStreamTestPlan, ExpectedEvents, OperationPlan,
    Type, ValuePlan,
};
use crate::plan::sample::convert;

impl Cases<'_> {
    /// Adds the client's cases of responses on an operation.
    pub(super) fn event_streams(
        &mut self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        cases: &Value,
    ) -> Vec<String> {
        self.each(cases, |this, case| {
            if let Some(test) = this.event_stream(operation, errors, case)? {
                this.tests.event_streams.push(test);
            }
            Ok(())
        })
    }

    /// Plans a case; `None` if it concerns requests.
    fn event_stream(
        &mut self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        case: &Value,
    ) -> Result<Option<EventStreamTestPlan>, String> {
        let events = events(case);
        let Some(stream) = operation.output.event_stream() else {
            return Ok(None);
        };
        if events
            .iter()
            .any(|event| text(event, "type") != Some("response"))
        {
            return Ok(None);
        }
        let (id, name) = self.name(case, "events")?;
        let expected = match case.get("expectation").and_then(|is| is.get("failure")) {
            Some(failure) => self.failure(operation, errors, failure, &events)?,
            None => match case.get("initialResponseParams").and_then(Value::as_object) {
                Some(params) => {
                    let fields = convert::fields(self.types, &operation.output, params)?;
                    ExpectedEvents::Output(fields)
                }
                None => {
                    let events = events.iter();
                    let values = events.map(|event| self.event(&stream.ty, event));
                    ExpectedEvents::Events(values.collect::<Result<_, _>>()?)
                }
            },
        };
        let documentation = text(case, "documentation");
        Ok(Some(EventStreamTestPlan {
            id,
            name,
            doc: documentation
                .map(markdown::from_documentation)
                .unwrap_or_default(),
            call: CallPlan {
                method: operation.module.clone(),
                input: self.required_members(operation)?,
            },
            field: stream.rust_name.clone(),
            output: operation.output.name.clone(),
            fields: response_fields(case, &events),
            expected,
        }))
    }

    /// Returns the value of an event.
    fn event(&self, stream: &Type, event: &Value) -> Result<ValuePlan, String> {
        let Type::EventStream(union) = stream else {
            return Err("its output has no event stream".to_owned());
        };
        let params = self.with_numeric_timestamps(union, params(event));
        convert::of_type(self.types, &Type::Union(union.clone()), &params)
    }

    /// Returns the members of an event with timestamps as numbers, as in all other tests.
    fn with_numeric_timestamps(&self, union: &str, mut params: Value) -> Value {
        let variants = self.types.union(union).map(|union| &union.variants);
        for variant in variants.into_iter().flatten() {
            let structure = variant
                .ty
                .name()
                .and_then(|name| self.types.structure(name));
            let Some(event) = params.get_mut(&variant.member) else {
                continue;
            };
            let fields = structure
                .into_iter()
                .flat_map(|structure| &structure.fields);
            for field in fields.filter(|field| field.ty == Type::Timestamp) {
                let value = event.get_mut(&field.member);
                if let Some(value) = value
                    && let Some((seconds, _)) = literal::timestamp(value)
                {
                    *value = json!(seconds);
                }
            }
        }
        params
    }

    /// Returns the expected error. An exception has its members, unlike an error in the place of the stream.
    fn failure(
        &self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        failure: &Value,
        events: &[&Value],
    ) -> Result<ExpectedEvents, String> {
        let Some(id) = text(failure, "errorId") else {
            return Ok(ExpectedEvents::Failure(None));
        };
        let error = errors.iter().find(|error| error.structure.shape == id);
        let error = error.filter(|error| operation.errors.contains(&error.structure.name));
        let error = error.ok_or_else(|| format!("the operation has no error `{id}`"))?;
        let exception = events.last().map(|event| params(event));
        let members = exception.as_ref().and_then(Value::as_object);
        let members = members.and_then(|members| members.values().next()?.as_object());
        Ok(match members {
            Some(members) => ExpectedEvents::Error(
                error.structure.name.clone(),
                convert::fields(self.types, &error.structure, members)?,
            ),
            None => ExpectedEvents::Failure(Some(error.code.clone())),
        })
    }
}

fn events(case: &Value) -> Vec<&Value> {
    let events = case.get("events").and_then(Value::as_array);
    events.into_iter().flatten().collect()
}

fn params(event: &Value) -> Value {
    let none = || Value::Object(Map::new());
    event.get("params").cloned().unwrap_or_else(none)
}

fn response_fields(case: &Value, events: &[&Value]) -> Vec<EventStreamField> {
    let initial = case.get("initialResponse").unwrap_or(&Value::Null);
    let status = initial.get("code").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let frames: Vec<_> = events
        .iter()
        .filter_map(|event| text(event, "bytes").map(str::to_owned))
        .collect();
    let body = text(initial, "body").filter(|body| !body.is_empty());
    let fields = [
        status
            .filter(|status| *status != 200)
            .map(EventStreamField::Status),
        headers(initial).map(EventStreamField::Headers),
        body.map(|body| EventStreamField::Body(body.to_owned())),
        (!frames.is_empty()).then_some(EventStreamField::Frames(frames)),
    ];
    with_defaults(fields, EventStreamField::Defaults)
}
