use super::*;
use expect_test::expect;

#[test]
fn words_are_found_by_case_digits_and_marks() {
    let names = [
        "farmId",
        "ARN",
        "ARNs",
        "queueARNs",
        "ec2InstanceArn",
        "S3Uri",
        "s3URI",
        "IPv4Address",
        "clientIPv6",
        "OAuth2Token",
        "memoryMiB",
        "vCpuCount",
        "VCpuCountRange",
        "MD5OfBody",
        "sha256",
        "Sha256Hash",
        "t2.micro",
        "IN_PROGRESS",
        "x-amz-id",
        "__string",
        "2xlarge",
        "HTTPSProxy",
        "aBC",
        "KMSKeyARNList",
        "IoTThing",
        "Ipv4",
        "oAuth2Properties",
        "dynamoDBv2",
        "QnAIntentConfiguration",
        "SaaSProductSummary",
        "NullNaN",
        "Use2DSolver",
        "IpV6Addresses",
        "ThroughputInMBps",
        "ChecksumCRC32C",
        "G4DN_12XLARGE",
        "PT3H",
        "FSxForNVMe",
        "SMBv3",
        "eTag",
        "VMwareIdPs",
        "LoRaWANDevice",
        "café",
    ];
    let split: String = names
        .map(|name| format!("{name}: {}\n", words(name).join(" ")))
        .concat();
    expect![[r#"
        farmId: farm id
        ARN: arn
        ARNs: arns
        queueARNs: queue arns
        ec2InstanceArn: ec2 instance arn
        S3Uri: s3 uri
        s3URI: s3 uri
        IPv4Address: ipv4 address
        clientIPv6: client ipv6
        OAuth2Token: oauth2 token
        memoryMiB: memory mib
        vCpuCount: vcpu count
        VCpuCountRange: vcpu count range
        MD5OfBody: md5 of body
        sha256: sha256
        Sha256Hash: sha256 hash
        t2.micro: t2 micro
        IN_PROGRESS: in progress
        x-amz-id: x amz id
        __string: string
        2xlarge: 2xlarge
        HTTPSProxy: https proxy
        aBC: a bc
        KMSKeyARNList: kms key arn list
        IoTThing: iot thing
        Ipv4: ipv4
        oAuth2Properties: oauth2 properties
        dynamoDBv2: dynamodb v2
        QnAIntentConfiguration: qna intent configuration
        SaaSProductSummary: saas product summary
        NullNaN: null nan
        Use2DSolver: use 2d solver
        IpV6Addresses: ipv6 addresses
        ThroughputInMBps: throughput in mbps
        ChecksumCRC32C: checksum crc32c
        G4DN_12XLARGE: g4dn 12xlarge
        PT3H: pt3h
        FSxForNVMe: fsx for nvme
        SMBv3: smb v3
        eTag: etag
        VMwareIdPs: vmware idps
        LoRaWANDevice: lorawan device
        café: caf ue9
    "#]]
    .assert_eq(&split);
}

#[test]
fn letters_of_an_acronym_are_no_unit() {
    for name in [
        "kVMHost",
        "mAPIKey",
        "nATGatewayId",
        "mVPNConfig",
        "uWSGIPort",
    ] {
        assert_eq!(words(name)[0].len(), 1, "{name}: {:?}", words(name));
    }
    assert_eq!(words("dBURL"), ["db", "url"]);
}

#[test]
fn acronyms_and_units_of_mixed_case_are_one_word() {
    let units = [
        "kHz", "MHz", "GHz", "KiBps", "GiBps", "EiB", "YiB", "kWh", "MeV", "hPa", "mAh", "mV", "dB",
    ];
    let acronyms = [
        "mTls", "mTLS", "PCoIP", "iSCSI", "IPset", "eBay", "SoC", "BoM", "CoAP", "PhD", "JSONata",
        "SQLite", "ESXi", "MLaaS",
    ];
    for word in units.into_iter().chain(acronyms) {
        let small = word.to_lowercase();
        assert_eq!(words(word), [small.as_str()]);
        assert_eq!(words(&format!("max_{word}")), ["max", &small], "{word}");
        assert_eq!(words(&format!("{word}Count")), [&small, "count"], "{word}");
    }
    let names = [
        "VoIPCall",
        "LaTeXDoc",
        "CPUvCores",
        "ID3v2",
        "ID3v2Tag",
        "SendToSNSTopic",
        "MARNs",
        "DBInstance",
        "MPath",
    ];
    assert_eq!(
        names.map(|name| words(name).join(" ")),
        [
            "voip call",
            "latex doc",
            "cpu vcores",
            "id3 v2",
            "id3 v2 tag",
            "send to sns topic",
            "marns",
            "db instance",
            "m path",
        ]
    );
}

#[test]
fn types_and_variants_are_camel_case_and_never_begin_with_a_digit() {
    let names = [
        "SessionSummary",
        "ResourceARN",
        "t2.micro",
        "1",
        "-",
        "<=",
        "",
        "1.0",
        "3D",
        "IN_PROGRESS",
        "unknown",
        "self",
    ];
    let camel: String = names
        .map(|name| format!("{name}: {}\n", variant_name(name)))
        .concat();
    expect![[r#"
        SessionSummary: SessionSummary
        ResourceARN: ResourceArn
        t2.micro: T2Micro
        1: V1
        -: U2d
        <=: U3cU3d
        : Empty
        1.0: V1_0
        3D: V3d
        IN_PROGRESS: InProgress
        unknown: UnknownValue
        self: Self_
    "#]]
    .assert_eq(&camel);
}

#[test]
fn fields_are_snake_case_and_raw_where_they_are_keywords() {
    let names = ["farmId", "type", "self", "async", "gen", "TopLevel", "2fa"];
    assert_eq!(
        names.map(value_name),
        [
            "farm_id",
            "r#type",
            "self_",
            "r#async",
            "r#gen",
            "top_level",
            "v2fa"
        ]
    );
}

#[test]
fn an_operation_named_like_a_method_of_the_client_gets_another_one() {
    assert_eq!(
        ["GetFarm", "New", "Clone", "Mod", "Type", "Operation"].map(operation_name),
        [
            "get_farm",
            "call_new",
            "call_clone",
            "call_mod",
            "r#type",
            "call_operation"
        ]
    );
    assert_eq!(
        ["New", "CallNew", "CallClone", "CallFarm"].map(operation_type),
        ["CallNew", "CallCallNew", "CallClone", "CallFarm"]
    );
    assert_eq!(
        ["CallNew", "CallClone", "CallFarm"].map(operation_name),
        ["call_call_new", "call_call_clone", "call_farm"]
    );
}

#[test]
fn a_member_named_like_a_method_of_the_builder_gets_another_setter() {
    assert_eq!(
        [
            "farm_id",
            "send",
            "wait_until_done",
            "add",
            "r#type",
            "set_send",
            "set_farm_id"
        ]
        .map(setter_name),
        [
            "farm_id",
            "set_send",
            "set_wait_until_done",
            "set_add",
            "r#type",
            "set_set_send",
            "set_farm_id"
        ]
    );
}

/// Names of the published models, which are looked for in the folder that `TINSMITH_SHARED` names, or `../shared`.
fn published_names() -> Vec<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let shared = std::env::var("TINSMITH_SHARED").unwrap_or_else(|_| beside.to_owned());
    let Ok(folder) = std::fs::read_dir(std::path::Path::new(&shared).join("models")) else {
        // Unlike what `println!` prints, this is seen although the test passes.
        let notice = format!("SKIPPED: no published models in {shared}\n");
        std::io::Write::write_all(&mut std::io::stderr(), notice.as_bytes()).unwrap();
        return Vec::new();
    };
    let texts = folder.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let mut names = Vec::new();
    for text in texts {
        let model: serde_json::Value = serde_json::from_str(&text).unwrap();
        let shapes = model.get("shapes").and_then(serde_json::Value::as_object);
        for (id, shape) in shapes.into_iter().flatten() {
            names.extend(id.split_once('#').map(|(_, name)| name.to_owned()));
            let members = shape.get("members").and_then(serde_json::Value::as_object);
            names.extend(members.into_iter().flat_map(serde_json::Map::keys).cloned());
        }
    }
    names
}

#[test]
fn no_letter_of_a_published_name_is_lost_and_no_two_words_in_a_row_are_single_letters() {
    for name in published_names() {
        let words = words(&name);
        let letters = name.replace(|c: char| !c.is_alphanumeric(), "");
        assert_eq!(words.concat(), letters.to_lowercase(), "{name}");
        // Shapes whose names begin so, after their patterns, have no name in Rust.
        if !name.starts_with("__") {
            let is_letter =
                |word: &String| word.len() == 1 && word.starts_with(char::is_alphabetic);
            let torn = words.windows(2).any(|pair| pair.iter().all(is_letter));
            assert!(!torn, "{name} is {}", words.join("_"));
        }
    }
}
