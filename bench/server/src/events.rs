//! The streamed response of Bedrock: as many events as the request asks for, each in a chunk of its own.

use tokio::io::{AsyncWrite, AsyncWriteExt};

/// The number of events that are written at once.
const BATCH: usize = 256;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n\
    x-amzn-requestid: 7f3c1a52-0d6e-4b7a-9a51-2f0f4a6d9c11\r\ntransfer-encoding: chunked\r\n\r\n";

/// The parts of the response, serialized once.
pub(crate) struct EventStream {
    /// The head of the response, and the events before the text.
    begin: Vec<u8>,
    /// A batch of equal events, each with six letters of the text.
    batch: Vec<u8>,
    /// The events after the text, and the end of the response.
    end: Vec<u8>,
}

impl EventStream {
    pub(crate) fn new() -> Self {
        let start = chunk(
            "messageStart",
            r#"{"p":"abcdefghijklm","role":"assistant"}"#,
        );
        let text = chunk(
            "contentBlockDelta",
            r#"{"contentBlockIndex":0,"delta":{"text":" frame"},"p":"abcdefghijklmnopq"}"#,
        );
        let end = [
            chunk("contentBlockStop", r#"{"contentBlockIndex":0,"p":"abc"}"#),
            chunk("messageStop", r#"{"p":"abcdefgh","stopReason":"end_turn"}"#),
            chunk(
                "metadata",
                r#"{"metrics":{"latencyMs":731},"p":"abcdef","usage":{"inputTokens":12,"outputTokens":640,"totalTokens":652}}"#,
            ),
            b"0\r\n\r\n".to_vec(),
        ];
        Self {
            begin: [HEAD.as_bytes(), &start].concat(),
            batch: text.repeat(BATCH),
            end: end.concat(),
        }
    }

    /// Sends a response with this number of events of text.
    pub(crate) async fn send(
        &self,
        stream: &mut (impl AsyncWrite + Unpin),
        count: usize,
    ) -> std::io::Result<()> {
        stream.write_all(&self.begin).await?;
        for _ in 0..count / BATCH {
            stream.write_all(&self.batch).await?;
        }
        let rest = self.batch.len() / BATCH * (count % BATCH);
        stream.write_all(&self.batch[..rest]).await?;
        stream.write_all(&self.end).await
    }
}

/// Returns the number in the id of the model, which is that of the requested events: 7 of `/model/events-7/converse-stream`. `None` if the request
/// is for another operation.
pub(crate) fn requested_count(target: &str) -> Option<usize> {
    let model = target.strip_prefix("/model/events-")?;
    model.strip_suffix("/converse-stream")?.parse().ok()
}

/// Returns an event in a chunk of the response.
fn chunk(event_type: &str, payload: &str) -> Vec<u8> {
    let frame = frame(event_type, payload.as_bytes());
    let length = format!("{:x}\r\n", frame.len());
    [length.as_bytes(), &frame, b"\r\n"].concat()
}

fn frame(event_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut headers = Vec::new();
    for (name, value) in [
        (":event-type", event_type),
        (":content-type", "application/json"),
        (":message-type", "event"),
    ] {
        headers.push(name.len() as u8);
        headers.extend(name.as_bytes());
        // The type of text.
        headers.push(7);
        headers.extend((value.len() as u16).to_be_bytes());
        headers.extend(value.as_bytes());
    }
    // Two lengths and two checksums, of four bytes each, enclose the headers and the payload.
    let total = 16 + headers.len() + payload.len();
    let mut frame = [total as u32, headers.len() as u32]
        .map(u32::to_be_bytes)
        .concat();
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    frame.extend(headers);
    frame.extend(payload);
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    frame
}
