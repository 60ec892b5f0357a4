//! Clients generated from published models call a server that implements the services, and get the values that boto3 gets.
//!
//! Skipped, with a notice, if there is no Python with boto3 and moto's server, or no folder with the models. `install.sh` installs them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../src/cargo.rs"]
mod cargo;
#[path = "../generated/folders.rs"]
mod folders;
mod presigning;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::{fs, io};

use folders::{root, shared};

/// The published models, each with the operations that the program calls.
const CLIENTS: [(&str, &str); 11] = [
    (
        "cloudwatch",
        "PutMetricData,ListMetrics,PutMetricAlarm,SetAlarmState,DescribeAlarms,DeleteAlarms",
    ),
    (
        "cloudwatch-logs",
        "CreateLogGroup,DescribeLogGroups,CreateLogStream,PutLogEvents,GetLogEvents,DeleteLogGroup",
    ),
    ("dynamodb", "CreateTable,PutItem,GetItem,Scan,DeleteTable"),
    (
        "ec2",
        "CreateVpc,DeleteVpc,RunInstances,DescribeInstances,TerminateInstances",
    ),
    (
        "kinesis",
        "CreateStream,ListStreams,PutRecord,DescribeStreamSummary,DeleteStream",
    ),
    (
        "kms",
        "CreateKey,ListKeys,DescribeKey,Encrypt,Decrypt,ScheduleKeyDeletion",
    ),
    (
        "route-53",
        "CreateHostedZone,ListHostedZones,GetHostedZone,DeleteHostedZone",
    ),
    (
        "s3",
        "CreateBucket,GetBucketLocation,PutBucketTagging,PutObject,GetObject,HeadObject,ListObjectsV2,CopyObject,CreateMultipartUpload,UploadPart,CompleteMultipartUpload,DeleteObjects,DeleteBucket",
    ),
    (
        "sns",
        "CreateTopic,ListTopics,GetTopicAttributes,DeleteTopic",
    ),
    (
        "sqs",
        "CreateQueue,ListQueues,GetQueueUrl,SendMessage,ReceiveMessage,DeleteQueue",
    ),
    ("sts", "GetCallerIdentity,AssumeRole"),
];

/// Models with parts of services whose published models are not in the folder.
const OWN_MODELS: [(&str, &str); 2] = [
    ("iam", include_str!("models/iam.smithy")),
    (
        "secrets-manager",
        include_str!("models/secrets-manager.smithy"),
    ),
];

/// The files of the program.
const PROGRAM: [(&str, &str); 4] = [
    ("main.rs", include_str!("program/main.rs")),
    ("s3.rs", include_str!("program/s3.rs")),
    ("secrets.rs", include_str!("program/secrets.rs")),
    ("xml.rs", include_str!("program/xml.rs")),
];

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn generated_clients_get_the_values_that_boto3_gets() {
    let Some(models) = shared("models") else {
        return;
    };
    if !has_moto() {
        return;
    }
    let mut peer = Peer::start();
    let theirs = peer.values();
    assert!(theirs.len() >= 75, "boto3 printed {theirs:?}");
    let output = run_program(&models, &peer.endpoint);
    let messages = text(&output.stderr);
    assert!(output.status.success() && messages.is_empty(), "{messages}");
    let printed = text(&output.stdout);
    let ours: Vec<&str> = printed.lines().collect();
    assert_eq!(ours, theirs, "left: this SDK, right: boto3");
}

/// The server, in a process that first makes the calls with boto3.
struct Peer {
    process: Child,
    endpoint: String,
    lines: Box<dyn Iterator<Item = io::Result<String>>>,
}

impl Peer {
    fn start() -> Self {
        let script = root().join("xtask/tests/peers/boto3_calls.py");
        let mut process = Command::new(python())
            .arg(script)
            .env("PYTHONIOENCODING", "utf-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let endpoint = lines.next().unwrap().unwrap();
        Self {
            process,
            endpoint,
            lines: Box::new(lines),
        }
    }

    /// Returns the values of the calls with boto3, after which the server has forgotten them.
    fn values(&mut self) -> Vec<String> {
        let lines = self.lines.by_ref().map(Result::unwrap);
        lines.take_while(|line| !line.is_empty()).collect()
    }
}

impl Drop for Peer {
    /// Ends the process, which waits for the end of its input.
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Generates the clients, and runs the program that calls them.
fn run_program(models: &Path, endpoint: &str) -> Output {
    let root = root();
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = format!(
        "[package]\nname = \"peers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         bytes = \"1\"\n\
         futures = \"0.3\"\n\
         tinsmith = {{ path = {:?} }}\n\
         tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }}\n",
        root.join("crates/tinsmith")
    );
    let mut generate = |model: &str, file: &Path, options: &[&str]| {
        let name = format!("peer-{model}");
        let generated = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["codegen", "--name", &name])
            .args(options)
            .arg("--model")
            .arg(file)
            .arg("--out")
            .arg(folder.path().join(&name))
            .output()
            .unwrap();
        assert!(generated.status.success(), "{}", text(&generated.stderr));
        manifest.push_str(&format!("{name} = {{ path = \"{name}\" }}\n"));
    };
    for (model, operations) in CLIENTS {
        let file = models.join(format!("{model}.json"));
        generate(model, &file, &["--operations", operations]);
    }
    for (model, content) in OWN_MODELS {
        let file = folder.path().join(format!("{model}.smithy"));
        fs::write(&file, content).unwrap();
        generate(model, &file, &[]);
    }
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    for (name, content) in PROGRAM {
        fs::write(folder.path().join("src").join(name), content).unwrap();
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    cargo::command()
        .args(["run", "--offline", "--quiet", "--manifest-path"])
        .arg(folder.path().join("Cargo.toml"))
        .args(["--", endpoint])
        .env("CARGO_TARGET_DIR", target)
        // As in the workspace's profile, so that all dependencies are compiled already.
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .output()
        .unwrap()
}

/// Returns the Python of the environment that `install.sh` makes, or `python3` if there is none.
fn python() -> PathBuf {
    let installed = root().join("target/peers/bin/python");
    if installed.is_file() {
        installed
    } else {
        "python3".into()
    }
}

/// True if there is a Python with boto3 and moto's server; prints a notice otherwise.
fn has_moto() -> bool {
    let imported = Command::new(python())
        .args(["-c", "import boto3, moto.server"])
        .output();
    let is_there = imported.is_ok_and(|output| output.status.success());
    if !is_there {
        // Written directly, because the output of `eprintln!` is captured when a test passes.
        let notice = "SKIPPED: there is no Python with boto3 and moto here (bash xtask/tests/peers/install.sh)\n";
        io::stderr().write_all(notice.as_bytes()).unwrap();
    }
    is_there
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
