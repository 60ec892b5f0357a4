//! The transport of tests over sockets. With both transports, the default one is that over hyper, and the tests are repeated over reqwest by a
//! process of their own.

use std::path::Path;

use tinsmith::ConfigBuilder;

/// The variable that names another transport than the default one.
#[cfg(all(feature = "hyper", feature = "reqwest"))]
const VARIABLE: &str = "THINGS_TRANSPORT";

/// Sets the transport of this process, which trusts the authorities of a bundle, or those of the system.
pub(crate) fn over_transport(config: ConfigBuilder, bundle: Option<&Path>) -> ConfigBuilder {
    #[cfg(all(feature = "hyper", feature = "reqwest"))]
    if is_repetition() {
        use tinsmith::transport::ReqwestTransport;
        return config.transport(match bundle {
            Some(bundle) => ReqwestTransport::with_ca_bundle(bundle),
            None => ReqwestTransport::new(),
        });
    }
    match bundle {
        Some(bundle) => config.ca_bundle(bundle),
        None => config,
    }
}

/// True in the process that repeats the tests over reqwest.
#[cfg(all(feature = "hyper", feature = "reqwest"))]
pub(crate) fn is_repetition() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|name| name == "reqwest")
}

/// Repeats the tests of this program with one of these names in theirs over reqwest.
#[cfg(all(feature = "hyper", feature = "reqwest"))]
#[track_caller]
pub(crate) fn repeat_over_reqwest(tests: &[&str], least: usize) {
    if is_repetition() {
        return;
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(tests)
        .env(VARIABLE, "reqwest")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    let passed = printed.split("test result: ok. ").nth(1);
    let passed = passed.and_then(|rest| rest.split(' ').next()?.parse().ok());
    assert!(passed >= Some(least), "{printed}");
}
