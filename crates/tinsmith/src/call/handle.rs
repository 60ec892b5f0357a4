//! The state of a client.

use std::sync::{Arc, OnceLock};
use std::{fmt, ptr};

use http::HeaderValue;

use super::named_endpoints::NamedEndpoints;
use super::resolved_endpoints::ResolvedEndpoints;
#[cfg(feature = "session-credentials")]
use super::session_cache::SessionCache;
use super::user_agent::user_agent;
use crate::config::{Config, Settings};
use crate::endpoint::Endpoint;
use crate::protocol::metadata::ServiceMetadata;
use crate::retry::{ClockSkew, RateLimit, RetryMode, RetryQuota};
use crate::sign::SigningKeys;

/// The state that the clones of a client share: settings, connections, credentials, the retry quota.
#[derive(Clone)]
pub struct Handle(pub(super) Arc<Shared>);

pub(super) struct Shared {
    pub(super) settings: Arc<Settings>,
    pub(super) service: &'static ServiceMetadata,
    /// The `User-Agent` of requests to the service.
    user_agent: HeaderValue,
    pub(super) quota: RetryQuota,
    pub(super) skew: ClockSkew,
    pub(super) signing_keys: SigningKeys,
    /// The rate limit of the adaptive mode.
    pub(super) rate: Option<RateLimit>,
    /// The endpoint of the service's calls without settings and parameters of their own.
    pub(super) endpoint: OnceLock<Arc<Endpoint>>,
    /// The endpoints that were resolved last, for calls with parameters and those of other services.
    pub(super) resolved_endpoints: ResolvedEndpoints,
    /// The endpoints that services have named.
    pub(super) named_endpoints: NamedEndpoints,
    /// The sessions that services have opened.
    #[cfg(feature = "session-credentials")]
    pub(super) sessions: SessionCache,
}

impl Handle {
    /// Creates the handle of a new client, with a retry quota of its own.
    pub fn new(config: &Config, service: &'static ServiceMetadata) -> Self {
        let settings = Arc::clone(&config.0);
        let user_agent = user_agent(service, settings.retry_mode, settings.app_id.as_deref());
        let rate = (settings.retry_mode == RetryMode::Adaptive)
            .then(|| RateLimit::new(settings.time.monotonic()));
        Self(Arc::new(Shared {
            settings,
            rate,
            service,
            user_agent,
            quota: RetryQuota::default(),
            skew: ClockSkew::default(),
            signing_keys: SigningKeys::default(),
            endpoint: OnceLock::new(),
            resolved_endpoints: ResolvedEndpoints::default(),
            named_endpoints: NamedEndpoints::default(),
            #[cfg(feature = "session-credentials")]
            sessions: SessionCache::default(),
        }))
    }

    /// Returns the remaining retry quota of the client: 500 at first, from which a retry takes 14, or 5 after a throttling error.
    pub fn retry_quota(&self) -> usize {
        self.0.quota.available()
    }
}

impl Shared {
    /// Returns the `User-Agent` of requests to a service, which may be another one than the client's.
    pub(super) fn user_agent_of(&self, service: &ServiceMetadata) -> HeaderValue {
        if ptr::eq(service, self.service) {
            return self.user_agent.clone();
        }
        let settings = &self.settings;
        user_agent(service, settings.retry_mode, settings.app_id.as_deref())
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("service", &self.0.service.name)
            .field("settings", &Config(Arc::clone(&self.0.settings)))
            .finish_non_exhaustive()
    }
}
