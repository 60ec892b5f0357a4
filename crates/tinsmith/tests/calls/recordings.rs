//! Recordings of real traffic.

use std::fs;

use http::Response;
use tinsmith::Body;
use tinsmith::testing::{Recorder, ScriptedResponse, ScriptedTransport};
use tinsmith::transport::{Transport, TransportOptions};

use crate::scripted::call;
use crate::support::{GetThingInput, get_thing};

#[tokio::test]
async fn recorded_traffic_is_played_back_and_contains_no_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("things.jsonl");
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::json(
            200,
            r#"{"name":"lamp","size":2,"secretAccessKey":"body-secret","note":"pin 1234"}"#,
        ))
        .respond(
            ScriptedResponse::error(404, "NotFoundException", "no thing")
                .header("set-cookie", "cookie-secret"),
        );
    let recorder = Recorder::new(script.clone(), &file).unwrap().redact("Note");
    let config = crate::support::config(&script).transport(recorder).build();
    let ids = ["t-1", "t-2"].map(|id| GetThingInput {
        secret_note: Some("a b".to_owned()),
        ..GetThingInput::new(id)
    });
    let mut first = Vec::new();
    for input in &ids {
        first.push(
            call(&config)
                .send_ref(input)
                .await
                .map_err(|error| error.to_string()),
        );
    }

    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 2);
    for secret in [
        "body-secret",
        "cookie-secret",
        "session-token",
        "AKIDEXAMPLE",
        "Signature",
        "1234",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(
        text.contains("note=a%20b") && text.contains("/things/t-2"),
        "{text}"
    );

    let player = ScriptedTransport::replay(&file).unwrap();
    let config = player.config();
    // In another order than it was recorded.
    for (input, before) in ids.iter().zip(&first).rev() {
        let again = call(&config)
            .send_ref(input)
            .await
            .map_err(|error| error.to_string());
        assert_eq!(&again, before);
    }
    let error = get_thing(call(&config)).await.unwrap_err().to_string();
    assert!(
        error.contains("unexpected request 3") && error.contains("no response left"),
        "{error}"
    );
    player.take_unexpected_requests();
}

#[tokio::test]
async fn a_request_that_was_not_recorded_is_shown_with_the_recorded_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("things.jsonl");
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let recorder = Recorder::new(script.clone(), &file).unwrap();
    get_thing(call(
        &crate::support::config(&script).transport(recorder).build(),
    ))
    .await
    .unwrap();
    let player = ScriptedTransport::replay(&file).unwrap();
    let error = call(&player.config())
        .send(GetThingInput::new("t-2"))
        .await
        .unwrap_err();
    let expected = "/things/t-2; the script expects GetThing: GET /things/t-1 (1 attempt)";
    assert!(error.to_string().ends_with(expected), "{error}");
    let noted = GetThingInput {
        secret_note: Some("n".to_owned()),
        ..GetThingInput::new("t-1")
    };
    let error = call(&player.config()).send(noted).await.unwrap_err();
    let expected = "/things/t-1?note=n; the script expects GetThing: GET /things/t-1, but note is unexpected, with n (1 attempt)";
    assert!(error.to_string().ends_with(expected), "{error}");
    assert_eq!(player.take_unexpected_requests().len(), 2);
    fs::write(&file, "{}").unwrap();
    let error = ScriptedTransport::replay(&file).unwrap_err();
    assert_eq!(error.to_string(), "line 1 is not a recorded exchange");
}

