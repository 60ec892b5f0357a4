//! A client of reqwest that is used again.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::Client;
use crate::http::transport::last_request::LastRequest;

/// A client of reqwest, with the time of its last request.
pub(super) struct KeptClient {
    client: Client,
    last_request: Arc<LastRequest>,
    /// The runtime that has the tasks of all its connections.
    runtime: Option<Handle>,
}

impl KeptClient {
    /// Creates a client for a request now. It is for one runtime, or for all.
    pub(super) fn new(client: Client, runtime: Option<Handle>) -> Self {
        Self {
            client,
            last_request: Arc::new(LastRequest::now()),
            runtime,
        }
    }

    /// Returns the client for a request, and the time of the last one if it was long ago.
    pub(super) fn get(&self) -> (Client, Option<Arc<LastRequest>>) {
        let is_recent = self.last_request.renew_if_recent();
        let last = (!is_recent).then(|| Arc::clone(&self.last_request));
        (self.client.clone(), last)
    }

    /// True if it may have connections. Each has a task of its runtime, and one that has ended has no tasks.
    pub(super) fn is_in_use(&self) -> bool {
        let runtime = self.runtime.as_ref();
        runtime.is_none_or(|runtime| runtime.metrics().num_alive_tasks() > 0)
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use crate::http::transport::{ReqwestTransport, Transport, TransportOptions};

    #[test]
    fn the_clients_of_runtimes_that_have_ended_are_dropped() {
        let transport = ReqwestTransport::new();
        let prepare = || {
            let request = Request::get("http://localhost").body(crate::Body::empty());
            drop(transport.send(request.unwrap(), &TransportOptions::default()));
        };
        for _ in 0..20 {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().build().unwrap();
            runtime.block_on(async { prepare() });
        }
        assert_eq!(transport.0.clients.lock().unwrap().len(), 1);
        // Outside of a runtime.
        prepare();
        assert_eq!(transport.0.clients.lock().unwrap().len(), 2);
    }
}
