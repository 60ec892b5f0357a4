//! Credentials cases: environment variables, files and recorded HTTP exchanges that lead to credentials, to a bearer token, or to an error.
//!
//! Each case runs through the runtime's own provider chain, with a transport in memory and a simulated file system.

mod case;
mod transport;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use tinsmith::testing::TestTime;
use tinsmith::{Config, Environment, Timestamp};

use self::case::{Case, Expected, Group, Identity};
use self::transport::ReplayTransport;
use crate::workspace::{self, Error, print_line};

/// The time of the cases that expect no expiry. The recorded sessions of IAM Identity Center are valid then.
const DEFAULT_TIME: SystemTime = SystemTime::UNIX_EPOCH;

/// Runs all cases of folders and files.
pub(super) fn run(paths: &[PathBuf], filter: Option<&str>) -> Result<ExitCode, Error> {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| Error::Usage(format!("no runtime can be started: {error}")))?;
    for path in case_files(paths)? {
        let text = workspace::read(&path)?;
        let case: Case =
            serde_json::from_str(&text).map_err(|error| Error::content(&path, error))?;
        let id = format!("{}.{}", case.group_name(), case.name);
        if filter.is_some_and(|filter| !id.contains(filter)) {
            continue;
        }
        if case.group() == Group::Unknown {
            print_line(format_args!("SKIPPED {id}: its group is unknown"));
            skipped += 1;
            continue;
        }
        match runtime.block_on(run_case(&case)) {
            Ok(()) => passed += 1,
            Err(problem) => {
                print_line(format_args!("FAILED {id}: {problem}"));
                failed += 1;
            }
        }
    }
    print_line(format_args!(
        "{passed} passed, {failed} failed, {skipped} skipped"
    ));
    Ok(match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Returns the JSON files of folders, in the order of their names.
fn case_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(Error::file("read", path))?;
        for entry in entries {
            let entry = entry.map_err(Error::file("read", path))?.path();
            if entry.is_dir() {
                files.extend(case_files(&[entry])?);
            } else if entry.extension() == Some(Path::new("json").as_os_str()) {
                files.push(entry);
            }
        }
    }
    files.sort();
    Ok(files)
}

async fn run_case(case: &Case) -> Result<(), String> {
    let transport = ReplayTransport::new(case.http.clone(), case.group());
    let outcome = find(case, &transport).await;
    let unexpected = transport.unexpected();
    if !unexpected.is_empty() {
        return Err(unexpected.join("; "));
    }
    match (&case.expected, outcome) {
        (Expected::ErrorContains(_), Err(_)) => Ok(()),
        (Expected::ErrorContains(_), Ok(_)) => Err("no error".to_owned()),
        (Expected::Ok(_), Err(problem)) => Err(problem),
        (Expected::Ok(expected), Ok(found)) if **expected == found => Ok(()),
        (Expected::Ok(_), Ok(found)) => Err(format!("another identity: {}", found.describe())),
    }
}

/// Loads the configuration and asks its provider.
async fn find(case: &Case, transport: &ReplayTransport) -> Result<Identity, String> {
    let environment = Environment::from_iter(case.env.clone()).with_files(case.files.clone());
    let mut builder = Config::builder();
    if case.group() == Group::Profile {
        // A profile that is set by code precedes the keys of the environment.
        let profile = environment
            .get("AWS_PROFILE")
            .unwrap_or("default")
            .to_owned();
        builder = builder.profile(profile);
    }
    let config = builder
        .plaintext_secrets()
        .environment(environment)
        .transport(transport.clone())
        .time(TestTime::starting_at(time(case)))
        .jitter(0.0)
        .load()
        .await
        .map_err(|error| error.to_string())?;
    // The region of an instance is no part of these cases.
    transport.start();
    if case.group() == Group::Token {
        let provider = config.token_provider().ok_or("no token provider")?;
        let token = tinsmith::ProvideToken::provide_token(&provider).await;
        let token = token.map_err(|error| chain(&error))?;
        return Ok(Identity::from_token(
            token.token(),
            token.expiration().map(Timestamp::from),
        ));
    }
    let provider = config
        .credentials_provider()
        .ok_or("no credentials provider")?;
    let credentials = tinsmith::ProvideCredentials::provide_credentials(&provider).await;
    credentials
        .map(|credentials| Identity::from_credentials(&credentials))
        .map_err(|error| chain(&error))
}

/// Returns the time of a case: credentials of instances that have expired would be used with another expiry, so it is before that.
fn time(case: &Case) -> SystemTime {
    let expiry = match &case.expected {
        Expected::Ok(identity) => identity.expiry,
        Expected::ErrorContains(_) => None,
    };
    let expiry = expiry.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
    expiry.map_or(DEFAULT_TIME, |expiry| expiry - Duration::from_secs(3_600))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
