//! Words whose capitals and digits do not show their beginning and end.

/// Each as it is written within a name; its first letter may be of either case.
pub(super) const KNOWN: &[&str] = &[
    // Units without a prefix
    "2D",
    "3D",
    "dB",
    "dBm",
    // Acronyms
    "AaaS",
    "AIoT",
    "AuthN",
    "AuthZ",
    "BaaS",
    "BoM",
    "BPaaS",
    "BYoIP",
    "BZip",
    "CaaS",
    "CCaaS",
    "cDNA",
    "cfDNA",
    "CoAP",
    "CPaaS",
    "ctDNA",
    "DaaS",
    "DBaaS",
    "DDoS",
    "DoS",
    "DRaaS",
    "eIDAS",
    "EMail",
    "eMMC",
    "EoL",
    "eSIM",
    "ETag",
    "FaaS",
    "fMP4",
    "FWaaS",
    "gDNA",
    "GPUaaS",
    "gRPC",
    "GZip",
    "HaaS",
    "IaaS",
    "IaC",
    "IdP",
    "IIoT",
    "IoT",
    "iPaaS",
    "IPsec",
    "IPset",
    "IPv4",
    "IPv6",
    "iSCSI",
    "KaaS",
    "LBaaS",
    "MaaS",
    "MLaaS",
    "MoM",
    "mRNA",
    "mTLS",
    "mTls",
    "NaaS",
    "NaCl",
    "NaN",
    "NBIoT",
    "NVMe",
    "OAuth",
    "OData",
    "PaaS",
    "PCoIP",
    "PhD",
    "PoC",
    "PoE",
    "PoP",
    "PoV",
    "PPPoE",
    "QnA",
    "QoE",
    "QoQ",
    "QoS",
    "RoCE",
    "RoHS",
    "RoI",
    "rRNA",
    "SaaS",
    "SBoM",
    "SoC",
    "SoM",
    "sRGB",
    "STaaS",
    "TDoA",
    "TeX",
    "tRNA",
    "UCaaS",
    "UoM",
    "UPnP",
    "VCPU",
    "vCpu",
    "vCPU",
    "vGPU",
    "vNIC",
    "VoD",
    "VoIP",
    "VoLTE",
    "VoWiFi",
    "vRAM",
    "WebM",
    "WebRTC",
    "WiFi",
    "XaaS",
    "xAPI",
    "XPath",
    "YCbCr",
    "YoY",
    // Products
    "BibTeX",
    "CentOS",
    "CoreOS",
    "DocumentDB",
    "DynamoDB",
    "eBay",
    "eBPF",
    "EC2",
    "ESXi",
    "FSx",
    "GitHub",
    "GitLab",
    "GraphQL",
    "HBase",
    "iCloud",
    "iMessage",
    "iOS",
    "iPad",
    "iPadOS",
    "iPhone",
    "iTunes",
    "JavaScript",
    "JSONata",
    "LaTeX",
    "LinkedIn",
    "LoRa",
    "LoRaWAN",
    "LwM2M",
    "MacOS",
    "MariaDB",
    "MD5",
    "MLflow",
    "MongoDB",
    "MySQL",
    "NoSQL",
    "PartiQL",
    "PostgreSQL",
    "S3",
    "SQLite",
    "tvOS",
    "TypeScript",
    "vApp",
    "vCenter",
    "vCore",
    "visionOS",
    "vMotion",
    "VMware",
    "vNUMA",
    "vRouter",
    "vSAN",
    "vSphere",
    "vSwitch",
    "vTPM",
    "watchOS",
    "webOS",
    "YouTube",
];

/// Words that are known in this form alone: `ipV4` has been two words in generated crates from the beginning.
pub(super) const KNOWN_AS_WRITTEN: &[&str] = &["IpV4", "IpV6"];

/// The prefixes of units, decimal ones and the capitals of binary ones, in either case.
const PREFIXES: &str = "kKmMgGtTpPeEzZyYuUnNhHcC";

/// Units with a prefix in front: `MHz`, `GiBps`, `keV`.
const UNITS: &[&str] = &[
    "Ah", "Bit", "Bps", "Byte", "eV", "Hz", "iB", "iBps", "ibps", "Pa", "VAr", "Wh",
];

/// The prefixes of units of one capital, which are written in small letters: behind a capital prefix, as in `MW`, such a unit is a
/// part of a run of capitals.
const SMALL_PREFIXES: &str = "dkmnpu";

const CAPITAL_UNITS: &[&str] = &["A", "B", "F", "V", "VA", "W"];

/// Returns the length of the unit that a text begins with, with its prefix.
pub(super) fn unit_length(text: &str) -> Option<usize> {
    let prefix = text.chars().next()?;
    let rest = &text[prefix.len_utf8()..];
    let begins = |unit: &&&str| rest.starts_with(**unit);
    let units = UNITS.iter().filter(begins);
    let units = units.filter(|_| PREFIXES.contains(prefix));
    // `kVMHost` has no kV: the letters are an acronym.
    let is_alone = |unit: &&&str| {
        let mut after = rest[unit.len()..].chars();
        !after.next().is_some_and(char::is_uppercase)
            || after.next().is_some_and(char::is_lowercase)
    };
    let capital_units = CAPITAL_UNITS.iter().filter(begins).filter(is_alone);
    let capital_units = capital_units.filter(|_| SMALL_PREFIXES.contains(prefix));
    let lengths = units
        .chain(capital_units)
        .map(|unit| prefix.len_utf8() + unit.len());
    lengths.max()
}
