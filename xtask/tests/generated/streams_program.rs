//! Runs the paginators and waiters of a generated client with scripted responses, and prints the results.

use std::time::Duration;

use aws_credential_types::Credentials;
use example_streams::{Client, Config};
use futures::TryStreamExt;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::waiter::WaitOutcome;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Returns a client with these responses, an error for each that names a code, and its transport.
fn client(responses: &[&str]) -> (Client, ScriptedTransport) {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(match *response {
            "NotFound" => ScriptedResponse::error(404, "NotFound", "it is gone"),
            "NotYet" => ScriptedResponse::error(409, "NotYet", "it is not there yet"),
            body => ScriptedResponse::json(200, body),
        });
    }
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url("https://streams.example")
        .credentials(credentials)
        .transport(script.clone())
        .max_attempts(1)
        .build();
    (Client::new(&config), script)
}

fn show_requests(script: &ScriptedTransport) {
    for request in script.requests() {
        let body = String::from_utf8_lossy(request.body());
        println!("  {} {} {body}", request.method(), request.uri().path_and_query().unwrap());
    }
}

async fn pages() -> Result<()> {
    println!("names");
    let responses = [
        r#"{"names": ["a", "b"], "nextToken": "1"}"#,
        r#"{"nextToken": "2"}"#,
        r#"{"names": ["c", "d"], "nextToken": ""}"#,
    ];
    let (streams, script) = client(&responses);
    let mut names = streams.list_names().paginate().page_size(2).max_items(3).items();
    while let Some(name) = names.try_next().await? {
        println!("  {name} then {}", names.resume_token().unwrap());
    }
    show_requests(&script);

    println!("nested");
    let responses = [
        r#"{"note": "no result yet"}"#,
        r#"{"note": "first", "result": {"names": ["a"], "paging": {"next": "1"}}}"#,
        r#"{"note": "second", "result": {"paging": {"next": "2"}}}"#,
        r#"{"note": "third", "result": {"names": ["b", "c"], "paging": {}}}"#,
    ];
    let (streams, script) = client(&responses);
    let none: Vec<String> = streams.list_nested().paginate().items().try_collect().await?;
    println!("  {none:?}");
    let merged = streams.list_nested().paginate().collect().await?.output;
    println!("  {} {:?}", merged.note.unwrap(), merged.result.unwrap().names);
    show_requests(&script);

    println!("entries");
    let responses = [r#"{"entries": {"b": 2, "a": 1}, "nextToken": "1"}"#, r#"{"entries": {"c": 3}}"#];
    let (streams, script) = client(&responses);
    let pairs: Vec<_> = TryStreamExt::try_collect(streams.list_entries().paginate().items()).await?;
    println!("  {pairs:?}");
    show_requests(&script);

    println!("bare");
    let (streams, script) = client(&[r#"{"total": 5, "nextToken": "1"}"#, r#"{"total": 2}"#]);
    let totals: Vec<_> = streams.list_bare().paginate().pages().map_ok(|page| page.total).try_collect().await?;
    println!("  {totals:?}");
    show_requests(&script);
    Ok(())
}

fn show<T>(name: &str, waited: std::result::Result<WaitOutcome<T>, tinsmith::Error>) {
    match waited {
        Ok(WaitOutcome { acceptance, attempts, .. }) => println!(
            "{name} {:?} by acceptor {}, {}, after {attempts}",
            acceptance.state, acceptance.acceptor, acceptance.description
        ),
        Err(error) => println!("{name} {error}"),
    }
}

async fn waiters() {
    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(1);
    let accepted = |responses: &[&str]| {
        let (streams, _) = client(responses);
        let wait = streams.get_thing().wanted("BLUE").wait_until_thing_as_wanted(LONG);
        wait.min_delay(SHORT).max_delay(SHORT)
    };
    let (red, blue) = (r#"{"state": "RED"}"#, r#"{"state": "BLUE"}"#);
    show("as wanted", accepted(&[red, "NotYet", "{}", blue]).await);
    let broken = [red, r#"{"state": "BROKEN"}"#];
    show("as wanted", accepted(&broken).outcome().await);
    show("as wanted", accepted(&broken).await);
    show("as wanted", accepted(&[red, "NotFound"]).await);

    let get = |responses: &[&str]| client(responses).0.get_thing();
    let responses = get(&["NotYet", "{}"]).wait_until_thing_responds(LONG);
    show("responds", responses.min_delay(SHORT).max_delay(SHORT).await);
    let gone = get(&[red, "NotFound"]).wait_until_thing_gone(LONG);
    show("gone", gone.min_delay(SHORT).max_delay(SHORT).await);
    let fails = get(&[red, "NotYet"]).wait_until_thing_fails(LONG);
    show("fails", fails.min_delay(SHORT).max_delay(SHORT).await);
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    pages().await?;
    waiters().await;
    Ok(())
}
