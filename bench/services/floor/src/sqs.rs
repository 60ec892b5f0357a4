//! A call of SQS.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::client::{Client, Request, Result};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct MessageAttribute {
    data_type: String,
    string_value: Option<String>,
    binary_value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct Message {
    message_id: Option<String>,
    receipt_handle: Option<String>,
    #[serde(rename = "MD5OfBody")]
    md5_of_body: Option<String>,
    body: Option<String>,
    attributes: Option<HashMap<String, String>>,
    #[serde(rename = "MD5OfMessageAttributes")]
    md5_of_message_attributes: Option<String>,
    message_attributes: Option<HashMap<String, MessageAttribute>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReceiveMessageOutput {
    pub(crate) messages: Vec<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ReceiveMessageInput<'a> {
    queue_url: &'a str,
    max_number_of_messages: i32,
    message_attribute_names: &'a [&'a str],
}

pub(crate) async fn receive_message(client: &Client, queue: &str) -> Result<ReceiveMessageOutput> {
    let input = ReceiveMessageInput {
        queue_url: queue,
        max_number_of_messages: 10,
        message_attribute_names: &["All"],
    };
    let request = Request {
        service: "sqs",
        method: "POST",
        target: "/".to_owned(),
        headers: &[
            ("content-type", "application/x-amz-json-1.0"),
            ("x-amz-target", "AmazonSQS.ReceiveMessage"),
        ],
        body: serde_json::to_vec(&input)?,
    };
    Ok(serde_json::from_slice(&client.send(request).await?)?)
}
