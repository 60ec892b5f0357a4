//! The paths of requests on the wire.

use http::{Request, Version};
use tinsmith::endpoint::{BuiltIn, Expr, Parameter, Property, Rule, RuleSet};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::transport::{ReqwestTransport, Transport, TransportErrorKind, TransportOptions};
use tinsmith::{Body, Config, ConfigBuilder, Error, ErrorKind, Handle};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::support::{GetThingOutput, credentials};
use crate::transports::over_transport;

/// A service that signs paths as they are, as Amazon S3 does.
static OBJECTS: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "objects",
    signing_name: "objects",
    endpoint_rules: Some(&RULES),
    ..ServiceMetadata::DEFAULT
};

const RULES: RuleSet = RuleSet {
    parameters: &[Parameter {
        name: "Endpoint",
        built_in: Some(BuiltIn::Endpoint),
        required: true,
        default: None,
    }],
    rules: &[Rule::Endpoint {
        conditions: &[],
        url: Expr::Ref("Endpoint"),
        headers: &[],
        properties: &[(
            "authSchemes",
            Property::List(&[Property::Record(&[
                ("name", Property::Value(Expr::Str("sigv4"))),
                ("disableDoubleEncoding", Property::Value(Expr::Bool(true))),
            ])]),
        )],
    }],
};

#[derive(Clone, Debug)]
struct GetObject(&'static str);

impl Operation for GetObject {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &OBJECTS,
        name: "GetObject",
        uri: "/bucket/{Key+}",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.greedy_label("Key", &Some(self.0.to_owned()));
    }
}

/// Returns the path that a server receives for a key.
async fn sent(config: ConfigBuilder, key: &'static str) -> Result<String, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let path = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            stream.read_line(&mut head).await.unwrap();
        }
        let response = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(response).await.unwrap();
        let path = head.strip_prefix("GET ").unwrap();
        path.split_once(" HTTP/1.1\r\n").unwrap().0.to_owned()
    });
    let config = config
        .region("us-west-2")
        .credentials(credentials())
        .max_attempts(1)
        .endpoint_url(format!("http://{address}"));
    let client = Handle::new(&config.build(), &OBJECTS);
    client.call().send(GetObject(key)).await?;
    Ok(path.await.unwrap())
}

/// The paths are those that boto3 1.43.11 sends for the bucket `bucket`, as a server on loopback received them.
#[tokio::test]
async fn keys_arrive_unchanged() {
    for (key, path) in [
        ("plain", "/bucket/plain"),
        ("/leading", "/bucket//leading"),
        ("//two", "/bucket///two"),
        ("double//slash", "/bucket/double//slash"),
        ("trailing/", "/bucket/trailing/"),
        ("/", "/bucket//"),
        ("with space", "/bucket/with%20space"),
        ("plus+plus", "/bucket/plus%2Bplus"),
        ("percent%2Fslash", "/bucket/percent%252Fslash"),
        ("%2E%2E/x", "/bucket/%252E%252E/x"),
        ("...", "/bucket/..."),
        ("..a/.b/c..", "/bucket/..a/.b/c.."),
        ("é/日本", "/bucket/%C3%A9/%E6%97%A5%E6%9C%AC"),
        ("?x=1&y#z\\\t|^`", "/bucket/%3Fx%3D1%26y%23z%5C%09%7C%5E%60"),
        (
            "'(\"!*)~<>{}[];:@$,",
            "/bucket/%27%28%22%21%2A%29~%3C%3E%7B%7D%5B%5D%3B%3A%40%24%2C",
        ),
    ] {
        let config = over_transport(Config::builder(), None);
        assert_eq!(sent(config, key).await.unwrap(), path, "{key}");
    }
}

/// Keys with dot segments.
const DOTS: [&str; 9] = [
    ".", "..", "../x", "a/../b", "a/./b", "a/..", "a/.", "/../x", "//./",
];

/// boto3 sends them, too.
#[cfg(feature = "hyper")]
#[tokio::test]
async fn keys_with_dot_segments_arrive_unchanged_over_hyper() {
    for key in DOTS {
        let transport = tinsmith::transport::HyperTransport::new();
        let config = Config::builder().transport(transport);
        assert_eq!(sent(config, key).await.unwrap(), format!("/bucket/{key}"));
    }
}

/// boto3 sends them, which the library of this transport cannot.
#[tokio::test]
async fn a_key_that_would_be_another_one_on_the_wire_is_an_error_over_reqwest() {
    for key in DOTS {
        let config = Config::builder().transport(ReqwestTransport::new());
        let error = sent(config, key).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        let message = error.to_string();
        let problem = ": the request is not sent, because reqwest removes the segments . and .. of its path, so that it would be for another \
                       resource: use the feature `hyper` or another transport, which keep them; they come from the member Key (1 attempt)";
        assert!(
            message.starts_with("GetObject: no response from 127.0.0.1:"),
            "{message}"
        );
        assert!(message.ends_with(problem), "{message}");
    }
}

/// The library encodes some characters, by which a path of another origin can stay as long as it was.
#[tokio::test]
async fn a_path_is_compared_as_a_whole() {
    let transport = ReqwestTransport::new();
    for path in ["/{{{/./x", "/%2e%2E/{x", "/.%2E/\"", "/%2e"] {
        let uri = format!("http://127.0.0.1:9{path}");
        let request = Request::get(uri).body(Body::empty()).unwrap();
        let options = TransportOptions::default();
        let error = transport.send(request, &options).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Unsendable, "{path}");
        let message = error.to_string();
        assert!(message.contains("removes the segments"), "{message}");
    }
}

/// An interceptor may set the version.
#[tokio::test]
async fn a_request_has_its_version_on_the_wire() {
    for (version, end) in [
        (Version::HTTP_10, " HTTP/1.0\r\n"),
        (Version::HTTP_11, " HTTP/1.1\r\n"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let line = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line).await.unwrap();
            line
        });
        let request = Request::get(format!("http://{address}/")).version(version);
        let request = request.body(Body::empty()).unwrap();
        // The server closes the connection without a response.
        let options = TransportOptions::default();
        let sent = ReqwestTransport::new().send(request, &options).await;
        assert_eq!(sent.unwrap_err().kind(), TransportErrorKind::Connection);
        let line = line.await.unwrap();
        assert!(line.ends_with(end), "{line:?}");
    }
}
