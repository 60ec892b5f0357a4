//! The AWS partitions, from the partition table that AWS publishes with its SDKs (version 1.1).

use super::partition::Partition;

/// Returns the name of the partition of a region.
#[cfg(feature = "environment")]
pub(crate) fn partition_name(region: &str) -> Option<&'static str> {
    partition_of(region).map(|partition| partition.name)
}

/// Returns the partition that lists the region, or the one whose regions have its form, or the first one.
pub(super) fn partition_of(region: &str) -> Option<Partition> {
    let listed = PARTITIONS
        .iter()
        .find(|partition| partition.regions.contains(&region));
    listed
        .or_else(|| {
            PARTITIONS
                .iter()
                .find(|partition| partition.matches_form_of(region))
        })
        .or(PARTITIONS.first())
        .copied()
}

/// Returns the partition of a region from the former table, in which the isolated partitions had no dual-stack endpoints.
#[cfg(feature = "testing")]
pub(super) fn former_partition_of(region: &str) -> Option<Partition> {
    let partition = partition_of(region)?;
    let isolated = partition.name.starts_with("aws-iso");
    Some(Partition {
        supports_dual_stack: partition.supports_dual_stack && !isolated,
        ..partition
    })
}

/// All partitions. The first one is the default.
const PARTITIONS: &[Partition] = &[
    Partition {
        name: "aws",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "us-east-1",
        region_prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        regions: &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "aws-global",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    },
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "cn-northwest-1",
        region_prefixes: &["cn"],
        regions: &["aws-cn-global", "cn-north-1", "cn-northwest-1"],
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "eusc-de-east-1",
        region_prefixes: &["eusc-de"],
        regions: &["eusc-de-east-1"],
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "us-iso-east-1",
        region_prefixes: &["us-iso"],
        regions: &["aws-iso-global", "us-iso-east-1", "us-iso-west-1"],
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "us-isob-east-1",
        region_prefixes: &["us-isob"],
        regions: &["aws-iso-b-global", "us-isob-east-1"],
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "eu-isoe-west-1",
        region_prefixes: &["eu-isoe"],
        regions: &["aws-iso-e-global", "eu-isoe-west-1"],
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "us-isof-south-1",
        region_prefixes: &["us-isof"],
        regions: &["aws-iso-f-global", "us-isof-east-1", "us-isof-south-1"],
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region: "us-gov-west-1",
        region_prefixes: &["us-gov"],
        regions: &["aws-us-gov-global", "us-gov-east-1", "us-gov-west-1"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_belongs_to_the_partition_that_lists_it_or_matches_its_form() {
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
            assert_eq!(partition_of(region).unwrap().name, name, "{region}");
        }
    }
}
