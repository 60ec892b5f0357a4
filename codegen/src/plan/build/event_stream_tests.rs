//! `smithy.test#eventStreamTests`, as far as they concern a client.

use serde_json::{Map, Value, json};

use super::protocol_tests::{Cases, headers, text, with_defaults};
use crate::literal;
use crate::plan::docs::markdown;
use crate::plan::ir::{
    CallPlan, ErrorPlan, EventStreamField, EventStreamTestPlan, ExpectedEvents, FieldValuePlan,
    OperationPlan, RequestTestPlan, SentEventsTestPlan, Type, ValuePlan,
};
use crate::plan::sample::convert;

impl Cases<'_> {
    /// Adds the client's cases on an operation.
    pub(super) fn event_streams(
        &mut self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        cases: &Value,
    ) -> Vec<String> {
        self.each(cases, |this, case| {
            if case.get("initialRequest").is_some() {
                let test = this.initial_request(operation, case)?;
                this.tests.requests.push(test);
            } else if events(case).iter().any(|event| is_of(event, "request")) {
                let test = this.sent_events(operation, errors, case)?;
                this.tests.sent_events.push(test);
            } else {
                let test = this.received_events(operation, errors, case)?;
                this.tests.event_streams.push(test);
            }
            Ok(())
        })
    }

    /// Plans a case of the head of a request.
    fn initial_request(
        &mut self,
        operation: &OperationPlan,
        case: &Value,
    ) -> Result<RequestTestPlan, String> {
        let head = case.get("initialRequest").unwrap_or(&Value::Null);
        let mut test = head.clone();
        if let (Some(test), Some(case)) = (test.as_object_mut(), case.as_object()) {
            let params = case.get("initialRequestParams").cloned();
            test.insert("params".to_owned(), params.unwrap_or_default());
            let known = ["id", "documentation"].into_iter();
            test.extend(known.filter_map(|name| Some((name.to_owned(), case.get(name)?.clone()))));
        }
        self.request(operation, &test)
    }

    /// Plans a case of events in a request.
    fn sent_events(
        &mut self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        case: &Value,
    ) -> Result<SentEventsTestPlan, String> {
        let stream = operation.input.event_input();
        let stream = stream.ok_or("the input has no event stream")?;
        let (id, name) = self.name(case, "events")?;
        let (mut sent, mut exception) = (Vec::new(), None);
        let events = events(case);
        for event in &events {
            match self.exception(operation, errors, event)? {
                None => sent.push(self.event(&stream.ty, event)?),
                found => exception = found,
            }
        }
        let mut input = self.required_members(operation)?;
        input.retain(|value| value.field != stream.rust_name);
        let value = ValuePlan::Events(sent, exception);
        input.push(convert::field(stream, value));
        Ok(SentEventsTestPlan {
            id,
            name,
            doc: documentation(case),
            call: CallPlan {
                method: operation.module.clone(),
                input,
            },
            frames: frames(&events),
        })
    }

    /// Returns the modeled error of an event that is an exception, with its fields.
    fn exception(
        &self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        event: &Value,
    ) -> Result<Option<(String, Vec<FieldValuePlan>)>, String> {
        let message_type = event.pointer("/headers/:message-type/string");
        if message_type.and_then(Value::as_str) != Some("exception") {
            return Ok(None);
        }
        let params = params(event);
        let (member, members) = params
            .as_object()
            .and_then(|params| params.iter().next())
            .ok_or("it has an exception without a value")?;
        let stream = operation.input.event_input();
        let union = stream.and_then(|stream| self.types.union(stream.ty.name()?));
        let exceptions = union.and_then(|union| union.events.as_ref());
        let exceptions = exceptions.map_or(&[][..], |events| &events.exceptions);
        let exception = exceptions
            .iter()
            .find(|known| known.exception_type == *member);
        let error = exception.and_then(|exception| exception.sent.as_ref());
        let error = errors
            .iter()
            .find(|plan| Some(&plan.structure.name) == error);
        let error = error.ok_or_else(|| format!("the stream has no exception `{member}`"))?;
        let none = Map::new();
        let members = members.as_object().unwrap_or(&none);
        let fields = convert::fields(self.types, &error.structure, members)?;
        Ok(Some((error.structure.name.clone(), fields)))
    }

    /// Plans a case of a response.
    fn received_events(
        &mut self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        case: &Value,
    ) -> Result<EventStreamTestPlan, String> {
        let events = events(case);
        let stream = operation.output.event_stream();
        let stream = stream.ok_or("the output has no event stream")?;
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
        Ok(EventStreamTestPlan {
            id,
            name,
            doc: documentation(case),
            call: CallPlan {
                method: operation.module.clone(),
                input: self.required_members(operation)?,
            },
            field: stream.rust_name.clone(),
            output: operation.output.name.clone(),
            fields: response_fields(case, &events),
            expected,
        })
    }

    /// Returns the value of an event.
    fn event(&self, stream: &Type, event: &Value) -> Result<ValuePlan, String> {
        let (Type::EventStream(union) | Type::EventInput(union)) = stream else {
            return Err("the member is no event stream".to_owned());
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

fn is_of(event: &Value, kind: &str) -> bool {
    text(event, "type") == Some(kind)
}

fn documentation(case: &Value) -> String {
    let documentation = text(case, "documentation");
    documentation
        .map(markdown::from_documentation)
        .unwrap_or_default()
}

fn frames(events: &[&Value]) -> Vec<String> {
    let frames = events.iter().filter_map(|event| text(event, "bytes"));
    frames.map(str::to_owned).collect()
}

fn response_fields(case: &Value, events: &[&Value]) -> Vec<EventStreamField> {
    let initial = case.get("initialResponse").unwrap_or(&Value::Null);
    let status = initial.get("code").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let frames = frames(events);
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
