//! Custom transports, requests that other programs send, and recordings, with the service on loopback, which verifies signatures with its
//! own code.
#![cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use http::{HeaderValue, Request, Response, StatusCode};
use tinsmith::testing::{Recorder, ScriptedTransport, TestTime};
use tinsmith::transport::{
    ReqwestTransport, Transport, TransportError, TransportErrorKind, TransportOptions,
};
use tinsmith::{Body, BodyError, BoxFuture, ConfigBuilder, Credentials, RequestBuilder};
use tinsmith_deadline::operation::ListSessions;
use tinsmith_deadline::{Client, Config};
use tinsmith_local::LocalService;

/// A minimal transport for HTTP/1.1.
fn exchange(request: &Request<Vec<u8>>) -> std::io::Result<Response<Vec<u8>>> {
    let uri = request.uri();
    let host = uri.authority().unwrap();
    let mut stream = TcpStream::connect(host.as_str())?;
    let mut head = format!(
        "{} {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n",
        request.method(),
        uri.path_and_query().unwrap()
    );
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(request.body())?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received)?;
    let end = received
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(received[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut response = Response::builder().status(status);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        response = response.header(name, value);
    }
    Ok(response.body(received[end + 4..].to_vec()).unwrap())
}

#[derive(Debug)]
struct Sockets;

impl Transport for Sockets {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let failed =
                |error: BodyError| TransportError::new(TransportErrorKind::Connection, error);
            let body = body.collect().await.map_err(failed)?.to_vec();
            let received = exchange(&Request::from_parts(head, body));
            received
                .map(|received| received.map(Body::from))
                .map_err(|error| failed(BodyError::new(error)))
        })
    }
}

async fn local() -> LocalService {
    let builder = LocalService::builder().sessions(600);
    builder
        .session_token("the-session-token")
        .start()
        .await
        .unwrap()
}

fn config(local: &LocalService) -> ConfigBuilder {
    let credentials = Credentials::new(
        local.access_key_id(),
        local.secret_access_key(),
        local.session_token().map(str::to_owned),
        None,
        "test",
    );
    Config::builder()
        .region(local.region())
        .credentials(credentials)
        .endpoint_url(local.endpoint_url())
}

fn list_sessions(local: &LocalService, config: ConfigBuilder) -> ListSessions {
    let job = local.long_job().unwrap();
    let request = Client::new(&config.build()).list_sessions();
    request
        .farm_id(local.farm_id())
        .queue_id(job.queue_id)
        .job_id(job.job_id)
}

async fn bytes(request: Request<Body>) -> Request<Vec<u8>> {
    let (head, body) = request.into_parts();
    Request::from_parts(head, body.collect().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_use_a_custom_transport() {
    let local = local().await;
    let sessions = list_sessions(&local, config(&local).transport(Sockets)).paginate();
    let sessions: Vec<_> = sessions.items().try_collect().await.unwrap();
    let ids: Vec<_> = sessions
        .iter()
        .map(|session| &*session.session_id)
        .collect();
    assert_eq!(ids, local.session_ids(local.long_job().unwrap().job_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presigned_url_is_valid_for_anybody_until_it_expires() {
    let local = local().await;
    let list = list_sessions(&local, config(&local)).max_results(3);
    let presigned = list.presigned(Duration::from_secs(60)).await.unwrap();
    let get = |uri: &str| exchange(&Request::get(uri).body(Vec::new()).unwrap()).unwrap();
    let uri = presigned.uri.to_string();
    let page = ListSessions::parse(get(&uri).map(Into::into)).unwrap();
    assert_eq!(page.sessions.len(), 3);
    let changed = uri.replace("maxResults=3", "maxResults=4");
    assert_ne!(changed, uri);
    assert_eq!(get(&changed).status(), StatusCode::FORBIDDEN);

    let earlier = SystemTime::now() - Duration::from_secs(120);
    let late = config(&local).time(TestTime::starting_at(earlier));
    let late = list_sessions(&local, late).presigned(Duration::from_secs(60));
    let uri = late.await.unwrap().uri.to_string();
    assert_eq!(get(&uri).status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_changed_signed_and_sent_without_the_client() {
    let local = local().await;
    let list = list_sessions(&local, config(&local)).max_results(3);
    let mut request = list.clone().to_http_request().unwrap();
    let tenant = HeaderValue::from_static("north");
    request.headers_mut().insert("x-tenant", tenant);
    let unsigned = bytes(request.clone()).await;
    assert_eq!(exchange(&unsigned).unwrap().status(), StatusCode::FORBIDDEN);

    let mut signed = bytes(list.sign(request).await.unwrap()).await;
    let authorization = signed.headers()["authorization"].to_str().unwrap();
    assert!(authorization.contains("x-tenant"), "{authorization}");
    let page = ListSessions::parse(exchange(&signed).unwrap().map(Into::into));
    assert_eq!(page.unwrap().sessions.len(), 3);
    let tenant = HeaderValue::from_static("south");
    signed.headers_mut().insert("x-tenant", tenant);
    assert_eq!(exchange(&signed).unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn real_traffic_is_recorded_without_secrets_and_replayed_without_the_service() {
    let local = local().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions.jsonl");
    let recorder = Recorder::new(ReqwestTransport::new(), &file).unwrap();
    let list = async |config| {
        let sessions = list_sessions(&local, config).paginate();
        sessions.page_size(50).items().try_collect().await
    };
    let recorded: Vec<_> = list(config(&local).transport(recorder)).await.unwrap();
    assert_eq!(recorded.len(), 300);

    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 6);
    for request in local.take_requests() {
        let authorization = request.header("authorization").unwrap();
        let signature = authorization.rsplit('=').next().unwrap();
        assert!(!text.contains(signature), "{signature}");
    }
    for secret in [
        local.access_key_id(),
        local.secret_access_key(),
        local.session_token().unwrap(),
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    // The script sends no request.
    let player = ScriptedTransport::replay(&file).unwrap();
    let played = list(player.config().to_builder()).await.unwrap();
    assert_eq!(played, recorded);
    assert_eq!(player.responses_left(), 0);
    assert_eq!(local.take_requests().len(), 0);
}
