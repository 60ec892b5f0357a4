//! Resolution of the endpoint of a call, from settings and endpoint rules.

use std::borrow::Cow;
use std::fmt;

use http::uri::{Authority, Scheme};

#[cfg(all(feature = "checksums", feature = "environment"))]
use super::RuleSet;
use super::partitions::partition_of;
use super::url::{EndpointUrl, is_localhost, with_lower_case_scheme};
use super::{BuiltIn, Params, RuleEndpoint, Value, functions};
use crate::protocol::service::OperationMetadata;
use crate::sign::{Regions, TokenNames};

/// The parameter with the URL that replaces the service's endpoint, by its name in every rule set of AWS.
const ENDPOINT: &str = "Endpoint";

/// The name of the authentication scheme of Signature Version 4 in rule sets.
const SIGV4: &str = "sigv4";

/// The name of the authentication scheme of signatures for several regions in rule sets.
pub(crate) const SIGV4A: &str = "sigv4a";

/// The settings for endpoints: those of the call, and those of its client for the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointSettings<'a> {
    pub(crate) region: Option<&'a str>,
    /// A URL that replaces the service's endpoint, and the origin of this setting, for errors.
    pub(crate) url: Option<(&'a str, &'a dyn DisplayOrigin)>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
}

/// The origin of a setting, for messages.
pub(crate) trait DisplayOrigin: fmt::Display + fmt::Debug + Send + Sync {}

impl<T: fmt::Display + fmt::Debug + Send + Sync> DisplayOrigin for T {}

/// The endpoint of a call, with the scope of its signatures.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
    /// The prefix of the operation's path: empty, or a path without a slash at its end.
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, Vec<String>)>,
    pub(crate) signing_name: Cow<'static, str>,
    /// Absent if no region is set, which is valid for unsigned requests only.
    pub(crate) signing_region: Option<String>,
    /// The regions of a signature for several ones, separated by commas.
    #[cfg(feature = "sigv4a")]
    pub(crate) region_set: Option<String>,
    /// True if the signature covers the path normalized and encoded twice, which is the default; endpoint rules can disable it.
    pub(crate) double_encoding: bool,
    /// The authentication scheme that signatures need in place of Signature Version 4.
    pub(crate) other_scheme: Option<String>,
    /// The names for the session token, if they are others than those of Signature Version 4.
    pub(crate) token: Option<TokenNames>,
}

/// The condition under which an operation's host prefix is added to the endpoint's host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostPrefix {
    /// The host prefix is added, except to an IP address and to a `localhost` name, with which it would not resolve.
    #[default]
    Auto,
    /// The host prefix is added to any host.
    Always,
    /// The host prefix is not added.
    Never,
}

