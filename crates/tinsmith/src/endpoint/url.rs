//! The URLs of endpoints.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::{Authority, Scheme};

/// The URL of an endpoint, in the form in which transports send it.
pub(super) struct EndpointUrl {
    pub(super) scheme: Scheme,
    pub(super) authority: Authority,
    /// Empty, or a path without a slash at its end.
    pub(super) path: String,
}

impl EndpointUrl {
    /// # Errors
    ///
    /// The reason why the URL is invalid, as the end of a sentence.
    pub(super) fn parse(url: &str) -> Result<Self, &'static str> {
        let scheme = url
            .split_once("://")
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            return Err("must start with http:// or https://");
        }
        // `Uri` discards the fragment.
        if url.contains('#') {
            return Err("must not have a fragment");
        }
        let parts = url.parse::<Uri>().map_err(|_| "is not a URL")?.into_parts();
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
            return Err("has a port that is not a number up to 65535");
        }
        let authority = normalized_authority(&authority)?;
        let path = parts.path_and_query;
        if path.as_ref().is_some_and(|path| path.query().is_some()) {
            return Err("must not have a query");
        }
        let path = path
            .as_ref()
            .map_or("", |path| path.path())
            .trim_end_matches('/')
            .to_owned();
        if !is_normalized_path(&path) {
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

/// Normalizes an authority as URL parsers do: transports use them, and the signature must cover the host that is sent.
fn normalized_authority(authority: &Authority) -> Result<Authority, &'static str> {
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
        // Parsers convert `127.1` to 127.0.0.1.
        if name.rsplit('.').next().is_some_and(is_number) && host.parse::<Ipv4Addr>().is_err() {
            return Err(
                "has a host that ends in a number and is no IPv4 address: write it as four numbers, like 127.0.0.1",
            );
        }
        host
    };
    let port = authority.port_u16();
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    format!("{host}{port}").parse().map_err(|_| "is not a URL")
}

/// Formats an address as `Display` does, except for IPv4-mapped addresses, which URL parsers format like any other.
fn ipv6(address: Ipv6Addr) -> String {
    match (address.to_ipv4_mapped(), address.segments()) {
        (Some(_), [.., high, low]) => format!("::ffff:{high:x}:{low:x}"),
        (None, _) => address.to_string(),
    }
}

/// True if URL parsers take a host that ends in this label for an IPv4 address.
fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// True if no URL parser changes the path.
fn is_normalized_path(path: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"/%-._~:@!$&'()*+,;=[]|".contains(&byte);
    let dots = [".", "..", "%2e", "%2e%2e", ".%2e", "%2e."];
    path.bytes().all(is_plain)
        && !path
            .split('/')
            .any(|segment| dots.contains(&segment.to_ascii_lowercase().as_str()))
}

/// True if a host is exactly `localhost` or a loopback address. Subdomains of `localhost` are resolved by DNS on some systems, and may
/// lead to any host.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Returns a URL with its scheme in lower case, as rule sets compare it.
pub(super) fn with_lower_case_scheme(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => format!("{}://{rest}", scheme.to_ascii_lowercase()),
        None => url.to_owned(),
    }
}

/// True if a host is `localhost` or a subdomain of it.
pub(super) fn is_localhost(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next();
    last.is_some_and(|name| name.eq_ignore_ascii_case("localhost"))
}
