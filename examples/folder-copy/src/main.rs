//! Copies a folder to a bucket of Amazon S3 and back, with progress bars.
//!
//! A copy that was killed continues when it is started again: files that are complete are not sent again, and those that are not have no
//! final name yet. The state is that of the bucket and of the folder; there is no other file with it. In a bucket with encryption by a key of KMS, the parts of an
//! upload that was killed are sent again, since their entity tags do not depend on their content alone.

mod bars;
mod bucket;
mod client;
mod download;
mod folder;
mod upload;

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::Parser;

use self::bucket::{Bucket, Result};
use self::client::s3::{Client, Config};

/// Copies a folder to a bucket of Amazon S3 and back, and continues where it was killed.
#[derive(Debug, Parser)]
#[command(name = "folder-copy")]
struct Arguments {
    /// A folder, or `s3://BUCKET/PREFIX`.
    source: Place,
    /// The other of both.
    target: Place,
    /// The URL of another implementation of S3.
    #[arg(long)]
    endpoint_url: Option<String>,
    /// The size of the parts of large files, in MiB.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(5..=5120))]
    part_size: u64,
}

#[derive(Clone, Debug)]
enum Place {
    Folder(PathBuf),
    Bucket(Bucket),
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Infallible> {
        let Some(location) = text.strip_prefix("s3://") else {
            return Ok(Self::Folder(text.into()));
        };
        let (name, prefix) = location.split_once('/').unwrap_or((location, ""));
        let mut prefix = prefix.to_owned();
        if !prefix.is_empty() && !prefix.ends_with('/') {
            prefix.push('/');
        }
        let name = name.to_owned();
        Ok(Self::Bucket(Bucket { name, prefix }))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("folder-copy: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let mut config = Config::from_env().await?.to_builder();
    if let Some(url) = arguments.endpoint_url {
        config = config.endpoint_url(url);
    }
    let client = Client::new(&config.build());
    match (arguments.source, arguments.target) {
        (Place::Folder(folder), Place::Bucket(bucket)) => {
            let part_size = arguments.part_size * 1024 * 1024;
            upload::upload(&client, &folder, &bucket, part_size).await
        }
        (Place::Bucket(bucket), Place::Folder(folder)) => {
            download::download(&client, &bucket, &folder).await
        }
        _ => Err("one of both is a folder, and the other one begins with s3://".into()),
    }
}