impl Endpoint {
    /// Resolves the endpoint with the service's rules. A service without rules has the standard regional host.
    pub(crate) fn resolve(
        operation: &OperationMetadata,
        settings: &EndpointSettings<'_>,
        mut params: Params,
    ) -> Result<Self, String> {
        if let Some(region) = settings.region
            && !functions::is_host_label(region, false)
        {
            return Err(format!(
                "the region {region:?} cannot be part of a host name"
            ));
        }
        let service = operation.service;
        let found = match service.endpoint_rules {
            Some(rules) => {
                for (name, value) in operation.endpoint_params {
                    params.set(*name, *value);
                }
                for parameter in rules.parameters {
                    if let Some(value) = parameter
                        .built_in
                        .and_then(|built_in| settings.built_in(built_in, &params))
                    {
                        // Parameters of the call and of the client take precedence over the setting.
                        params.set_absent(parameter.name, value);
                    }
                }
                rules
                    .resolve(&params)
                    .map_err(|error| settings.explain_conflict(error.to_string()))?
            }
            None => {
                let url = settings.url.map(|(url, _)| url);
                match params.text(ENDPOINT).or(url) {
                    Some(_) if settings.use_fips || settings.use_dual_stack => {
                        let problem = "a custom endpoint excludes FIPS and dual-stack endpoints";
                        return Err(settings.explain_conflict(problem.to_owned()));
                    }
                    Some(url) => RuleEndpoint {
                        url: url.to_owned(),
                        ..RuleEndpoint::default()
                    },
                    None => settings.standard(service.endpoint_prefix)?,
                }
            }
        };
        let scheme = found.scheme();
        let name = scheme.and_then(scheme_name);
        #[cfg(feature = "sigv4a")]
        let region_set = scheme
            .filter(|_| name == Some(SIGV4A))
            .and_then(|scheme| region_set(scheme).or(settings.region.map(str::to_owned)));
        #[cfg(feature = "sigv4a")]
        let name = name.filter(|name| *name != SIGV4A);
        let other_scheme = name.filter(|name| *name != SIGV4);
        let other_scheme = other_scheme.map(str::to_owned);
        let text = |field| {
            scheme
                .and_then(|scheme| scheme.get(field))
                .and_then(Value::as_str)
        };
        let url = EndpointUrl::parse(&found.url)
            .map_err(|problem| settings.invalid_url(&found.url, problem))?;
        Ok(Self {
            scheme: url.scheme,
            authority: url.authority,
            path: url.path,
            signing_name: text("signingName").map_or(Cow::Borrowed(service.signing_name), |name| {
                name.to_owned().into()
            }),
            signing_region: text("signingRegion").or(settings.region).map(str::to_owned),
            #[cfg(feature = "sigv4a")]
            region_set,
            double_encoding: !scheme
                .and_then(|scheme| scheme.get("disableDoubleEncoding"))
                .and_then(Value::as_bool)
                .unwrap_or(false),
            other_scheme,
            token: None,
            headers: found.headers,
        })
    }

    /// True if signatures are valid in several regions.
    pub(crate) fn has_region_set(&self) -> bool {
        #[cfg(feature = "sigv4a")]
        return self.region_set.is_some();
        #[cfg(not(feature = "sigv4a"))]
        false
    }

    /// Returns the regions of signatures; `None` if no region is set.
    pub(crate) fn signing_regions(&self) -> Option<Regions<'_>> {
        #[cfg(feature = "sigv4a")]
        if let Some(region_set) = &self.region_set {
            return Some(Regions::Set(region_set));
        }
        self.signing_region.as_deref().map(Regions::One)
    }

    /// Replaces the URL by another of the same service, such as a discovered one. The scope of signatures stays.
    pub(crate) fn with_url(self, url: &str) -> Result<Self, String> {
        let url = EndpointUrl::parse(url)
            .map_err(|problem| format!("the discovered endpoint {url:?} {problem}"))?;
        Ok(Self {
            scheme: url.scheme,
            authority: url.authority,
            path: url.path,
            ..self
        })
    }

    /// Returns the authority, with `prefix` before its host if `rule` requires it.
    pub(crate) fn with_host_prefix(
        &self,
        prefix: &str,
        rule: HostPrefix,
    ) -> Result<Authority, String> {
        let is_added = !prefix.is_empty()
            && match rule {
                HostPrefix::Auto => {
                    let host = self.authority.host();
                    !is_localhost(host) && !functions::is_ip(host)
                }
                HostPrefix::Always => true,
                HostPrefix::Never => false,
            };
        if !is_added {
            return Ok(self.authority.clone());
        }
        let host = format!("{}{}", prefix.to_ascii_lowercase(), self.authority);
        host.parse()
            .map_err(|_| format!("{host:?} is not a host name"))
    }
}

/// True if a parameter is the style of paths, and the resource of the request is an ARN, which has no path.
#[cfg(all(feature = "checksums", feature = "environment"))]
pub(crate) fn is_path_style_of_arn(rules: &RuleSet, name: &str, params: &Params) -> bool {
    let mut parameters = rules.parameters.iter();
    let parameter = parameters.find(|parameter| parameter.name == name);
    match parameter.and_then(|parameter| parameter.built_in) {
        Some(BuiltIn::ForcePathStyle { resource }) => is_arn(resource, params),
        _ => false,
    }
}

fn is_arn(resource: Option<&str>, params: &Params) -> bool {
    let resource = resource.and_then(|name| params.text(name));
    resource.is_some_and(|resource| resource.starts_with("arn:"))
}

