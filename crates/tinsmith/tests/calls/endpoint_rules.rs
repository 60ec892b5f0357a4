//! The interpreter of endpoint rules.

use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::testing::ScriptedTransport;
use tinsmith::{ConfigBuilder, Environment, ErrorKind};

use crate::support::{GetThingInput, GetThingOutput, call, config, get_thing};
use tinsmith::endpoint::{
    BuiltIn, Condition, DecisionDiagram, Expr, Function, ParamValue, Parameter, Params, Property,
    Rule, RuleSet, Value, coalesce, ite, split, substring,
};

/// The rules that most services have, shortened: a custom endpoint, FIPS, and the regional host.
static RULES: RuleSet = RuleSet {
    parameters: &[
        Parameter {
            name: "Region",
            built_in: Some(BuiltIn::Region),
            required: false,
            default: None,
        },
        Parameter {
            name: "UseFIPS",
            built_in: Some(BuiltIn::UseFips),
            required: true,
            default: Some(ParamValue::Bool(false)),
        },
        Parameter {
            name: "Endpoint",
            built_in: Some(BuiltIn::Endpoint),
            required: false,
            default: None,
        },
    ],
    rules: &[
        Rule::Tree {
            conditions: &[when(Function::IsSet, &[Expr::Ref("Endpoint")])],
            rules: &[
                Rule::Error {
                    conditions: &[when(
                        Function::BooleanEquals,
                        &[Expr::Ref("UseFIPS"), Expr::Bool(true)],
                    )],
                    message: Expr::Str("FIPS and a custom endpoint exclude each other"),
                },
                Rule::Endpoint {
                    conditions: &[],
                    url: Expr::Ref("Endpoint"),
                    headers: &[],
                    properties: &[],
                },
            ],
        },
        Rule::Tree {
            conditions: &[
                when(Function::IsSet, &[Expr::Ref("Region")]),
                Condition {
                    function: Function::AwsPartition,
                    arguments: &[Expr::Ref("Region")],
                    assign: Some("PartitionResult"),
                },
            ],
            rules: &[
                Rule::Endpoint {
                    conditions: &[
                        when(
                            Function::BooleanEquals,
                            &[Expr::Ref("UseFIPS"), Expr::Bool(true)],
                        ),
                        when(
                            Function::BooleanEquals,
                            &[
                                Expr::Bool(true),
                                Expr::Call(
                                    Function::GetAttr,
                                    &[Expr::Ref("PartitionResult"), Expr::Str("supportsFIPS")],
                                ),
                            ],
                        ),
                    ],
                    url: Expr::Template("https://x-fips.{Region}.{PartitionResult#dnsSuffix}"),
                    headers: &[(
                        "x-partition",
                        &[Expr::Template("{{{PartitionResult#name}}}")],
                    )],
                    properties: &[(
                        "authSchemes",
                        Property::List(&[Property::Record(&[
                            ("name", Property::Value(Expr::Str("sigv4"))),
                            ("signingRegion", Property::Value(Expr::Template("{Region}"))),
                        ])]),
                    )],
                },
                Rule::Endpoint {
                    conditions: &[],
                    url: Expr::Template("https://x.{Region}.{PartitionResult#dnsSuffix}"),
                    headers: &[],
                    properties: &[],
                },
            ],
        },
        Rule::Error {
            conditions: &[],
            message: Expr::Str("a region is needed"),
        },
    ],
};

const fn when(function: Function, arguments: &'static [Expr]) -> Condition {
    Condition {
        function,
        arguments,
        assign: None,
    }
}

fn url(params: &Params) -> Result<String, String> {
    RULES
        .resolve(params)
        .map(|endpoint| endpoint.url)
        .map_err(|error| error.to_string())
}

#[test]
fn a_region_gives_its_partitions_host() {
    for (region, host) in [
        ("us-east-1", "https://x.us-east-1.amazonaws.com"),
        ("cn-north-1", "https://x.cn-north-1.amazonaws.com.cn"),
        ("us-iso-east-1", "https://x.us-iso-east-1.c2s.ic.gov"),
    ] {
        assert_eq!(
            url(&Params::new().with("Region", region)),
            Ok(host.to_owned())
        );
    }
}

