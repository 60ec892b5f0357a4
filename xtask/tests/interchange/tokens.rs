//! Starting tokens of one client continue the pagination in another one.

use std::io;
use std::path::Path;
use std::process::{Command, Output};
use std::time::UNIX_EPOCH;

use serde_json::{Value, json};
use tempfile::TempDir;
use tinsmith::codec::Shape;
use tinsmith::codec::json::Json;
use tinsmith::paginate::{Paginated, Paginator};
use tinsmith_deadline::types::{Period, ResourceIds, UsageGroupByField, UsageStatistic};

use crate::{Case, Result, plain, print_skipped, wire};

/// The client that lists a part of the items.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Client {
    Us,
    Boto3,
    AwsCli,
}

/// A part of the items: the client, its page size if it is set, and the maximum number of items.
type Part = (Client, i32, usize);

/// The parts: each client continues after each of the others. Only this SDK can continue within a page with a smaller page size;
/// the others have the same page size as before, or a larger one.
const PARTS: [Part; 8] = [
    (Client::AwsCli, 10, 13),
    (Client::Us, 7, 4),
    (Client::Boto3, 7, 5),
    (Client::Us, 3, 1),
    (Client::AwsCli, 10, 3),
    (Client::Boto3, 10, 4),
    (Client::AwsCli, 10, 2),
    (Client::Us, 50, usize::MAX),
];

/// A paginated operation, with the name and the arguments for each client.
struct Listing<'c> {
    case: &'c Case,
    /// The folder with models of services that botocore does not contain.
    data: &'c Path,
    service: &'c str,
    /// The arguments in boto3's form.
    operation: &'static str,
    result_key: &'static str,
    arguments: &'c [(&'static str, &'c str)],
    has_page_size: bool,
}

