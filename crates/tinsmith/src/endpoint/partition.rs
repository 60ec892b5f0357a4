//! A partition, and its regions.

use super::rule_value::Value;

/// A partition: a group of regions with their own domain names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partition {
    pub(super) name: &'static str,
    pub(super) dns_suffix: &'static str,
    pub(super) dual_stack_dns_suffix: &'static str,
    pub(super) supports_fips: bool,
    pub(super) supports_dual_stack: bool,
    pub(super) implicit_global_region: &'static str,
    /// The prefixes of regions that are not listed: a region that consists of a prefix, a word and a number belongs to the partition.
    pub(super) region_prefixes: &'static [&'static str],
    pub(super) regions: &'static [&'static str],
}

impl Partition {
    /// Returns the value of the function `aws.partition`.
    pub(super) fn value(&self) -> Value {
        Value::record([
            ("name", self.name.into()),
            ("dnsSuffix", self.dns_suffix.into()),
            ("dualStackDnsSuffix", self.dual_stack_dns_suffix.into()),
            ("supportsFIPS", self.supports_fips.into()),
            ("supportsDualStack", self.supports_dual_stack.into()),
            ("implicitGlobalRegion", self.implicit_global_region.into()),
        ])
    }

    /// True if a region has the form of the partition's regions.
    pub(super) fn matches_form_of(&self, region: &str) -> bool {
        let is_word = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        self.region_prefixes.iter().any(|prefix| {
            let rest = region
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-'))
                .is_some_and(|(word, number)| is_word(word) && is_number(number))
        })
    }
}
