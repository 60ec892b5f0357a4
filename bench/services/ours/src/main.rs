//! This SDK: `services-ours URL WORKLOAD N`; the workloads are described in `../../README.md`.

use std::error::Error;

use services_bedrock_runtime::types::{
    ContentBlock, ContentBlockDelta, ConversationRole, ConverseStreamOutput, Message,
};
use services_dynamodb::types::AttributeValue;
use tinsmith::{Config, Credentials};

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
    let config = Config::builder()
        .region("us-west-2")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "bench",
        ))
        .endpoint_url(url)
        .build();
    match workload {
        "get-item" => {
            let client = services_dynamodb::Client::new(&config);
            for _ in 0..count {
                let output = client
                    .get_item()
                    .table_name("frames")
                    .key([
                        ("shot", AttributeValue::S("sq010_sh0040".to_owned())),
                        ("frame", AttributeValue::N("1001".to_owned())),
                    ])
                    .send()
                    .await?;
                assert_eq!(output.item.len(), 13);
            }
        }
        "query" => {
            let client = services_dynamodb::Client::new(&config);
            for _ in 0..count {
                let output = client
                    .query()
                    .table_name("frames")
                    .key_condition_expression("shot = :shot")
                    .expression_attribute_values([(
                        ":shot",
                        AttributeValue::S("sq010_sh0040".to_owned()),
                    )])
                    .limit(100)
                    .send()
                    .await?;
                assert_eq!(output.items.len(), 100);
            }
        }
        "receive" => {
            let client = services_sqs::Client::new(&config);
            for _ in 0..count {
                let output = client
                    .receive_message()
                    .queue_url(format!("{url}/123456789012/frames"))
                    .max_number_of_messages(10)
                    .message_attribute_names(["All"])
                    .send()
                    .await?;
                assert_eq!(output.messages.len(), 10);
            }
        }
        "list-objects" => {
            let client = services_s3::Client::new(&config);
            for _ in 0..count {
                let output = client
                    .list_objects_v2()
                    .bucket("renders")
                    .prefix("sq010/sh0040/")
                    .max_keys(1000)
                    .send()
                    .await?;
                assert_eq!(output.contents.len(), 1000);
            }
        }
        "instances" => {
            let client = services_ec2::Client::new(&config);
            for _ in 0..count {
                let output = client.describe_instances().max_results(100).send().await?;
                assert_eq!(output.reservations.len(), 100);
            }
        }
        "events" => {
            let message = Message::default()
                .role(ConversationRole::User)
                .content([ContentBlock::Text("Good morning.".to_owned())]);
            let mut events = services_bedrock_runtime::Client::new(&config)
                .converse_stream()
                .model_id(format!("events-{count}"))
                .messages([message])
                .send()
                .await?
                .stream;
            let mut length = 0;
            while let Some(event) = events.try_next().await? {
                if let ConverseStreamOutput::ContentBlockDelta(event) = event
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
