//! From settings to the endpoint of a call.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::{Authority, Scheme};

use super::partition::Partition;
use super::{BuiltIn, Params, RuleEndpoint, Value, functions};
use crate::protocol::service::OperationMetadata;

/// What the client's settings say about endpoints.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointSettings<'a> {
    pub(crate) region: Option<&'a str>,
    /// A URL that takes the place of the service's own, and where it was set, for errors.
    pub(crate) url: Option<(&'a str, &'a dyn DisplayOrigin)>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
}

/// Where a setting comes from, in words.
pub(crate) trait DisplayOrigin: fmt::Display + fmt::Debug + Send + Sync {}

impl<T: fmt::Display + fmt::Debug + Send + Sync> DisplayOrigin for T {}

/// Where the requests of a call go, and what their signatures are made out to.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
    /// What goes before an operation's path: empty, or a path without a slash at its end.
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, Vec<String>)>,
    pub(crate) signing_name: Cow<'static, str>,
    /// Absent if there is no region at all, which only an unsigned request can do without.
    pub(crate) signing_region: Option<String>,
    /// Whether a signature covers the path encoded twice. Every service but the one whose rules say otherwise.
    pub(crate) double_encoding: bool,
}

/// When an operation's host prefix goes before the endpoint's host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostPrefix {
    /// Always, but before an IP address or a `localhost` name, where it resolves nowhere.
    #[default]
    Auto,
    /// Before any host.
    Always,
    /// Never.
    Never,
}

impl Endpoint {
    /// Asks the service's rules, or where it has none, builds the standard regional host name.
    pub(crate) fn resolve(
        operation: &OperationMetadata,
        settings: &EndpointSettings<'_>,
        mut params: Params,
    ) -> Result<Self, String> {
        if let Some(region) = settings.region
            && !functions::is_valid_host_label(region, false)
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
                        .and_then(|built_in| settings.built_in(built_in))
                    {
                        // Whatever the call or the client says of it goes before the setting.
                        params.set_absent(parameter.name, value);
                    }
                }
                rules
                    .resolve(&params)
                    .map_err(|error| settings.explain_conflict(error.to_string()))?
            }
            None => settings.standard(service.endpoint_prefix)?,
        };
        let scheme = found.signing_scheme();
        let text = |field| {
            scheme
                .and_then(|scheme| scheme.get(field))
                .and_then(Value::as_str)
        };
        let url =
            Url::parse(&found.url).map_err(|problem| settings.explain(&found.url, problem))?;
        Ok(Self {
            scheme: url.scheme,
            authority: url.authority,
            path: url.path,
            signing_name: text("signingName").map_or(Cow::Borrowed(service.signing_name), |name| {
                name.to_owned().into()
            }),
            signing_region: text("signingRegion").or(settings.region).map(str::to_owned),
            double_encoding: !scheme
                .and_then(|scheme| scheme.get("disableDoubleEncoding"))
                .and_then(Value::as_bool)
                .unwrap_or(false),
            headers: found.headers,
        })
    }

    /// The same endpoint with `prefix` before its host, if `rule` wants it there.
    pub(crate) fn with_host_prefix(
        &self,
        prefix: &str,
        rule: HostPrefix,
    ) -> Result<Authority, String> {
        let wanted = match rule {
            HostPrefix::Auto => {
                let host = self.authority.host();
                !is_localhost(host) && !functions::is_ip(host)
            }
            HostPrefix::Always => true,
            HostPrefix::Never => false,
        };
        if prefix.is_empty() || !wanted {
            return Ok(self.authority.clone());
        }
        let host = format!("{}{}", prefix.to_ascii_lowercase(), self.authority);
        host.parse()
            .map_err(|_| format!("{host:?} is no host name"))
    }
}

impl EndpointSettings<'_> {
    fn built_in(&self, built_in: BuiltIn) -> Option<Value> {
        match built_in {
            BuiltIn::Region => self.region.map(|region| region.to_owned().into()),
            BuiltIn::UseFips => Some(self.use_fips.into()),
            BuiltIn::UseDualStack => Some(self.use_dual_stack.into()),
            BuiltIn::Endpoint => self.url.map(|(url, _)| with_lower_case_scheme(url).into()),
            // Endpoints by account are an option that every rule set has a way around.
            BuiltIn::AccountId | BuiltIn::AccountIdEndpointMode | BuiltIn::CredentialScope => None,
        }
    }

    /// `https://prefix.region.suffix`, as the partition of the region has it.
    fn standard(&self, prefix: &str) -> Result<RuleEndpoint, String> {
        if let Some((url, _)) = self.url {
            return Ok(RuleEndpoint {
                url: url.to_owned(),
                ..RuleEndpoint::default()
            });
        }
        let region = self.region.ok_or("no region is set")?;
        let partition = Partition::of_region(region).ok_or("there is no partition")?;
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

    /// Names the settings that exclude each other: rule sets reject FIPS and dual-stack endpoints with a URL of one's own.
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

    /// Names the origin of a URL that cannot be used. User information, a query and a fragment may hold secrets and are not shown.
    fn explain(&self, url: &str, problem: &str) -> String {
        let shown = if url.contains('@') {
            "with user information"
        } else {
            // A query may hold a secret as well.
            url.split(['?', '#']).next().unwrap_or_default()
        };
        match self.url {
            Some((_, origin)) => format!("the endpoint URL {shown:?} set by {origin} {problem}"),
            None => format!("the endpoint URL {shown:?} of the service's rules {problem}"),
        }
    }
}