#[test]
fn the_first_rule_whose_conditions_hold_decides() {
    let endpoint = Params::new()
        .with("Endpoint", "http://localhost:8080")
        .with("Region", "us-east-1");
    assert_eq!(url(&endpoint), Ok("http://localhost:8080".to_owned()));
    assert_eq!(
        url(&endpoint.with("UseFIPS", true)),
        Err("FIPS and a custom endpoint exclude each other".to_owned())
    );
    assert_eq!(url(&Params::new()), Err("a region is needed".to_owned()));
}

#[test]
fn an_endpoint_brings_headers_and_properties() {
    let endpoint = RULES
        .resolve(
            &Params::new()
                .with("Region", "us-gov-west-1")
                .with("UseFIPS", true),
        )
        .unwrap();
    assert_eq!(endpoint.url, "https://x-fips.us-gov-west-1.amazonaws.com");
    assert_eq!(
        endpoint.headers,
        [("x-partition", vec!["{aws-us-gov}".to_owned()])]
    );
    let region = endpoint
        .property("authSchemes")
        .and_then(|schemes| schemes.as_list()?.first()?.get("signingRegion"));
    assert_eq!(region.and_then(Value::as_str), Some("us-gov-west-1"));
}

#[test]
fn a_missing_required_parameter_is_named() {
    static NEEDS_BUCKET: RuleSet = RuleSet {
        parameters: &[Parameter {
            name: "Bucket",
            built_in: None,
            required: true,
            default: None,
        }],
        rules: &[],
    };
    let message = |params: &Params| NEEDS_BUCKET.resolve(params).unwrap_err().to_string();
    assert_eq!(
        message(&Params::new()),
        "the endpoint parameter Bucket is missing"
    );
    assert_eq!(
        message(&Params::new().with("Bucket", "b")),
        "no endpoint rule matches the parameters"
    );
}

#[test]
fn values_assigned_in_one_rule_are_unknown_to_the_next() {
    static RULES: RuleSet = RuleSet {
        parameters: &[],
        rules: &[
            Rule::Endpoint {
                conditions: &[
                    Condition {
                        function: Function::Other(substring),
                        arguments: &[
                            Expr::Str("abc"),
                            Expr::Int(0),
                            Expr::Int(1),
                            Expr::Bool(false),
                        ],
                        assign: Some("x"),
                    },
                    when(Function::StringEquals, &[Expr::Ref("x"), Expr::Str("b")]),
                ],
                url: Expr::Str("http://first"),
                headers: &[],
                properties: &[],
            },
            Rule::Endpoint {
                conditions: &[when(
                    Function::Not,
                    &[Expr::Call(Function::IsSet, &[Expr::Ref("x")])],
                )],
                url: Expr::Str("http://second"),
                headers: &[],
                properties: &[],
            },
        ],
    };
    assert_eq!(RULES.resolve(&Params::new()).unwrap().url, "http://second");
}

/// An operation of a service with these rules, with a member in the header of an endpoint.
#[derive(Clone, Debug)]
struct Ruled;

impl Operation for Ruled {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &ServiceMetadata {
            endpoint_rules: Some(&RULES),
            ..crate::support::SERVICE
        },
        uri: "/",
        ..*GetThingInput::METADATA
    };
    fn write(&self, request: &mut RequestWriter<'_>) {
        request.header("x-partition", &Some("of the input".to_owned()));
    }
}

