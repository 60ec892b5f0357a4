//! The functions that most endpoint rules call.

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
        (Function::BooleanEquals, [Value::Bool(one), Value::Bool(other)]) => {
            Some((one == other).into())
        }
        (Function::StringEquals, [Value::Str(one), Value::Str(other)]) => {
            Some((one == other).into())
        }
        (Function::GetAttr, [value, Value::Str(path)]) => value.at(path).cloned(),
        _ => None,
    }
}

/// True if `label` is a label of a host name; with `dots`, if each part between dots is one.
pub(super) fn is_host_label(label: &str, dots: bool) -> bool {
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

/// Encodes all characters except unreserved ones.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    crate::codec::text::encode(text, &mut encoded);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_the_rules_of_host_names() {
        assert!(is_host_label("Us-East-1", false));
        for invalid in ["", "-a", "a.b", "a/b", "a@b", &"x".repeat(64)] {
            assert!(!is_host_label(invalid, false), "{invalid}");
        }
    }

    #[test]
    fn all_characters_except_unreserved_ones_are_encoded() {
        assert_eq!(percent_encode("a b/\u{fc}~"), "a%20b%2F%C3%BC~");
    }
}
