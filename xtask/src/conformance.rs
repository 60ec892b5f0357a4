//! The task `cargo xtask conformance`.

mod credentials;
mod endpoint_rules;
mod run;
mod skips;
mod suite;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::run::{Outcome, run_tests};
use self::skips::Skips;
use self::suite::{Suite, suites};
use crate::workspace::{Error, print_line};

/// Runs the protocol tests and endpoint tests of models. A client is generated for each service, with a test for each client
/// case, on the real runtime and an in-memory transport.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Models, as Smithy 2.0 JSON AST, or folders of credentials cases.
    #[arg(required = true, value_name = "FILE")]
    models: Vec<PathBuf>,
    /// The service, by name or shape id, if a model has several; by default all of them.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Selects the cases whose id or documentation contains this text.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// A folder that keeps the generated crates; by default they are removed.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Error> {
    if arguments.models.iter().any(|path| path.is_dir()) {
        return credentials::run(&arguments.models, arguments.filter.as_deref());
    }
    let skips = Skips::read()?;

    let mut all = Vec::new();
    for model in &arguments.models {
        let service = arguments.service.as_deref();
        all.extend(suites(model, service, arguments.filter.as_deref(), &skips)?);
    }
    if arguments.service.is_some() && all.is_empty() {
        return Err(Error::Usage(
            "`--service`: no model has a service of this name with a supported protocol".to_owned(),
        ));
    }

    let temporary;
    let folder = match &arguments.keep {
        Some(folder) => {
            fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
            std::path::absolute(folder).map_err(Error::file("find", folder))?
        }
        None => {
            temporary = tempfile::tempdir()
                .map_err(Error::file("create", Path::new("a temporary folder")))?;
            temporary.path().to_owned()
        }
    };
    let outcomes = run_tests(&folder, &all)?;
    Ok(report(&all, &outcomes))
}

/// Prints a line for each service, all failures, and the totals.
fn report(suites: &[Suite], outcomes: &BTreeMap<String, Outcome>) -> ExitCode {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    let none = Outcome::default();
    for suite in suites {
        let outcome = outcomes.get(&suite.crate_name).unwrap_or(&none);
        for (id, reason) in &suite.skipped {
            print_line(format_args!("SKIPPED {id}: {reason}"));
        }
        for problem in &suite.problems {
            print_line(format_args!("FAILED {problem}"));
        }
        for failure in &outcome.failures {
            print_line(format_args!("FAILED {failure}"));
        }
        // A selected case without a result must not count as a success.
        let ran = outcome.passed + outcome.failures.len() + suite.problems.len();
        let lost = suite.cases.saturating_sub(ran);
        if lost > 0 {
            print_line(format_args!(
                "FAILED {}: {lost} of {} cases did not run",
                suite.label, suite.cases
            ));
        }
        let failures = outcome.failures.len() + suite.problems.len() + lost;
        print_line(format_args!(
            "{}: {} passed, {failures} failed, {} skipped",
            suite.label,
            outcome.passed,
            suite.skipped.len()
        ));
        passed += outcome.passed;
        failed += failures;
        skipped += suite.skipped.len();
    }
    print_line(format_args!(
        "{passed} passed, {failed} failed, {skipped} skipped"
    ));
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
