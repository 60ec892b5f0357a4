//! The values of all services on moto.

use crate::folders::shared;
use crate::program::{self, text};
use crate::python::{Server, has_moto};

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn generated_clients_get_the_values_that_boto3_gets() {
    let Some(models) = shared("models") else {
        return;
    };
    if !has_moto() {
        return;
    }
    let mut server = Server::start("boto3_calls.py");
    let theirs = server.lines_until_empty();
    assert!(theirs.len() >= 75, "boto3 printed {theirs:?}");
    let output = program::run(&models, &[&server.endpoint]);
    let messages = text(&output.stderr);
    assert!(output.status.success() && messages.is_empty(), "{messages}");
    let printed = text(&output.stdout);
    let ours: Vec<&str> = printed.lines().collect();
    assert_eq!(ours, theirs, "left: this SDK, right: boto3");
}
