//! A call of Bedrock whose response is a stream of events.

use bytes::BytesMut;
use serde::{Deserialize, Serialize};

use crate::client::{Client, Request, Result};
use crate::frame::Frame;

#[derive(Debug)]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) enum Event {
    MessageStart(MessageStart),
    ContentBlockDelta(ContentBlockDeltaEvent),
    ContentBlockStop(ContentBlockStop),
    MessageStop(MessageStop),
    Metadata(Metadata),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct MessageStart {
    role: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct ContentBlockDeltaEvent {
    content_block_index: i32,
    pub(crate) delta: ContentBlockDelta,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ContentBlockDelta {
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct ContentBlockStop {
    content_block_index: i32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct MessageStop {
    stop_reason: String,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct Metadata {
    usage: Usage,
    metrics: Metrics,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
struct Usage {
    input_tokens: i32,
    output_tokens: i32,
    total_tokens: i32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the floor reads all members")]
struct Metrics {
    latency_ms: i64,
}

#[derive(Serialize)]
struct ConverseStreamInput<'a> {
    messages: [Message<'a>; 1],
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'a str,
    content: [ContentBlock<'a>; 1],
}

#[derive(Serialize)]
struct ContentBlock<'a> {
    text: &'a str,
}

/// The events of a response.
pub(crate) struct Events {
    response: reqwest::Response,
    /// The bytes that no returned event has.
    received: BytesMut,
}

pub(crate) async fn converse_stream(client: &Client, model: &str, text: &str) -> Result<Events> {
    let message = Message {
        role: "user",
        content: [ContentBlock { text }],
    };
    let input = ConverseStreamInput {
        messages: [message],
    };
    let request = Request {
        service: "bedrock",
        method: "POST",
        target: format!("/model/{model}/converse-stream"),
        headers: &[("content-type", "application/json")],
        body: serde_json::to_vec(&input)?,
    };
    Ok(Events {
        response: client.send_streaming(request).await?,
        received: BytesMut::new(),
    })
}

impl Events {
    /// Returns the next event, or `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(frame) = Frame::take(&mut self.received)? {
                return event(&frame).map(Some);
            }
            match self.response.chunk().await? {
                Some(bytes) => self.received.extend_from_slice(&bytes),
                None if self.received.is_empty() => return Ok(None),
                None => return Err("the stream is truncated".into()),
            }
        }
    }
}

fn event(frame: &Frame) -> Result<Event> {
    let message_type = frame.header(":message-type")?;
    if message_type != "event" {
        return Err(format!("the service sent an {message_type}").into());
    }
    let payload = &frame.payload[..];
    Ok(match frame.header(":event-type")? {
        "messageStart" => Event::MessageStart(serde_json::from_slice(payload)?),
        "contentBlockDelta" => Event::ContentBlockDelta(serde_json::from_slice(payload)?),
        "contentBlockStop" => Event::ContentBlockStop(serde_json::from_slice(payload)?),
        "messageStop" => Event::MessageStop(serde_json::from_slice(payload)?),
        "metadata" => Event::Metadata(serde_json::from_slice(payload)?),
        other => return Err(format!("an unknown event {other}").into()),
    })
}
