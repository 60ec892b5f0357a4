//! Settings from the environment and the shared files.

use std::path::PathBuf;
use std::str::FromStr;

use aws_credential_types::provider::SharedCredentialsProvider;

use super::builder::{CredentialsSource, default_transport};
use super::{BEARER_TOKEN, ConfigBuilder, EndpointUrl, Environment, Origin, fold_service_id};
use crate::credentials::CredentialsChain;
use crate::endpoint::HostPrefix;
use crate::error::{Error, ErrorKind};
use crate::profile::{Found, Profile};
use crate::retry::RetryMode;

/// Both places that settings are looked for in, the first one first.
struct Sources {
    environment: Environment,
    profile: Profile,
}

impl ConfigBuilder {
    /// Fills in what the code left open.
    pub(super) fn with_environment(mut self) -> Result<Self, Error> {
        let environment = self
            .environment
            .take()
            .unwrap_or_else(Environment::of_process);
        let profile = Profile::load(&environment, self.profile.as_deref())?;
        let sources = Sources {
            environment,
            profile,
        };

        if self.region.is_none() {
            self.region = sources
                .text(&["AWS_REGION", "AWS_DEFAULT_REGION"], "region")
                .map(|found| found.value);
        }
        self.region_places = Some(format!(
            "the code, AWS_REGION, AWS_DEFAULT_REGION and `region` in {}",
            sources.profile.places()
        ));
        self.use_fips = or_else(self.use_fips, || {
            sources.boolean("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        })?;
        self.use_dual_stack = or_else(self.use_dual_stack, || {
            sources.boolean("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        })?;
        self.max_attempts = or_else(self.max_attempts, || {
            sources.parsed(
                "AWS_MAX_ATTEMPTS",
                "max_attempts",
                "a number of at least 1",
                |text| u32::from_str(text).ok().filter(|attempts| *attempts > 0),
            )
        })?;
        self.retry_mode = or_else(self.retry_mode, || {
            sources.parsed(
                "AWS_RETRY_MODE",
                "retry_mode",
                "`standard` or `adaptive`",
                retry_mode,
            )
        })?;
        self.app_id = self
            .app_id
            .or_else(|| Some(sources.text(&["AWS_SDK_UA_APP_ID"], "sdk_ua_app_id")?.value));
        if self.ca_bundle.is_none()
            && let Some(found) = sources.text(&["AWS_CA_BUNDLE"], "ca_bundle")
        {
            self = self.ca_bundle(sources.path(&found.value));
        }
        self.host_prefix = or_else(self.host_prefix, || {
            let disabled = sources.boolean(
                "AWS_DISABLE_HOST_PREFIX_INJECTION",
                "disable_host_prefix_injection",
            )?;
            Ok(disabled.map(|disabled| {
                if disabled {
                    HostPrefix::Never
                } else {
                    HostPrefix::Auto
                }
            }))
        })?;
        let ignored = sources.boolean(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )?;
        if ignored != Some(true) {
            self.endpoints.extend(sources.endpoints());
        }
        self.bearer_tokens = sources.environment.starting_with(BEARER_TOKEN);
        if self.credentials.is_none() {
            // Requests for credentials go by the same connections as all others.
            self.is_default_transport |= self.transport.is_none();
            self.transport = self
                .transport
                .or_else(|| default_transport(self.ca_bundle.as_ref()));
            let config = self.clone().build();
            let is_from_code = self.profile.is_some();
            let chain =
                CredentialsChain::new(sources.environment, sources.profile, is_from_code, config);
            self.credentials = Some(CredentialsSource::Provider(SharedCredentialsProvider::new(
                chain,
            )));
        }
        Ok(self)
    }
}

/// Files are shared with tools that have another mode, which for them is the default.
fn retry_mode(text: &str) -> Option<RetryMode> {
    let is_legacy = text.eq_ignore_ascii_case("legacy");
    let standard = is_legacy.then_some(RetryMode::Standard);
    standard.or_else(|| text.parse().ok())
}

fn or_else<T>(
    set: Option<T>,
    load: impl FnOnce() -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    if set.is_some() { Ok(set) } else { load() }
}

impl Sources {
    fn text(&self, variables: &[&str], key: &str) -> Option<Found> {
        let variable = variables.iter().find_map(|name| {
            let value = self.environment.get(name)?.to_owned();
            Some(Found {
                value,
                origin: Origin::Variable((*name).to_owned()),
            })
        });
        variable.or_else(|| self.profile.get(key))
    }

    fn parsed<T>(
        &self,
        variable: &str,
        key: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(found) = self.text(&[variable], key) else {
            return Ok(None);
        };
        match parse(&found.value) {
            Some(value) => Ok(Some(value)),
            None => {
                let message = format!(
                    "{:?} set by {} is not {expected}",
                    found.value, found.origin
                );
                Err(Error::new(ErrorKind::Config, message))
            }
        }
    }

    fn boolean(&self, variable: &str, key: &str) -> Result<Option<bool>, Error> {
        self.parsed(variable, key, "`true` or `false`", |text| {
            match text.to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }
        })
    }

    fn path(&self, path: &str) -> PathBuf {
        self.environment.expand_home(path)
    }

    /// The variable of a service, the variable of all, the profile's `services`, the profile's `endpoint_url`.
    fn endpoints(&self) -> Vec<EndpointUrl> {
        const VARIABLE: &str = "AWS_ENDPOINT_URL";
        let of_variable = |name: &str, service: Option<&str>| {
            let url = self.environment.get(name)?.to_owned();
            Some(EndpointUrl {
                service: service.map(fold_service_id),
                url,
                origin: Origin::Variable(name.to_owned()),
            })
        };
        let of_services = self.environment.names().filter_map(|name| {
            let service = name.strip_prefix(VARIABLE)?.strip_prefix('_')?;
            of_variable(name, Some(service))
        });
        let of_file = |service: Option<String>, found: Found| EndpointUrl {
            service,
            url: found.value,
            origin: found.origin,
        };
        let services = self.profile.service_endpoints().into_iter();
        let mut endpoints: Vec<_> = of_services.collect();
        endpoints.extend(of_variable(VARIABLE, None));
        endpoints.extend(
            services.map(|(service, found)| of_file(Some(fold_service_id(&service)), found)),
        );
        endpoints.extend(
            self.profile
                .get_from_config("endpoint_url")
                .map(|found| of_file(None, found)),
        );
        endpoints
    }
}
