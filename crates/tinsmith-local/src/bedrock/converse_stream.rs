//! The operation `ConverseStream`.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::constraints::Violations;
use crate::http::{ErrorResponse, Frame, Input};
use crate::state::State;

/// The id of the only model.
pub(crate) const MODEL_ID: &str = "local.words-v1:0";

/// The roles of messages, which alternate.
const ROLES: [&str; 2] = ["user", "assistant"];

/// The latency in the metadata, in milliseconds.
const LATENCY: u64 = 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConverseStreamRequest {
    #[serde(default)]
    messages: Vec<Message>,
    #[serde(default)]
    system: Vec<ContentBlock>,
    #[serde(default)]
    inference_config: InferenceConfiguration,
}

#[derive(Deserialize)]
struct Message {
    role: Option<String>,
    content: Option<Vec<ContentBlock>>,
}

/// A content block, of which the text is read.
#[derive(Deserialize)]
struct ContentBlock {
    text: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InferenceConfiguration {
    max_tokens: Option<i32>,
    temperature: Option<f64>,
    top_p: Option<f64>,
    #[serde(default)]
    stop_sequences: Vec<String>,
}

pub(crate) fn converse_stream(_: &State, input: &Input) -> Result<Vec<Frame>, ErrorResponse> {
    let model_id = input.label("modelId");
    let request: ConverseStreamRequest = input.body()?;
    request.check_constraints(model_id)?;
    if model_id != MODEL_ID {
        return Err(ErrorResponse::resource_not_found("model", model_id));
    }
    let prompt = request.prompt()?;
    let text = response_text(&prompt);
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let max_tokens = request.inference_config.max_tokens;
    let (count, stop_reason) = match max_tokens.and_then(|max| usize::try_from(max).ok()) {
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
    /// Checks the constraints of the model.
    fn check_constraints(&self, model_id: &str) -> Result<(), ErrorResponse> {
        let mut violations = Violations::default();
        violations.check_text("modelId", model_id, 1, 2048);
        for (index, message) in (1..).zip(&self.messages) {
            let member = format!("messages.{index}.member.role");
            if let Some(role) = violations.check_required(&member, message.role.as_deref()) {
                violations.parse_enum(&member, role, &ROLES.map(|role| (role, ())));
            }
            let member = format!("messages.{index}.member.content");
            violations.check_required(&member, message.content.as_ref());
        }
        for (index, block) in (1..).zip(&self.system) {
            if let Some(text) = &block.text {
                let member = format!("system.{index}.member.text");
                violations.check_text(&member, text, 1, usize::MAX);
            }
        }
        let config = &self.inference_config;
        for (member, number, min, max) in [
            ("maxTokens", config.max_tokens.map(f64::from), 1.0, f64::MAX),
            ("temperature", config.temperature, 0.0, 1.0),
            ("topP", config.top_p, 0.0, 1.0),
        ] {
            if let Some(number) = number {
                violations.check_range(&format!("inferenceConfig.{member}"), number, min, max);
            }
        }
        let member = "inferenceConfig.stopSequences";
        violations.check_length(member, &config.stop_sequences, 0, 4);
        for (index, text) in (1..).zip(&config.stop_sequences) {
            violations.check_text(&format!("{member}.{index}.member"), text, 1, usize::MAX);
        }
        match violations.message() {
            Some(message) => Err(invalid(&message)),
            None => Ok(()),
        }
    }

    /// Returns the text of the last message, which is the user's.
    fn prompt(&self) -> Result<String, ErrorResponse> {
        let roles = ROLES.into_iter().cycle().take(self.messages.len());
        let messages = self.messages.iter();
        if !messages
            .map(|message| message.role.as_deref().unwrap_or_default())
            .eq(roles)
        {
            return Err(invalid(
                "The messages must alternate between user and assistant, beginning with user.",
            ));
        }
        match self.messages.last() {
            Some(message) if message.role.as_deref() == Some("user") => {
                let texts = message
                    .content
                    .iter()
                    .flatten()
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
