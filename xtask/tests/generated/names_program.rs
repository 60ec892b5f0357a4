//! Sends maps, pages and credentials with a generated client, and prints the requests.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use names_client::types::Key;
use names_client::{Client, Config};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Returns a client with one response, and its transport.
fn client(response: ScriptedResponse) -> (Client, ScriptedTransport) {
    let script = ScriptedTransport::new();
    script.respond(response);
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url("https://names.example")
        .credentials(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .api_key("the&key")
        .basic_auth("user", "password")
        .bearer_token("the.token")
        .transport(script.clone())
        .max_attempts(1)
        .build();
    (Client::new(&config), script)
}

fn show_request(script: &ScriptedTransport) {
    for request in script.requests() {
        let body = String::from_utf8_lossy(request.body());
        println!("  {} {} {body}", request.method(), request.uri().path_and_query().unwrap());
    }
}

/// Prints the requests without their bodies, and the headers of some names.
fn show_headers(script: &ScriptedTransport, is_shown: impl Fn(&str) -> bool) {
    for request in script.requests() {
        println!("  {} {}", request.method(), request.uri().path_and_query().unwrap());
        for (name, value) in request.headers() {
            if is_shown(name.as_str()) {
                println!("    {name}: {}", value.to_str().unwrap());
            }
        }
    }
}

async fn maps() -> Result<()> {
    let is_map = |name: &str| ["x-x", "x-new"].contains(&name);
    println!("maps");
    let (names, script) = client(ScriptedResponse::json(200, "{}").header("x-x", "y").header("x-other", "x"));
    let output = names
        .send_maps()
        .query([(Key::X, vec![Key::Y, Key::X]), (Key::from("new"), vec![Key::X])])
        .headers([(Key::X, Key::Y), (Key::from("new"), Key::X)])
        .send()
        .await?;
    show_headers(&script, is_map);
    println!("  received {:?}", output.headers);

    println!("sparse maps");
    let (names, script) = client(ScriptedResponse::json(200, "{}").header("x-x", "text"));
    let headers = BTreeMap::from([(Key::X, Some("text".to_owned())), (Key::Y, None)]);
    let output = names
        .send_sparse_maps()
        .query([("a b", vec!["c".to_owned(), "d".to_owned()])])
        .headers(headers)
        .send()
        .await?;
    show_headers(&script, is_map);
    println!("  received {:?}", output.headers);
    Ok(())
}

async fn pages() -> Result<()> {
    println!("pages");
    let page = || client(ScriptedResponse::json(200, "{}"));
    let (names, script) = page();
    names.byte_page().paginate().page_size(127).collect().await?;
    show_request(&script);
    let (names, script) = page();
    let error = names.byte_page().paginate().page_size(128).collect().await.err();
    println!("  {}", error.unwrap());
    show_request(&script);
    let (names, script) = page();
    names.short_page().paginate().page_size(300).collect().await?;
    show_request(&script);
    let (names, script) = page();
    names.integer_page().paginate().page_size(70_000).collect().await?;
    show_request(&script);
    let (names, script) = page();
    names.long_page().paginate().page_size(70_000).collect().await?;
    show_request(&script);
    Ok(())
}

async fn authentication() -> Result<()> {
    let is_authorization = |name: &str| name == "authorization";
    println!("basic");
    let (names, script) = client(ScriptedResponse::json(200, "{}"));
    names.with_password().send().await?;
    show_headers(&script, is_authorization);
    println!("key");
    let (names, script) = client(ScriptedResponse::json(200, "{}"));
    names.with_key().send().await?;
    show_headers(&script, is_authorization);
    println!("token");
    let (names, script) = client(ScriptedResponse::json(200, "{}"));
    names.with_token().send().await?;
    show_headers(&script, is_authorization);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    maps().await?;
    pages().await?;
    authentication().await
}
