//! The children of a process that forks.

use std::fs;
use std::path::Path;

use fork::{Fork, fork, waitpid};
use tinsmith::Handle;
use tinsmith::service::{Operation, OperationMetadata, RequestWriter};
use tinsmith::testing::ScriptedTransport;

use crate::own_process;
use crate::support::{GetThingInput, GetThingOutput, SERVICE, config};

/// An operation with an idempotency token.
#[derive(Clone, Debug, Default)]
struct CreateThing {
    token: Option<String>,
}

impl Operation for CreateThing {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "CreateThing",
        uri: "/",
        host_prefix: "",
        ..*GetThingInput::METADATA
    };

    fn fill_defaults(&mut self, token: &mut dyn FnMut() -> String) {
        self.token.get_or_insert_with(token);
    }

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.query("token", &self.token);
    }
}

/// Returns the idempotency token of the next request of a client.
fn next_token(client: &Handle) -> String {
    let request = client.call().build(&CreateThing::default()).unwrap();
    request.uri().query().unwrap().to_owned()
}

/// Forks, and returns the token of the child.
fn token_of_child(client: &Handle, file: &Path) -> String {
    match fork().unwrap() {
        Fork::Child => {
            fs::write(file, next_token(client)).unwrap();
            std::process::exit(0);
        }
        Fork::Parent(child) => {
            waitpid(child).unwrap();
            fs::read_to_string(file).unwrap()
        }
    }
}

#[test]
fn the_children_of_a_process_send_different_idempotency_tokens() {
    own_process::run("fork::a_process_forks", 1);
}

#[test]
#[ignore = "needs a process of its own, which the test beside it starts"]
fn a_process_forks() {
    let folder = tempfile::tempdir().unwrap();
    let client = Handle::new(&config(&ScriptedTransport::new()).build(), &SERVICE);
    // A generator inside the process would have its state by now.
    let before = next_token(&client);
    let [first, second] = ["first", "second"].map(|name| {
        let file = folder.path().join(name);
        token_of_child(&client, &file)
    });
    let after = next_token(&client);
    let mut tokens = [before, first, second, after];
    assert!(tokens.iter().all(|token| token.len() == 42), "{tokens:?}");
    tokens.sort_unstable();
    assert!(
        tokens.windows(2).all(|pair| pair[0] != pair[1]),
        "{tokens:?}"
    );
}
