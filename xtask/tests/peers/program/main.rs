//! Calls of generated clients to a server that implements the services; prints one line for each value.

mod presigned;
mod s3;
mod secrets;
mod stores;
mod wire;
mod xml;

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use peer_cloudwatch_logs::types::InputLogEvent;
use peer_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use tinsmith::{Blob, Config, Credentials};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let endpoint = arguments.next().ok_or("the endpoint is missing")?;
    if endpoint == "presigned" {
        let seconds = arguments.next().ok_or("the time is missing")?;
        return presigned::presigned(&seconds).await;
    }
    let config = Config::builder()
        .region("us-west-2")
        .credentials(Credentials::new("AKID", "SECRET", None, None, "test"))
        .endpoint_url(endpoint)
        .build();
    match (arguments.next(), arguments.next()) {
        (Some(calls), Some(seconds)) => return wire::wire(&config, &calls, &seconds).await,
        (Some(_), None) => return stores::stores(&config).await,
        _ => {}
    }
    sqs(&config).await?;
    dynamodb(&config).await?;
    kms(&config).await?;
    logs(&config).await?;
    kinesis(&config).await?;
    secrets::secrets(&config).await?;
    xml::sns(&config).await?;
    xml::sts(&config).await?;
    xml::cloudwatch(&config).await?;
    xml::iam(&config).await?;
    xml::ec2(&config).await?;
    xml::route_53(&config).await?;
    s3::s3(&config).await
}

