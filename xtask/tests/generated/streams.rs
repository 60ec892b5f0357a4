//! Paginators and waiters of every kind that a model can define, in a compiled program.

use crate::Generated;

const MODEL: &str = include_str!("streams.json");

/// Three calls that must not compile: a page size without a model's page size member, a negative limit, a wait without a limit.
const WRONG: &str = r#"
fn page_size(client: &example_streams::Client) {
    let _ = client.list_nested().paginate().page_size(5);
}

fn limit(client: &example_streams::Client) {
    let _ = client.list_names().paginate().max_items(-1);
}

fn wait(client: &example_streams::Client) {
    let _ = client.get_thing().wait_until_thing_gone();
}

fn main() {}
"#;

const EXPECTED: &str = r#"names
  a then eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==
  b then eyJuZXh0VG9rZW4iOiAiMSJ9
  c then eyJuZXh0VG9rZW4iOiAiMiIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDF9
  GET /names?size=2 
  GET /names?token=1&size=2 
  GET /names?token=2&size=2 
nested
  []
  first ["a", "b", "c"]
  POST /nested {}
  POST /nested {}
  POST /nested {"marker":"1"}
  POST /nested {"marker":"2"}
entries
  [("a", 1), ("b", 2), ("c", 3)]
  GET /entries 
  GET /entries?token=1 
bare
  [Some(5), Some(2)]
  GET /bare 
  GET /bare?token=1 
as wanted Success by acceptor 0, input.wanted == output.state is true, after 4
as wanted Failure by acceptor 1, state is BROKEN, after 2
as wanted GetThing: ThingAsWanted cannot be reached: state is BROKEN (2 attempts)
as wanted GetThing: NotFound: it is gone (404, 1 attempt)
responds Success by acceptor 1, the call succeeds, after 2
gone Success by acceptor 0, the error is NotFound, after 2
fails Success by acceptor 0, the call fails, after 2
"#;

#[test]
fn every_kind_of_paginator_and_waiter_works() {
    let client = Generated::new("example-streams", MODEL);
    client.example("streams", include_str!("streams_program.rs"));
    assert_eq!(client.run("streams"), EXPECTED);

    client.example("wrong", WRONG);
    let complaints = client.errors("wrong");
    for complaint in [
        "error[E0599]: the method `page_size` exists",
        "error[E0277]: the trait bound `usize: Neg` is not satisfied",
        "error[E0061]: this method takes 1 argument but 0",
    ] {
        assert!(complaints.contains(complaint), "{complaints}");
    }
    assert_eq!(complaints.matches("error[E").count(), 3, "{complaints}");
}
