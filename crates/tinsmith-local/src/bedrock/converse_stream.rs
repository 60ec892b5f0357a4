//! The operation `ConverseStream`.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::http::{ErrorResponse, Frame, Input};
use crate::state::State;

/// The id of the only model.
pub(crate) const MODEL_ID: &str = "local.words-v1:0";

/// The latency in the metadata, in milliseconds.
const LATENCY: u64 = 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConverseStreamRequest {
    #[serde(default)]
    messages: Vec<Message>,
    #[serde(default)]
    inference_config: InferenceConfiguration,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Vec<ContentBlock>,
}

/// A content block, of which the text is read.
#[derive(Deserialize)]
struct ContentBlock {
    text: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InferenceConfiguration {
    max_tokens: Option<usize>,
}

pub(crate) fn converse_stream(_: &State, input: &Input) -> Result<Vec<Frame>, ErrorResponse> {
    let model_id = input.label("modelId");
    if model_id != MODEL_ID {
        return Err(ErrorResponse::resource_not_found("model", model_id));
    }
    let request: ConverseStreamRequest = input.body()?;
    let prompt = request.prompt()?;
    let text = response_text(&prompt);
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let (count, stop_reason) = match request.inference_config.max_tokens {
        Some(0) => return Err(invalid("maxTokens must be at least 1.")),
        Some(max) if max < words.len() => (max, "max_tokens"),
        _ => (words.len(), "end_turn"),
    };
    let input_tokens = prompt.split_whitespace().count();
    let mut events = vec![Frame::event(
        "messageStart",
        &json!({ "role": "assistant" }),
    )];
    events.extend(words.iter().take(count).map(|word| {
        let delta = json!({ "contentBlockIndex": 0, "delta": { "text": word } });
        Frame::event("contentBlockDelta", &delta)
    }));
    events.extend([
        Frame::event("contentBlockStop", &json!({ "contentBlockIndex": 0 })),
        Frame::event("messageStop", &json!({ "stopReason": stop_reason })),
        Frame::event(
            "metadata",
            &json!({
                "usage": { "inputTokens": input_tokens, "outputTokens": count, "totalTokens": input_tokens + count },
                "metrics": { "latencyMs": LATENCY },
            }),
        ),
    ]);
    Ok(events)
}

impl ConverseStreamRequest {
    /// Returns the text of the last message, which is the user's.
    fn prompt(&self) -> Result<String, ErrorResponse> {
        let roles = ["user", "assistant"].iter().cycle();
        if !self
            .messages
            .iter()
            .map(|message| &message.role)
            .eq(roles.take(self.messages.len()))
        {
            return Err(invalid(
                "The messages must alternate between user and assistant, beginning with user.",
            ));
        }
        match self.messages.last() {
            Some(message) if message.role == "user" => {
                let texts = message
                    .content
                    .iter()
                    .filter_map(|block| block.text.as_deref());
                Ok(texts.collect::<Vec<_>>().join(" "))
            }
            _ => Err(invalid("The last message must be the user's.")),
        }
    }
}

fn response_text(prompt: &str) -> String {
    format!(
        "You wrote: {prompt} No model has read it. These words are made up, and each one arrives in an event of its own."
    )
}

fn invalid(message: &str) -> ErrorResponse {
    ErrorResponse::new(StatusCode::BAD_REQUEST, "ValidationException", message)
}
