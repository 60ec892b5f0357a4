//! The style in which a custom endpoint has the resource of a request.

use http::Uri;
use tinsmith::endpoint::{
    BuiltIn, Condition, Expr, Function, ParamValue, Parameter, ParameterSetting, Rule, RuleSet,
};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::testing::ScriptedTransport;
use tinsmith::{ConfigBuilder, Handle};

use crate::support::{GetThingOutput, config};

const RULES: RuleSet = RuleSet {
    parameters: &[
        Parameter {
            name: "Bucket",
            built_in: None,
            required: true,
            default: None,
        },
        Parameter {
            name: "Key",
            built_in: None,
            required: false,
            default: None,
        },
        Parameter {
            name: "Base",
            built_in: None,
            required: true,
            default: Some(ParamValue::Str("https://host.example.com")),
        },
        Parameter {
            name: "Force",
            built_in: Some(BuiltIn::ForcePathStyle {
                resource: Some("Bucket"),
            }),
            required: true,
            default: Some(ParamValue::Bool(false)),
        },
    ],
    rules: &[
        Rule::Endpoint {
            conditions: &[Condition {
                function: Function::BooleanEquals,
                arguments: &[Expr::Ref("Force"), Expr::Bool(true)],
                assign: None,
            }],
            url: Expr::Template("https://path.example.com/{Bucket}"),
            headers: &[],
            properties: &[],
        },
        Rule::Endpoint {
            conditions: &[],
            url: Expr::Ref("Base"),
            headers: &[],
            properties: &[],
        },
    ],
};

static BUCKETS: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "buckets",
    signing_name: "buckets",
    endpoint_rules: Some(&RULES),
    parameter_settings: &[ParameterSetting {
        parameter: "Force",
        variable: "AWS_BUCKETS_STYLE",
        keys: &["buckets_style", "buckets.style"],
        texts: &[
            ("auto", None),
            ("path", Some(true)),
            ("virtual", Some(false)),
        ],
    }],
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug)]
struct HeadBucket(&'static str);

impl Operation for HeadBucket {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &BUCKETS,
        name: "HeadBucket",
        uri: "?list",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(self.0.to_owned()));
        request.endpoint_param("Key", &Some("arn:key".to_owned()));
    }
}

fn uri(bucket: &'static str, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Uri {
    let config = set(config(&ScriptedTransport::new()));
    let call = Handle::new(&config.build(), &BUCKETS).call();
    let request = call.build(&HeadBucket(bucket)).unwrap();
    request.uri().clone()
}

/// Returns the first label of the host.
fn style(bucket: &'static str, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> String {
    let uri = uri(bucket, set);
    uri.host().unwrap().split('.').next().unwrap().to_owned()
}

/// An emulator has no host for each bucket.
#[test]
fn a_custom_endpoint_has_the_resource_in_the_path_unless_that_is_an_arn() {
    const URL: &str = "http://emulator:9000";
    // The key looks like an ARN, but it is not the resource.
    const ARN: &str = "arn:aws:s3:us-west-2:123456789012:accesspoint:a";
    assert_eq!(style("b", |config| config), "host");
    assert_eq!(style("b", |config| config.endpoint_url(URL)), "path");
    assert_eq!(style(ARN, |config| config.endpoint_url(URL)), "host");
    let hosts = |config: ConfigBuilder| config.endpoint_url(URL).endpoint_param("Force", false);
    assert_eq!(style("b", hosts), "host");
    assert_eq!(
        style("b", |config| config.endpoint_param("Force", true)),
        "path"
    );
}

/// The path of a bucket ends without a slash, as that of boto3 does.
#[test]
fn an_operation_without_a_path_has_that_of_the_endpoint() {
    let in_path = uri("b", |config| config.endpoint_param("Force", true));
    assert_eq!(in_path, "https://path.example.com/b?list");
    let in_host = uri("b", |config| config);
    assert_eq!(in_host, "https://host.example.com/?list");
    let base = |config: ConfigBuilder| config.endpoint_param("Base", "https://e.example.com/base/");
    assert_eq!(uri("b", base), "https://e.example.com/base?list");
}

#[cfg(all(feature = "checksums", feature = "environment"))]
#[tokio::test]
async fn the_style_of_paths_is_a_setting_of_environment_and_profile() {
    use tinsmith::Environment;

    const NESTED: &str = "buckets =\n  style = path";
    const ARN: &str = "arn:aws:s3:us-west-2:123456789012:accesspoint:a";
    let style = async |bucket, variable: &str, profile: &str, code: Option<bool>| {
        let variables = [("HOME", "/home"), ("AWS_BUCKETS_STYLE", variable)];
        let file = format!("[default]\n{profile}\n");
        let environment = Environment::from_iter(variables);
        let environment = environment.with_files([("/home/.aws/config", file)]);
        let mut builder = config(&ScriptedTransport::new()).environment(environment);
        if let Some(code) = code {
            builder = builder.endpoint_param("Force", code);
        }
        let call = Handle::new(&builder.load().await.unwrap(), &BUCKETS).call();
        let request = call.build(&HeadBucket(bucket));
        let uri = request.map_err(|error| error.to_string())?.uri().clone();
        Ok::<_, String>(uri.host().unwrap().split('.').next().unwrap().to_owned())
    };
    for (bucket, variable, profile, code, expected) in [
        ("b", "", "", None, "host"),
        ("b", "PATH", "", None, "path"),
        ("b", "", "buckets_style = path", None, "path"),
        ("b", "", NESTED, None, "path"),
        ("b", "", "others =\n  style = path", None, "host"),
        ("b", "", "buckets =\n  style =", None, "host"),
        ("b", "virtual", "buckets_style = path", None, "host"),
        ("b", "auto", NESTED, None, "host"),
        ("b", "path", NESTED, Some(false), "host"),
        ("b", "virtual", "", Some(true), "path"),
        // An ARN has no path; a parameter of the program decides all the same, and the rules of a service reject it.
        (ARN, "path", NESTED, None, "host"),
        (ARN, "", "", Some(true), "path"),
    ] {
        let found = style(bucket, variable, profile, code).await;
        let setting = format!("{bucket} {variable} {profile} {code:?}");
        assert_eq!(found.as_deref(), Ok(expected), "{setting}");
    }
    let both = "buckets_style = virtual\nbuckets =\n  style = path";
    assert_eq!(style("b", "", both, None).await.as_deref(), Ok("host"));
    let error = style("b", "", "buckets =\n  style = host", None).await;
    let expected = "HeadBucket: \"host\" set by `style` in /home/.aws/config line 3 is not `auto` or `path` or `virtual`";
    assert_eq!(error.unwrap_err(), expected);
}