#[test]
fn the_header_of_an_endpoint_replaces_that_of_the_input() {
    for (use_fips, expected) in [(true, "{aws}"), (false, "of the input")] {
        let builder = config(&ScriptedTransport::new()).use_fips(use_fips);
        let request = call(builder).build(&Ruled).unwrap();
        let values = request.headers().get_all("x-partition").iter();
        let values: Vec<_> = values.collect();
        assert_eq!(values, [expected]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_custom_endpoint_with_fips_or_dual_stack_is_an_error_that_names_both_settings() {
    const FIPS: &str = "AWS_USE_FIPS_ENDPOINT, `use_fips_endpoint` or `use_fips(true)`";
    const DUAL_STACK: &str =
        "AWS_USE_DUALSTACK_ENDPOINT, `use_dualstack_endpoint` or `use_dual_stack(true)`";
    let url = ("AWS_ENDPOINT_URL", "https://emulator");
    let of_variables = async |name: &'static str| {
        let environment = Environment::from_iter([url, (name, "true")]);
        let builder = config(&ScriptedTransport::new()).environment(environment);
        builder.load().await.unwrap().to_builder()
    };
    let of_code = |builder: ConfigBuilder| builder.endpoint_url("https://emulator");
    let new = || config(&ScriptedTransport::new());
    let variable = "AWS_ENDPOINT_URL";
    for (builder, url, setting) in [
        (of_variables("AWS_USE_FIPS_ENDPOINT").await, variable, FIPS),
        (
            of_variables("AWS_USE_DUALSTACK_ENDPOINT").await,
            variable,
            DUAL_STACK,
        ),
        (of_code(new().use_fips(true)), "the code", FIPS),
        (of_code(new().use_dual_stack(true)), "the code", DUAL_STACK),
    ] {
        let expected = format!("; unset either the endpoint URL, set by {url}, or {setting}");
        let error = get_thing(call(builder.clone())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Endpoint, "{error}");
        assert!(error.to_string().ends_with(&expected), "{error}");
        // The shortened rules above know nothing of dual-stack endpoints.
        if setting == FIPS {
            let error = call(builder).send(Ruled).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Endpoint, "{error}");
            assert!(error.to_string().ends_with(&expected), "{error}");
        }
    }
}

/// Rules as a diagram: a text is split, and its parts choose between three results.
static DIAGRAM: RuleSet = RuleSet {
    parameters: &[
        Parameter {
            name: "Place",
            built_in: None,
            required: false,
            default: None,
        },
        Parameter {
            name: "Region",
            built_in: Some(BuiltIn::Region),
            required: false,
            default: None,
        },
    ],
    rules: &[Rule::Choice(&DecisionDiagram {
        conditions: &[
            Condition {
                function: Function::Other(coalesce),
                arguments: &[Expr::Ref("Place"), Expr::Ref("Region")],
                assign: Some("Found"),
            },
            Condition {
                function: Function::Other(split),
                arguments: &[Expr::Ref("Found"), Expr::Str("--"), Expr::Int(0)],
                assign: Some("Parts"),
            },
            Condition {
                function: Function::GetAttr,
                arguments: &[Expr::Ref("Parts"), Expr::Str("[1]")],
                assign: Some("Zone"),
            },
            Condition {
                function: Function::Other(ite),
                arguments: &[
                    Expr::Call(Function::IsSet, &[Expr::Ref("Place")]),
                    Expr::Str("place"),
                    Expr::Str("region"),
                ],
                assign: Some("Kind"),
            },
        ],
        results: &[
            Rule::Endpoint {
                conditions: &[],
                url: Expr::Template("https://{Zone}.{Parts#[0]}.{Kind}"),
                headers: &[],
                properties: &[],
            },
            Rule::Endpoint {
                conditions: &[],
                url: Expr::Template("https://{Found}.{Kind}"),
                headers: &[],
                properties: &[],
            },
            Rule::Error {
                conditions: &[],
                message: Expr::Str("neither a place nor a region"),
            },
        ],
        root: 2,
        nodes: &[
            [-1, 1, -1],
            [0, 3, 100_000_003],
            [1, 4, -1],
            [3, 5, -1],
            [2, 100_000_001, 100_000_002],
        ],
    })],
};

#[test]
fn a_decision_diagram_leads_to_the_result_of_its_conditions() {
    let resolve = |place: Option<&str>, region: Option<&str>| {
        let mut params = Params::new();
        for (name, value) in [("Place", place), ("Region", region)] {
            if let Some(value) = value {
                params.set(name, value.to_owned());
            }
        }
        let endpoint = DIAGRAM.resolve(&params);
        endpoint
            .map(|endpoint| endpoint.url)
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        resolve(Some("a--b--c"), Some("r")).unwrap(),
        "https://b.a.place"
    );
    assert_eq!(resolve(Some("a"), Some("r")).unwrap(), "https://a.place");
    assert_eq!(resolve(None, Some("r")).unwrap(), "https://r.region");
    assert_eq!(
        resolve(None, None).unwrap_err(),
        "neither a place nor a region"
    );
}
