//! The requests of S3 byte by byte, and the values.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::exceptions;
use crate::folders::shared;
use crate::program::{self, text};
use crate::python::{self, Server, has_moto};
use crate::recorder::{Recorder, Request};
use crate::table;

/// Members that the server sets to its time.
const TIMES: [&str; 3] = ["CreationDate", "Initiated", "LastModified"];

/// Members that the server sets to random values.
const IDS: [&str; 4] = [
    "NextContinuationToken",
    "NextMarker",
    "UploadId",
    "VersionId",
];

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn s3_sends_the_bytes_that_boto3_sends() {
    let Some(models) = shared("models") else {
        return;
    };
    if !has_moto() {
        return;
    }
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let time = time.as_secs().to_string();
    let calls = table::path();
    let calls = calls.to_str().unwrap();
    let theirs = Side::record(|endpoint| {
        let mut command = python::command("boto3_wire.py");
        command.args([endpoint, calls, &time]).output().unwrap()
    });
    let ours = Side::record(|endpoint| program::run(&models, &[endpoint, calls, &time]));
    let mut differences = Vec::new();
    for (index, call) in table::calls().iter().enumerate() {
        let operation = call["operation"].as_str().unwrap();
        let found = difference(&ours, &theirs, index, operation);
        differences.extend(found.map(|found| format!("call {index}, {call}:\n{found}")));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The requests and values of one client.
struct Side {
    requests: Vec<Request>,
    values: Vec<Value>,
}

impl Side {
    /// Makes the calls, on a server of their own.
    fn record(run: impl FnOnce(&str) -> Output) -> Self {
        let server = Server::start("moto_server.py");
        let recorder = Recorder::start(&server.endpoint);
        let output = run(&recorder.endpoint);
        let messages = text(&output.stderr);
        assert!(output.status.success() && messages.is_empty(), "{messages}");
        let values = text(&output.stdout)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let mut side = Self {
            requests: recorder.take(),
            values,
        };
        let count = table::calls().len();
        assert_eq!((side.requests.len(), side.values.len()), (count, count));
        side.replace_what_differs_in_each_run(&recorder.endpoint);
        side
    }

    /// Replaces times, random values and the endpoint by their names.
    fn replace_what_differs_in_each_run(&mut self, endpoint: &str) {
        let host = endpoint.trim_start_matches("http://");
        let mut names = BTreeMap::from([(host.to_owned(), "HOST".to_owned())]);
        for value in &mut self.values {
            visit(value, &mut |name, member| {
                if TIMES.contains(&name) {
                    *member = "TIME".into();
                } else if let (true, Some(id)) = (IDS.contains(&name), member.as_str()) {
                    let number = names.len();
                    // `null` is the version of an object without versions.
                    if id != "null" {
                        names
                            .entry(id.to_owned())
                            .or_insert_with(|| format!("{name}-{number}"));
                    }
                }
            });
        }
        let replaced = |text: &str| {
            let names = names.iter();
            names.fold(text.to_owned(), |text, (id, name)| text.replace(id, name))
        };
        for request in &mut self.requests {
            request.line = replaced(&request.line);
            for (_, value) in &mut request.headers {
                *value = replaced(value);
            }
        }
        for value in &mut self.values {
            *value = serde_json::from_str(&replaced(&value.to_string())).unwrap();
            remove_empty(value);
        }
    }
}

/// Calls the function with each member of each structure, and its name.
fn visit(value: &mut Value, function: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                function(name, member);
                visit(member, function);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, function)),
        _ => {}
    }
}

/// Removes members without a value and empty lists and maps, which boto3 leaves out or not as the response has an element for them.
fn remove_empty(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(remove_empty);
            members.retain(|_, member| match member {
                Value::Null => false,
                Value::Array(items) => !items.is_empty(),
                Value::Object(members) => !members.is_empty(),
                _ => true,
            });
        }
        Value::Array(items) => items.iter_mut().for_each(remove_empty),
        _ => {}
    }
}

/// Returns what differs between the requests or values of a call.
fn difference(ours: &Side, theirs: &Side, index: usize, operation: &str) -> Option<String> {
    let mut lines = Vec::new();
    let mut compare = |what: &str, ours: &str, theirs: &str| {
        if ours != theirs {
            lines.push(format!("  {what}\n    ours   {ours}\n    theirs {theirs}"));
        }
    };
    let (our_request, their_request) = (&ours.requests[index], &theirs.requests[index]);
    let their_line = exceptions::their_line(&their_request.line, &our_request.line, operation);
    compare("request line", &our_request.line, &their_line);
    let (our_body, their_body) = (text(&our_request.body), text(&their_request.body));
    let (our_headers, their_headers) = (
        exceptions::our_headers(our_request, their_request, operation),
        exceptions::their_headers(their_request, our_request, operation),
    );
    let names: BTreeSet<&String> = our_headers.keys().chain(their_headers.keys()).collect();
    for name in names {
        let shown = |headers: &BTreeMap<String, String>| format!("{name}: {:?}", headers.get(name));
        compare("header", &shown(&our_headers), &shown(&their_headers));
    }
    let (our_body, their_body) = (exceptions::body(&our_body), exceptions::body(&their_body));
    compare("body", &our_body, &their_body);
    let (mut our_value, mut their_value) =
        (ours.values[index].clone(), theirs.values[index].clone());
    exceptions::change_values(&mut our_value, &mut their_value, operation);
    if our_value != their_value {
        compare("value", &our_value.to_string(), &their_value.to_string());
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
