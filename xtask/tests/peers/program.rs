//! The program that calls the services with generated clients.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

use crate::cargo;
use crate::folders::root;
use crate::table;

/// The published models, each with the operations that the program calls. Those of S3 are those of `table`.
const CLIENTS: [(&str, &str); 10] = [
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
const PROGRAM: [(&str, &str); 7] = [
    ("main.rs", include_str!("program/main.rs")),
    ("presigned.rs", include_str!("program/presigned.rs")),
    ("s3.rs", include_str!("program/s3.rs")),
    ("secrets.rs", include_str!("program/secrets.rs")),
    ("stores.rs", include_str!("program/stores.rs")),
    ("wire.rs", include_str!("program/wire.rs")),
    ("xml.rs", include_str!("program/xml.rs")),
];

/// The dependencies of the program beside the clients, as in the workspace, so that they are compiled already.
const DEPENDENCIES: &str = r#"bytes = "1"
futures = "0.3"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", default-features = false, features = ["macros", "rt"] }
"#;

/// Runs the program, which is compiled before its first run.
pub(crate) fn run(models: &Path, arguments: &[&str]) -> Output {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| build(models));
    Command::new(program).args(arguments).output().unwrap()
}

/// Generates the clients, and compiles the program. The folder is kept, so that an unchanged client is not compiled again.
fn build(models: &Path) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    fs::create_dir_all(folder.join("src")).unwrap();
    let runtime = root().join("crates/tinsmith");
    let mut manifest = format!(
        "[package]\nname = \"peers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         tinsmith = {{ path = {runtime:?} }}\n{DEPENDENCIES}"
    );
    for (model, operations) in CLIENTS {
        let file = models.join(format!("{model}.json"));
        generate(&folder, model, &file, &["--operations", operations]);
        manifest.push_str(&format!("peer-{model} = {{ path = \"peer-{model}\" }}\n"));
    }
    let file = models.join("s3.json");
    generate(
        &folder,
        "s3",
        &file,
        &["--operations", &table::operations()],
    );
    manifest.push_str("peer-s3 = { path = \"peer-s3\", features = [\"serde\"] }\n");
    for (model, content) in OWN_MODELS {
        let file = folder.join(format!("{model}.smithy"));
        fs::write(&file, content).unwrap();
        generate(&folder, model, &file, &[]);
        manifest.push_str(&format!("peer-{model} = {{ path = \"peer-{model}\" }}\n"));
    }
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    for (name, content) in PROGRAM {
        fs::write(folder.join("src").join(name), content).unwrap();
    }
    compile(&folder)
}

fn generate(folder: &Path, model: &str, file: &Path, options: &[&str]) {
    let name = format!("peer-{model}");
    let generated = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--name", &name])
        .args(options)
        .arg("--model")
        .arg(file)
        .arg("--out")
        .arg(folder.join(&name))
        .output()
        .unwrap();
    assert!(generated.status.success(), "{}", text(&generated.stderr));
}

/// Compiles the package in the folder, and returns the path of its program.
fn compile(folder: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let built = cargo::command()
        .args([
            "build",
            "--offline",
            "--quiet",
            "--message-format=json",
            "--manifest-path",
        ])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", target)
        // As in the workspace's profile, so that all dependencies are compiled already.
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", text(&built.stderr));
    let messages = text(&built.stdout);
    let program = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    program.unwrap()
}

/// Returns the output of a program, which is UTF-8.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