impl Listing<'_> {
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command
            .envs(self.case.service.environment())
            .env("AWS_DATA_PATH", self.data)
            .env("AWS_CONFIG_FILE", self.data.join("none"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.data.join("none"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_PAGER", "")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    fn aws_cli(&self, page_size: i32, max_items: usize, token: Option<&str>) -> Command {
        let mut command = self.program("aws");
        command.args([self.service, &self.operation.replace('_', "-")]);
        command.args(["--output", "json", "--max-items", &max_items.to_string()]);
        for (name, value) in self.arguments {
            command.args([&option(name), *value]);
        }
        if self.has_page_size {
            command.args(["--page-size", &page_size.to_string()]);
        }
        if let Some(token) = token {
            command.args(["--starting-token", token]);
        }
        command
    }

    fn boto3(&self, page_size: i32, max_items: usize, token: Option<&str>) -> Command {
        let pagination = json!({
            "PageSize": self.has_page_size.then_some(page_size),
            "MaxItems": max_items,
            "StartingToken": token,
        });
        let arguments: Value = self
            .arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let about = json!({
            "service": self.service,
            "operation": self.operation,
            "arguments": arguments,
            "pagination": pagination,
        });
        let mut command = self.program("python3");
        command.arg(script("boto3_pages.py")).arg(about.to_string());
        command
    }

    /// Lists the items in parts, and compares them with the whole list.
    async fn pass_around<O>(&self, ours: impl Fn(i32) -> Paginator<O>) -> Result<()>
    where
        O: Paginated<Items: IntoIterator, Output: Shape<Json>>,
    {
        let all = ours(100).collect().await?;
        let all = plain(&wire(&all.output)[self.result_key]);
        let mut items = Vec::new();
        let mut token = None;
        for (client, page_size, max_items) in PARTS {
            if client == Client::AwsCli && !is_there(&mut Command::new("aws")) {
                print_skipped("there is no AWS CLI here (pip install awscli)");
                continue;
            }
            let (result, next) = match client {
                Client::Us => {
                    let pages = ours(page_size).max_items(max_items);
                    let pages = pages.starting_token(token.unwrap_or_default());
                    let merged = pages.collect().await?;
                    (wire(&merged.output), merged.resume_token)
                }
                Client::Boto3 => run(self.boto3(page_size, max_items, token.as_deref())).await?,
                Client::AwsCli => run(self.aws_cli(page_size, max_items, token.as_deref())).await?,
            };
            let Value::Array(part) = plain(&result[self.result_key]) else {
                return Err(format!("{client:?} of {}: {result}", self.operation).into());
            };
            eprintln!(
                "{} {client:?}: {} items, then {next:?}",
                self.operation,
                part.len()
            );
            items.extend(part);
            token = next;
        }
        assert_eq!(token, None, "{}", self.operation);
        assert!(items.len() > 40, "{}: {}", self.operation, items.len());
        assert_eq!(json!(items), all, "{}", self.operation);
        Ok(())
    }
}

/// Runs a program with botocore, and returns its output and the token in it.
async fn run(mut command: Command) -> Result<(Value, Option<String>)> {
    // The service runs on this thread, so waiting for the program must not block it.
    let output = tokio::task::spawn_blocking(move || command.output()).await?;
    let text = stdout(output)?;
    let result: Value = serde_json::from_str(&text)?;
    let token = result["NextToken"].as_str().map(str::to_owned);
    Ok((result, token))
}

fn stdout(output: io::Result<Output>) -> Result<String> {
    let output = output?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn is_there(program: &mut Command) -> bool {
    program
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn script(name: &str) -> String {
    format!("{}/tests/interchange/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Returns the option of a member: `--farm-id` for `farmId`.
fn option(name: &str) -> String {
    let mut option = "--".to_owned();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            option.push('-');
        }
        option.push(character.to_ascii_lowercase());
    }
    option
}

#[tokio::test]
async fn a_listing_passes_between_this_sdk_and_boto3_and_the_aws_cli() -> Result<()> {
    if !crate::has_boto3() {
        return Ok(());
    }
    let case = Case::new().await?;
    let folder = TempDir::new()?;
    let taught = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script("botocore_model.py"))
        .arg(folder.path())
        .arg(format!(
            "{}/../models/nimble.json",
            env!("CARGO_MANIFEST_DIR")
        ))
        .arg("ListStreamingSessions")
        .output();
    let nimble_name = stdout(taught)?;

    let service = &case.service;
    let config = case.config();
    let deadline = tinsmith_deadline::Client::new(&config);
    let nimble = tinsmith_nimble::Client::new(&config);
    let started = deadline
        .start_sessions_statistics_aggregation()
        .farm_id(service.farm_id())
        .resource_ids(ResourceIds::QueueIds(vec![case.queue.clone()]))
        .start_time(UNIX_EPOCH + case.start)
        .end_time(UNIX_EPOCH + case.end)
        .period(Period::Daily)
        .group_by([UsageGroupByField::UserId])
        .statistics([UsageStatistic::Sum, UsageStatistic::Avg])
        .send()
        .await?;

    let job = [
        ("farmId", service.farm_id()),
        ("queueId", &case.queue),
        ("jobId", &case.job),
    ];
    let sessions = Listing {
        case: &case,
        data: folder.path(),
        service: "deadline",
        operation: "list_sessions",
        result_key: "sessions",
        arguments: &job,
        has_page_size: true,
    };
    let ours = |size| case.list_sessions(&deadline).paginate().page_size(size);
    sessions.pass_around(ours).await?;

    let aggregation = [
        ("farmId", service.farm_id()),
        ("aggregationId", &started.aggregation_id),
    ];
    let statistics = Listing {
        operation: "get_sessions_statistics_aggregation",
        result_key: "statistics",
        arguments: &aggregation,
        ..sessions
    };
    let get = deadline
        .get_sessions_statistics_aggregation()
        .farm_id(service.farm_id())
        .aggregation_id(&started.aggregation_id);
    let ours = |size| get.clone().paginate().page_size(size);
    statistics.pass_around(ours).await?;

    let studio = [("studioId", service.studio_id())];
    let streaming = Listing {
        service: nimble_name.trim(),
        operation: "list_streaming_sessions",
        result_key: "sessions",
        arguments: &studio,
        has_page_size: false,
        ..statistics
    };
    let list = nimble
        .list_streaming_sessions()
        .studio_id(service.studio_id());
    let ours = |_| list.clone().paginate();
    streaming.pass_around(ours).await
}
