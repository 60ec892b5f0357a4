//! `smithy.test#eventStreamTests`, as far as they concern a client.

use serde_json::{Map, Value};

use super::protocol_tests::{Cases, call, headers, params as case_params, text, with_defaults};
use crate::literal;
use crate::plan::docs::markdown;
use crate::plan::ir::{
    ErrorPlan, EventStreamField, EventStreamTestPlan, ExpectedEvents, FieldPlan, FieldValuePlan,
    OperationPlan, RequestTestPlan, SentEventsTestPlan, Type, ValuePlan,
};
use crate::plan::sample::convert;

impl Cases<'_> {
    /// Adds the client's cases on an operation. A case may have a request, a response or both.
    pub(super) fn event_streams(
        &mut self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        cases: &Value,
    ) -> Vec<String> {
        self.each(cases, |this, case| {
            let (sent, received) = events(case)?;
            let has_head = case.get("initialRequest").is_some();
            let fails = case.pointer("/expectation/failure").is_some();
            if has_head {
                let test = this.initial_request(operation, case)?;
                this.tests.requests.push(test);
            }
            if !sent.is_empty() {
                if fails && received.is_empty() {
                    return Err("it expects a failure of events that the client sends".to_owned());
                }
                let test = this.sent_events(operation, errors, case, &sent)?;
                this.tests.sent_events.push(test);
            }
            let has_response = !received.is_empty() || case.get("initialResponse").is_some();
            if has_response || (!has_head && sent.is_empty()) {
                let test = this.received_events(operation, errors, case, &received)?;
                this.tests.event_streams.push(test);
            }
            Ok(())
        })
    }

    /// Plans a case of `httpResponseTests` on an operation whose output has an event stream. The output is compared without its stream, which
    /// is not a value.
    pub(super) fn response_with_stream(
        &mut self,
        operation: &OperationPlan,
        stream: &FieldPlan,
        case: &Value,
    ) -> Result<EventStreamTestPlan, String> {
        let (id, name) = self.name(case, "response")?;
        let mut params = case_params(case);
        if params
            .remove(&stream.member)
            .is_some_and(|events| !events.is_null())
        {
            let member = &stream.member;
            return Err(format!(
                "it has a value of the event stream `{member}`, whose events are a part of `smithy.test#eventStreamTests`"
            ));
        }
        let body = text(case, "body").filter(|body| !body.is_empty());
        let frames = body.map(|body| base64(body, "body")).transpose()?;
        Ok(EventStreamTestPlan {
            id,
            name,
            doc: documentation(case),
            call: call(operation, self.required_members(operation)?),
            field: stream.rust_name.clone(),
            output: operation.output.name.clone(),
            fields: response_fields(Some(case), frames.into_iter().collect()),
            expected: ExpectedEvents::Output(convert::fields(
                self.types,
                &operation.output,
                &params,
            )?),
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
        events: &[&Value],
    ) -> Result<SentEventsTestPlan, String> {
        let stream = operation.input.event_input();
        let stream = stream.ok_or("the input has no event stream")?;
        let (id, name) = self.name(case, "sent_events")?;
        let (mut sent, mut exception) = (Vec::new(), None);
        for event in events {
            if exception.is_some() {
                return Err("it has an event after an exception".to_owned());
            }
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
            call: call(operation, input),
            frames: frames(events)?,
        })
    }

    /// Returns the modeled error of an event that is an exception, with its fields.
    fn exception(
        &self,
        operation: &OperationPlan,
        errors: &[ErrorPlan],
        event: &Value,
    ) -> Result<Option<(String, Vec<FieldValuePlan>)>, String> {
        if header(event, ":message-type") != Some("exception") {
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
        events: &[&Value],
    ) -> Result<EventStreamTestPlan, String> {
        let stream = operation.output.event_stream();
        let stream = stream.ok_or("the output has no event stream")?;
        let (id, name) = self.name(case, "events")?;
        let expected = match case.get("expectation").and_then(|is| is.get("failure")) {
            Some(failure) => self.failure(operation, errors, failure, events)?,
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
            call: call(operation, self.required_members(operation)?),
            field: stream.rust_name.clone(),
            output: operation.output.name.clone(),
            fields: response_fields(case.get("initialResponse"), frames(events)?),
            expected,
        })
    }

    /// Returns the value of an event.
    fn event(&self, stream: &Type, event: &Value) -> Result<ValuePlan, String> {
        let (Type::EventStream(union) | Type::EventInput(union)) = stream else {
            return Err("the member is not an event stream".to_owned());
        };
        convert::of_type(self.types, &Type::Union(union.clone()), &params(event))
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
            // An error without a structure has its code in a header.
            let code = events.last().and_then(|event| header(event, ":error-code"));
            return Ok(ExpectedEvents::Failure(code.map(str::to_owned)));
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

/// Returns the events of a case that the client sends, and those that it receives.
fn events(case: &Value) -> Result<(Vec<&Value>, Vec<&Value>), String> {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    let events = case.get("events").and_then(Value::as_array);
    for event in events.into_iter().flatten() {
        match text(event, "type") {
            Some("request") => sent.push(event),
            Some("response") => received.push(event),
            _ => {
                return Err(
                    "it has an event whose `type` is neither `request` nor `response`".to_owned(),
                );
            }
        }
    }
    Ok((sent, received))
}

fn params(event: &Value) -> Value {
    Value::Object(case_params(event))
}

fn header<'e>(event: &'e Value, name: &str) -> Option<&'e str> {
    event.get("headers")?.get(name)?.get("string")?.as_str()
}

fn documentation(case: &Value) -> String {
    let documentation = text(case, "documentation");
    documentation
        .map(markdown::from_documentation)
        .unwrap_or_default()
}

/// Returns the frames of events, in base64.
fn frames(events: &[&Value]) -> Result<Vec<String>, String> {
    let frames = events.iter().map(|event| {
        let bytes = text(event, "bytes").ok_or("it has an event without `bytes`")?;
        base64(bytes, "bytes")
    });
    frames.collect()
}

/// Returns bytes in base64, if they are padded base64.
fn base64(text: &str, property: &str) -> Result<String, String> {
    let is_padded = text.len().is_multiple_of(4) && literal::base64(text).is_some();
    match is_padded {
        true => Ok(text.to_owned()),
        false => Err(format!("its `{property}` is not base64 with padding")),
    }
}

/// Returns the fields of a test from the head of a response, and the frames after it.
fn response_fields(head: Option<&Value>, frames: Vec<String>) -> Vec<EventStreamField> {
    let head = head.unwrap_or(&Value::Null);
    let status = head.get("code").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let body = text(head, "body").filter(|body| !body.is_empty() && frames.is_empty());
    let fields = [
        status
            .filter(|status| *status != 200)
            .map(EventStreamField::Status),
        headers(head).map(EventStreamField::Headers),
        body.map(|body| EventStreamField::Body(body.to_owned())),
        (!frames.is_empty()).then_some(EventStreamField::Frames(frames)),
    ];
    with_defaults(fields, EventStreamField::Defaults)
}
