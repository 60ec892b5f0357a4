//! Settings from a configuration of the official SDK.

#[cfg(feature = "checksums")]
use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_types::retry::RetryMode as SdkRetryMode;
use aws_types::SdkConfig;
use aws_types::sdk_config::{RetryConfig, TimeoutConfig};

use super::builder::ConfigBuilder;
use super::origin::{Origin, Setting};
use super::settings::Config;
#[cfg(feature = "checksums")]
use crate::checksum::ChecksumPolicy;
use crate::retry::RetryMode;

impl Config {
    /// Creates a configuration from one that the crate `aws-config` has loaded: region, credentials provider, endpoint URL of all services, FIPS and
    /// dual-stack endpoints, endpoints of accounts, the preferred authentication schemes, retries, timeouts, the name of the application, the
    /// compression of requests (with the feature `gzip`), and the checksums of bodies (with the feature `checksums`). Settings that it does not
    /// have are the defaults of this crate: without a connect timeout, it is 5 seconds, also if the other configuration disables it.
    /// [`to_builder`](Self::to_builder) changes them.
    ///
    /// An initial backoff of 1 second and 3 attempts, the defaults of the official SDK, count as not set: some services have other defaults.
    ///
    /// Not taken over are the HTTP client, the clock, interceptors, the cache of credentials, the provider of bearer tokens, tokens in
    /// `AWS_BEARER_TOKEN_<SERVICE>`, such as API keys of Amazon Bedrock (set [`bearer_token`](super::ConfigBuilder::bearer_token) and
    /// [`auth_scheme_preference`](super::ConfigBuilder::auth_scheme_preference)), endpoint URLs of single services, the region set of signatures of
    /// version 4A, [settings of Amazon S3](crate::guide::configuration#settings-of-amazon-s3) in the environment and the shared files, the protection
    /// against stalled streams, and the setting `disable_clock_skew_correction`.
    pub fn from_sdk_config(sdk: &SdkConfig) -> Self {
        let mut builder = Self::builder();
        if let Some(region) = sdk.region() {
            builder = builder.region(region.as_ref());
        }
        if let Some(provider) = sdk.credentials_provider() {
            builder = builder.credentials(provider);
        }
        if let Some(url) = sdk.endpoint_url() {
            builder = builder.endpoint_url(url);
        }
        if let Some(retries) = sdk.retry_config() {
            builder = with_retries(builder, retries);
        }
        if let Some(timeouts) = sdk.timeout_config() {
            builder = with_timeouts(builder, timeouts);
        }
        if let Some(name) = sdk.app_name() {
            builder = builder.app_id(name.as_ref());
        }
        #[cfg(feature = "gzip")]
        {
            builder.disable_request_compression = sdk.disable_request_compression();
            if let Some(bytes) = sdk.request_min_compression_size_bytes() {
                let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
                builder = builder.request_min_compression_size_bytes(bytes);
            }
        }
        #[cfg(feature = "checksums")]
        {
            let request = sdk.request_checksum_calculation();
            let response = sdk.response_checksum_validation();
            builder.request_checksum_calculation = request.map(|calculation| match calculation {
                RequestChecksumCalculation::WhenRequired => ChecksumPolicy::WhenRequired,
                _ => ChecksumPolicy::WhenSupported,
            });
            builder.response_checksum_validation = response.map(|validation| match validation {
                ResponseChecksumValidation::WhenRequired => ChecksumPolicy::WhenRequired,
                _ => ChecksumPolicy::WhenSupported,
            });
        }
        if let Some(mode) = sdk.account_id_endpoint_mode() {
            builder.account_id_endpoint_mode = Some(Setting {
                value: mode.to_string(),
                origin: Origin::Code,
            });
        }
        if let Some(schemes) = sdk.auth_scheme_preference() {
            let schemes = schemes.clone().into_iter();
            builder = builder.auth_scheme_preference(schemes.map(|id| id.inner().to_owned()));
        }
        builder.use_fips = sdk.use_fips();
        builder.use_dual_stack = sdk.use_dual_stack();
        builder.build()
    }
}

/// Takes over the mode and the limits of retries. A configuration has the defaults of the official SDK for limits that it does not set, for which this crate
/// has its own and those of services.
fn with_retries(builder: ConfigBuilder, retries: &RetryConfig) -> ConfigBuilder {
    let mode = match retries.mode() {
        SdkRetryMode::Adaptive => RetryMode::Adaptive,
        _ => RetryMode::Standard,
    };
    let mut builder = builder.retry_mode(mode).max_backoff(retries.max_backoff());
    let default = RetryConfig::standard();
    if retries.max_attempts() != default.max_attempts() {
        builder = builder.max_attempts(retries.max_attempts());
    }
    if retries.initial_backoff() != default.initial_backoff() {
        builder = builder.initial_backoff(retries.initial_backoff());
    }
    builder
}

