//! Prints the response of a model as it arrives.
//!
//! ```sh
//! cargo run -p tinsmith-bedrock-runtime --example converse -- "Good morning."
//! cargo run -p tinsmith-bedrock-runtime --example converse -- --region us-west-2 --model-id … "Good morning."
//! ```

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use tinsmith::event_stream::EventStream;
use tinsmith::{Config, Credentials};
use tinsmith_bedrock_runtime::Client;
use tinsmith_bedrock_runtime::types::{
    ContentBlock, ContentBlockDelta, ConversationRole, ConverseStreamEvent, InferenceConfiguration,
    Message, StopReason, SystemContentBlock,
};
use tinsmith_local::LocalService;

/// The exit code after an interrupt, as shells have it.
const INTERRUPTED: u8 = 130;

/// Prints the response of a model as it arrives; Ctrl-C ends it.
///
/// Without a region it starts a service on loopback, whose model makes up its words, and needs no AWS account. With --region and
/// --model-id it calls Amazon Bedrock, with credentials from the environment or the shared files. They need the permission
/// bedrock:InvokeModelWithResponseStream.
#[derive(Debug, Parser)]
#[command(name = "converse")]
struct Arguments {
    /// Region of AWS.
    #[arg(long, requires = "model_id")]
    region: Option<String>,
    /// Id or ARN of the model or of an inference profile.
    #[arg(long, requires = "region")]
    model_id: Option<String>,
    /// Instructions for the model.
    #[arg(long)]
    system: Option<String>,
    /// Maximum number of tokens of the response.
    #[arg(long, value_parser = clap::value_parser!(i32).range(1..))]
    max_tokens: Option<i32>,
    /// Message to the model.
    #[arg(default_value = "Good morning.")]
    message: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tokio::select! {
        result = converse(arguments) => exit_code(result),
        // The stream is dropped, which closes the response.
        Ok(()) = tokio::signal::ctrl_c() => {
            // Errors of standard error itself cannot be reported.
            let _ = writeln!(io::stderr());
            ExitCode::from(INTERRUPTED)
        }
    }
}

async fn converse(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let (config, local) = configuration(arguments.region).await?;
    let local_model = local.as_ref().map(|local| local.model_id().to_owned());
    let message = Message::default()
        .role(ConversationRole::User)
        .content([ContentBlock::Text(arguments.message)]);
    let mut request = Client::new(&config)
        .converse_stream()
        .model_id(arguments.model_id.or(local_model).unwrap_or_default())
        .messages([message]);
    if let Some(text) = arguments.system {
        request = request.system([SystemContentBlock::Text(text)]);
    }
    if let Some(tokens) = arguments.max_tokens {
        let limit = InferenceConfiguration::default().max_tokens(tokens);
        request = request.inference_config(limit);
    }
    let mut out = io::stdout();
    let events = request.send().await?.stream;
    let result = print_response(events, &mut out).await;
    if result.is_err() {
        writeln!(out)?;
    }
    result
}

/// Loads the configuration of a region of AWS. Without a region it starts a service on loopback, which ends when it is dropped.
async fn configuration(
    region: Option<String>,
) -> Result<(Config, Option<LocalService>), Box<dyn Error>> {
    if let Some(region) = region {
        return Ok((Config::builder().region(region).load().await?, None));
    }
    let local = LocalService::builder().sessions(0).start().await?;
    let (id, secret) = (local.access_key_id(), local.secret_access_key());
    let config = Config::builder()
        .region(local.region())
        .endpoint_url(local.endpoint_url())
        .credentials(Credentials::new(id, secret, None, None, "local"))
        .build();
    Ok((config, Some(local)))
}

/// Prints the text of a response, part by part, and then the reason of its end and the number of tokens to standard error.
async fn print_response(
    mut events: EventStream<ConverseStreamEvent>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    while let Some(event) = events.try_next().await? {
        match event {
            ConverseStreamEvent::ContentBlockDelta(event) => {
                if let ContentBlockDelta::Text(text) = event.delta {
                    out.write_all(escape(&text).as_bytes())?;
                    out.flush()?;
                }
            }
            ConverseStreamEvent::MessageStop(event) => {
                writeln!(out)?;
                if event.stop_reason != StopReason::EndTurn {
                    eprintln!("converse: the response ended by {}", event.stop_reason);
                }
            }
            ConverseStreamEvent::Metadata(event) => {
                let usage = event.usage;
                eprintln!(
                    "converse: {} tokens of the request, {} of the response",
                    usage.input_tokens, usage.output_tokens
                );
            }
            _ => {}
        }
    }
    Ok(())
}

/// Escapes control characters, so that no response changes the terminal.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && !matches!(character, '\n' | '\t') {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Prints an error to standard error, and returns the exit code.
fn exit_code(result: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    // A closed pipe, as in `converse | head -c 20`, is not an error.
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    // Errors of standard error itself cannot be reported.
    let _ = writeln!(io::stderr(), "converse: {error}");
    ExitCode::FAILURE
}
