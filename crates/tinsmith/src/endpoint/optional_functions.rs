//! The functions that few endpoint rules call. Tables name them, so that clients whose rules do not call them do not link them.
//!
//! `None` is the absent value of the rules. It is also the result of arguments of other types, which do not occur because the generator
//! checks the types of a model.

use std::net::Ipv4Addr;

use super::Value;
use super::functions::{is_host_label, is_ip, percent_encode};

/// `coalesce`: returns the first value that is set.
pub fn coalesce(values: &[Option<Value>]) -> Option<Value> {
    values.iter().flatten().next().cloned()
}

/// `ite`: returns the second value if the first one is true, and the third one otherwise.
pub fn ite(values: &[Option<Value>]) -> Option<Value> {
    let [condition, yes, no] = values else {
        return None;
    };
    match condition {
        Some(Value::Bool(true)) => yes.clone(),
        _ => no.clone(),
    }
}

/// `split`: splits a text at a delimiter, into at most as many parts as the third value, unless that is 0.
pub fn split(values: &[Option<Value>]) -> Option<Value> {
    let [
        Some(Value::Str(text)),
        Some(Value::Str(delimiter)),
        Some(Value::Int(limit)),
    ] = values
    else {
        return None;
    };
    let limit = match usize::try_from(*limit).ok()? {
        0 => usize::MAX,
        limit => limit,
    };
    let parts = text.splitn(limit, &**delimiter).map(str::to_owned);
    (!delimiter.is_empty()).then(|| parts.collect::<Vec<_>>().into())
}

