//! Which partition a region belongs to.

use super::partitions::PARTITIONS;
use super::value::Value;

/// A partition: a group of regions with domain names of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partition {
    pub(super) name: &'static str,
    pub(super) dns_suffix: &'static str,
    pub(super) dual_stack_dns_suffix: &'static str,
    pub(super) supports_fips: bool,
    pub(super) supports_dual_stack: bool,
    pub(super) implicit_global_region: &'static str,
    /// A region not listed belongs here if it is one of these, a word and a number: `us-somewhere-1`.
    pub(super) region_prefixes: &'static [&'static str],
    pub(super) regions: &'static [&'static str],
}

impl Partition {
    /// The partition that lists the region, else the one whose regions look like it, else the first.
    pub(super) fn of_region(region: &str) -> Option<Self> {
        let listed = PARTITIONS
            .iter()
            .find(|partition| partition.regions.contains(&region));
        listed
            .or_else(|| {
                PARTITIONS
                    .iter()
                    .find(|partition| partition.looks_like(region))
            })
            .or(PARTITIONS.first())
            .copied()
    }

    /// The partition as the table had it before the isolated partitions got dual-stack endpoints.
    #[cfg(feature = "testing")]
    pub(super) fn of_region_formerly(region: &str) -> Option<Self> {
        let partition = Self::of_region(region)?;
        let isolated = partition.name.starts_with("aws-iso");
        Some(Self {
            supports_dual_stack: partition.supports_dual_stack && !isolated,
            ..partition
        })
    }

    /// What `aws.partition` gives.
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

    fn looks_like(&self, region: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_belongs_to_the_partition_that_lists_it_or_looks_like_it() {
        for (region, name) in [
            ("us-east-1", "aws"),
            ("aws-global", "aws"),
            ("eu-moon-7", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-gov-mars-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-new-1", "aws-iso-b"),
            ("cn-north-1", "aws-cn"),
            ("eusc-de-west-9", "aws-eusc"),
            ("aws-cn-global", "aws-cn"),
            ("nowhere", "aws"),
            ("us-east-x", "aws"),
        ] {
            assert_eq!(Partition::of_region(region).unwrap().name, name, "{region}");
        }
    }
}
