//! Operations that list numbers.

use std::collections::BTreeMap;

use tinsmith::Error;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::waiter::{Acceptance, State, Waiter};

pub(crate) static SERVICE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Numbers",
    signing_name: "numbers",
    endpoint_prefix: "numbers",
    ..ServiceMetadata::DEFAULT
};

/// Lists numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    pub(crate) size: Option<i32>,
    pub(crate) token: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct ListOutput {
    pub(crate) numbers: Vec<i32>,
    pub(crate) token: Option<String>,
    pub(crate) status: String,
}

tinsmith::shape! { ListOutput { numbers: "numbers", token: "token", status: "status", } }

impl FromResponse for ListOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

impl Operation for List {
    type Output = ListOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "List",
        uri: "/list",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.query("size", &self.size);
        request.query("token", &self.token);
    }
}

tinsmith::paginated! { List(output) {
    "token": token = output.token,
    items: Vec<i32> = output.numbers,
    page_size: size,
    ready: ListReady,
} }

/// Waits for an output that is a page.
struct ListReady;

impl Waiter for ListReady {
    type Operation = List;

    const NAME: &'static str = "ListReady";

    fn accept(_input: &List, result: &Result<ListOutput, Error>) -> Option<Acceptance> {
        let ready = result
            .as_ref()
            .is_ok_and(|output| output.status != "IN_PROGRESS");
        ready.then_some(Acceptance {
            state: State::Success,
            acceptor: 0,
            description: "status is another",
        })
    }

    fn describe(output: &ListOutput) -> Option<String> {
        Some(format!("status is {}", output.status))
    }
}

/// An operation like [`List`] with another output.
macro_rules! list_as {
    ($name:ident, $uri:literal, $output:ident { $($field:ident: $type:ty),* $(,)? }) => {
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name {
            token: Option<String>,
        }

        #[derive(Debug, Default)]
        pub(crate) struct $output {
            $(pub(crate) $field: $type,)*
            pub(crate) token: Option<String>,
        }

        impl FromResponse for $output {
            fn from_response(response: &mut ResponseReader<'_>) -> Self {
                response.json()
            }
        }

        impl Operation for $name {
            type Output = $output;

            const METADATA: &'static OperationMetadata =
                &OperationMetadata { name: stringify!($name), uri: $uri, ..*List::METADATA };

            fn write(&self, request: &mut RequestWriter<'_>) {
                request.query("token", &self.token);
            }
        }
    };
}

list_as!(Map, "/map", MapOutput { pairs: BTreeMap<String, i32>, });
tinsmith::paginated! { Map(output) { "token": token = output.token, items: BTreeMap<String, i32> = output.pairs, } }
list_as!(Bare, "/bare", BareOutput {});
tinsmith::paginated! { Bare(output) { "token": token = output.token, } }
tinsmith::shape! { MapOutput { pairs: "pairs", token: "token", } }
tinsmith::shape! { BareOutput { token: "token", } }

// Operations whose last page may have a token.
list_as!(Parts, "/parts", PartsOutput { numbers: Vec<i32>, more: Option<bool> });
tinsmith::paginated! { Parts(output) { "token": token = output.token, items: Vec<i32> = output.numbers, more: more, } }
tinsmith::shape! { PartsOutput { numbers: "numbers", more: "more", token: "token", } }
list_as!(Portions, "/portions", PortionsOutput { more: bool });
tinsmith::paginated! { Portions(output) { "token": token = output.token, more: more, } }
tinsmith::shape! { PortionsOutput { more: "more", token: "token", } }

/// An operation with two tokens, a key and a version, as for versions of objects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Versions {
    key: Option<String>,
    version: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct VersionsOutput {
    pub(crate) numbers: Vec<i32>,
    next_key: Option<String>,
    next_version: Option<String>,
}

tinsmith::shape! { VersionsOutput { numbers: "numbers", next_key: "nextKey", next_version: "nextVersion", } }

impl FromResponse for VersionsOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

impl Operation for Versions {
    type Output = VersionsOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "Versions",
        uri: "/versions",
        ..*List::METADATA
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.query("key", &self.key);
        request.query("version", &self.version);
    }
}

tinsmith::paginated! { Versions(output) {
    "key": key = output.next_key,
    "version": version = output.next_version,
    items: Vec<i32> = output.numbers,
} }

/// An operation whose token is the key of the last item, which is a map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scan {
    start: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Default)]
pub(crate) struct ScanOutput {
    pub(crate) numbers: Vec<i32>,
    last: BTreeMap<String, String>,
}

tinsmith::shape! { Scan { start: "start" } }
tinsmith::shape! { ScanOutput { numbers: "numbers", last: "last" } }

impl FromResponse for ScanOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

impl Operation for Scan {
    type Output = ScanOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "Scan",
        method: "POST",
        uri: "/",
        ..*List::METADATA
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.json(self);
    }
}

tinsmith::paginated! { Scan(output) {
    "start": start = output.last,
    items: Vec<i32> = output.numbers,
    token_values: MAP_TOKENS,
} }
