//! Two services with one handle, as programs with handwritten operations may call them.

use tinsmith::preflight::{DiscoverEndpoints, DiscoveredEndpoint, discover};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Call, Handle};

use crate::support::config;

#[derive(Clone, Debug, Default)]
struct Address {
    address: Option<String>,
}

tinsmith::shape! { Address { address: "address", } }

impl FromResponse for Address {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

/// Services with an operation without parameters, which can discover endpoints, and the step that discovers its own.
macro_rules! services {
    ($($service:ident $name:literal $input:ident $discovered:ident;)*) => {$(
        static $service: ServiceMetadata = ServiceMetadata {
            protocol: &tinsmith::protocol::REST_JSON_1,
            name: $name,
            signing_name: $name,
            endpoint_prefix: $name,
            ..ServiceMetadata::DEFAULT
        };

        #[derive(Clone, Debug, Default)]
        struct $input;

        impl Operation for $input {
            type Output = Address;

            const METADATA: &'static OperationMetadata = &OperationMetadata {
                service: &$service,
                name: stringify!($input),
                ..OperationMetadata::DEFAULT
            };

            fn write(&self, _request: &mut RequestWriter<'_>) {}
        }

        impl DiscoverEndpoints for $input {
            fn address(output: &Address) -> Option<&str> {
                output.address.as_deref()
            }

            fn cache_period(_output: &Address) -> Option<i64> {
                Some(60)
            }
        }

        static $discovered: DiscoveredEndpoint = DiscoveredEndpoint {
            discover: discover::<$input>,
            identifiers: &[],
            error: "",
        };
    )*};
}

services! {
    FIRST "first" CallFirst DISCOVERED_FIRST;
    SECOND "second" CallSecond DISCOVERED_SECOND;
}

/// Asserts that a request is sent to a service, and signed for it.
async fn assert_is_for(call: Call, input: impl Operation, service: &str) {
    let request = call.sign(&input).await.unwrap();
    let host = format!("{service}.us-west-2.amazonaws.com");
    assert_eq!(request.uri().host(), Some(&*host));
    let authorization = request.headers()["authorization"].to_str().unwrap();
    let scope = format!("/us-west-2/{service}/aws4_request");
    assert!(authorization.contains(&scope), "{authorization}");
}

#[tokio::test]
async fn a_call_is_sent_to_the_service_of_its_operation() {
    for service in [&FIRST, &SECOND] {
        let client = || Handle::new(&config(&ScriptedTransport::new()).build(), service);
        let client_of_first_call = client();
        for _ in 0..2 {
            assert_is_for(client_of_first_call.call(), CallFirst, "first").await;
            assert_is_for(client_of_first_call.call(), CallSecond, "second").await;
        }
        let client_of_second_call = client();
        for _ in 0..2 {
            assert_is_for(client_of_second_call.call(), CallSecond, "second").await;
            assert_is_for(client_of_second_call.call(), CallFirst, "first").await;
        }
    }
}

#[tokio::test]
async fn discovered_endpoints_and_user_agents_are_those_of_the_service_that_is_called() {
    let script = ScriptedTransport::new();
    for address in [Some("first.example"), None, Some("second.example"), None] {
        let body = address.map(|address| format!(r#"{{"address":"{address}"}}"#));
        script.respond(ScriptedResponse::json(200, body.unwrap_or("{}".to_owned())));
    }
    let client = Handle::new(&config(&script).build(), &FIRST);
    let call = client.call().with_preflight(&DISCOVERED_FIRST);
    call.send(CallFirst).await.unwrap();
    let call = client.call().with_preflight(&DISCOVERED_SECOND);
    call.send(CallSecond).await.unwrap();
    let requests = script.requests();
    let hosts: Vec<_> = requests.iter().map(|sent| sent.uri().host()).collect();
    let expected = [
        "first.us-west-2.amazonaws.com",
        "first.example",
        "second.us-west-2.amazonaws.com",
        "second.example",
    ];
    assert_eq!(hosts, expected.map(Some));
    for (request, service) in requests.iter().zip(["first", "first", "second", "second"]) {
        let agent = request.headers()["user-agent"].to_str().unwrap();
        assert!(agent.contains(&format!(" api/{service}#")), "{agent}");
    }
}
