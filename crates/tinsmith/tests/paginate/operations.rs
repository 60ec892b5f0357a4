//! Operations that list numbers.

use std::collections::BTreeMap;

use tinsmith::Error;
use tinsmith::paginate::{NoItems, PageSized, Paginated};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::waiter::{Acceptance, State, Waiter};

pub(crate) static SERVICE: ServiceMetadata = ServiceMetadata {
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

tinsmith::json! { ListOutput { numbers: "numbers", token: "token", status: "status", } }

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

impl Paginated for List {
    type Items = Vec<i32>;

    const INPUT_TOKENS: &'static [&'static str] = &["token"];

    fn tokens(&self) -> Vec<Option<String>> {
        vec![self.token.clone()]
    }

    fn set_tokens(&mut self, tokens: &[Option<String>]) {
        self.token = tokens.first().cloned().flatten();
    }

    fn next_tokens(output: &ListOutput) -> Vec<Option<String>> {
        vec![output.token.clone()]
    }

    fn set_next_tokens(output: &mut ListOutput, tokens: Vec<Option<String>>) {
        output.token = tokens.into_iter().next().flatten();
    }

    fn items(output: &mut ListOutput) -> Option<&mut Vec<i32>> {
        Some(&mut output.numbers)
    }

    fn not_ready(&self, result: &Result<ListOutput, Error>) -> Option<String> {
        tinsmith::waiter::not_reached::<ListReady>(self, result)
    }
}

/// Waits for an answer that is a page.
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

impl PageSized for List {
    fn set_page_size(&mut self, page_size: i32) {
        self.size = Some(page_size);
    }
}

/// An operation like [`List`] with another output.
macro_rules! list_as {
    ($name:ident, $uri:literal, $output:ident { $($field:ident: $type:ty,)? }, $items:ty, $get:expr) => {
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name {
            token: Option<String>,
        }

        #[derive(Debug, Default)]
        pub(crate) struct $output {
            $(pub(crate) $field: $type,)?
            token: Option<String>,
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

        impl Paginated for $name {
            type Items = $items;

            const INPUT_TOKENS: &'static [&'static str] = &["token"];

            fn set_tokens(&mut self, tokens: &[Option<String>]) {
                self.token = tokens.first().cloned().flatten();
            }

            fn next_tokens(output: &$output) -> Vec<Option<String>> {
                vec![output.token.clone()]
            }

            fn set_next_tokens(output: &mut $output, tokens: Vec<Option<String>>) {
                output.token = tokens.into_iter().next().flatten();
            }

            fn items(output: &mut $output) -> Option<&mut $items> {
                let get: fn(&mut $output) -> Option<&mut $items> = $get;
                get(output)
            }
        }
    };
}

list_as!(Map, "/map", MapOutput { pairs: BTreeMap<String, i32>, }, BTreeMap<String, i32>, |output| Some(&mut output.pairs));
list_as!(Bare, "/bare", BareOutput {}, NoItems, |_| None);
tinsmith::json! { MapOutput { pairs: "pairs", token: "token", } }
tinsmith::json! { BareOutput { token: "token", } }

/// An operation whose pages two tokens name together, as those of versions of objects do: a key, and a version of it.
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

tinsmith::json! { VersionsOutput { numbers: "numbers", next_key: "nextKey", next_version: "nextVersion", } }

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

impl Paginated for Versions {
    type Items = Vec<i32>;

    const INPUT_TOKENS: &'static [&'static str] = &["key", "version"];

    fn tokens(&self) -> Vec<Option<String>> {
        vec![self.key.clone(), self.version.clone()]
    }

    fn set_tokens(&mut self, tokens: &[Option<String>]) {
        if let [key, version] = tokens {
            self.key.clone_from(key);
            self.version.clone_from(version);
        }
    }

    fn next_tokens(output: &VersionsOutput) -> Vec<Option<String>> {
        vec![output.next_key.clone(), output.next_version.clone()]
    }

    fn set_next_tokens(output: &mut VersionsOutput, tokens: Vec<Option<String>>) {
        let mut tokens = tokens.into_iter();
        output.next_key = tokens.next().flatten();
        output.next_version = tokens.next().flatten();
    }

    fn items(output: &mut VersionsOutput) -> Option<&mut Vec<i32>> {
        Some(&mut output.numbers)
    }
}
