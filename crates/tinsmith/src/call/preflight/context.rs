//! The endpoint and the credentials of a call, as its steps read them.

use std::sync::atomic::Ordering;

use aws_credential_types::Credentials;

use super::PreflightContext;
use crate::error::Error;

impl PreflightContext<'_> {
    /// True if the caller has set the endpoint, in the call's options or in the configuration.
    pub(super) fn has_own_endpoint(&self) -> bool {
        let (call, service) = (self.call, self.operation.service.name);
        call.options.endpoint_url.is_some() || call.settings().endpoint_of(service).is_some()
    }

    /// Returns the credentials with which the operation's requests are signed, if they are.
    pub(super) async fn load_credentials(&self) -> Result<Option<Credentials>, Error> {
        self.is_loading.store(true, Ordering::Relaxed);
        let credentials = self.call.credentials_for(self.operation).await;
        self.is_loading.store(false, Ordering::Relaxed);
        credentials
    }
}
