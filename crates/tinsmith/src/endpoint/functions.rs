//! The functions of endpoint rules.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Function;
use super::partition::Partition;
use super::rule_value::Value;

/// The function that returns the partition of a region.
pub(super) type PartitionOf = fn(&str) -> Option<Partition>;

/// Calls a function whose arguments are all set. `None` is the absent value of the rules. It is also the result of arguments of other
/// types, which do not occur because the generator checks the types of a model.
pub(super) fn call(
    function: Function,
    arguments: &[Value],
    partition_of: PartitionOf,
) -> Option<Value> {
    match (function, arguments) {
        (Function::AwsPartition, [Value::Str(region)]) => {
            partition_of(region).map(|partition| partition.value())
        }
        (Function::AwsParseArn, [Value::Str(arn)]) => parse_arn(arn),
        (Function::AwsIsVirtualHostableS3Bucket, [Value::Str(bucket), Value::Bool(dots)]) => {
            Some(is_virtual_hostable_bucket(bucket, *dots).into())
        }
        (Function::BooleanEquals, [Value::Bool(one), Value::Bool(other)]) => {
            Some((one == other).into())
        }
        (Function::StringEquals, [Value::Str(one), Value::Str(other)]) => {
            Some((one == other).into())
        }
        (Function::GetAttr, [value, Value::Str(path)]) => value.at(path).cloned(),
        (Function::IsValidHostLabel, [Value::Str(label), Value::Bool(dots)]) => {
            Some(is_valid_host_label(label, *dots).into())
        }
        (Function::ParseUrl, [Value::Str(url)]) => parse_url(url),
        (
            Function::Substring,
            [
                Value::Str(text),
                Value::Int(start),
                Value::Int(stop),
                Value::Bool(reverse),
            ],
        ) => substring(text, *start, *stop, *reverse),
        (Function::UriEncode, [Value::Str(text)]) => Some(uri_encode(text).into()),
        _ => None,
    }
}

/// Parses `arn:partition:service:region:account-id:resource`, in which region and account id may be empty.
fn parse_arn(arn: &str) -> Option<Value> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account_id, resource) = (parts.next()?, parts.next()?, parts.next()?);
    if prefix != "arn" || partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    let resource_id: Vec<String> = resource.split([':', '/']).map(str::to_owned).collect();
    Some(Value::record([
        ("partition", partition.to_owned().into()),
        ("service", service.to_owned().into()),
        ("region", region.to_owned().into()),
        ("accountId", account_id.to_owned().into()),
        ("resourceId", resource_id.into()),
    ]))
}

fn is_virtual_hostable_bucket(bucket: &str, dots: bool) -> bool {
    let is_label = |label: &str| {
        let is_valid_end =
            |end: Option<u8>| end.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        is_valid_end(label.bytes().next())
            && is_valid_end(label.bytes().last())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let labels_are_valid = if dots {
        bucket.split('.').all(is_label)
    } else {
        is_label(bucket)
    };
    (3..=63).contains(&bucket.len()) && labels_are_valid && bucket.parse::<Ipv4Addr>().is_err()
}

/// True if `label` is a label of a host name; with `dots`, if each part between dots is one.
pub(super) fn is_valid_host_label(label: &str, dots: bool) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .next()
                .is_some_and(|b| b.is_ascii_alphanumeric())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if dots {
        label.split('.').all(is_label)
    } else {
        is_label(label)
    }
}

/// Parses an absolute `http` or `https` URL without query and fragment.
fn parse_url(url: &str) -> Option<Value> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#']) {
        return None;
    }
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let uri: http::Uri = url.parse().ok()?;
    let is_ip = is_ip(uri.host()?);
    let normalized_path = if path.ends_with('/') {
        path.to_owned()
    } else {
        format!("{path}/")
    };
    Some(Value::record([
        ("scheme", scheme.to_owned().into()),
        ("authority", authority.to_owned().into()),
        ("path", path.to_owned().into()),
        ("normalizedPath", normalized_path.into()),
        ("isIp", is_ip.into()),
    ]))
}