/// Takes over the timeouts that are set.
fn with_timeouts(mut builder: ConfigBuilder, timeouts: &TimeoutConfig) -> ConfigBuilder {
    if let Some(timeout) = timeouts.connect_timeout() {
        builder = builder.connect_timeout(timeout);
    }
    if let Some(timeout) = timeouts.read_timeout() {
        builder = builder.read_timeout(timeout);
    }
    builder
        .attempt_timeout(timeouts.operation_attempt_timeout())
        .operation_timeout(timeouts.operation_timeout())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_credential_types::Credentials;
    use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
    use aws_types::app_name::AppName;
    use aws_types::endpoint_config::AccountIdEndpointMode;
    use aws_types::region::Region;

    use super::*;
    use crate::config::Timeouts;
    use crate::protocol::auth::AuthPreference;
    use crate::retry::BackoffLimits;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[tokio::test]
    async fn the_settings_of_the_official_sdk_are_taken_over() {
        let keys = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
        let retries = RetryConfig::adaptive()
            .with_max_attempts(7)
            .with_initial_backoff(seconds(2))
            .with_max_backoff(seconds(9));
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(seconds(1))
            .read_timeout(seconds(2))
            .operation_attempt_timeout(seconds(3))
            .operation_timeout(seconds(4));
        let sdk = SdkConfig::builder()
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .endpoint_url("http://127.0.0.1:8080")
            .use_fips(true)
            .use_dual_stack(true)
            .account_id_endpoint_mode(AccountIdEndpointMode::Required)
            .auth_scheme_preference(["httpBearerAuth".into(), "sigv4".into()])
            .retry_config(retries)
            .timeout_config(timeouts.build())
            .app_name(AppName::new("reports").expect("a name"));
        let config = Config::from_sdk_config(&sdk.build());
        let settings = &*config.0;
        assert_eq!(config.region(), Some("eu-west-1"));
        assert_eq!(config.endpoint_url("any"), Some("http://127.0.0.1:8080"));
        assert!(settings.use_fips && settings.use_dual_stack);
        let mode = settings.account_id_endpoint_mode.as_ref();
        assert_eq!(mode.map(|mode| mode.value.as_str()), Some("required"));
        let preference = AuthPreference::from_code(["httpBearerAuth", "sigv4"]);
        assert_eq!(settings.auth_preference, Some(preference));
        assert_eq!(config.retry_mode(), RetryMode::Adaptive);
        assert_eq!(config.max_attempts(), 7);
        let backoff = BackoffLimits {
            initial: Some(seconds(2)),
            max: seconds(9),
            ..BackoffLimits::default()
        };
        assert_eq!(settings.backoff_limits, backoff);
        let timeouts = Timeouts {
            connect: Some(seconds(1)),
            read: Some(seconds(2)),
            attempt: Some(seconds(3)),
            operation: Some(seconds(4)),
            #[cfg(feature = "expect-continue")]
            expect_continue: Timeouts::default().expect_continue,
        };
        assert_eq!(settings.timeouts, timeouts);
        assert_eq!(settings.app_id.as_deref(), Some("reports"));
        let provider = config.credentials_provider().expect("a provider");
        let keys = provider.provide_credentials().await.expect("keys");
        assert_eq!(keys.access_key_id(), "AKIDEXAMPLE");
    }

    #[cfg(feature = "checksums")]
    #[test]
    fn the_checksums_of_the_official_sdk_are_taken_over() {
        let sdk = SdkConfig::builder()
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        let config = Config::from_sdk_config(&sdk.build());
        let policies = [
            config.0.request_checksum_calculation,
            config.0.response_checksum_validation,
        ];
        assert_eq!(policies, [ChecksumPolicy::WhenRequired; 2]);
    }

    #[test]
    fn settings_that_are_absent_are_the_defaults() {
        let empty = Config::from_sdk_config(&SdkConfig::builder().build());
        let default = Config::builder().build();
        assert_eq!(format!("{empty:?}"), format!("{default:?}"));
        let standard = SdkConfig::builder().retry_config(RetryConfig::standard());
        let standard = Config::from_sdk_config(&standard.build());
        assert_eq!(standard.0.backoff_limits, default.0.backoff_limits);
        assert_eq!(standard.0.max_attempts, None);
    }
}
