//! The proxies of environment variables, by the rules of botocore.
//!
//! reqwest would read these variables itself, but ignores invalid values: the request would then be sent without a proxy.
//!
//! Two additions to botocore's rules are those of curl and reqwest: `ALL_PROXY`, and networks such as `10.0.0.0/8` in `NO_PROXY`.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

#[cfg(feature = "hyper")]
use http::HeaderValue;
use http::Uri;
use http::uri::Authority;
use percent_encoding::percent_decode_str;

use crate::config::Environment;

/// The proxies, and the hosts that are reached without one.
pub(crate) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    no_proxy: NoProxy,
}

/// The proxies of a transport, once they are known: those of its settings, or else of the variables of the process.
#[derive(Default)]
pub(super) struct KnownProxies(OnceLock<Arc<Proxies>>);

impl From<Option<Arc<Proxies>>> for KnownProxies {
    fn from(proxies: Option<Arc<Proxies>>) -> Self {
        Self(proxies.map(OnceLock::from).unwrap_or_default())
    }
}

impl KnownProxies {
    /// Returns the proxies. Those of the process are read at the first call.
    pub(super) fn get(&self) -> Result<&Proxies, String> {
        if let Some(proxies) = self.0.get() {
            return Ok(proxies);
        }
        let proxies = Proxies::from_environment(&Environment::from_process())?;
        Ok(self.0.get_or_init(|| Arc::new(proxies)))
    }
}

/// The URL of a proxy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Proxy {
    /// Scheme and authority, without user information.
    pub(super) url: String,
    /// The user name and the password.
    pub(super) user: Option<(String, String)>,
}

impl Proxies {
    /// Reads the variables. An unusable value is an error that names its variable, but does not show it, since it may hold a password.
    pub(crate) fn from_environment(environment: &Environment) -> Result<Self, String> {
        let all = proxy(environment, "all")?;
        let or_all = |proxy: Option<Proxy>| proxy.or_else(|| all.clone());
        let no_proxy = match variable(environment, "no")? {
            Some((_, value)) => NoProxy::parse(value),
            None => NoProxy::default(),
        };
        Ok(Self {
            http: or_all(proxy(environment, "http")?),
            https: or_all(proxy(environment, "https")?),
            no_proxy,
        })
    }

    /// Returns the proxy for a request.
    pub(super) fn for_uri(&self, uri: &Uri) -> Option<&Proxy> {
        let proxy = match uri.scheme_str() {
            Some("https") => self.https.as_ref(),
            _ => self.http.as_ref(),
        };
        let authority = uri.authority()?;
        proxy.filter(|_| !self.no_proxy.matches(authority))
    }
}

fn proxy(environment: &Environment, scheme: &str) -> Result<Option<Proxy>, String> {
    let Some((name, value)) = variable(environment, scheme)? else {
        return Ok(None);
    };
    match Proxy::parse(value) {
        Ok(proxy) => Ok(Some(proxy)),
        Err(problem) => Err(format!("environment variable {name}: {problem}")),
    }
}

/// Returns the name and the value of a variable. The lower-case name precedes others, and an empty value of it disables them.
fn variable<'a>(
    environment: &'a Environment,
    scheme: &str,
) -> Result<Option<(&'a str, &'a str)>, String> {
    let wanted = format!("{scheme}_proxy");
    let is_set = |name: &&str| environment.get_os(name).is_some();
    // In a CGI program, HTTP_PROXY is the header `Proxy` of the client's request.
    let is_cgi = scheme == "http" && is_set(&"REQUEST_METHOD");
    let lower_case = environment.names().find(|name| *name == wanted);
    let name = match lower_case {
        Some(name) => Some(name).filter(is_set),
        None if is_cgi => None,
        None => environment
            .names()
            .filter(|name| name.eq_ignore_ascii_case(&wanted))
            .find(is_set),
    };
    let Some(name) = name else {
        return Ok(None);
    };
    match environment.get(name) {
        Some(value) => Ok(Some((name, value))),
        None => Err(format!(
            "environment variable {name}: its value is not UTF-8"
        )),
    }
}

impl Proxy {
    /// Returns the value of the header `Proxy-Authorization`, which is a secret.
    #[cfg(feature = "hyper")]
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        let (name, password) = self.user.as_ref()?;
        let credentials = base64_simd::STANDARD.encode_to_string(format!("{name}:{password}"));
        // Base64 is always a valid value.
        let mut value = HeaderValue::try_from(format!("Basic {credentials}")).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    fn parse(value: &str) -> Result<Self, &'static str> {
        // Botocore also drops one line feed at the end.
        let value = value.strip_suffix('\n').unwrap_or(value);
        if value.contains(|character: char| character.is_whitespace() || character.is_control()) {
            return Err("the URL of a proxy must not have white space or line breaks");
        }
        if value.contains(['"', '\'', '`', '<', '>', '\\']) {
            return Err("the URL of a proxy must not have quotes, angle brackets or backslashes");
        }
        let (scheme, rest) = match value.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None => ("http", value.strip_prefix("//").unwrap_or(value)),
        };
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err("the URL of a proxy must begin with http:// or https://");
        }
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        if path.contains('@') {
            return Err("the characters `/`, `?` and `#` in a password must be percent-encoded");
        }
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let host: Authority = host
            .parse()
            .map_err(|_| "the URL of a proxy must have a host name and may have a port")?;
        let has_port = host.as_str() != host.host();
        if host.host().is_empty() || has_port && host.port_u16().is_none() {
            return Err("the URL of a proxy must have a host name and a port up to 65535, if any");
        }
        let scheme = scheme.to_ascii_lowercase();
        Ok(Self {
            url: format!("{scheme}://{host}"),
            user: match user.map(|user| user.split_once(':').unwrap_or((user, ""))) {
                Some((name, password)) => Some((decode(name)?, decode(password)?)),
                None => None,
            },
        })
    }
}