impl RuleEndpoint {
    /// The auth scheme of Signature Version 4, if the rules name one.
    fn signing_scheme(&self) -> Option<&Value> {
        let schemes = self.property("authSchemes")?.as_list()?;
        schemes
            .iter()
            .find(|scheme| scheme.get("name").and_then(Value::as_str) == Some("sigv4"))
    }
}

struct Url {
    scheme: Scheme,
    authority: Authority,
    path: String,
}

impl Url {
    fn parse(url: &str) -> Result<Self, &'static str> {
        let scheme = url
            .split_once("://")
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            return Err("must start with http:// or https://");
        }
        // A parsed URL has lost its fragment.
        if url.contains('#') {
            return Err("must not have a fragment");
        }
        let parts = url.parse::<Uri>().map_err(|_| "is no URL")?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err("has no host");
        };
        if authority.host().is_empty() {
            return Err("has no host");
        }
        if authority.as_str().contains('@') {
            return Err("must not hold user information");
        }
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err("has a port that is no number up to 65535");
        }
        let authority = as_sent(&authority)?;
        let path = parts.path_and_query;
        if path.as_ref().is_some_and(|path| path.query().is_some()) {
            return Err("must not have a query");
        }
        let path = path
            .as_ref()
            .map_or("", |path| path.path())
            .trim_end_matches('/')
            .to_owned();
        if !is_sent_as_it_is(&path) {
            return Err(
                "has characters in its path that must be percent-encoded, or a segment . or ..",
            );
        }
        Ok(Self {
            scheme,
            authority,
            path,
        })
    }
}

/// An authority as URL parsers write it, which transports use: a signature covers what is sent.
fn as_sent(authority: &Authority) -> Result<Authority, &'static str> {
    let host = authority.host().to_ascii_lowercase();
    let rest = authority.as_str().get(host.len()..).unwrap_or_default();
    let address = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host = if let Some(address) = address {
        let address = address
            .parse()
            .ok()
            .filter(|_| rest.is_empty() || rest.starts_with(':'));
        format!(
            "[{}]",
            ipv6(address.ok_or("has no IPv6 address in its brackets")?)
        )
    } else {
        let name = host.strip_suffix('.').unwrap_or(&host);
        // Parsers take `127.1` for 127.0.0.1.
        if name.rsplit('.').next().is_some_and(is_number) && host.parse::<Ipv4Addr>().is_err() {
            return Err(
                "has a host that ends in a number and is no IPv4 address: write it as four numbers, like 127.0.0.1",
            );
        }
        host
    };
    let port = authority.port_u16();
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    format!("{host}{port}").parse().map_err(|_| "is no URL")
}

/// As `Display` has it, but for addresses of IPv4 within, which parsers of URLs write like any other.
fn ipv6(address: Ipv6Addr) -> String {
    match (address.to_ipv4_mapped(), address.segments()) {
        (Some(_), [.., high, low]) => format!("::ffff:{high:x}:{low:x}"),
        (None, _) => address.to_string(),
    }
}

/// Whether a host that ends in this label is an IPv4 address to parsers.
fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// Whether URL parsers, old and new, leave a path alone.
fn is_sent_as_it_is(path: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"/%-._~:@!$&'()*+,;=[]|".contains(&byte);
    let dots = [".", "..", "%2e", "%2e%2e", ".%2e", "%2e."];
    path.bytes().all(is_plain)
        && !path
            .split('/')
            .any(|segment| dots.contains(&segment.to_ascii_lowercase().as_str()))
}

/// True if a host is exactly `localhost` or a loopback address. Names below `localhost` are resolved by DNS on some systems, and may lead
/// to any host.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Returns a URL whose scheme is in lower case, as rule sets compare it.
fn with_lower_case_scheme(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => format!("{}://{rest}", scheme.to_ascii_lowercase()),
        None => url.to_owned(),
    }
}

/// True if a host is `localhost` or below it.
fn is_localhost(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next();
    last.is_some_and(|name| name.eq_ignore_ascii_case("localhost"))
}
