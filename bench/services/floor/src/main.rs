//! The floor: six handwritten calls on reqwest, aws-sigv4, and serde with serde_json or quick-xml.
//!
//! `services-floor URL WORKLOAD N`; the workloads are described in `../../README.md`.

mod bedrock;
mod client;
mod dynamodb;
mod ec2;
mod frame;
mod s3;
mod sqs;

use crate::bedrock::{ContentBlockDelta, Event};
use crate::client::{Client, Result};

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
        "get-item" => {
            for _ in 0..count {
                let item = dynamodb::get_item(&client, "sq010_sh0040", "1001")
                    .await?
                    .item;
                assert_eq!(item.map(|item| item.len()), Some(13));
            }
        }
        "query" => {
            for _ in 0..count {
                let page = dynamodb::query(&client, "sq010_sh0040").await?;
                assert_eq!(page.items.len(), 100);
            }
        }
        "receive" => {
            let queue = format!("{url}/123456789012/frames");
            for _ in 0..count {
                let received = sqs::receive_message(&client, &queue).await?;
                assert_eq!(received.messages.len(), 10);
            }
        }
        "list-objects" => {
            for _ in 0..count {
                let page = s3::list_objects(&client, "renders", "sq010/sh0040/").await?;
                assert_eq!(page.contents.len(), 1000);
            }
        }
        "instances" => {
            for _ in 0..count {
                let page = ec2::describe_instances(&client).await?;
                assert_eq!(page.reservations.item.len(), 100);
            }
        }
        "events" => {
            let model = format!("events-{count}");
            let mut events = bedrock::converse_stream(&client, &model, "Good morning.").await?;
            let mut length = 0;
            while let Some(event) = events.next().await? {
                if let Event::ContentBlockDelta(event) = event
                    && let ContentBlockDelta::Text(text) = event.delta
                {
                    length += text.len();
                }
            }
            assert_eq!(length, 6 * count);
        }
        other => return Err(format!("no workload {other}").into()),
    }
    Ok(())
}
