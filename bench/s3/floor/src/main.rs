//! The floor: three handwritten calls on reqwest, aws-sigv4, crc32fast, and serde with quick-xml.
//!
//! `s3-floor URL WORKLOAD N`; the workloads are described in `../../README.md`.

mod chunked;
mod client;
mod content;
mod objects;

use crate::client::{Client, Result};
use crate::content::{MEBIBYTE, content};

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
    let client = Client::new(url)?;
    match workload {
        "get-kib" => get(&client, 1024, count).await,
        "get-mib" => get(&client, MEBIBYTE, count).await,
        "get-stream" => get_stream(&client, count * MEBIBYTE).await,
        "put-kib" => put(&client, 1024, count).await,
        "put-mib" => put(&client, MEBIBYTE, count).await,
        "put-stream" => {
            let size = count * MEBIBYTE;
            let key = format!("object-{size}");
            objects::put_generated_object(&client, "renders", &key, size).await
        }
        "list-objects" => list(&client, count).await,
        other => Err(format!("no workload {other}").into()),
    }
}

async fn get(client: &Client, size: usize, count: usize) -> Result<()> {
    for _ in 0..count {
        let key = format!("object-{size}");
        let object = objects::get_object(client, "renders", &key).await?;
        assert_eq!(object.collect().await?.len(), size);
    }
    Ok(())
}

async fn get_stream(client: &Client, size: usize) -> Result<()> {
    let key = format!("object-{size}");
    let mut object = objects::get_object(client, "renders", &key).await?;
    let mut length = 0;
    while let Some(chunk) = object.chunk().await? {
        length += chunk.len();
    }
    assert_eq!(length, size);
    Ok(())
}

async fn put(client: &Client, size: usize, count: usize) -> Result<()> {
    let content = content(size);
    for _ in 0..count {
        let key = format!("object-{size}");
        objects::put_object(client, "renders", &key, content.clone()).await?;
    }
    Ok(())
}

async fn list(client: &Client, count: usize) -> Result<()> {
    for _ in 0..count {
        let page = objects::list_objects(client, "renders", "sq010/sh0040/").await?;
        assert_eq!(page.contents.len(), 1000);
    }
    Ok(())
}
