//! Sends and receives events with a generated client, and prints the frames that it sends.

use clock_client::operation::WatchOutput;
use clock_client::types::{Alarm, Events, Sound, Tick};
use clock_client::{Client, Config};
use tinsmith::event_stream::{EventInput, EventStream, Frame, FrameDecoder, HeaderValue};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

fn text<'f>(frame: &'f Frame, name: &str) -> &'f str {
    match frame.header(name) {
        Some(HeaderValue::Text(text)) => text,
        _ => "",
    }
}

fn show(frame: &Frame) {
    let mut line = format!("{} {}", text(frame, ":event-type"), text(frame, ":content-type"));
    if let Some(HeaderValue::I32(rate)) = frame.header("rate") {
        line.push_str(&format!(" {{rate: {rate}}}"));
    }
    if let Some(HeaderValue::I8(hour)) = frame.header("hour") {
        line.push_str(&format!(" {{hour: {hour}}}"));
    }
    let payload = match str::from_utf8(frame.payload()) {
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => frame.payload().escape_ascii().to_string(),
    };
    println!("{line} {payload}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::output_with(|output: &mut WatchOutput| {
        output.zone = Some("UTC".to_owned());
        output.events = EventStream::scripted([Events::Tick(Tick::default().count(2))]);
    }));
    let config = Config::builder()
        .endpoint_url("https://clock.example")
        .transport(script.clone())
        .build();
    let events = EventInput::from_events([
        Events::Tick(Tick::default().count(1)),
        Events::Sound(Sound::default().rate(8).samples(vec![1, 255])),
        Events::Alarm(Alarm::default().hour(7).name("school")),
    ]);
    let call = Client::new(&config).watch().zone("UTC").events(events);
    let mut output = call.send().await?;

    for request in script.requests() {
        let zone = request.headers().get("x-zone");
        let zone = zone.map(|zone| zone.to_str().unwrap_or_default());
        println!("{} {} zone: {}", request.method(), request.uri().path(), zone.unwrap_or_default());
        let mut decoder = FrameDecoder::default();
        decoder.push(request.body().clone());
        while let Some(frame) = decoder.next_frame()? {
            show(&frame);
        }
        decoder.finish()?;
    }
    let zone = output.zone.take().unwrap_or_default();
    while let Some(event) = output.events.try_next().await? {
        println!("received {zone}: {event:?}");
    }
    Ok(())
}
