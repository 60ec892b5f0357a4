//! The spans and events of calls.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{ServiceError, config, get_thing, handle};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Each span and event with its fields, in the order in which they began.
#[derive(Clone, Default)]
struct Listener(Arc<Heard>);

#[derive(Default)]
struct Heard {
    spans: Mutex<Vec<(String, BTreeMap<String, String>)>>,
    events: Mutex<Vec<BTreeMap<String, String>>>,
    ids: AtomicU64,
}

struct Fields<'f>(&'f mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "tinsmith::call"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        let name = span.metadata().name().to_owned();
        self.0.spans.lock().unwrap().push((name, fields));
        Id::from_u64(self.0.ids.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let index = usize::try_from(id.into_u64() - 1).unwrap();
        if let Some((_, fields)) = self.0.spans.lock().unwrap().get_mut(index) {
            values.record(&mut Fields(fields));
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        self.0.events.lock().unwrap().push(fields);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, fields) in &*self.spans.lock().unwrap() {
            writeln!(f, "{name} {fields:?}")?;
        }
        for fields in &*self.events.lock().unwrap() {
            writeln!(f, "event {fields:?}")?;
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_and_its_attempts_are_spans_by_the_names_of_opentelemetry() {
    let listener = Listener::default();
    let _guard = crate::subscriber::subscribe(listener.clone());
    let script = ScriptedTransport::new();
    script
        .respond(
            ScriptedResponse::service_error(ServiceError::Busy(crate::support::Busy::default()))
                .header("x-amzn-requestid", "r-1")
                .header("retry-after", "3"),
        )
        .respond(
            ScriptedResponse::json(200, r#"{"name":"lamp"}"#)
                .after(Duration::from_secs(2))
                .header("x-amzn-requestid", "r-2")
                .header("x-amz-id-2", "x-2"),
        );
    get_thing(handle(config(&script)).call()).await.unwrap();
    let heard = listener.0.to_string();
    let expected = [
        r#"call {"attempts": "2", "aws.extended_request_id": "x-2", "aws.request_id": "r-2", "cloud.region": "us-west-2", "http.response.status_code": "200", "otel.kind": "client", "otel.name": "Thing Service.GetThing", "rpc.method": "GetThing", "rpc.service": "Thing Service", "rpc.system": "aws-api"}"#,
        r#"attempt {"aws.request_id": "r-1", "error.type": "BusyException", "http.request.method": "GET", "http.request.resend_count": "0", "http.response.status_code": "429", "otel.kind": "client", "otel.name": "GET", "otel.status_code": "ERROR", "server.address": "management.things.us-west-2.amazonaws.com", "server.port": "443"}"#,
        r#"attempt {"aws.extended_request_id": "x-2", "aws.request_id": "r-2", "http.request.method": "GET", "http.request.resend_count": "1", "http.response.status_code": "200", "otel.kind": "client", "otel.name": "GET", "server.address": "management.things.us-west-2.amazonaws.com", "server.port": "443"}"#,
        r#"event {"message": "GetThing: GET management.things.us-west-2.amazonaws.com, 429, request id r-1, BusyException, 0ns"}"#,
        r#"event {"delay_seconds": "3.0", "error.type": "BusyException", "message": "retrying"}"#,
        r#"event {"message": "GetThing: GET management.things.us-west-2.amazonaws.com, 200, request id r-2, 2s"}"#,
        "",
    ];
    assert_eq!(heard, expected.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn an_error_without_a_code_is_recorded_by_its_kind() {
    let listener = Listener::default();
    let _guard = crate::subscriber::subscribe(listener.clone());
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::silence());
    let config = config(&script)
        .max_attempts(1)
        .attempt_timeout(Duration::from_secs(1));
    get_thing(handle(config).call()).await.unwrap_err();
    let spans = listener.0.spans.lock().unwrap().clone();
    let kinds: Vec<_> = spans
        .iter()
        .map(|(name, fields)| (name.as_str(), fields["error.type"].as_str()))
        .collect();
    assert_eq!(kinds, [("call", "Timeout"), ("attempt", "Timeout")]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_the_timeout_of_its_call_or_the_caller_ends_has_an_event() {
    let listener = Listener::default();
    let _guard = crate::subscriber::subscribe(listener.clone());
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::silence())
        .respond(ScriptedResponse::silence());
    let handle = handle(config(&script).operation_timeout(Duration::from_secs(5)));
    get_thing(handle.call()).await.unwrap_err();
    let call = get_thing(handle.call());
    tokio::time::timeout(Duration::from_secs(2), call)
        .await
        .unwrap_err();
    let events = listener.0.events.lock().unwrap().clone();
    let messages: Vec<_> = events
        .iter()
        .map(|event| event["message"].as_str())
        .collect();
    let line =
        |time| format!("GetThing: GET management.things.us-west-2.amazonaws.com, canceled, {time}");
    assert_eq!(messages, [line("5s"), line("2s")]);
}
