//! The spans and events of calls show no secret at any level, to a subscriber of `tracing` and to `log`.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;

/// The text that was written.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<Vec<u8>>>);

impl io::Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn traces_hide_secrets() {
    crate::own_process::run("secrets_in_traces::subject", 1);
}

#[tokio::test]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn subject() {
    let traces = Traces::default();
    let writer = traces.clone();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    crate::secretive::hides_secrets(&crate::secretive::say_everything().await);
    let traces = String::from_utf8(traces.0.lock().unwrap().clone()).unwrap();
    for source in [
        " hyper_util::client",
        " reqwest::connect",
        " tinsmith::call",
    ] {
        assert!(traces.contains(source), "{source} is heard: {traces}");
    }
    crate::secretive::hides_secrets(&traces);
    tracing::trace!(target: "tests", "after the calls");
}
