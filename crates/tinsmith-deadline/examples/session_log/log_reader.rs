//! The events of a log stream, read from the oldest one.

use std::error::Error;
use std::io::{self, Write};

use tinsmith::Timestamp;
use tinsmith_cloudwatch_logs::types::OutputLogEvent;
use tinsmith_cloudwatch_logs::{Client, ServiceError};

use crate::location::LogStream;

/// A log stream and the position up to which its events were printed.
pub(crate) struct LogReader<'a> {
    client: &'a Client,
    stream: LogStream,
    /// The token of the next page; empty at the beginning.
    position: String,
}

impl<'a> LogReader<'a> {
    pub(crate) fn new(client: &'a Client, stream: LogStream) -> Self {
        Self {
            client,
            stream,
            position: String::new(),
        }
    }

    /// Prints the events after the position up to the end of the stream, and returns their number.
    pub(crate) async fn print_new_events(
        &mut self,
        out: &mut impl Write,
    ) -> Result<usize, Box<dyn Error>> {
        let mut pages = self
            .client
            .get_log_events()
            .log_group_name(&self.stream.group)
            .log_stream_name(&self.stream.stream)
            .start_from_head(true)
            .paginate()
            .starting_token(&self.position)
            .pages();
        let mut count = 0;
        // The pages end at an unchanged token, which leads to later events as soon as there are any.
        while let Some(page) = pages.try_next().await? {
            for event in &page.events {
                print(event, out)?;
            }
            out.flush()?;
            count += page.events.len();
            if let Some(token) = page.next_forward_token {
                self.position = token;
            }
        }
        Ok(count)
    }
}

/// Prints an event in one line, or in several ones if its message has several. Control characters are escaped, so that no
/// message changes the terminal.
fn print(event: &OutputLogEvent, out: &mut impl Write) -> io::Result<()> {
    let time = event.timestamp.map(Timestamp::from_millis);
    let message = event.message.as_deref().unwrap_or_default().trim_end();
    let mut text = String::with_capacity(message.len());
    for character in message.chars() {
        if character.is_control() && !matches!(character, '\n' | '\t') {
            text.extend(character.escape_default());
        } else {
            text.push(character);
        }
    }
    match time {
        Some(time) => writeln!(out, "{time} {text}"),
        None => writeln!(out, "{text}"),
    }
}

/// True if the error says that the log group or the log stream does not exist.
pub(crate) fn is_missing_log(error: &(dyn Error + 'static)) -> bool {
    let service_error = error
        .downcast_ref::<tinsmith::Error>()
        .and_then(tinsmith::Error::service_error);
    matches!(service_error, Some(ServiceError::ResourceNotFound(_)))
}
