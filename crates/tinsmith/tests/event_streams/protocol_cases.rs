//! Protocol tests of event streams, which fail for the faults of a case itself.

use tinsmith::Handle;
use tinsmith::testing::protocol::EventStreamTest;

use crate::clock::{SERVICE, WatchInput, WatchOutput};

fn check_failure(frames: &'static [&'static str], is_sent: bool) {
    let test = EventStreamTest {
        id: "Case",
        frames,
        ..EventStreamTest::DEFAULT
    };
    test.check_failure(
        |config| {
            let call = Handle::new(config, &SERVICE).call();
            let call = call.configure(|options| match is_sent {
                true => options,
                false => options.endpoint_url("not a URL"),
            });
            async move { call.send(WatchInput).await }
        },
        |output: &mut WatchOutput| &mut output.events,
        None,
    );
}

#[test]
fn an_invalid_frame_is_a_failure() {
    check_failure(&["AAAA"], true);
}

#[test]
#[should_panic(expected = "padded base64")]
fn malformed_base64_is_a_fault_of_the_case() {
    check_failure(&["A*=="], true);
}

#[test]
#[should_panic(expected = "a request")]
fn an_error_before_the_request_is_no_failure_of_the_response() {
    check_failure(&["AAAA"], false);
}
