//! The memory of credentials is zeroed when their last clone is dropped.

use std::fs::File;
use std::os::unix::fs::FileExt;

use crate::support::{config, get_thing, handle};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

/// The length of the longest session tokens. The allocator writes to freed memory, and does not reach the end of such a long text.
const LENGTH: usize = 4_000;

/// The memory of this process, freed or not, as the system reads it.
struct Memory {
    file: File,
    found: [u8; LENGTH],
}

impl Memory {
    fn open() -> Self {
        Self {
            file: File::open("/proc/self/mem").unwrap(),
            found: [0; LENGTH],
        }
    }

    /// Counts the occurrences of `byte` in the memory at `address`.
    fn count(&mut self, address: usize, byte: u8) -> usize {
        self.found.fill(0);
        let read = self.file.read_at(&mut self.found, address as u64);
        assert_eq!(read.unwrap(), LENGTH);
        self.found.iter().filter(|found| **found == byte).count()
    }
}

/// Returns the address of a text.
fn address(text: &str) -> usize {
    text.as_ptr() as usize
}

#[test]
fn nothing_is_left_of_credentials_in_memory() {
    crate::own_process::run("zeroed::", 4);
}

#[test]
#[ignore = "needs a process of its own, which the test beside it starts"]
fn what_is_not_zeroed_stays_in_memory() {
    let mut memory = Memory::open();
    let secret = "s".repeat(LENGTH);
    let at = address(&secret);
    assert_eq!(memory.count(at, b's'), LENGTH);
    drop(secret);
    assert!(
        memory.count(at, b's') > LENGTH / 2,
        "or the next test shows nothing"
    );
}

#[tokio::test(start_paused = true)]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn credentials_are_zeroed_when_the_client_that_holds_them_is_dropped() {
    let mut memory = Memory::open();
    let [secret, token] = ["s", "t"].map(|text| text.repeat(LENGTH));
    let (at_secret, at_token) = (address(&secret), address(&token));
    let keys = Credentials::new("AKID", secret, Some(token), None, "test");
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let client = handle(config(&script).credentials(keys));
    get_thing(client.call()).await.unwrap();
    assert_eq!(
        memory.count(at_secret, b's'),
        LENGTH,
        "the client holds them"
    );
    assert_eq!(memory.count(at_token, b't'), LENGTH);
    drop(client);
    assert!(memory.count(at_secret, b's') < 64);
    assert!(memory.count(at_token, b't') < 64);
}

#[tokio::test(start_paused = true)]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn credentials_of_a_call_are_zeroed_when_it_is_over() {
    let mut memory = Memory::open();
    let secret = "s".repeat(LENGTH);
    let at = address(&secret);
    let keys = Credentials::new("AKID", secret, None, None, "test");
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let client = handle(config(&script));
    let call = client.call().configure(|options| options.credentials(keys));
    assert_eq!(memory.count(at, b's'), LENGTH, "the call holds them");
    get_thing(call).await.unwrap();
    assert!(script.requests()[0].headers().contains_key("authorization"));
    assert!(memory.count(at, b's') < 64);
    drop(client);
}

#[tokio::test(start_paused = true)]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn credentials_from_a_provider_are_zeroed_when_others_take_their_place() {
    let mut memory = Memory::open();
    let script = ScriptedTransport::new();
    let environment = tinsmith::Environment::from_iter([
        ("AWS_ACCESS_KEY_ID".to_owned(), "AKID".to_owned()),
        ("AWS_SECRET_ACCESS_KEY".to_owned(), "s".repeat(LENGTH)),
    ]);
    let builder = tinsmith::Config::builder()
        .transport(script)
        .environment(environment);
    let config = builder.load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    let found = provider.provide_credentials().await.unwrap();
    let at = address(found.secret_access_key());
    drop(found);
    assert_eq!(memory.count(at, b's'), LENGTH, "the cache holds them");
    drop((provider, config));
    assert!(memory.count(at, b's') < 64);
}