#[tokio::test]
async fn bodies_of_any_kind_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bodies.jsonl");
    let bodies: [&'static [u8]; 4] = [
        b"",
        b"plain text",
        &[0, 255],
        b"<a><SessionToken>secret</SessionToken></a>",
    ];
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), &file).unwrap();
    let mut options = TransportOptions::default();
    let request = |body: &'static [u8]| {
        http::Request::post("https://a.example/")
            .body(Body::from(body))
            .unwrap()
    };
    script.respond(ScriptedResponse::status(200));
    // A request of a credentials provider.
    recorder.send(request(b"key"), &options).await.unwrap();
    options.operation = Some("PutThing");
    for body in bodies {
        script.respond(ScriptedResponse::status(200).body(body));
        let response = recorder.send(request(body), &options).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap(), body);
    }
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 4);
    let player = ScriptedTransport::replay(&file).unwrap();
    for body in bodies {
        let response = player.send(request(body), &options).await.unwrap();
        let redacted = b"<a><SessionToken>REDACTED</SessionToken></a>";
        let expected: &[u8] = if body.starts_with(b"<") {
            redacted
        } else {
            body
        };
        assert_eq!(response.into_body().collect().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn json_with_a_checksum_is_played_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("objects.jsonl");
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), &file).unwrap();
    let mut options = TransportOptions::default();
    options.operation = Some("GetThing");
    let request = || http::Request::new(Body::default());
    let bodies = [
        ("{\"b\": 1, \"a\": 2}\n", Some("{\"b\": 1, \"a\": 2}\n")),
        ("{\"b\": 1, \"password\": \"p\"}", None),
    ];
    for (body, _) in bodies {
        let response = ScriptedResponse::status(200).body(body);
        script.respond(response.header("x-amz-checksum-crc32", "Hkwg9Q=="));
        recorder.send(request(), &options).await.unwrap();
    }
    assert!(!fs::read_to_string(&file).unwrap().contains("\"p\""));
    let player = ScriptedTransport::replay(&file).unwrap();
    for (_, expected) in bodies {
        let (head, body) = player.send(request(), &options).await.unwrap().into_parts();
        let checksum = head.headers.get("x-amz-checksum-crc32");
        assert_eq!(checksum.is_some(), expected.is_some());
        let body = body.collect().await.unwrap();
        assert_eq!(
            body,
            expected.unwrap_or("{\"b\":1,\"password\":\"REDACTED\"}")
        );
    }
}

#[tokio::test]
async fn sensitive_members_are_redacted_however_they_are_written_and_error_codes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secrets.jsonl");
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), &file)
        .unwrap()
        .redact("Pin_Code");
    let mut options = TransportOptions::default();
    options.operation = Some("PutThing");
    for body in [
        r#"{"code":"hush","device_code":"hush","code-verifier":"hush","PrivateKey":{"a":"hush"},"pinCode":"hush"}"#,
        "grant_type=x&code=hush",
        "client_secret=hush",
        r#"{"SecretKey":"hush","authorizationToken":"hush","Plaintext":"hush"}"#,
        r#"{"url":"https://a.example/?X-Amz-Signature=hush"}"#,
        "<Url>https://a.example/?X-Amz-Signature=hush</Url>",
        "Action=CopySnapshot&PresignedUrl=https%3A%2F%2Fa.example%2F%3FX-Amz-Signature%3Dhush",
    ] {
        script.respond(ScriptedResponse::json(
            400,
            r#"{"code":"Busy","__type":"Busy","secretString":"hush"}"#,
        ));
        let request = http::Request::post("https://a.example/");
        let request = request.body(Body::from(body)).unwrap();
        recorder.send(request, &options).await.unwrap();
    }
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("hush"), "{text}");
    assert_eq!(text.matches(r#""code":"Busy""#).count(), 7, "{text}");
    assert_eq!(text.matches(r#""__type":"Busy""#).count(), 7, "{text}");
}

#[tokio::test]
async fn headers_of_a_response_need_not_be_text() {
    let script = ScriptedTransport::new();
    let value = http::HeaderValue::from_bytes(b"caf\xe9").unwrap();
    let response = Response::builder().header("x-name", &value);
    script.respond(response.body("").unwrap());
    let request = http::Request::new(Body::empty());
    let response = script.send(request, &TransportOptions::default()).await;
    assert_eq!(response.unwrap().headers()["x-name"], value);
}

#[cfg(unix)]
#[tokio::test]
async fn a_recording_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (new, old) = (folder.path().join("new"), folder.path().join("old"));
    fs::write(&old, "an earlier recording").unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).unwrap();
    for file in [&new, &old] {
        Recorder::new(ScriptedTransport::new(), file).unwrap();
        let metadata = fs::metadata(file).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{file:?}");
        assert_eq!(metadata.len(), 0, "{file:?}");
    }
}
