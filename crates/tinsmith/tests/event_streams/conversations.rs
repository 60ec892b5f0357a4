//! Scripted responses to inputs whose events are still sent.

use std::time::Duration;

use futures::channel::mpsc;
use futures::{SinkExt, StreamExt, stream};
use tinsmith::ErrorKind;
use tinsmith::event_stream::EventStream;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, SentRequest};

use crate::clock::{
    Clock, ConductInput, Tick, WatchOutput, WindInput, response, send, tick, ticked,
};
use crate::inputs::ticks;

/// Two events of an output, typed and as bytes.
fn responses() -> [ScriptedResponse; 2] {
    let typed = ScriptedResponse::output_with(|output: &mut WatchOutput| {
        output.events = EventStream::scripted(ticks([10, 20]));
    });
    [typed, response(&[tick(10), tick(20)])]
}

fn script(response: ScriptedResponse) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    script.respond(response);
    script
}

/// Fails instead of waiting for ever.
async fn in_time<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(Duration::from_secs(5), future).await;
    result.unwrap()
}

async fn conduct<S>(script: &ScriptedTransport, events: S) -> EventStream<Clock>
where
    S: futures::Stream<Item = Clock> + Send + 'static,
{
    let output = in_time(send(script, ConductInput::new(events))).await;
    output.unwrap().events
}

async fn next(events: &mut EventStream<Clock>) -> Option<i64> {
    match in_time(events.try_next()).await.unwrap() {
        Some(Clock::Tick(Tick { count })) => Some(count),
        None => None,
        event => panic!("{event:?}"),
    }
}

#[tokio::test]
async fn a_program_sends_events_after_it_has_received_some() {
    for response in responses() {
        let script = script(response);
        // Without memory: each event is sent when the one before has been read.
        let (mut sender, receiver) = mpsc::channel(0);
        let mut events = conduct(&script, stream::iter(ticks([1, 2])).chain(receiver)).await;
        while let Some(count) = next(&mut events).await {
            in_time(sender.send(ticked(count + 1))).await.unwrap();
            in_time(sender.send(ticked(count + 2))).await.unwrap();
        }
        drop(sender);
        let sent = &script.sent_requests()[0];
        assert_eq!(sent.events(), Some(ticks([1, 2, 11, 12, 21, 22])));
        script.assert_finished();
    }
}

#[tokio::test]
async fn a_test_reads_the_events_that_a_program_sent_without_waiting() {
    const COUNT: i64 = 500;
    for response in responses() {
        let script = script(response);
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let input = stream::poll_fn(move |context| receiver.poll_recv(context));
        let mut events = conduct(&script, input).await;
        assert_eq!(next(&mut events).await, Some(10));
        for count in 0..COUNT {
            sender.send(ticked(count)).unwrap();
        }
        assert_eq!(next(&mut events).await, Some(20));
        assert_eq!(next(&mut events).await, None);
        let sent = &script.sent_requests()[0];
        assert_eq!(sent.events(), Some(ticks(0..COUNT)));
    }
}

#[tokio::test]
async fn events_are_read_until_a_response_in_bytes_ends_and_beside_a_typed_output_to_their_end() {
    for (response, is_typed) in responses().into_iter().zip([true, false]) {
        let script = script(response);
        let (sender, receiver) = mpsc::unbounded();
        let mut events = conduct(&script, receiver).await;
        while next(&mut events).await.is_some() {}
        drop(events);
        // The script keeps the input, and with it the receiver.
        sender.unbounded_send(ticked(3)).unwrap();
        let expected = match is_typed {
            true => ticks([3]),
            false => ticks([]),
        };
        assert_eq!(script.sent_requests()[0].events(), Some(expected));
    }
}

#[tokio::test]
async fn a_matcher_sees_the_events_before_the_first_one_that_is_awaited() {
    let script = ScriptedTransport::new();
    let is_first = |sent: &SentRequest| sent.events() == Some(ticks([1]));
    script.when(is_first).respond(response(&[tick(10)]));
    let silent = || stream::iter(ticks([1])).chain(stream::pending());
    let mut events = conduct(&script, silent()).await;
    assert_eq!(next(&mut events).await, Some(10));
    let error = in_time(send(&script, ConductInput::new(silent()))).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("unexpected request 2"), "{error}");
    assert_eq!(script.take_unexpected_requests().len(), 1);
}

#[tokio::test]
#[should_panic(expected = "unexpected request 1")]
async fn an_unexpected_request_with_an_open_input_fails_a_test_that_ignores_its_error() {
    let script = ScriptedTransport::new();
    let input = ConductInput::new(stream::pending::<Clock>());
    in_time(send(&script, input)).await.unwrap_err();
}