impl EndpointSettings<'_> {
    fn built_in(&self, built_in: BuiltIn, params: &Params) -> Option<Value> {
        match built_in {
            BuiltIn::Region => self.region.map(|region| region.to_owned().into()),
            BuiltIn::UseFips => Some(self.use_fips.into()),
            BuiltIn::UseDualStack => Some(self.use_dual_stack.into()),
            BuiltIn::Endpoint => self.url.map(|(url, _)| with_lower_case_scheme(url).into()),
            // As in botocore: the hosts of a custom endpoint are seldom those of single resources. An ARN has no path.
            BuiltIn::ForcePathStyle { resource } => {
                (self.url.is_some() && !is_arn(resource, params)).then(|| true.into())
            }
            // The preflight of the call sets these of the account. The scope of credentials is optional in every rule set.
            BuiltIn::AccountId | BuiltIn::AccountIdEndpointMode | BuiltIn::CredentialScope => None,
        }
    }

    /// Returns the standard endpoint `https://prefix.region.suffix`, with the suffix of the region's partition.
    fn standard(&self, prefix: &str) -> Result<RuleEndpoint, String> {
        let region = self.region.ok_or("no region is set")?;
        let partition = partition_of(region).ok_or("there is no partition")?;
        let unsupported = |what| {
            format!(
                "the partition {} of region {region} has no {what} endpoints",
                partition.name
            )
        };
        let fips = match self.use_fips {
            true if !partition.supports_fips => return Err(unsupported("FIPS")),
            true => "-fips",
            false => "",
        };
        let suffix = match self.use_dual_stack {
            true if !partition.supports_dual_stack => return Err(unsupported("dual-stack")),
            true => partition.dual_stack_dns_suffix,
            false => partition.dns_suffix,
        };
        Ok(RuleEndpoint {
            url: format!("https://{prefix}{fips}.{region}.{suffix}"),
            ..RuleEndpoint::default()
        })
    }

    /// Names the settings that exclude each other: rule sets reject FIPS and dual-stack endpoints with a custom URL.
    fn explain_conflict(&self, problem: String) -> String {
        let Some((_, origin)) = self.url else {
            return problem;
        };
        let setting = match (self.use_fips, self.use_dual_stack) {
            (true, _) => "AWS_USE_FIPS_ENDPOINT, `use_fips_endpoint` or `use_fips(true)`",
            (false, true) => {
                "AWS_USE_DUALSTACK_ENDPOINT, `use_dualstack_endpoint` or `use_dual_stack(true)`"
            }
            (false, false) => return problem,
        };
        format!("{problem}; unset either the endpoint URL, set by {origin}, or {setting}")
    }

    /// Creates the message for an invalid URL. User information, a query and a fragment may contain secrets and are not shown.
    fn invalid_url(&self, url: &str, problem: &str) -> String {
        let shown = if url.contains('@') {
            "with user information"
        } else {
            url.split(['?', '#']).next().unwrap_or_default()
        };
        match self.url {
            Some((_, origin)) => format!("the endpoint URL {shown:?} set by {origin} {problem}"),
            None => format!("the endpoint URL {shown:?} of the service's rules {problem}"),
        }
    }
}

impl RuleEndpoint {
    /// Returns the authentication scheme of Signature Version 4, or else the first one of the rules.
    fn scheme(&self) -> Option<&Value> {
        let mut schemes = self.schemes().iter();
        let signing = schemes.find(|scheme| scheme_name(scheme) == Some(SIGV4));
        signing.or(self.schemes().first())
    }

    fn schemes(&self) -> &[Value] {
        let schemes = self.property("authSchemes").and_then(Value::as_list);
        schemes.unwrap_or_default()
    }
}

/// Returns the regions of signatures for several ones, separated by commas; `None` if the rules name none.
#[cfg(feature = "sigv4a")]
fn region_set(scheme: &Value) -> Option<String> {
    let regions = scheme.get("signingRegionSet").and_then(Value::as_list)?;
    let regions: Vec<_> = regions.iter().filter_map(Value::as_str).collect();
    (!regions.is_empty()).then(|| regions.join(","))
}

fn scheme_name(scheme: &Value) -> Option<&str> {
    scheme.get("name").and_then(Value::as_str)
}
