//! The paths of waiters have the results of JMESPath.
//!
//! The expectations are those of the reference implementation of JMESPath, `jmespath.py` 1.1.0, under Smithy's comparators.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::Generated;

/// Responses that the waiters are applied to.
const RESPONSES: [&str; 3] = [
    r#"{
        "status": "DONE", "reason": "ab", "count": 2, "ready": true, "ratio": 1.25,
        "groups": [{"wanted": 1, "items": [{"state": "DONE", "note": "DONE"}, {"state": "BUSY"}]}, {"wanted": 2, "items": [{"state": "DONE", "note": "x"}]}],
        "detail": {"status": "DONE", "reason": "DONE", "names": ["DONE"]},
        "kind": {"detail": {"status": "DONE", "names": []}},
        "tags": {"state": "DONE", "a": "b"}, "names": ["DONE", "ab"], "flag": true
    }"#,
    r#"{
        "status": "BUSY", "ready": false, "groups": [], "names": [], "tags": {}
    }"#,
    r#"{
        "status": "DONE", "ready": false, "count": 3, "ratio": 3.0, "reason": "",
        "groups": [{"wanted": 1, "items": [{"state": "DONE", "note": "DONE"}]}, {"wanted": 1, "items": [{"state": "DONE", "note": "DONE"}]}],
        "detail": {"status": "BUSY", "names": ["x"]}, "tags": {"b": "c"}, "names": ["DONE"],
        "flag": false
    }"#,
];