fn decode(text: &str) -> Result<String, &'static str> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(Into::into)
        .map_err(|_| "its user name or password is not UTF-8 after percent-decoding")
}

/// The hosts of `NO_PROXY`.
#[derive(Default)]
struct NoProxy {
    all: bool,
    /// Host names, with or without a port, without leading dots.
    names: Vec<String>,
    /// Networks, as address and length of the prefix.
    networks: Vec<(IpAddr, u8)>,
}

impl NoProxy {
    fn parse(value: &str) -> Self {
        let mut no_proxy = Self {
            all: value.trim() == "*",
            ..Self::default()
        };
        for entry in value.split(',').map(str::trim) {
            let name = entry.trim_start_matches('.');
            no_proxy.networks.extend(network(entry));
            if !name.is_empty() {
                no_proxy.names.push(name.to_owned());
            }
        }
        no_proxy
    }

    fn matches(&self, authority: &Authority) -> bool {
        // User information would be part of the authority for botocore, too, but requests have none.
        let (host, host_and_port) = (authority.host(), authority.as_str());
        let is_named = |name: &String| is_within(host, name) || is_within(host_and_port, name);
        let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        let is_in = |(network, length): &(IpAddr, u8)| {
            address.is_some_and(|address| contains(*network, *length, address))
        };
        self.all || self.names.iter().any(is_named) || self.networks.iter().any(is_in)
    }
}

/// True if a host is this domain or one of its subdomains, in upper or lower case.
fn is_within(host: &str, domain: &str) -> bool {
    let Some((before, end)) = host
        .len()
        .checked_sub(domain.len())
        .and_then(|start| host.split_at_checked(start))
    else {
        return false;
    };
    (before.is_empty() || before.ends_with('.')) && end.eq_ignore_ascii_case(domain)
}

fn network(entry: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match entry.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (entry, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        Some(length) => length.parse().ok().filter(|length| *length <= bits)?,
        None => bits,
    };
    Some((address, length))
}

fn contains(network: IpAddr, length: u8, address: IpAddr) -> bool {
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            network.to_bits() & mask == address.to_bits() & mask
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            network.to_bits() & mask == address.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One case of `proxies.txt`: variables, a URL, the result of botocore, and ours where it differs.
    struct Case<'a> {
        variables: Vec<(&'a str, String)>,
        url: &'a str,
        expected: &'a str,
    }

    fn cases(text: &str) -> Vec<Case<'_>> {
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let cases = lines.map(|line| {
            let mut columns = line.split('|').map(str::trim);
            let mut next = || columns.next().unwrap_or_default();
            let (variables, url, botocore, ours) = (next(), next(), next(), next());
            let variables = variables
                .split(';')
                .filter(|text| !text.is_empty())
                .map(|variable| {
                    let (name, value) = variable.trim_start().split_once('=').expect("NAME=VALUE");
                    let value = value
                        .replace("\\s", " ")
                        .replace("\\r", "\r")
                        .replace("\\n", "\n");
                    (name, value)
                });
            Case {
                variables: variables.collect(),
                url,
                expected: if ours.is_empty() { botocore } else { ours },
            }
        });
        cases.collect()
    }

    #[test]
    fn variables_mean_what_they_mean_to_botocore() {
        let cases = cases(include_str!("proxies.txt"));
        assert!(cases.len() > 40);
        for case in cases {
            let environment = Environment::from_iter(case.variables.clone());
            let url: Uri = case.url.parse().expect("a URL");
            let result = match Proxies::from_environment(&environment) {
                Err(_) => "error".to_owned(),
                Ok(proxies) => match proxies.for_uri(&url) {
                    None => "direct".to_owned(),
                    Some(proxy) => match &proxy.user {
                        None => proxy.url.clone(),
                        Some((name, password)) => format!("{} {name}:{password}", proxy.url),
                    },
                },
            };
            assert_eq!(result, case.expected, "{:?} {}", case.variables, case.url);
        }
    }

    #[test]
    fn an_error_names_the_variable_and_not_its_value() {
        for value in [
            "http://user:hush@",
            "hush://proxy",
            "http://u:hu#sh@proxy",
            " http://hush",
        ] {
            let environment = Environment::from_iter([("HTTPS_PROXY", value)]);
            let problem = Proxies::from_environment(&environment)
                .err()
                .expect("an error");
            assert!(
                problem.starts_with("environment variable HTTPS_PROXY: "),
                "{problem}"
            );
            assert!(!problem.contains("hush"), "{problem}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf8_is_an_error() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let value = OsStr::from_bytes(b"http://caf\xe9");
        let environment = Environment::from_iter([("https_proxy", value)]);
        let problem = Proxies::from_environment(&environment).err();
        let expected = "environment variable https_proxy: its value is not UTF-8";
        assert_eq!(problem.as_deref(), Some(expected));
    }
}
