//! The log records of calls show no secret at any level, with the feature `log` of `tracing`, which makes log records of events.

use std::fmt::Write;
use std::sync::Mutex;

/// The text that was logged.
struct Logs(Mutex<String>);

static LOGS: Logs = Logs(Mutex::new(String::new()));

impl log::Log for Logs {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut logs = self.0.lock().unwrap();
        writeln!(
            logs,
            "{} {} {}",
            record.level(),
            record.target(),
            record.args()
        )
        .unwrap();
    }

    fn flush(&self) {}
}

#[test]
fn logs_hide_secrets() {
    crate::own_process::run("secrets_in_logs::subject", 1);
}

#[tokio::test]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn subject() {
    log::set_logger(&LOGS).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    tracing::trace!("before the calls");
    crate::secretive::hides_secrets(&crate::secretive::say_everything().await);
    let logs = LOGS.0.lock().unwrap().clone();
    for record in ["before the calls", "DEBUG reqwest::connect"] {
        assert!(logs.contains(record), "{record} is heard: {logs}");
    }
    crate::secretive::hides_secrets(&logs);
}
