//! Two calls of DynamoDB.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::client::{Client, Request, Result};

pub(crate) type Item = HashMap<String, AttributeValue>;

// Numbers and blobs stay text, since the floor does not decode them.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum AttributeValue {
    S(String),
    N(String),
    B(String),
    #[serde(rename = "SS")]
    Strings(Vec<String>),
    #[serde(rename = "NS")]
    Numbers(Vec<String>),
    #[serde(rename = "BS")]
    Blobs(Vec<String>),
    M(Item),
    L(Vec<Self>),
    #[serde(rename = "BOOL")]
    Bool(bool),
    #[serde(rename = "NULL")]
    Null(bool),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct ConsumedCapacity {
    table_name: Option<String>,
    capacity_units: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct GetItemOutput {
    pub(crate) item: Option<Item>,
    consumed_capacity: Option<ConsumedCapacity>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct QueryOutput {
    pub(crate) items: Vec<Item>,
    count: i32,
    scanned_count: i32,
    last_evaluated_key: Option<Item>,
    consumed_capacity: Option<ConsumedCapacity>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetItemInput<'a> {
    table_name: &'a str,
    key: Item,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct QueryInput<'a> {
    table_name: &'a str,
    key_condition_expression: &'a str,
    expression_attribute_values: Item,
    limit: i32,
}

pub(crate) async fn get_item(client: &Client, shot: &str, frame: &str) -> Result<GetItemOutput> {
    let key = [
        ("shot".to_owned(), AttributeValue::S(shot.to_owned())),
        ("frame".to_owned(), AttributeValue::N(frame.to_owned())),
    ];
    let input = GetItemInput {
        table_name: "frames",
        key: key.into(),
    };
    let headers = &[
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.GetItem"),
    ];
    let body = serde_json::to_vec(&input)?;
    Ok(serde_json::from_slice(&call(client, headers, body).await?)?)
}

pub(crate) async fn query(client: &Client, shot: &str) -> Result<QueryOutput> {
    let values = [(":shot".to_owned(), AttributeValue::S(shot.to_owned()))];
    let input = QueryInput {
        table_name: "frames",
        key_condition_expression: "shot = :shot",
        expression_attribute_values: values.into(),
        limit: 100,
    };
    let headers = &[
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.Query"),
    ];
    let body = serde_json::to_vec(&input)?;
    Ok(serde_json::from_slice(&call(client, headers, body).await?)?)
}

async fn call(
    client: &Client,
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
) -> Result<Vec<u8>> {
    client
        .send(Request {
            service: "dynamodb",
            method: "POST",
            target: "/".to_owned(),
            headers,
            body,
        })
        .await
}