/// The events would keep the script, which then would not report the second request.
#[tokio::test]
#[should_panic(expected = "unexpected request 2")]
async fn a_call_that_times_out_ends_its_input() {
    let script = script(ScriptedResponse::silence());
    let input = ConductInput::new(stream::pending::<Clock>());
    let sent = tokio::time::timeout(Duration::from_millis(50), send(&script, input)).await;
    sent.unwrap_err();
    let input = ConductInput::new(stream::pending::<Clock>());
    in_time(send(&script, input)).await.unwrap_err();
}

/// Events of the test are read without a lock.
#[tokio::test]
async fn an_input_reads_the_sent_requests_and_the_output() {
    let [_, response] = responses();
    let script = script(response);
    let (sender, receiver) = mpsc::unbounded::<EventStream<Clock>>();
    let sent = script.clone();
    let echo = receiver.flat_map(|events| events.map(Result::unwrap));
    let input = echo.inspect(move |_| assert_eq!(sent.sent_requests().len(), 1));
    let events = conduct(&script, input).await;
    sender.unbounded_send(events).unwrap();
    drop(sender);
    in_time(async {
        while script.sent_requests()[0].events() != Some(ticks([10, 20])) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// It ends a response that is still awaited.
#[tokio::test]
async fn an_error_of_the_input_wakes_the_reader_of_the_response() {
    let [_, response] = responses();
    let script = script(response.pause(Duration::from_secs(60)));
    let (sender, receiver) = mpsc::unbounded();
    let output = in_time(send(&script, ConductInput::new(receiver))).await;
    let mut events = output.unwrap().events;
    let broken = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let broken = std::io::Error::other("no microphone");
        sender.unbounded_send(Err::<Clock, _>(broken)).unwrap();
    };
    let read = async {
        while events.try_next().await?.is_some() {}
        Ok::<_, tinsmith::Error>(())
    };
    let start = std::time::Instant::now();
    let (read, ()) = in_time(futures::future::join(read, broken)).await;
    assert_eq!(read.unwrap_err().kind(), ErrorKind::InputStream);
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn an_error_of_the_input_ends_a_response_in_bytes() {
    let [_, response] = responses();
    let script = script(response);
    let (sender, receiver) = mpsc::unbounded();
    let output = in_time(send(&script, ConductInput::new(receiver))).await;
    let mut events = output.unwrap().events;
    assert_eq!(next(&mut events).await, Some(10));
    let broken = std::io::Error::other("no microphone");
    sender.unbounded_send(Err::<Clock, _>(broken)).unwrap();
    let error = in_time(events.try_next()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InputStream);
    assert!(error.to_string().contains("no microphone"), "{error}");
}

/// A service responds to it when it has all events.
#[tokio::test]
async fn an_input_with_events_in_one_direction_is_read_to_its_end() {
    let script = script(ScriptedResponse::status(200));
    let (sender, receiver) = mpsc::unbounded();
    let input = WindInput {
        zone: None,
        events: Some(receiver.into()),
    };
    let sending = async {
        sender.unbounded_send(ticked(1)).unwrap();
        tokio::task::yield_now().await;
        sender.unbounded_send(ticked(2)).unwrap();
        drop(sender);
    };
    let (output, ()) = in_time(futures::future::join(send(&script, input), sending)).await;
    output.unwrap();
    assert_eq!(script.sent_requests()[0].events(), Some(ticks([1, 2])));
}

/// Frames with signatures depend on the time and the credentials.
#[tokio::test]
async fn a_recorded_conversation_is_played_back_with_other_credentials() {
    use aws_credential_types::Credentials;
    use tinsmith::testing::Recorder;

    use crate::clock::send_with;

    let file = tempfile::NamedTempFile::new().unwrap();
    let script = script(response(&[tick(10)]));
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    let config = script.config().to_builder();
    let config = config.transport(recorder);
    let config = config.credentials(Credentials::new("AKIDOTHER", "hush", None, None, "test"));
    let input = || ConductInput::new(stream::iter(ticks([1, 2])));
    let recorded = send_with(&config.build(), input(), |options| options).await;
    assert_eq!(next(&mut recorded.unwrap().events).await, Some(10));
    let player = ScriptedTransport::replay(file.path()).unwrap();
    let played = send(&player, input()).await;
    assert_eq!(next(&mut played.unwrap().events).await, Some(10));
    player.assert_finished();
}
