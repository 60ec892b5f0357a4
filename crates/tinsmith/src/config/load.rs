//! Loading settings from the environment and the shared files.

use std::str::FromStr;
use std::sync::Arc;

use aws_credential_types::provider::SharedCredentialsProvider;

use super::builder::{ConfigBuilder, CredentialsSource};
use super::environment::Environment;
use super::origin::{CaBundle, Origin, Setting};
#[cfg(feature = "gzip")]
use super::settings::MAX_MIN_COMPRESSION_SIZE;
use super::settings::{Config, EndpointUrl, fold_service_id};
use super::sources::Sources;
#[cfg(feature = "checksums")]
use super::sources::parse_boolean;
use super::trace_id::TraceId;
#[cfg(feature = "checksums")]
use crate::checksum::{ChecksumPolicy, PayloadSigning};
use crate::credentials::{CredentialsChain, InstanceMetadata, SsoToken};
use crate::credentials_cache::CredentialsCache;
use crate::endpoint::{HostPrefix, Params};
use crate::error::{Error, ErrorKind};
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use crate::http::transport::Proxies;
use crate::profile::Profile;
use crate::protocol::auth::AuthPreference;
use crate::retry::RetryMode;
use crate::sign::http_auth::BEARER_TOKEN;

impl Config {
    /// Loads settings from environment variables and the shared files `~/.aws/config` and `~/.aws/credentials`.
    ///
    /// The same as `Config::builder().load().await`. A shared file that exists but cannot be read counts as absent, with a warning event.
    ///
    /// # Errors
    ///
    /// A shared file cannot be parsed, a setting has an invalid value, or `AWS_PROFILE` names no profile. A missing region and
    /// missing credentials are errors of the first call that needs them.
    pub async fn from_env() -> Result<Self, Error> {
        Self::builder().load().await
    }
}

impl ConfigBuilder {
    /// Builds the settings. The environment and the shared files provide those that the code does not set.
    ///
    /// # Errors
    ///
    /// See [`Config::from_env`].
    pub async fn load(self) -> Result<Config, Error> {
        self.with_environment().await.map(Self::build_settings)
    }

