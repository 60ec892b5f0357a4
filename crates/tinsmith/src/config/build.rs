//! The settings that a builder makes.

use std::sync::Arc;

use super::builder::{ConfigBuilder, CredentialsSource};
#[cfg(feature = "gzip")]
use super::settings::MIN_COMPRESSION_SIZE;
use super::settings::{Config, MAX_RESPONSE_BYTES, Settings};
use crate::credentials_cache::CredentialsCache;
use crate::http::transport::Transport;
use crate::time::TokioTime;

impl ConfigBuilder {
    /// Builds the settings. It reads neither the environment nor files.
    pub fn build(self) -> Config {
        self.warn_of_ignored(
            "`ConfigBuilder::build` reads no environment and no files and ignores settings for them; `load` uses them",
        );
        self.build_settings()
    }

    /// Warns of the settings for the environment and the files, if there are any, and gives the reason why they are ignored.
    pub(super) fn warn_of_ignored(&self, reason: &'static str) {
        let ignored = self.ignored();
        if !ignored.is_empty() {
            tracing::warn!(ignored, "{reason}");
        }
    }

    pub(super) fn build_settings(self) -> Config {
        let default_transport = self.default_transport();
        let region_sources = self.region_sources();
        let time = self.time.unwrap_or_else(|| Arc::new(TokioTime::default()));
        let credentials = self.credentials.filter(|_| !self.is_unsigned);
        let credentials = credentials.map(|source| match source {
            CredentialsSource::Provider(provider) => {
                Arc::new(CredentialsCache::new(provider, Arc::clone(&time)))
            }
            CredentialsSource::Cache(cache) => cache,
        });
        let is_default_transport = self.transport.is_none() || self.is_default_transport;
        let transport = self.transport.or(default_transport);
        Config(Arc::new(Settings {
            region: self.region,
            region_sources,
            credentials,
            is_unsigned: self.is_unsigned,
            endpoints: self.endpoints,
            use_fips: self.use_fips.unwrap_or_default(),
            use_dual_stack: self.use_dual_stack.unwrap_or_default(),
            retry_mode: self.retry_mode.unwrap_or_default(),
            max_attempts: self.max_attempts,
            backoff_limits: self.backoff_limits,
            timeouts: self.timeouts,
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            app_id: self.app_id,
            host_prefix: self.host_prefix.unwrap_or_default(),
            endpoint_params: self.endpoint_params,
            #[cfg(feature = "gzip")]
            disable_request_compression: self.disable_request_compression.unwrap_or_default(),
            #[cfg(feature = "gzip")]
            request_min_compression_size_bytes: self
                .request_min_compression_size_bytes
                .unwrap_or(MIN_COMPRESSION_SIZE),
            #[cfg(feature = "checksums")]
            request_checksum_calculation: self.request_checksum_calculation.unwrap_or_default(),
            #[cfg(feature = "checksums")]
            response_checksum_validation: self.response_checksum_validation.unwrap_or_default(),
            #[cfg(feature = "checksums")]
            payload_signing: self.payload_signing,
            account_id_endpoint_mode: self.account_id_endpoint_mode,
            ca_bundle: self.ca_bundle,
            #[cfg(any(feature = "hyper", feature = "reqwest"))]
            proxies: self.proxies,
            transport,
            is_default_transport,
            time,
            interceptors: self.interceptors,
            jitter: self.jitter,
            idempotency_token: self.idempotency_token,
            bearer_token: self.bearer_token,
            api_key: self.api_key,
            basic_auth: self.basic_auth,
            bearer_tokens: self.bearer_tokens,
            plaintext_secrets: self.plaintext_secrets,
            #[cfg(feature = "environment")]
            trace_id: self.trace_id,
            token: self.token,
            auth_preference: self.auth_preference,
            #[cfg(all(feature = "checksums", feature = "environment"))]
            sources: self.sources,
        }))
    }

    /// Returns the default transport if none is set.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(super) fn default_transport(&self) -> Option<Arc<dyn Transport>> {
        use crate::http::transport::DefaultTransport;
        if self.transport.is_some() {
            return None;
        }
        let (ca_bundle, proxies) = (self.ca_bundle.clone(), self.proxies.clone());
        Some(Arc::new(DefaultTransport::with_settings(
            ca_bundle, proxies,
        )))
    }

    /// Without the features `hyper` and `reqwest` there is no default transport.
    #[cfg(not(any(feature = "hyper", feature = "reqwest")))]
    pub(super) fn default_transport(&self) -> Option<Arc<dyn Transport>> {
        None
    }

    /// Describes the sources of the region for the error about a missing one.
    fn region_sources(&self) -> String {
        const CODE: &str = "`Config::builder().region(..)`; environment and files were not loaded";
        match (&self.region_sources, &*self.ignored()) {
            (Some(sources), _) => sources.clone(),
            (None, "") => CODE.to_owned(),
            (None, ignored) => {
                format!("{CODE}, so {ignored} has no effect: call `load` in place of `build`")
            }
        }
    }

    /// Returns the names of the settings that `build` ignores, since they concern the environment and the files.
    fn ignored(&self) -> String {
        let settings: &[(&str, bool)] = &[
            #[cfg(feature = "environment")]
            ("`profile`", self.profile.is_some()),
            #[cfg(feature = "environment")]
            ("`mfa_code`", self.mfa_code.is_some()),
            #[cfg(feature = "environment")]
            ("`environment`", self.environment.is_some()),
        ];
        let ignored = settings.iter().filter(|(_, is_set)| *is_set);
        let names: Vec<&str> = ignored.map(|(name, _)| *name).collect();
        names.join(", ")
    }
}
