//! Calls to an endpoint in several regions: a multi-region access point, which needs signatures of Signature Version 4A.

use tinsmith::Handle;
use tinsmith::endpoint::{
    BuiltIn, Condition, Expr, Function, Parameter, Property, Rule, RuleSet, is_valid_host_label,
    parse_arn,
};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::testing::ScriptedTransport;

use crate::support::{GetThingOutput, config};

const BUCKET: &str = "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap";

const fn parameter(name: &'static str, built_in: Option<BuiltIn>) -> Parameter {
    Parameter {
        name,
        built_in,
        required: false,
        default: None,
    }
}

const fn assign(name: &'static str, function: Function, arguments: &'static [Expr]) -> Condition {
    Condition {
        function,
        arguments,
        assign: Some(name),
    }
}

const NAME: (&str, Property) = ("name", Property::Value(Expr::Str("sigv4a")));

/// The branch of the rules of Amazon S3 for access points without a region.
const RULES: RuleSet = RuleSet {
    parameters: &[
        parameter("Region", Some(BuiltIn::Region)),
        parameter("Bucket", None),
    ],
    rules: &[Rule::Endpoint {
        conditions: &[
            assign(
                "bucketArn",
                Function::Other(parse_arn),
                &[Expr::Ref("Bucket")],
            ),
            assign(
                "accessPointName",
                Function::GetAttr,
                &[Expr::Ref("bucketArn"), Expr::Str("resourceId[1]")],
            ),
            Condition {
                function: Function::Other(is_valid_host_label),
                arguments: &[Expr::Ref("accessPointName"), Expr::Bool(true)],
                assign: None,
            },
            assign(
                "mrapPartition",
                Function::AwsPartition,
                &[Expr::Ref("Region")],
            ),
        ],
        url: Expr::Template(
            "https://{accessPointName}.accesspoint.s3-global.{mrapPartition#dnsSuffix}",
        ),
        headers: &[],
        properties: &[(
            "authSchemes",
            Property::List(&[Property::Record(&[
                NAME,
                ("signingName", Property::Value(Expr::Str("s3"))),
                ("disableDoubleEncoding", Property::Value(Expr::Bool(true))),
                (
                    "signingRegionSet",
                    Property::List(&[Property::Value(Expr::Str("*"))]),
                ),
            ])]),
        )],
    }],
};

static STORE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Store",
    signing_name: "store",
    endpoint_rules: Some(&RULES),
    body_hash_header: true,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug)]
struct GetObject(&'static str);

impl Operation for GetObject {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetObject",
        uri: "/{Key+}",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(BUCKET.to_owned()));
        request.greedy_label("Key", &Some(self.0.to_owned()));
    }
}

fn client(script: &ScriptedTransport) -> Handle {
    Handle::new(&config(script).build(), &STORE)
}

#[cfg(not(feature = "sigv4a"))]
#[tokio::test]
async fn without_the_feature_the_error_names_it() {
    let script = ScriptedTransport::new();
    let error = client(&script).call().send(GetObject("a")).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), tinsmith::ErrorKind::Endpoint);
    assert_eq!(
        error.to_string(),
        "GetObject: the endpoint needs signatures of the scheme sigv4a: enable the feature `sigv4a` of `tinsmith`, or use another endpoint"
    );
    assert!(script.requests().is_empty());
}

#[cfg(feature = "sigv4a")]
mod signed {
    use std::time::{Duration, SystemTime};

