//! The table of faults in the documentation, from which the tests take their expectations.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use tinsmith::{Config, ConfigBuilder, Error, Handle};

use crate::server::{Fault, Server};
use crate::support::{GetThingInput, SERVICE, credentials};
use crate::transports::over_transport;

const TABLE: &str = include_str!("../../../src/guide/faults.md");

/// Returns the row of the test that contains the invocation.
macro_rules! row {
    () => {
        $crate::faults::table::Row::from_path(std::any::type_name_of_val(&|| ()))
    };
}

/// The outcome of a fault.
#[derive(Debug)]
pub(crate) struct Row {
    /// An `ErrorKind`, or `a response`.
    outcome: &'static str,
    /// The number of times that the request is sent.
    attempts: u32,
    /// A part of the error's line.
    text: &'static str,
    /// The name of the test, which the table has with spaces, so that it fits the page.
    test: String,
}

/// Returns the rows of the table, without its two lines of headings.
fn rows() -> impl Iterator<Item = Row> {
    let lines = TABLE.lines().filter_map(|line| {
        let line = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let cells: Vec<_> = line
            .split(" | ")
            .map(|cell| cell.trim_matches('`'))
            .collect();
        let [_, outcome, attempts, text, test] = cells[..] else {
            panic!("a row has five cells: {line}");
        };
        Some((outcome, attempts, text, test))
    });
    lines.skip(1).map(|(outcome, attempts, text, test)| Row {
        outcome,
        attempts: attempts.parse().unwrap(),
        text,
        test: test.replace(' ', "_"),
    })
}

impl Row {
    /// Finds a row by the name of a type within its test, `faults::heads::nothing_is_said::{{closure}}::{{closure}}`.
    pub(crate) fn from_path(path: &str) -> Self {
        let mut segments = path.rsplit("::");
        let test = segments.find(|segment| *segment != "{{closure}}").unwrap();
        let row = rows().find(|row| row.test == test);
        row.unwrap_or_else(|| panic!("{test} has no row in src/guide/faults.md"))
    }

    /// True if the request is sent more than once.
    pub(crate) fn has_retries(&self) -> bool {
        self.attempts > 1
    }

    /// Calls [`holds_for`](Self::holds_for) with a client of long timeouts.
    pub(crate) async fn holds(self, fault: Fault) {
        self.holds_for(fault, |config| config).await;
    }

    /// Calls [`holds_for`](Self::holds_for) with a client that waits for half a second.
    pub(crate) async fn holds_in_time(self, fault: Fault) {
        let set = |config: ConfigBuilder| config.read_timeout(Duration::from_millis(500));
        self.holds_for(fault, set).await;
    }

    /// Breaks every request, then none, and, if the row has several attempts, then one.
    pub(crate) async fn holds_for(
        self,
        fault: Fault,
        set: impl Fn(ConfigBuilder) -> ConfigBuilder,
    ) {
        let server = Server::start().await.unwrap();
        let url = format!("http://{}", server.address());
        let client = client(url.clone(), &set);
        server.breaks(fault.clone());
        let error = get(&client, "t-1").await.unwrap_err();
        assert_eq!(server.requests() as u32, self.attempts, "{error}");
        self.matches(&error);
        server.heals();
        assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
        if self.has_retries() {
            let before = server.requests();
            server.breaks_once(fault);
            // Another one, since some faults take a new connection.
            let client = self::client(url, &set);
            assert_eq!(get(&client, "t-3").await.unwrap(), "t-3");
            assert_eq!(server.requests() - before, 2, "one retry was enough");
        }
    }

    /// Checks that an error is that of the row.
    #[track_caller]
    pub(crate) fn matches(&self, error: &Error) {
        self.describes(error, error.attempts() as usize);
    }

    /// Checks that the error of a request that was sent this number of times is that of the row.
    #[track_caller]
    pub(crate) fn describes(&self, error: &Error, attempts: usize) {
        let line = error.to_string();
        assert_eq!(format!("{:?}", error.kind()), self.outcome, "{line}");
        assert_eq!(attempts as u32, self.attempts, "{line}");
        assert!(
            line.contains(self.text),
            "{line:?}\nshould contain\n{:?}",
            self.text
        );
        for secret in [
            "wJalrXUtnFEMI",
            "session-token",
            "Signature=",
            "://127.0.0.1",
        ] {
            assert!(!format!("{line} {error:?}").contains(secret), "{line}");
        }
    }

    /// Checks that the row has a response, after this number of attempts.
    #[track_caller]
    pub(crate) fn succeeds(&self, attempts: usize) {
        assert_eq!(
            (self.outcome, self.attempts),
            ("a response", attempts as u32)
        );
    }
}

/// Creates a client that retries without delays.
pub(crate) fn client(url: String, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Handle {
    client_of_authorities(url, None, set)
}

/// Creates a client that retries without delays, and trusts the authorities of this bundle alone.
pub(crate) fn client_of_authorities(
    url: String,
    bundle: Option<&Path>,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Handle {
    let config = over_transport(Config::builder(), bundle)
        .region("us-west-2")
        .credentials(credentials())
        .endpoint_url(url)
        .read_timeout(Duration::from_secs(20))
        .max_response_bytes(100_000)
        .jitter(0.0);
    Handle::new(&set(config).build(), &SERVICE)
}

/// Returns the name of a thing.
pub(crate) async fn get(client: &Handle, id: &str) -> Result<String, Error> {
    let output = client.call().send(GetThingInput::new(id)).await?;
    Ok(output.name)
}

#[test]
fn every_row_has_a_test_and_every_test_a_row() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/connections/faults");
    let mut tests = BTreeSet::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut lines = source.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("#[tokio::test") {
                let name = lines.next().and_then(|line| line.strip_prefix("async fn "));
                tests.insert(
                    name.and_then(|name| name.strip_suffix("() {"))
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    let named: Vec<_> = rows().map(|row| row.test).collect();
    assert!(named.len() > 30);
    assert_eq!(BTreeSet::from_iter(named.iter().cloned()), tests);
    assert_eq!(named.len(), tests.len(), "no test holds two rows");
}
