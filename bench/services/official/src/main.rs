//! The official SDK: `services-official URL WORKLOAD N`; the workloads are described in `../../README.md`.

use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Creates the client of a service without the crate `aws-config`, since all settings are known.
#[allow(unused_macros, reason = "a program may have no service")]
macro_rules! client {
    ($service:ident, $url:expr) => {
        $service::Client::from_conf(
            $service::Config::builder()
                .behavior_version($service::config::BehaviorVersion::latest())
                .region($service::config::Region::new("us-west-2"))
                .credentials_provider($service::config::Credentials::new(
                    "AKIDEXAMPLE",
                    "secret",
                    None,
                    None,
                    "bench",
                ))
                .endpoint_url($url)
                .build(),
        )
    };
}

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
    match workload {
        #[cfg(feature = "bedrock-runtime")]
        "events" => {
            use aws_sdk_bedrockruntime::types::{
                ContentBlock, ContentBlockDelta, ConversationRole, ConverseStreamOutput, Message,
            };
            let message = Message::builder()
                .role(ConversationRole::User)
                .content(ContentBlock::Text("Good morning.".to_owned()))
                .build()?;
            let mut events = client!(aws_sdk_bedrockruntime, url)
                .converse_stream()
                .model_id(format!("events-{count}"))
                .messages(message)
                .send()
                .await?
                .stream;
            let mut length = 0;
            while let Some(event) = events.recv().await? {
                if let ConverseStreamOutput::ContentBlockDelta(event) = event
                    && let Some(ContentBlockDelta::Text(text)) = event.delta
                {
                    length += text.len();
                }
            }
            assert_eq!(length, 6 * count);
        }
        #[cfg(feature = "dynamodb")]
        "get-item" => {
            use aws_sdk_dynamodb::types::AttributeValue;
            let client = client!(aws_sdk_dynamodb, url);
            for _ in 0..count {
                let output = client
                    .get_item()
                    .table_name("frames")
                    .key("shot", AttributeValue::S("sq010_sh0040".to_owned()))
                    .key("frame", AttributeValue::N("1001".to_owned()))
                    .send()
                    .await?;
                assert_eq!(output.item.map(|item| item.len()), Some(13));
            }
        }
        #[cfg(feature = "dynamodb")]
        "query" => {
            use aws_sdk_dynamodb::types::AttributeValue;
            let client = client!(aws_sdk_dynamodb, url);
            for _ in 0..count {
                let output = client
                    .query()
                    .table_name("frames")
                    .key_condition_expression("shot = :shot")
                    .expression_attribute_values(
                        ":shot",
                        AttributeValue::S("sq010_sh0040".to_owned()),
                    )
                    .limit(100)
                    .send()
                    .await?;
                assert_eq!(output.items().len(), 100);
            }
        }
        #[cfg(feature = "sqs")]
        "receive" => {
            let client = client!(aws_sdk_sqs, url);
            for _ in 0..count {
                let output = client
                    .receive_message()
                    .queue_url(format!("{url}/123456789012/frames"))
                    .max_number_of_messages(10)
                    .message_attribute_names("All")
                    .send()
                    .await?;
                assert_eq!(output.messages().len(), 10);
            }
        }
        #[cfg(feature = "s3")]
        "list-objects" => {
            let client = client!(aws_sdk_s3, url);
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
        }
        #[cfg(feature = "ec2")]
        "instances" => {
            let client = client!(aws_sdk_ec2, url);
            for _ in 0..count {
                let output = client.describe_instances().max_results(100).send().await?;
                assert_eq!(output.reservations().len(), 100);
            }
        }
        _ => return Err(format!("no workload {workload} for {count} calls to {url}").into()),
    }
    #[allow(unreachable_code, reason = "a program may have no service")]
    Ok(())
}
