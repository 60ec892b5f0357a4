//! Recordings that are played back: the requests that they are for, and the responses without their secrets.

use std::fs;
use std::path::Path;

use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::testing::{Recorder, ScriptedResponse, ScriptedTransport};
use tinsmith::transport::{Transport, TransportOptions};
use tinsmith::{Blob, Body};

use crate::checksums::{self, put, stream};
use crate::chunked_bodies::{cleartext, decoded};
use crate::scripted::call;
use crate::support::{GetThingOutput, SERVICE};

/// Sends a request of an operation, and returns the body of the response or the error.
async fn send(
    transport: &impl Transport,
    operation: &'static str,
    body: &'static str,
) -> Result<String, String> {
    let mut options = TransportOptions::default();
    options.operation = Some(operation);
    let request = http::Request::post("https://a.example/");
    let request = request.body(Body::from(body)).unwrap();
    let response = transport.send(request, &options).await;
    let response = response.map_err(|error| error.to_string())?;
    let body = response.into_body().collect().await.unwrap();
    Ok(String::from_utf8(body.to_vec()).unwrap())
}

/// Records the responses to one request each, and returns them as they are played back.
async fn replayed<const N: usize>(responses: [&'static str; N]) -> [String; N] {
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    for response in responses {
        script.respond(ScriptedResponse::status(200).body(response));
        let received = send(&recorder, "GetThing", "").await;
        assert_eq!(received.as_deref(), Ok(response));
    }
    let player = ScriptedTransport::replay(file.path()).unwrap();
    let mut played = responses.map(str::to_owned);
    for body in &mut played {
        *body = send(&player, "GetThing", "").await.unwrap();
    }
    played
}

#[tokio::test]
async fn a_recorded_response_is_for_its_operation_only() {
    const BODY: &str = r#"{"KeyId":"k"}"#;
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    for operation in ["DescribeKey", "GetRotation"] {
        script.respond(ScriptedResponse::status(200).body(operation));
        send(&recorder, operation, BODY).await.unwrap();
    }
    let player = ScriptedTransport::replay(file.path()).unwrap();
    let error = send(&player, "ListGrants", BODY).await.unwrap_err();
    let expected = r#"the script expects DescribeKey: POST / {"KeyId":"k"}; or GetRotation: POST / {"KeyId":"k"}"#;
    assert!(error.ends_with(expected), "{error}");
    assert_eq!(player.take_unexpected_requests().len(), 1);
    for operation in ["GetRotation", "DescribeKey"] {
        let played = send(&player, operation, BODY).await;
        assert_eq!(played.as_deref(), Ok(operation));
    }
}

/// The input of an operation with a resource in its host.
#[derive(Clone, Debug)]
struct ListObjects {
    bucket: Option<String>,
}

impl Operation for ListObjects {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "ListObjects",
        host_prefix: "{bucket}.",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.host_label("bucket", &self.bucket);
    }
}

/// Plays a recording back in another region. Returns the name of the output, or the error.
async fn list(player: &ScriptedTransport, bucket: &str) -> Result<String, String> {
    let config = player.config().to_builder().region("eu-west-1").build();
    let bucket = Some(bucket.to_owned());
    let output = call(&config).send(ListObjects { bucket }).await;
    let output = output.map_err(|error| error.to_string())?;
    Ok(output.name)
}

