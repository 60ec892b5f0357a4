//! The official SDK: `s3-official URL WORKLOAD N`; the workloads are described in `../../README.md`.

mod content;

use std::error::Error;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::primitives::{ByteStream, SdkBody};

use crate::content::{GeneratedBody, MEBIBYTE, content};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let Ok([_, url, workload, count]) = <[String; 4]>::try_from(arguments) else {
        return Err("usage: URL WORKLOAD N".into());
    };
    let count = count.parse()?;
    // A task, as in a server: the scheduler polls the future of `main` by way of the kernel.
    tokio::spawn(async move { run(&url, &workload, count).await }).await?
}

async fn run(url: &str, workload: &str, count: usize) -> Result<()> {
    let client = Client::from_conf(
        aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-west-2"))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "bench",
            ))
            .endpoint_url(url)
            .build(),
    );
    match workload {
        "get-kib" => get(&client, 1024, count).await,
        "get-mib" => get(&client, MEBIBYTE, count).await,
        "get-stream" => get_stream(&client, count * MEBIBYTE).await,
        "put-kib" => put(&client, 1024, count).await,
        "put-mib" => put(&client, MEBIBYTE, count).await,
        "put-stream" => put_stream(&client, count * MEBIBYTE).await,
        "list-objects" => list(&client, count).await,
        other => Err(format!("no workload {other}").into()),
    }
}

async fn get(client: &Client, size: usize, count: usize) -> Result<()> {
    for _ in 0..count {
        let output = client
            .get_object()
            .bucket("renders")
            .key(format!("object-{size}"))
            .send()
            .await?;
        let bytes = output.body.collect().await?.into_bytes();
        assert_eq!(bytes.len(), size);
    }
    Ok(())
}

async fn get_stream(client: &Client, size: usize) -> Result<()> {
    let output = client
        .get_object()
        .bucket("renders")
        .key(format!("object-{size}"))
        .send()
        .await?;
    let mut body = output.body;
    let mut length = 0;
    while let Some(chunk) = body.try_next().await? {
        length += chunk.len();
    }
    assert_eq!(length, size);
    Ok(())
}

async fn put(client: &Client, size: usize, count: usize) -> Result<()> {
    let content = content(size);
    for _ in 0..count {
        client
            .put_object()
            .bucket("renders")
            .key(format!("object-{size}"))
            .body(ByteStream::from(content.clone()))
            .send()
            .await?;
    }
    Ok(())
}

async fn put_stream(client: &Client, size: usize) -> Result<()> {
    let body = SdkBody::from_body_1_x(GeneratedBody::new(size));
    client
        .put_object()
        .bucket("renders")
        .key(format!("object-{size}"))
        .content_length(size as i64)
        .body(ByteStream::new(body))
        .send()
        .await?;
    Ok(())
}

async fn list(client: &Client, count: usize) -> Result<()> {
    for _ in 0..count {
        let output = client
            .list_objects_v2()
            .bucket("renders")
            .prefix("sq010/sh0040/")
            .max_keys(1000)
            .send()
            .await?;
        assert_eq!(output.contents().len(), 1000);
    }
    Ok(())
}
