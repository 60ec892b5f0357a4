//! The options of the builder for endpoints.

use super::account_mode::AccountIdEndpointMode;
use super::builder::ConfigBuilder;
use super::origin::{Origin, Setting};
use super::settings::{EndpointUrl, fold_service_id};
use crate::endpoint::{HostPrefix, Value};

impl ConfigBuilder {
    /// Sets the URL that replaces the endpoint of every service, such as `http://localhost:8080`. Its path precedes those of requests.
    ///
    /// The provider chain and the bearer token that [`load`](Self::load) configures do not use this URL for their own requests, which bear secrets. They use
    /// those of [`service_endpoint_url`](Self::service_endpoint_url) (`STS`, `SSO`, `SSO OIDC`, `Signin`), of the environment and of the shared files.
    /// A provider of [`credentials`](crate::credentials) that is created with the configuration uses it as every client does.
    pub fn endpoint_url(self, url: impl Into<String>) -> Self {
        self.endpoint(None, url.into())
    }

    /// Sets the URL that replaces the endpoint of one service. `service` is its id, such as `deadline` or `Lex Runtime V2`.
    pub fn service_endpoint_url(self, service: &str, url: impl Into<String>) -> Self {
        self.endpoint(Some(fold_service_id(service)), url.into())
    }

    /// Adds the URL of a service or of all. A later call for the same service replaces an earlier one. The URL of a service precedes that of all services.
    fn endpoint(mut self, service: Option<String>, url: String) -> Self {
        self.endpoints
            .retain(|endpoint| endpoint.origin != Origin::Code || endpoint.service != service);
        let of_service =
            |endpoint: &&EndpointUrl| endpoint.origin == Origin::Code && endpoint.service.is_some();
        let at = if service.is_some() {
            0
        } else {
            self.endpoints.iter().take_while(of_service).count()
        };
        self.endpoints.insert(
            at,
            EndpointUrl {
                service,
                url,
                origin: Origin::Code,
            },
        );
        self
    }

    /// Selects endpoints with FIPS 140 validated cryptography. Default: false.
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.use_fips = Some(use_fips);
        self
    }

    /// Selects endpoints that are reached by IPv4 and by IPv6. Default: false.
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.use_dual_stack = Some(use_dual_stack);
        self
    }

    /// Sets a parameter of endpoint rule sets by its name in the model (`smithy.rules#clientContextParams`). Services whose rule set
    /// has no such parameter ignore it.
    pub fn endpoint_param(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.endpoint_params.set(name.into(), value);
        self
    }

    /// Sets the use of endpoints of the account that the credentials belong to, by services that have them, such as Amazon DynamoDB.
    /// Default: [`AccountIdEndpointMode::Preferred`].
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.account_id_endpoint_mode = Some(Setting {
            value: mode.as_str().to_owned(),
            origin: Origin::Code,
        });
        self
    }

    /// Sets when an operation's host prefix precedes the host of the endpoint.
    pub fn host_prefix(mut self, host_prefix: HostPrefix) -> Self {
        self.host_prefix = Some(host_prefix);
        self
    }
}