#[tokio::test]
async fn a_recorded_response_is_for_the_resource_in_its_host_in_any_region() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let file: &Path = file.path();
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), file).unwrap();
    let config = crate::support::config(&script).transport(recorder).build();
    for bucket in ["a", "b"] {
        let body = format!(r#"{{"name":"of {bucket}"}}"#);
        script.respond(ScriptedResponse::json(200, body));
        let bucket = Some(bucket.to_owned());
        call(&config).send(ListObjects { bucket }).await.unwrap();
    }
    let player = ScriptedTransport::replay(file).unwrap();
    let error = list(&player, "c").await.unwrap_err();
    let expected = "the script expects ListObjects: GET /, but the resource in the host is c instead of a; \
         or ListObjects: GET /, but the resource in the host is c instead of b (1 attempt)";
    assert!(error.ends_with(expected), "{error}");
    assert_eq!(player.take_unexpected_requests().len(), 1);
    assert_eq!(list(&player, "b").await.as_deref(), Ok("of b"));
    assert_eq!(list(&player, "a").await.as_deref(), Ok("of a"));

    // A recording without these fields.
    let text = fs::read_to_string(file).unwrap();
    let text = text.replace(r#""operation":"ListObjects","#, "");
    let text = text.replace(r#""resource":"a","#, "");
    let text = text.replace(r#""resource":"b","#, "");
    assert!(!text.contains(r#""operation""#) && !text.contains(r#""resource":"#));
    fs::write(file, text).unwrap();
    let player = ScriptedTransport::replay(file).unwrap();
    assert_eq!(list(&player, "b").await.as_deref(), Ok("of a"));
    assert_eq!(list(&player, "a").await.as_deref(), Ok("of b"));
}

#[derive(Debug, Default, PartialEq)]
struct Secrets {
    plaintext: Option<Blob>,
    api_key: Option<ApiKey>,
    refresh_token: Option<i32>,
}

#[derive(Debug, Default, PartialEq)]
struct ApiKey {
    id: Option<String>,
    uses: Vec<i32>,
    is_active: Option<bool>,
}

tinsmith::shape! { ApiKey { id: "id", uses: "uses", is_active: "isActive", } }

tinsmith::shape! { Secrets {
    plaintext: "Plaintext",
    api_key: "apiKey",
    refresh_token: "RefreshToken",
} }

impl FromResponse for Secrets {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

#[derive(Clone, Debug)]
struct GetSecrets;

impl Operation for GetSecrets {
    type Output = Secrets;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetSecrets",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[tokio::test]
async fn redacted_members_of_json_have_values_of_their_types() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(
        200,
        r#"{"Plaintext":"aGk=","apiKey":{"id":"hush","uses":[5,6],"isActive":true},"RefreshToken":7}"#,
    ));
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    let config = crate::support::config(&script).transport(recorder).build();
    let received = call(&config).send(GetSecrets).await.unwrap();
    assert_eq!(received.plaintext, Some(Blob::from("hi")));
    let text = fs::read_to_string(file.path()).unwrap();
    assert!(!text.contains("aGk") && !text.contains("hush"), "{text}");

    let player = ScriptedTransport::replay(file.path()).unwrap();
    let played = call(&player.config()).send(GetSecrets).await.unwrap();
    assert!(
        played
            .plaintext
            .is_some_and(|text| text != Blob::from("hi"))
    );
    let expected = ApiKey {
        id: Some("REDACTED".to_owned()),
        uses: vec![0, 0],
        is_active: Some(true),
    };
    assert_eq!(played.api_key, Some(expected));
    assert_eq!(played.refresh_token, Some(0));
}

#[tokio::test]
async fn of_xml_the_sensitive_elements_are_redacted_only() {
    let listing = "<ListBucketResult><Key>password.txt</Key><Size>5</Size></ListBucketResult>";
    let user = "<GetUserResponse><PasswordLastUsed>2020-01-01T00:00:00Z</PasswordLastUsed></GetUserResponse>";
    let session =
        "<Session><AccessKeyId>AKID</AccessKeyId><SessionToken>hush</SessionToken></Session>";
    let redacted =
        "<Session><AccessKeyId>AKID</AccessKeyId><SessionToken>REDACTED</SessionToken></Session>";
    let played = replayed([listing, user, session]).await;
    assert_eq!(played, [listing, user, redacted]);
    // Neither JSON nor XML.
    let played = replayed(["access_token=hush", "<p>password: hush<br>"]).await;
    assert_eq!(played, ["REDACTED"; 2]);
}

#[tokio::test]
async fn redacted_members_of_requests_equal_any_value_also_in_older_recordings() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let file: &Path = file.path();
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), file).unwrap();
    let bodies = [
        [r#"{"a":1,"password":1234}"#, r#"{"a":1,"password":5678}"#],
        [r#"{"apiKey":{"id":"hush"}}"#, r#"{"apiKey":["other"]}"#],
        ["Action=A&Password=hush", "Action=A&Password=other"],
        [
            "Action=A&Url=https%3A%2F%2Fi%2F%3FX-Amz-Signature%3Dhush",
            "Action=A&Url=https%3A%2F%2Fi%2F%3FX-Amz-Signature%3Dother",
        ],
        [
            "<a><Password>hush</Password></a>",
            "<a><Password>other</Password></a>",
        ],
    ];
    for [recorded, _] in bodies {
        script.respond(ScriptedResponse::status(200));
        send(&recorder, "PutThing", recorded).await.unwrap();
    }
    script.respond(ScriptedResponse::status(200));
    let deletion = "<Delete><Key>password.txt</Key></Delete>";
    send(&recorder, "PutThing", deletion).await.unwrap();

    let text = fs::read_to_string(file).unwrap();
    assert!(!text.contains("hush") && !text.contains("1234"), "{text}");
    assert_eq!(text.matches(r#""REDACTED""#).count(), 5, "{text}");
    for text in [text.replace("REDACTED", "**"), text] {
        fs::write(file, text).unwrap();
        let player = ScriptedTransport::replay(file).unwrap();
        for [_, other] in bodies {
            send(&player, "PutThing", other).await.unwrap();
        }
        let other = "<Delete><Key>secret_key.txt</Key></Delete>";
        send(&player, "PutThing", other).await.unwrap_err();
        assert_eq!(player.take_unexpected_requests().len(), 1);
        send(&player, "PutThing", deletion).await.unwrap();
        player.assert_finished();
    }
}

/// The signatures of chunks depend on the time and the credentials. The chunks are no text, which would be redacted because of them.
#[tokio::test]
async fn a_recorded_upload_in_signed_chunks_is_played_back_with_other_credentials() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200));
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    let recording = crate::support::config(&script).transport(recorder);
    let input = || put(stream(&[&[0xff, 0xfe]], 2));
    let sending = checksums::call(cleartext(recording)).send(input());
    sending.await.unwrap();
    let sent = &script.sent_requests()[0];
    assert!(decoded(sent).chunks[0].1.is_some(), "no signature");

    let player = ScriptedTransport::replay(file.path()).unwrap();
    let playing = cleartext(player.config().to_builder());
    checksums::call(playing).send(input()).await.unwrap();
    player.assert_finished();
    assert_ne!(player.requests()[0].body(), sent.request.body());
}

#[tokio::test]
async fn neither_recordings_nor_requests_of_a_script_show_the_key_of_an_encryption() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let script = ScriptedTransport::new();
    let recorder = Recorder::new(script.clone(), file.path()).unwrap();
    let name = "x-amz-server-side-encryption-customer-key";
    let request = http::Request::put("https://a.example/");
    let request = request
        .header(name, "hush")
        .header(format!("{name}-md5"), "hash");
    let request = request.body(Body::empty()).unwrap();
    let mut options = TransportOptions::default();
    options.operation = Some("PutThing");
    script.respond(ScriptedResponse::status(200));
    recorder.send(request, &options).await.unwrap();
    let text = fs::read_to_string(file.path()).unwrap();
    let shown = format!("{text} {:?}", script.sent_requests());
    assert_eq!(shown.matches("hash").count(), 2, "{shown}");
    assert!(!shown.contains("hush"), "{shown}");
    // The request itself has it.
    assert_eq!(script.requests()[0].headers()[name], "hush");
}
