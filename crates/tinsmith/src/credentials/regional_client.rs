//! Clients of the services that provide credentials.
//!
//! Their metadata has no endpoint rules. They have the standard regional host, except where this file or the module of the service names another one.

use crate::call::Handle;
use crate::config::Config;
use crate::endpoint::partition_name;
use crate::protocol::service::ServiceMetadata;

/// The partition whose regional hosts have FIPS 140 validated cryptography without `-fips` in their names.
const FIPS_PARTITION: &str = "aws-us-gov";

/// Returns a client of a service with these settings, whose region is that of the service.
pub(super) fn regional_client(config: &Config, service: &'static ServiceMetadata) -> Handle {
    let settings = &config.0;
    let is_exception = settings.use_fips && !settings.use_dual_stack;
    let region = settings
        .region
        .as_deref()
        .filter(|region| is_exception && partition_name(region) == Some(FIPS_PARTITION));
    let url = region.map(|region| {
        let prefix = service.endpoint_prefix;
        ["https://", prefix, ".", region, ".amazonaws.com"].concat()
    });
    client_at(config, service, url)
}

/// Returns a client of a service at a URL, if there is one and the settings have none for the service.
pub(super) fn client_at(
    config: &Config,
    service: &'static ServiceMetadata,
    url: Option<String>,
) -> Handle {
    match url {
        Some(url) if config.0.endpoint_of(service.name).is_none() => {
            let builder = config.to_builder().service_endpoint_url(service.name, url);
            // With a URL, the standard rule must not look for an endpoint with FIPS.
            Handle::new(&builder.use_fips(false).build(), service)
        }
        _ => Handle::new(config, service),
    }
}