async fn sqs(config: &Config) -> Result<()> {
    let client = peer_sqs::Client::new(config);
    for name in ["peer-a", "peer-b", "peer-c"] {
        client.create_queue().queue_name(name).send().await?;
    }
    let mut urls = client
        .list_queues()
        .queue_name_prefix("peer-")
        .paginate()
        .page_size(2)
        .items();
    while let Some(url) = urls.try_next().await? {
        println!("queue {}", url.rsplit('/').next().unwrap_or_default());
    }
    let queue = client.get_queue_url().queue_name("peer-a").send().await?;
    let url = queue.queue_url.unwrap_or_default();
    let sent = client
        .send_message()
        .queue_url(&url)
        .message_body("<é> & \"text\"")
        .send()
        .await?;
    println!("md5 {}", sent.md5_of_message_body.unwrap_or_default());
    let received = client.receive_message().queue_url(&url).send().await?;
    for message in received.messages {
        println!("message {}", message.body.unwrap_or_default());
    }
    client.delete_queue().queue_url(&url).send().await?;
    let error = client.get_queue_url().queue_name("peer-a").send().await;
    let error = error.err().ok_or("the queue is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_sqs::ServiceError::QueueDoesNotExist(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    Ok(())
}

async fn dynamodb(config: &Config) -> Result<()> {
    let client = peer_dynamodb::Client::new(config);
    let table = client
        .create_table()
        .table_name("peers")
        .attribute_definitions([AttributeDefinition::default()
            .attribute_name("id")
            .attribute_type(ScalarAttributeType::S)])
        .key_schema([KeySchemaElement::default()
            .attribute_name("id")
            .key_type(KeyType::Hash)])
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await?;
    let description = table.table_description.ok_or("no description")?;
    println!("table {}", description.table_name.unwrap_or_default());
    for number in 0..5 {
        let list = vec![AttributeValue::Bool(true), AttributeValue::Null(true)];
        let item = BTreeMap::from([
            ("id".to_owned(), AttributeValue::S(format!("item-{number}"))),
            (
                "n".to_owned(),
                AttributeValue::N("12345678901234567890.5".to_owned()),
            ),
            (
                "b".to_owned(),
                AttributeValue::B(Blob::from(vec![0, 255, number])),
            ),
            ("l".to_owned(), AttributeValue::L(list)),
        ]);
        client
            .put_item()
            .table_name("peers")
            .item(item)
            .send()
            .await?;
    }
    let scan = client.scan().table_name("peers");
    let mut items = scan.clone().paginate().page_size(2).max_items(3).items();
    let mut ids = items.try_collect::<Vec<_>>().await?;
    let token = items.resume_token().ok_or("no more items")?;
    let rest = scan.paginate().page_size(2).starting_token(token);
    ids.extend(rest.items().try_collect::<Vec<_>>().await?);
    let mut ids: Vec<String> = ids
        .iter()
        .filter_map(|item| match item.get("id") {
            Some(AttributeValue::S(id)) => Some(id.clone()),
            _ => None,
        })
        .collect();
    ids.sort();
    println!("items {}", ids.join(" "));
    let key = BTreeMap::from([("id".to_owned(), AttributeValue::S("item-3".to_owned()))]);
    let item = client
        .get_item()
        .table_name("peers")
        .key(key)
        .send()
        .await?;
    for (name, value) in item.item {
        let value = match value {
            AttributeValue::S(text) => text,
            AttributeValue::N(number) => number,
            AttributeValue::B(bytes) => format!("{:?}", bytes.as_bytes()),
            AttributeValue::L(values) => values.len().to_string(),
            _ => "?".to_owned(),
        };
        println!("attribute {name} {value}");
    }
    client.delete_table().table_name("peers").send().await?;
    let error = client.delete_table().table_name("peers").send().await;
    let error = error.err().ok_or("the table is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_dynamodb::ServiceError::ResourceNotFound(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    Ok(())
}

async fn kms(config: &Config) -> Result<()> {
    let client = peer_kms::Client::new(config);
    let key = client.create_key().description("a key").send().await?;
    let metadata = key.key_metadata.ok_or("no metadata")?;
    println!("key {}", metadata.description.unwrap_or_default());
    let encrypted = client
        .encrypt()
        .key_id(&metadata.key_id)
        .plaintext(Blob::from(b"secret".to_vec()))
        .send()
        .await?;
    let decrypted = client
        .decrypt()
        .ciphertext_blob(encrypted.ciphertext_blob.unwrap_or_default())
        .send()
        .await?;
    let plaintext = decrypted.plaintext.unwrap_or_default();
    println!(
        "plaintext {}",
        String::from_utf8_lossy(plaintext.as_bytes())
    );
    for _ in 0..2 {
        client.create_key().send().await?;
    }
    let mut keys = client.list_keys().paginate().page_size(2).items();
    println!("keys {}", keys.try_collect::<Vec<_>>().await?.len());
    client
        .schedule_key_deletion()
        .key_id(&metadata.key_id)
        .send()
        .await?;
    let read = client
        .describe_key()
        .key_id(&metadata.key_id)
        .send()
        .await?;
    let state = read.key_metadata.and_then(|key| key.key_state);
    println!("state {}", state.ok_or("no state")?.as_str());
    let missing = "00000000-0000-0000-0000-000000000000";
    let error = client.describe_key().key_id(missing).send().await;
    let error = error.err().ok_or("there is such a key")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_kms::ServiceError::NotFound(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    Ok(())
}

async fn logs(config: &Config) -> Result<()> {
    let client = peer_cloudwatch_logs::Client::new(config);
    for name in ["peer-a", "peer-b", "peer-c"] {
        client
            .create_log_group()
            .log_group_name(name)
            .send()
            .await?;
    }
    let mut groups = client.describe_log_groups().paginate().page_size(2).items();
    while let Some(group) = groups.try_next().await? {
        println!("group {}", group.log_group_name.unwrap_or_default());
    }
    let error = client
        .create_log_group()
        .log_group_name("peer-a")
        .send()
        .await;
    let error = error.err().ok_or("the group is there twice")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_cloudwatch_logs::ServiceError::ResourceAlreadyExists(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    client
        .create_log_stream()
        .log_group_name("peer-a")
        .log_stream_name("s")
        .send()
        .await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let now = i64::try_from(now)?;
    let events = (0..5).map(|number| {
        InputLogEvent::default()
            .timestamp(now + number)
            .message(format!("<é> {number}"))
    });
    client
        .put_log_events()
        .log_group_name("peer-a")
        .log_stream_name("s")
        .log_events(events.collect::<Vec<_>>())
        .send()
        .await?;
    let mut events = client
        .get_log_events()
        .log_group_name("peer-a")
        .log_stream_name("s")
        .start_from_head(true)
        .paginate()
        .page_size(2)
        .items();
    while let Some(event) = events.try_next().await? {
        println!("event {}", event.message.unwrap_or_default());
    }
    client
        .delete_log_group()
        .log_group_name("peer-a")
        .send()
        .await?;
    let error = client
        .delete_log_group()
        .log_group_name("peer-a")
        .send()
        .await;
    let error = error.err().ok_or("the group is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_cloudwatch_logs::ServiceError::ResourceNotFound(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    Ok(())
}

async fn kinesis(config: &Config) -> Result<()> {
    let client = peer_kinesis::Client::new(config);
    client
        .create_stream()
        .stream_name("peers")
        .shard_count(1)
        .send()
        .await?;
    let record = client
        .put_record()
        .stream_name("peers")
        .partition_key("k")
        .data(Blob::from(b"data".to_vec()))
        .send()
        .await?;
    println!("shard {}", record.shard_id);
    let summary = client
        .describe_stream_summary()
        .stream_name("peers")
        .send()
        .await?;
    println!("stream {}", summary.stream_description_summary.stream_name);
    for name in ["peers-2", "peers-3"] {
        client
            .create_stream()
            .stream_name(name)
            .shard_count(1)
            .send()
            .await?;
    }
    // moto returns no `NextToken`, so that there is one page only.
    let mut pages = client.list_streams().paginate().page_size(2).pages();
    let mut names = Vec::new();
    while let Some(page) = pages.try_next().await? {
        names.extend(page.stream_names);
    }
    println!("streams {}", names.join(" "));
    client.delete_stream().stream_name("peers").send().await?;
    let error = client
        .describe_stream_summary()
        .stream_name("peers")
        .send()
        .await;
    let error = error.err().ok_or("the stream is still there")?;
    let modeled = matches!(
        error.service_error(),
        Some(peer_kinesis::ServiceError::ResourceNotFound(_))
    );
    println!(
        "error {} modeled {modeled}",
        error.code().unwrap_or_default()
    );
    Ok(())
}