/// True if a host, in the form of `http::Uri`, is an IP address.
pub(super) fn is_ip(host: &str) -> bool {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.map_or_else(
        || host.parse::<Ipv4Addr>().is_ok(),
        |host| host.parse::<Ipv6Addr>().is_ok(),
    )
}

fn substring(text: &str, start: i32, stop: i32, reverse: bool) -> Option<Value> {
    let (start, stop) = (usize::try_from(start).ok()?, usize::try_from(stop).ok()?);
    if !text.is_ascii() || start >= stop || stop > text.len() {
        return None;
    }
    let range = if reverse {
        text.len() - stop..text.len() - start
    } else {
        start..stop
    };
    Some(text.get(range)?.to_owned().into())
}

pub(crate) fn uri_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    crate::codec::text::encode(text, &mut encoded);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(value: &'static str) -> Value {
        value.into()
    }

    #[test]
    fn an_arn_has_six_parts() {
        let arn = parse_arn("arn:aws:s3:us-east-2:012345678:outpost:op-1234/x").unwrap();
        assert_eq!(arn.at("partition"), Some(&string("aws")));
        assert_eq!(arn.at("region"), Some(&string("us-east-2")));
        assert_eq!(arn.at("accountId"), Some(&string("012345678")));
        assert_eq!(arn.at("resourceId[1]"), Some(&string("op-1234")));
        assert_eq!(arn.at("resourceId[2]"), Some(&string("x")));
        assert_eq!(arn.at("resourceId[3]"), None);
        for invalid in [
            "",
            "arn:aws:s3",
            "arn::s3:::x",
            "arn:aws:::a:x",
            "arn:aws:s3:::",
            "arm:aws:s3:::x",
        ] {
            assert_eq!(parse_arn(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn a_url_keeps_its_path_unchanged() {
        let url = |text| parse_url(text).unwrap();
        assert_eq!(url("https://example.com").at("path"), Some(&string("")));
        assert_eq!(
            url("https://example.com").at("normalizedPath"),
            Some(&string("/"))
        );
        assert_eq!(
            url("https://example.com:8443/a%20b").at("path"),
            Some(&string("/a%20b"))
        );
        assert_eq!(
            url("https://example.com:8443/a").at("normalizedPath"),
            Some(&string("/a/"))
        );
        assert_eq!(
            url("https://example.com:8443/a").at("authority"),
            Some(&string("example.com:8443"))
        );
        assert_eq!(url("http://[::1]:80").at("isIp"), Some(&true.into()));
        assert_eq!(url("http://192.168.1.1").at("isIp"), Some(&true.into()));
        for invalid in [
            "example.com",
            "ftp://example.com",
            "https://example.com?x=y",
            "https://",
            "https://a b",
        ] {
            assert_eq!(parse_url(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn a_substring_can_count_from_the_end() {
        assert_eq!(substring("abcdefg", 0, 4, false), Some(string("abcd")));
        assert_eq!(substring("abcdefg", 0, 4, true), Some(string("defg")));
        for (text, start, stop) in [
            ("abc", 0, 4),
            ("abc", 2, 2),
            ("abc", -1, 2),
            ("\u{e4}bc", 0, 1),
        ] {
            assert_eq!(substring(text, start, stop, false), None);
        }
    }

    #[test]
    fn buckets_and_labels_follow_the_rules_of_host_names() {
        assert!(is_virtual_hostable_bucket("a-bucket", false));
        assert!(!is_virtual_hostable_bucket("a.bucket", false));
        assert!(is_virtual_hostable_bucket("a.bucket", true));
        for invalid in [
            "ab",
            "A-bucket",
            "-bucket",
            "bucket-",
            "192.168.1.1",
            "a..b",
        ] {
            assert!(!is_virtual_hostable_bucket(invalid, true), "{invalid}");
        }
        assert!(is_valid_host_label("Us-East-1", false));
        for invalid in ["", "-a", "a.b", "a/b", "a@b", &"x".repeat(64)] {
            assert!(!is_valid_host_label(invalid, false), "{invalid}");
        }
    }

    #[test]
    fn all_characters_except_unreserved_ones_are_encoded() {
        assert_eq!(uri_encode("a b/\u{fc}~"), "a%20b%2F%C3%BC~");
    }
}