/// Paths, each with a match or none for each of the responses.
type Matches = (&'static str, [bool; RESPONSES.len()]);

/// Comparators with an expected text, and paths, each with a match or none for each of the responses.
const MATCHERS: [(&str, &str, &[Matches]); 5] = [
    (
        "booleanEquals",
        "false",
        &[
            ("flag", [false, false, true]),
            ("!flag", [true, false, false]),
            ("flag && ready", [false, false, true]),
            ("ready && flag", [false, true, true]),
            ("flag || ready", [false, true, true]),
            ("ready || flag", [false, false, true]),
            ("flag == `false`", [true, true, false]),
            ("flag != `true`", [true, false, false]),
            ("!(flag && ready)", [true, false, false]),
        ],
    ),
    (
        "stringEquals",
        "DONE",
        &[
            ("status", [true, false, true]),
            ("reason", [false, false, false]),
            ("detail.status", [true, false, false]),
            ("detail.reason", [true, false, false]),
            ("kind.detail.status", [true, false, false]),
            ("tags.state", [true, false, false]),
            ("names[0]", [true, false, true]),
            ("names[-1]", [false, false, true]),
            ("groups[-1].items[0].note", [false, false, true]),
            ("groups[1].items[-1].state", [true, false, true]),
            ("groups[0].items[1].state", [false, false, false]),
            ("detail.names[0]", [true, false, false]),
            ("reason || status", [false, false, true]),
        ],
    ),
    (
        "anyStringEquals",
        "DONE",
        &[
            ("names", [true, false, true]),
            ("names[]", [true, false, true]),
            ("groups[].items[].state", [true, false, true]),
            ("groups[*].items[*].state[]", [true, false, true]),
            ("groups[].items[].note", [true, false, true]),
            ("groups[?wanted > `1`].items[].state", [true, false, false]),
            ("tags.*", [true, false, false]),
            ("values(tags)", [true, false, false]),
            ("keys(tags)", [false, false, false]),
            ("detail.names", [true, false, false]),
            ("[status, reason]", [true, false, true]),
            ("groups[].items[] | [*].state", [true, false, true]),
            (
                "groups[].items[?state == 'DONE'].note[]",
                [true, false, true],
            ),
            ("groups[].items[?note].state[]", [true, false, true]),
            (
                "groups[?items[?state == 'BUSY']].items[].note",
                [true, false, false],
            ),
        ],
    ),
    (
        "allStringEquals",
        "DONE",
        &[
            ("names", [false, false, true]),
            ("names[]", [false, false, true]),
            ("groups[].items[].state", [false, false, true]),
            ("groups[*].items[*].state[]", [false, false, true]),
            ("groups[].items[].note", [false, false, true]),
            ("groups[?wanted > `1`].items[].state", [true, false, false]),
            ("tags.*", [false, false, false]),
            ("values(tags)", [false, false, false]),
            ("keys(tags)", [false, false, false]),
            ("detail.names", [true, false, false]),
            ("[status, reason]", [false, false, false]),
            ("groups[].items[] | [*].state", [false, false, true]),
            (
                "groups[].items[?state == 'DONE'].note[]",
                [false, false, true],
            ),
            ("groups[].items[?note].state[]", [true, false, true]),
            (
                "groups[?items[?state == 'BUSY']].items[].note",
                [true, false, false],
            ),
        ],
    ),
    (
        "booleanEquals",
        "true",
        &[
            ("flag", [true, false, false]),
            ("!flag", [false, true, true]),
            ("flag && ready", [true, false, false]),
            ("ready && flag", [true, false, false]),
            ("flag || ready", [true, false, false]),
            ("ready || flag", [true, false, false]),
            ("flag == `false`", [false, false, true]),
            ("flag != `true`", [false, true, true]),
            ("!(flag && ready)", [false, true, true]),
            ("ready", [true, false, false]),
            ("!ready", [false, true, true]),
            ("status != 'DONE' && reason == 'x'", [false, false, false]),
            ("status == 'DONE' && count > `1`", [true, false, true]),
            ("reason == `null`", [false, true, false]),
            ("reason != `null`", [true, false, true]),
            ("!(ready || reason)", [false, true, true]),
            ("length(names) > `0`", [true, false, true]),
            ("length(names) == `0`", [false, true, false]),
            ("length(names) >= `2`", [true, false, false]),
            ("length(groups[].items[]) == count", [false, false, false]),
            ("length(status) > `3`", [true, true, true]),
            ("count > `1` && ratio < `1.5`", [true, false, false]),
            ("count != ratio", [true, false, false]),
            ("contains(names, 'ab')", [true, false, false]),
            ("contains(names, reason)", [true, false, false]),
            (
                "contains(groups[].items[].state, 'BUSY')",
                [true, false, false],
            ),
            ("starts_with(status, 'DO')", [true, false, true]),
            ("ends_with(status, 'SY')", [false, true, false]),
            (
                "groups[?wanted == `1`] | length(@) > `0`",
                [true, false, true],
            ),
            ("!(groups[?length(items) > `1`])", [false, true, true]),
            (
                "contains(groups[].[length(items[?state == 'DONE']) >= wanted][], `false`)",
                [true, false, false],
            ),
            ("ready == `false`", [false, true, true]),
            ("!(length(names) == `1`)", [true, true, false]),
            ("length(tags) == `0`", [false, true, false]),
            ("!tags", [false, true, false]),
            ("!(groups[].items[].note)", [false, true, false]),
            (
                "length(groups[?length(items[?state == 'DONE']) == wanted]) == length(groups)",
                [false, true, true],
            ),
            ("count < `3`", [true, false, false]),
            ("count <= `3`", [true, false, true]),
        ],
    ),
];

/// Returns every matcher with a name for its waiter.
fn matchers() -> impl Iterator<Item = (String, &'static str, &'static str, &'static str, [bool; 3])>
{
    let all = MATCHERS.iter().flat_map(|(comparator, expected, paths)| {
        paths
            .iter()
            .map(move |(path, matches)| (*comparator, *expected, *path, *matches))
    });
    all.enumerate()
        .map(|(number, (comparator, expected, path, matches))| {
            (
                format!("Matcher{number}"),
                comparator,
                expected,
                path,
                matches,
            )
        })
}

fn model() -> Value {
    let member = |target: &str| json!({ "target": target });
    let required =
        |target: &str| json!({ "target": target, "traits": { "smithy.api#required": {} } });
    let waiters: serde_json::Map<_, _> = matchers()
        .map(|(name, comparator, expected, path, _)| {
            let matcher = json!({ "output": { "path": path, "comparator": comparator, "expected": expected } });
            (name, json!({ "acceptors": [{ "state": "success", "matcher": matcher }] }))
        })
        .collect();
    json!({ "smithy": "2.0", "shapes": {
        "a#Waiting": {
            "type": "service", "version": "1", "operations": [member("a#Get")],
            "traits": { "aws.protocols#restJson1": {}, "aws.auth#sigv4": { "name": "waiting" } },
        },
        "a#Get": {
            "type": "operation", "input": member("smithy.api#Unit"), "output": member("a#Out"),
            "traits": {
                "smithy.api#http": { "method": "GET", "uri": "/" }, "smithy.api#readonly": {},
                "smithy.waiters#waitable": waiters,
            },
        },
        "a#Out": { "type": "structure", "members": {
            "status": required("a#Status"), "reason": member("smithy.api#String"), "count": member("smithy.api#Integer"),
            "ready": required("smithy.api#Boolean"), "flag": member("smithy.api#Boolean"), "ratio": member("smithy.api#Double"),
            "groups": member("a#Groups"), "detail": member("a#Detail"), "kind": member("a#Kind"),
            "tags": member("a#Tags"), "names": member("a#Names"),
        } },
        "a#Status": { "type": "enum", "members": {
            "DONE": { "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": "DONE" } },
        } },
        "a#Detail": { "type": "structure", "members": {
            "status": required("a#Status"), "reason": member("smithy.api#String"), "names": member("a#Names"),
        } },
        "a#Kind": { "type": "union", "members": { "detail": member("a#Detail") } },
        "a#Groups": { "type": "list", "member": member("a#Group") },
        "a#Group": { "type": "structure", "members": {
            "wanted": required("smithy.api#Integer"), "items": member("a#Items"),
        } },
        "a#Items": { "type": "list", "member": member("a#Item") },
        "a#Item": { "type": "structure", "members": {
            "state": required("a#Status"), "note": member("smithy.api#String"),
        } },
        "a#Tags": { "type": "map", "key": member("smithy.api#String"), "value": member("smithy.api#String") },
        "a#Names": { "type": "list", "member": member("smithy.api#String") },
    } })
}

/// Returns a program that prints the responses that each waiter accepts.
fn program() -> String {
    let mut shows = String::new();
    for (name, ..) in matchers() {
        writeln!(
            shows,
            "        print!(\" {{}}\", {name}Waiter::accept(&input, &result).is_some());"
        )
        .unwrap();
    }
    format!(
        r##"use aws_credential_types::Credentials;
use example_waiting::operation::*;
use example_waiting::{{Client, Config}};
use tinsmith::testing::{{ScriptedResponse, ScriptedTransport}};
use tinsmith::waiter::Waiter;

#[tokio::main(flavor = "current_thread")]
async fn main() {{
    let script = ScriptedTransport::new();
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let config = Config::builder().region("us-east-1").endpoint_url("https://waiting.example").credentials(credentials).transport(script.clone()).build();
    let input = GetInput::default();
    for response in {RESPONSES:?} {{
        script.respond(ScriptedResponse::json(200, response));
        let result = Client::new(&config).get().send().await;
        assert!(result.is_ok(), "{{result:?}}");
{shows}        println!();
    }}
}}
"##
    )
}

#[test]
fn every_matcher_accepts_the_responses_that_jmespath_selects() {
    let client = Generated::new("example-waiting", &model().to_string());
    client.example("accept", &program());
    let printed = client.run("accept");
    let printed: Vec<Vec<bool>> = printed
        .lines()
        .map(|line| line.split_whitespace().map(|word| word == "true").collect())
        .collect();
    let mut wrong = String::new();
    for (number, (_, comparator, expected, path, matches)) in matchers().enumerate() {
        let accepted: Vec<bool> = printed.iter().map(|response| response[number]).collect();
        if accepted != matches {
            writeln!(
                wrong,
                "{comparator} {expected}: {path}\n  expected {matches:?}\n  accepts  {accepted:?}"
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
