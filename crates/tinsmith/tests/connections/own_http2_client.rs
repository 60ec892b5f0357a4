//! Operations that need HTTP/2, with a client of the caller.

use tinsmith::transport::ReqwestTransport;

use crate::faults::http2::{Http2Server, follow, is_whole};
use crate::faults::table::client;
use crate::reqwest_transport::no_tls;

/// Checks that the versions of the client are the problem, for a server with HTTP/2.
async fn needs_another_client(own: reqwest::ClientBuilder) {
    let server = Http2Server::start([]).await;
    let own = own.tls_backend_preconfigured(no_tls()).build().unwrap();
    let transport = ReqwestTransport::with_client(own);
    let client = client(format!("http://{}", server.address), |config| {
        config.transport(transport)
    });
    let error = follow(&client).await.unwrap_err();
    let expected =
        "the connection of the `reqwest::Client` has HTTP/1.1: create it without `http1_only`";
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}

#[tokio::test]
async fn a_client_of_the_caller_without_http2_is_named() {
    needs_another_client(reqwest::Client::builder().http1_only()).await;
    needs_another_client(reqwest::Client::builder()).await;
}

#[tokio::test]
async fn a_client_of_the_caller_with_http2_is_used() {
    let server = Http2Server::start([]).await;
    let own = reqwest::Client::builder().http2_prior_knowledge();
    let own = own.tls_backend_preconfigured(no_tls()).build().unwrap();
    let transport = ReqwestTransport::with_client(own);
    let client = client(format!("http://{}", server.address), |config| {
        config.transport(transport)
    });
    is_whole(&client).await;
}
