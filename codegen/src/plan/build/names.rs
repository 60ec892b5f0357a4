//! Names of Smithy in Rust's case.
//!
//! - A name is split into words where its case changes and at anything but letters and digits: `ec2InstanceArn` is `ec2 instance arn`.
//! - A run of capitals is one word, but for its last letter where a small one follows: `ARNList` is `arn list`. A plural `s` stays with it: `ARNs`.
//! - Digits stay with the word before them: `S3Uri` is `s3 uri`.
//! - A few names that break these rules are known as wholes: `IPv4`, `OAuth`, `MiB`.
//! - What would begin with a digit, or be empty, gets a `v` in front: `2xlarge` is `V2xlarge`, an empty value is `Empty`.
//! - Keywords are raw identifiers; the few that cannot be raw, such as `self`, end with an underscore.

/// Words whose capitals do not tell where they begin and end.
const KNOWN: &[&str] = &[
    "IPv4", "IpV4", "IpV6", "IPv6", "OAuth", "IoT", "DynamoDB", "GraphQL", "MySQL", "KiB", "MiB",
    "GiB", "TiB", "vCPU", "vCpu", "VCpu", "VCPU",
];

/// Methods that a request builder has besides its members' setters.
const BUILDER_METHODS: &[&str] = &[
    "call",
    "configure",
    "input",
    "new",
    "paginate",
    "presigned",
    "send",
    "with_input",
];

/// Methods that would be taken for those of operator traits.
const OPERATOR_METHODS: &[&str] = &[
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
];

/// The words of a name, in small letters.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(word_length(rest));
            words.push(word.to_lowercase());
            rest = after;
        }
    }
    words
}

/// A service's title as people write it: `AWSDeadlineCloud` is `AWS Deadline Cloud`.
pub(crate) fn title(title: &str) -> String {
    if !title.chars().all(char::is_alphanumeric) {
        return title.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = title;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(word_length(rest));
        words.push(word);
        rest = after;
    }
    words.join(" ")
}

/// How many bytes of a run of letters and digits are its first word.
fn word_length(text: &str) -> usize {
    let end = known_length(text).unwrap_or_else(|| letters_length(text));
    // Digits after the word, and small letters right after digits (`t2micro`, `x86a`), stay with it.
    let digits = length_while(text, end, char::is_numeric);
    if digits > end {
        length_while(text, digits, is_small)
    } else {
        end
    }
}

fn known_length(text: &str) -> Option<usize> {
    let known = KNOWN.iter().find(|known| text.starts_with(**known))?;
    let after = text.get(known.len()..)?;
    let length = known.len() + plural_length(after);
    (!text.get(length..)?.starts_with(is_small)).then_some(length)
}

fn letters_length(text: &str) -> usize {
    let capitals = length_while(text, 0, char::is_uppercase);
    let (run, after) = text.split_at(capitals);
    match run.char_indices().next_back() {
        // `farm` or `2xlarge`: digits in front belong to the word.
        None => length_while(text, length_while(text, 0, char::is_numeric), is_small),
        Some((0, _)) => length_while(text, capitals, is_small),
        Some(_) if plural_length(after) > 0 => capitals + 1,
        // The last capital begins the next word.
        Some((last, _)) if after.starts_with(is_small) => last,
        Some(_) => capitals,
    }
}

/// Where the letters of a class end that begin at a place.
fn length_while(text: &str, from: usize, class: fn(char) -> bool) -> usize {
    let tail = text.get(from..).unwrap_or_default();
    from + tail.find(|c| !class(c)).unwrap_or(tail.len())
}

fn is_small(c: char) -> bool {
    !c.is_uppercase() && !c.is_numeric()
}

/// How long the plural's `s` is that may follow capitals.
fn plural_length(after: &str) -> usize {
    let ends = after
        .strip_prefix('s')
        .is_some_and(|rest| !rest.starts_with(is_small));
    usize::from(ends)
}

/// A type or a variant: `SessionSummary`.
pub(crate) fn type_name(name: &str) -> String {
    let mut camel = String::new();
    for word in words(name) {
        let between_digits =
            camel.ends_with(|c: char| c.is_numeric()) && word.starts_with(char::is_numeric);
        if between_digits {
            camel.push('_');
        }
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    if camel.is_empty() {
        return "Empty".to_owned();
    }
    if camel.starts_with(char::is_numeric) {
        camel.insert(0, 'V');
    }
    if camel == "Self" {
        "Self_".to_owned()
    } else {
        camel
    }
}

/// A field, function or module, raw where it is a keyword: `farm_id`, `r#type`.
pub(crate) fn value_name(name: &str) -> String {
    let mut snake = words(name).join("_");
    if snake.is_empty() {
        return "empty".to_owned();
    }
    if snake.starts_with(char::is_numeric) {
        snake.insert(0, 'v');
    }
    match snake.as_str() {
        "self" | "super" | "crate" => format!("{snake}_"),
        // `gen` is a keyword since edition 2024, which `syn` does not hold against it.
        keyword if keyword == "gen" || syn::parse_str::<syn::Ident>(keyword).is_err() => {
            format!("r#{snake}")
        }
        _ => snake,
    }
}

/// A field's setter: the field's name, with `set_` in front where the builder has a method of that name.
pub(crate) fn setter_name(field: &str) -> String {
    let plain = field.trim_start_matches("r#");
    let waits = plain.starts_with("wait_until_");
    if waits || BUILDER_METHODS.contains(&plain) || OPERATOR_METHODS.contains(&plain) {
        format!("set_{plain}")
    } else {
        field.to_owned()
    }
}

/// An operation's module and the client's method, with `call_` in front where the client has a method, or the folder of
/// operations a file, of that name.
pub(crate) fn operation_name(operation: &str) -> String {
    let name = value_name(operation);
    match name.as_str() {
        "clone" | "new" | "r#mod" => format!("call_{}", name.trim_start_matches("r#")),
        _ => name,
    }
}

/// A variant of an enum; `Unknown` is taken by values that the model does not know.
pub(crate) fn variant_name(name: &str) -> String {
    match type_name(name).as_str() {
        "Unknown" => "UnknownValue".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
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
        "#]]
        .assert_eq(&split);
    }

    #[test]
    fn types_and_variants_are_camel_case_and_never_begin_with_a_digit() {
        let names = [
            "SessionSummary",
            "ResourceARN",
            "t2.micro",
            "1",
            "-",
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
            -: Empty
            : Empty
            1.0: V1_0
            3D: V3D
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
            ["GetFarm", "New", "Clone", "Mod", "Type"].map(operation_name),
            ["get_farm", "call_new", "call_clone", "call_mod", "r#type"]
        );
    }

    #[test]
    fn a_member_named_like_a_method_of_the_builder_gets_another_setter() {
        assert_eq!(
            ["farm_id", "send", "wait_until_done", "add", "r#type"].map(setter_name),
            [
                "farm_id",
                "set_send",
                "set_wait_until_done",
                "set_add",
                "r#type"
            ]
        );
    }
}