/// `aws.parseArn`: parses `arn:partition:service:region:account-id:resource`, in which region and account ID may be empty.
pub fn parse_arn(values: &[Option<Value>]) -> Option<Value> {
    let [Some(Value::Str(arn))] = values else {
        return None;
    };
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

/// `aws.isVirtualHostableS3Bucket`: true if a bucket can be a label of a host name; with the second value, labels between dots.
pub fn is_virtual_hostable_bucket(values: &[Option<Value>]) -> Option<Value> {
    let [Some(Value::Str(bucket)), Some(Value::Bool(dots))] = values else {
        return None;
    };
    let is_label = |label: &str| {
        let is_valid_end =
            |end: Option<u8>| end.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        is_valid_end(label.bytes().next())
            && is_valid_end(label.bytes().last())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let labels_are_valid = if *dots {
        bucket.split('.').all(is_label)
    } else {
        is_label(bucket)
    };
    let is_hostable =
        (3..=63).contains(&bucket.len()) && labels_are_valid && bucket.parse::<Ipv4Addr>().is_err();
    Some(is_hostable.into())
}

/// `isValidHostLabel`: true if a text is a label of a host name; with the second value, labels between dots.
pub fn is_valid_host_label(values: &[Option<Value>]) -> Option<Value> {
    let [Some(Value::Str(label)), Some(Value::Bool(dots))] = values else {
        return None;
    };
    Some(is_host_label(label, *dots).into())
}

/// `parseURL`: parses an absolute `http` or `https` URL without query and fragment.
pub fn parse_url(values: &[Option<Value>]) -> Option<Value> {
    let [Some(Value::Str(url))] = values else {
        return None;
    };
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

/// `substring`: returns the characters of an ASCII text from an index to another, counted from the end if the fourth value is true.
pub fn substring(values: &[Option<Value>]) -> Option<Value> {
    let [
        Some(Value::Str(text)),
        Some(Value::Int(start)),
        Some(Value::Int(stop)),
        Some(Value::Bool(reverse)),
    ] = values
    else {
        return None;
    };
    let (start, stop) = (usize::try_from(*start).ok()?, usize::try_from(*stop).ok()?);
    if !text.is_ascii() || start >= stop || stop > text.len() {
        return None;
    }
    let range = if *reverse {
        text.len() - stop..text.len() - start
    } else {
        start..stop
    };
    Some(text.get(range)?.to_owned().into())
}

/// `uriEncode`: encodes all characters except unreserved ones.
pub fn uri_encode(values: &[Option<Value>]) -> Option<Value> {
    let [Some(Value::Str(text))] = values else {
        return None;
    };
    Some(percent_encode(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(value: &'static str) -> Value {
        value.into()
    }

    #[test]
    fn an_arn_has_six_parts() {
        let arn = parse_arn(&[Some(string(
            "arn:aws:s3:us-east-2:012345678:outpost:op-1234/x",
        ))])
        .unwrap();
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
            assert_eq!(parse_arn(&[Some(string(invalid))]), None, "{invalid}");
        }
    }

    #[test]
    fn a_url_keeps_its_path_unchanged() {
        let url = |text| parse_url(&[Some(string(text))]).unwrap();
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
            assert_eq!(parse_url(&[Some(string(invalid))]), None, "{invalid}");
        }
    }

    #[test]
    fn a_substring_can_count_from_the_end() {
        let substring = |text: &'static str, start, stop, reverse: bool| {
            substring(&[
                Some(text.into()),
                Some(Value::Int(start)),
                Some(Value::Int(stop)),
                Some(reverse.into()),
            ])
        };
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
    fn buckets_follow_the_rules_of_host_names() {
        let is_hostable = |bucket: &'static str, dots: bool| {
            is_virtual_hostable_bucket(&[Some(bucket.into()), Some(dots.into())])
                == Some(true.into())
        };
        assert!(is_hostable("a-bucket", false));
        assert!(!is_hostable("a.bucket", false));
        assert!(is_hostable("a.bucket", true));
        for invalid in [
            "ab",
            "A-bucket",
            "-bucket",
            "bucket-",
            "192.168.1.1",
            "a..b",
        ] {
            assert!(!is_hostable(invalid, true), "{invalid}");
        }
    }

    #[test]
    fn a_function_of_set_values_has_no_result_without_them() {
        type Function = fn(&[Option<Value>]) -> Option<Value>;
        let functions: [(Function, usize); 6] = [
            (parse_arn, 1),
            (is_virtual_hostable_bucket, 2),
            (is_valid_host_label, 2),
            (parse_url, 1),
            (substring, 4),
            (uri_encode, 1),
        ];
        for (function, arguments) in functions {
            assert_eq!(function(&vec![None; arguments]), None);
        }
    }

    #[test]
    fn the_first_value_that_is_set_is_used_even_if_it_is_false() {
        let (no, text) = (Some(Value::Bool(false)), Some(Value::from("a")));
        assert_eq!(coalesce(&[None, no.clone(), text]), no);
        assert_eq!(coalesce(&[None, None]), None);
    }

    #[test]
    fn a_condition_chooses_between_two_values() {
        let (yes, no) = (Some(Value::from("yes")), Some(Value::from("no")));
        for (condition, expected) in [
            (Some(true.into()), &yes),
            (Some(false.into()), &no),
            (None, &no),
        ] {
            assert_eq!(ite(&[condition, yes.clone(), no.clone()]), *expected);
        }
        assert_eq!(ite(&[Some(true.into()), None, no]), None);
    }

    #[test]
    fn a_text_is_split_into_at_most_as_many_parts_as_the_limit() {
        let split = |text: &'static str, delimiter: &'static str, limit| {
            split(&[
                Some(text.into()),
                Some(delimiter.into()),
                Some(Value::Int(limit)),
            ])
        };
        for (text, limit, parts) in [
            ("a--b--c", 0, &["a", "b", "c"] as &[_]),
            ("a--b--c", 2, &["a", "b--c"]),
            ("a--b--c", 1, &["a--b--c"]),
            ("", 0, &[""]),
            ("----", 0, &["", "", ""]),
        ] {
            let parts = parts.to_vec();
            assert_eq!(split(text, "--", limit), Some(parts.into()), "{text}");
        }
        assert_eq!(split("a", "", 0), None);
        assert_eq!(split("a", "--", -1), None);
    }

    /// Checks the cases of Smithy's `get-attr-negative-index.smithy`.
    #[test]
    fn a_negative_index_counts_from_the_end() {
        let [text, delimiter] = ["my--s3--bucket--abcd-ab1--x-s3", "--"].map(Value::from);
        let parts = split(&[Some(text), Some(delimiter), Some(Value::Int(0))]).unwrap();
        for (path, part) in [
            ("[0]", Some("my")),
            ("[-1]", Some("x-s3")),
            ("[-2]", Some("abcd-ab1")),
            ("[-5]", Some("my")),
            ("[-6]", None),
            ("[5]", None),
        ] {
            assert_eq!(parts.at(path).and_then(Value::as_str), part, "{path}");
        }
        let record = Value::record([("parts", parts)]);
        assert_eq!(record.at("parts[-1]"), Some(&string("x-s3")));
    }
}