    use aws_sigv4::http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
        SigningSettings, UriPathNormalizationMode, sign,
    };
    use aws_sigv4::sign::v4a::SigningParams;
    use http::{Request, Uri};
    use tinsmith::preflight::RegionalRedirect;
    use tinsmith::testing::ScriptedResponse;
    use tinsmith::{Config, ConfigBuilder, ErrorKind};

    use super::*;
    use crate::support::{credentials, start};

    const MINUTE: Duration = Duration::from_secs(60);

    /// Returns the request for a key as aws-sigv4 signs it, with the headers that the signature covers beside its own.
    fn theirs(
        time: SystemTime,
        path: &str,
        headers: &[(&str, &str)],
        expires: Option<Duration>,
    ) -> Request<()> {
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let body = match expires {
            Some(_) => {
                settings.signature_location = SignatureLocation::QueryParams;
                SignableBody::UnsignedPayload
            }
            None => {
                settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
                SignableBody::Bytes(&[])
            }
        };
        settings.expires_in = expires;
        let identity = credentials().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region_set("*")
            .name("s3")
            .time(time)
            .settings(settings);
        let host = "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";
        let uri = [host, path].concat();
        let signable = SignableRequest::new("GET", &*uri, headers.iter().copied(), body);
        let signed = sign(signable.unwrap(), &params.build().unwrap().into());
        let mut request = Request::get(uri).body(()).unwrap();
        let (instructions, _) = signed.unwrap().into_parts();
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    fn sorted_query(uri: &Uri) -> Vec<&str> {
        let mut parameters: Vec<_> = uri.query().unwrap().split('&').collect();
        parameters.sort_unstable();
        parameters
    }

    #[tokio::test]
    async fn a_call_is_signed_for_all_regions_of_the_endpoint() {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, "{}"));
        let client = client(&script);
        client.call().send(GetObject("a/../b c")).await.unwrap();
        let sent = script.sent_requests().remove(0).request;
        let header = |name: &str| sent.headers()[name].to_str().unwrap();
        assert_eq!(
            sent.uri().to_string(),
            "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/a/../b%20c"
        );
        assert_eq!(header("x-amz-region-set"), "*");
        let authorization = header("authorization");
        let (id, day) = (credentials(), &header("x-amz-date")[..8]);
        let (algorithm, scope) = ("AWS4-ECDSA-P256-SHA256", format!("{day}/s3/aws4_request"));
        let id = id.access_key_id();
        assert!(
            authorization.starts_with(&format!("{algorithm} Credential={id}/{scope}, ")),
            "{authorization}"
        );
        let (_, signed) = authorization.split_once("SignedHeaders=").unwrap();
        let (signed, _) = signed.split_once(',').unwrap();
        assert!(signed.contains(";x-amz-region-set"), "{signed}");
        let own = [
            "host",
            "x-amz-content-sha256",
            "x-amz-date",
            "x-amz-region-set",
        ];
        let others: Vec<_> = signed
            .split(';')
            .filter(|name| !own.contains(name))
            .map(|name| (name, header(name)))
            .collect();
        let theirs = theirs(start(), "/a/../b%20c", &others, None);
        for (name, value) in theirs.headers() {
            assert_eq!(sent.headers()[name], value, "{name}");
        }
    }

    /// Rules that name the scheme alone.
    const WITHOUT_REGIONS: RuleSet = RuleSet {
        parameters: &[],
        rules: &[Rule::Endpoint {
            conditions: &[],
            url: Expr::Str("https://store.example.com"),
            headers: &[],
            properties: &[("authSchemes", Property::List(&[Property::Record(&[NAME])]))],
        }],
    };

    static ELSEWHERE: ServiceMetadata = ServiceMetadata {
        endpoint_rules: Some(&WITHOUT_REGIONS),
        ..ServiceMetadata::DEFAULT
    };

    #[derive(Clone, Debug)]
    struct Get;

    impl Operation for Get {
        type Output = GetThingOutput;

        const METADATA: &'static OperationMetadata = &OperationMetadata {
            service: &ELSEWHERE,
            name: "Get",
            ..OperationMetadata::DEFAULT
        };

        fn write(&self, _request: &mut RequestWriter<'_>) {}
    }

    #[tokio::test]
    async fn an_endpoint_without_regions_has_that_of_the_client() {
        let script = ScriptedTransport::new();
        let signed = async |config: ConfigBuilder| {
            let call = Handle::new(&config.build(), &ELSEWHERE).call();
            call.sign(&Get).await
        };
        let request = signed(config(&script)).await.unwrap();
        assert_eq!(request.headers()["x-amz-region-set"], "us-west-2");
        let anywhere = Config::builder().credentials(credentials());
        let error = signed(anywhere).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Endpoint);
        assert!(error.to_string().contains("no region is set"), "{error}");
    }

    /// The client's region is not that of the request, so that a region in the response explains nothing.
    #[tokio::test]
    async fn an_error_does_not_name_another_region() {
        const REDIRECT: RegionalRedirect = RegionalRedirect {
            parameter: "Bucket",
            header: "x-amz-bucket-region",
            element: "Region",
            creates_resource: false,
            lookup: None,
        };
        let script = ScriptedTransport::new();
        let response = ScriptedResponse::error(400, "InvalidRequest", "no such version");
        script.respond(response.header("x-amz-bucket-region", "eu-west-1"));
        let call = client(&script).call().with_preflight(&REDIRECT);
        let error = call.send(GetObject("a")).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "GetObject: InvalidRequest: no such version (400, 1 attempt)"
        );
    }

    #[tokio::test]
    async fn a_presigned_url_has_the_regions_in_its_query() {
        let client = client(&ScriptedTransport::new());
        let presigned = client.call().presigned(GetObject("a b"), MINUTE).await;
        let presigned = presigned.unwrap();
        let theirs = theirs(start(), "/a%20b", &[], Some(MINUTE));
        assert_eq!(sorted_query(&presigned.uri), sorted_query(theirs.uri()));
        assert!(sorted_query(&presigned.uri).contains(&"X-Amz-Region-Set=%2A"));
    }
}