    async fn with_environment(mut self) -> Result<Self, Error> {
        if matches!(self.credentials, Some(CredentialsSource::Cache(_))) {
            self.warn_of_ignored(
                "the credentials and the region stay those of another configuration; to load others, start from `Config::builder()`",
            );
        }
        let is_of_process = self.environment.is_none();
        let environment = self.environment.take();
        let environment = environment.unwrap_or_else(Environment::from_process);
        environment
            .require_utf8()
            .map_err(|problem| Error::new(ErrorKind::Config, problem))?;
        let profile = Profile::load(&environment, self.profile.as_deref())?;
        let sources = Sources {
            environment,
            profile,
        };

        if self.region.is_none() {
            self.region = sources
                .text(&["AWS_REGION", "AWS_DEFAULT_REGION"], "region")
                .map(|setting| setting.value);
        }
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
            && let Some(bundle) = sources.ca_bundle()
        {
            self = self.ca_bundle(bundle.path.clone());
            self.ca_bundle = Some(bundle);
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
        #[cfg(feature = "gzip")]
        {
            self.disable_request_compression = or_else(self.disable_request_compression, || {
                sources.boolean(
                    "AWS_DISABLE_REQUEST_COMPRESSION",
                    "disable_request_compression",
                )
            })?;
            self.request_min_compression_size_bytes =
                or_else(self.request_min_compression_size_bytes, || {
                    sources.parsed(
                        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
                        "request_min_compression_size_bytes",
                        "a number from 0 to 10485760",
                        |text| {
                            usize::from_str(text)
                                .ok()
                                .filter(|size| *size <= MAX_MIN_COMPRESSION_SIZE)
                        },
                    )
                })?;
        }
        #[cfg(feature = "checksums")]
        {
            const EXPECTED: &str = "`when_supported` or `when_required`";
            self.request_checksum_calculation = or_else(self.request_checksum_calculation, || {
                sources.parsed(
                    "AWS_REQUEST_CHECKSUM_CALCULATION",
                    "request_checksum_calculation",
                    EXPECTED,
                    ChecksumPolicy::from_text,
                )
            })?;
            self.response_checksum_validation = or_else(self.response_checksum_validation, || {
                sources.parsed(
                    "AWS_RESPONSE_CHECKSUM_VALIDATION",
                    "response_checksum_validation",
                    EXPECTED,
                    ChecksumPolicy::from_text,
                )
            })?;
            if self.payload_signing.is_empty() {
                self.payload_signing = sources.payload_signing()?;
            }
        }
        self.account_id_endpoint_mode = self.account_id_endpoint_mode.or_else(|| {
            sources.text(
                &["AWS_ACCOUNT_ID_ENDPOINT_MODE"],
                "account_id_endpoint_mode",
            )
        });
        let ignored = sources.boolean(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )?;
        if ignored != Some(true) {
            self.endpoints.extend(sources.endpoints()?);
        }
        self.trace_id = TraceId::from_environment(&sources.environment, is_of_process);
        if self.auth_preference.is_none() {
            let setting = sources.text(&["AWS_AUTH_SCHEME_PREFERENCE"], "auth_scheme_preference");
            self.auth_preference = setting.map(|setting| AuthPreference::from_text(&setting.value));
        }
        self.bearer_tokens = sources.environment.starting_with(BEARER_TOKEN);
        // Requests for credentials and for the region share the connections of all others.
        if self.transport.is_none() {
            #[cfg(any(feature = "hyper", feature = "reqwest"))]
            {
                let proxies = Proxies::from_environment(&sources.environment);
                let proxies = proxies.map_err(|problem| Error::new(ErrorKind::Config, problem))?;
                self.proxies = Some(Arc::new(proxies));
            }
            self.transport = self.default_transport();
            self.is_default_transport = true;
        }
        if self.region.is_none() {
            self.load_region(&sources).await;
        }
        #[cfg(feature = "checksums")]
        {
            self.sources = Some(Arc::new(sources.clone()));
        }
        let config = self.clone().for_credentials().build_settings();
        let token = SsoToken::from_profile(&sources.profile, &sources.environment, &config);
        let time = Arc::clone(&config.0.time);
        if self.credentials.is_none() {
            let is_from_code = self.profile.is_some();
            let chain = CredentialsChain::new(
                sources.environment,
                sources.profile,
                is_from_code,
                self.mfa_code.take(),
                config,
                token.as_ref(),
            );
            self.credentials = Some(CredentialsSource::Provider(SharedCredentialsProvider::new(
                chain,
            )));
        }
        self.token = token.map(|token| {
            let provider = SharedCredentialsProvider::new(token);
            Arc::new(CredentialsCache::new(provider, time))
        });
        Ok(self)
    }

    /// Returns the settings of requests for credentials: without the URL that code sets for all services, as an option or as a parameter of rules, and
    /// without interceptors. The services that provide credentials have no rules.
    ///
    /// As in boto3, these settings are for the services to call. Neither their host nor what an interceptor prints may receive the secrets with which
    /// credentials are requested.
    fn for_credentials(mut self) -> Self {
        self.interceptors.clear();
        self.endpoints
            .retain(|endpoint| endpoint.origin != Origin::Code || endpoint.service.is_some());
        self.endpoint_params = Params::default();
        self
    }

    /// Gets the region from the metadata of the instance, which is the last source. A failure is part of the error about a missing region.
    async fn load_region(&mut self, sources: &Sources) {
        let config = self.clone().build_settings();
        let metadata = InstanceMetadata::with_environment(&config, sources.environment.clone())
            .profile(sources.profile.clone());
        match metadata.region().await {
            Ok(region) => self.region = Some(region),
            Err(reason) => {
                self.region_sources = Some(format!(
                    "the code, AWS_REGION, AWS_DEFAULT_REGION, `region` in {}, and the instance ({reason})",
                    sources.profile.describe()
                ));
            }
        }
    }
}

/// Other AWS tools share the files; their default mode is `legacy`.
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
    fn ca_bundle(&self) -> Option<CaBundle> {
        const VARIABLE: &str = "AWS_CA_BUNDLE";
        if let Some(path) = self.environment.path(VARIABLE) {
            let origin = Origin::Variable(VARIABLE.to_owned());
            return Some(CaBundle { path, origin });
        }
        let setting = self.profile.get("ca_bundle")?;
        Some(CaBundle {
            path: self.environment.expand_home(&setting.value),
            origin: setting.origin,
        })
    }

    /// Returns the services of the profile whose signatures cover bodies or do not, as `s3 =` with `payload_signing_enabled = true` in its block.
    #[cfg(feature = "checksums")]
    fn payload_signing(&self) -> Result<Vec<PayloadSigning>, Error> {
        let blocks = self.profile.get_nested("payload_signing_enabled");
        let settings = blocks.into_iter().map(|(service, setting)| {
            Ok(PayloadSigning {
                service: Some(fold_service_id(&service)),
                is_enabled: parse_boolean(&setting)?,
            })
        });
        settings.collect()
    }

    /// Returns the endpoint URLs by precedence: the variable of a service, the variable of all services, the `services` section of the
    /// profile, the `endpoint_url` of the profile.
    fn endpoints(&self) -> Result<Vec<EndpointUrl>, Error> {
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
        let of_file = |service: Option<String>, setting: Setting| EndpointUrl {
            service,
            url: setting.value,
            origin: setting.origin,
        };
        let services = self.profile.service_endpoints()?.into_iter();
        let mut endpoints: Vec<_> = of_services.collect();
        endpoints.extend(of_variable(VARIABLE, None));
        endpoints.extend(
            services.map(|(service, setting)| of_file(Some(fold_service_id(&service)), setting)),
        );
        endpoints.extend(
            self.profile
                .get("endpoint_url")
                .map(|setting| of_file(None, setting)),
        );
        Ok(endpoints)
    }
}
