//! Starting tokens of one client continue the pagination in another one.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
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

/// The process that reads parts with botocore: one for all, because Python takes a second to import it.
struct Botocore {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// The name of the service that botocore does not contain.
    service: String,
    has_aws_cli: bool,
}

impl Botocore {
    /// Starts the process, with a model of a service that botocore does not contain in `folder`.
    fn start(case: &Case, folder: &Path) -> Result<Self> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let mut process = Command::new("python3")
            .arg(format!("{root}/xtask/tests/interchange/boto3_pages.py"))
            .arg(folder)
            .arg(format!("{root}/models/nimble.json"))
            .arg("ListStreamingSessions")
            .envs(case.service.environment())
            .env("AWS_DATA_PATH", folder)
            .env("AWS_CONFIG_FILE", folder.join("none"))
            .env("AWS_SHARED_CREDENTIALS_FILE", folder.join("none"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_PAGER", "")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = process.stdin.take().ok_or("no input")?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut this = Self {
            process,
            input,
            output: BufReader::new(output),
            service: String::new(),
            has_aws_cli: false,
        };
        let first = this.next_line()?;
        this.service = first["service"].as_str().ok_or("no service")?.to_owned();
        this.has_aws_cli = first["has_aws_cli"] == true;
        Ok(this)
    }

    fn next_line(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }

    /// Reads a part, and returns the items and the next token.
    fn read(&mut self, part: &Value) -> Result<(Value, Option<String>)> {
        writeln!(self.input, "{part}")?;
        let result = self.next_line()?;
        let token = result["NextToken"].as_str().map(str::to_owned);
        Ok((result, token))
    }
}

impl Drop for Botocore {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A paginated operation, with the name and the arguments for each client.
struct Listing<'c> {
    botocore: &'c Arc<Mutex<Botocore>>,
    has_aws_cli: bool,
    service: &'c str,
    /// The operation in boto3's form.
    operation: &'static str,
    result_key: &'static str,
    arguments: &'c [(&'static str, &'c str)],
    has_page_size: bool,
}

impl Listing<'_> {
    /// Returns the arguments of the AWS CLI for a part.
    fn aws_cli(&self, page_size: i32, max_items: usize, token: Option<&str>) -> Value {
        let mut command = vec![self.service.to_owned(), self.operation.replace('_', "-")];
        let mut add = |name: &str, value: &str| command.extend([name.to_owned(), value.to_owned()]);
        add("--output", "json");
        add("--max-items", &max_items.to_string());
        for (name, value) in self.arguments {
            add(&option(name), value);
        }
        if self.has_page_size {
            add("--page-size", &page_size.to_string());
        }
        if let Some(token) = token {
            add("--starting-token", token);
        }
        json!(command)
    }

    /// Returns the arguments of boto3 for a part.
    fn boto3(&self, page_size: i32, max_items: usize, token: Option<&str>) -> Value {
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
        json!({
            "service": self.service,
            "operation": self.operation,
            "arguments": arguments,
            "pagination": pagination,
        })
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
            if client == Client::AwsCli && !self.has_aws_cli {
                continue;
            }
            let (result, next) = match client {
                Client::Us => {
                    let pages = ours(page_size).max_items(max_items);
                    let pages = pages.starting_token(token.unwrap_or_default());
                    let merged = pages.collect().await?;
                    (wire(&merged.output), merged.resume_token)
                }
                Client::Boto3 => {
                    let part = self.boto3(page_size, max_items, token.as_deref());
                    self.read(part).await?
                }
                Client::AwsCli => {
                    let part = self.aws_cli(page_size, max_items, token.as_deref());
                    self.read(part).await?
                }
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

    /// Reads a part with botocore.
    async fn read(&self, part: Value) -> Result<(Value, Option<String>)> {
        let botocore = self.botocore.clone();
        // The service runs on this thread, so waiting for the process must not block it.
        let read = tokio::task::spawn_blocking(move || {
            let mut botocore = botocore.lock().map_err(|error| error.to_string())?;
            botocore.read(&part).map_err(|error| error.to_string())
        });
        Ok(read.await??)
    }
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
    let botocore = Botocore::start(&case, folder.path())?;
    let (nimble_name, has_aws_cli) = (botocore.service.clone(), botocore.has_aws_cli);
    if !has_aws_cli {
        print_skipped("python3 has no AWS CLI here (pip install awscli)");
    }
    let botocore = Arc::new(Mutex::new(botocore));

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
        botocore: &botocore,
        has_aws_cli,
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
        service: &nimble_name,
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
