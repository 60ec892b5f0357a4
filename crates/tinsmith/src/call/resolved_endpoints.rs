//! The endpoints that the rules of a service resulted in for the latest calls of a client.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::endpoint::Endpoint;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::EndpointParam;

/// The maximum number of endpoints, all of which are compared with that of a call: a client seldom alternates between more operations and resources.
const CAPACITY: usize = 16;

/// The endpoints by the operation and the parameters of their calls, on which they depend beside the settings of the client.
#[derive(Default)]
pub(super) struct ResolvedEndpoints(Mutex<Vec<(ParamsKey, Arc<Endpoint>)>>);

/// An operation and the parameters of a call, each with its length.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ParamsKey(Vec<u8>);

impl ParamsKey {
    pub(super) fn new(
        operation: &OperationMetadata,
        params: &[(&'static str, EndpointParam)],
    ) -> Self {
        let mut key = Self(Vec::with_capacity(128));
        key.push(operation.name);
        for (name, value) in params {
            key.push(name);
            match value {
                EndpointParam::Str(text) => key.push(text),
                EndpointParam::Bool(flag) => key.0.push((*flag).into()),
                EndpointParam::StrList(list) => {
                    key.0.extend_from_slice(&list.len().to_ne_bytes());
                    list.iter().for_each(|text| key.push(text));
                }
            }
        }
        key
    }

    fn push(&mut self, text: &str) {
        self.0.extend_from_slice(&text.len().to_ne_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }
}

impl ResolvedEndpoints {
    /// Returns the endpoint of a call that was resolved before.
    pub(super) fn get(&self, key: &ParamsKey) -> Option<Arc<Endpoint>> {
        let resolved = self.lock();
        let found = resolved.iter().find(|(known, _)| known == key);
        found.map(|(_, endpoint)| Arc::clone(endpoint))
    }

    /// Adds an endpoint, in place of the one that was added first if there are too many.
    pub(super) fn insert(&self, key: ParamsKey, endpoint: Arc<Endpoint>) {
        let mut resolved = self.lock();
        if resolved.len() == CAPACITY {
            resolved.remove(0);
        }
        resolved.push((key, endpoint));
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(ParamsKey, Arc<Endpoint>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::EndpointSettings;

    fn endpoint(host: &str) -> Arc<Endpoint> {
        let url = format!("https://{host}");
        let settings = EndpointSettings {
            url: Some((&url, &"a test")),
            ..EndpointSettings::default()
        };
        let operation = &OperationMetadata::DEFAULT;
        let resolved = Endpoint::resolve(operation, &settings, Default::default());
        Arc::new(resolved.unwrap())
    }

    #[test]
    fn an_endpoint_is_that_of_the_same_operation_and_parameters() {
        let one = OperationMetadata {
            name: "One",
            ..OperationMetadata::DEFAULT
        };
        let text = |text: &str| EndpointParam::Str(text.to_owned());
        let list = |texts: &[&str]| {
            let texts = texts.iter().copied().map(str::to_owned);
            EndpointParam::StrList(texts.collect())
        };
        let keys = [
            ParamsKey::new(&OperationMetadata::DEFAULT, &[("A", text("x"))]),
            ParamsKey::new(&one, &[]),
            ParamsKey::new(&one, &[("A", text("x"))]),
            ParamsKey::new(&one, &[("A", text("xB"))]),
            ParamsKey::new(&one, &[("A", text("x")), ("B", text(""))]),
            ParamsKey::new(&one, &[("A", EndpointParam::Bool(true))]),
            ParamsKey::new(&one, &[("A", EndpointParam::Bool(false))]),
            ParamsKey::new(&one, &[("A", list(&["x", "y"]))]),
            ParamsKey::new(&one, &[("A", list(&["xy"]))]),
            ParamsKey::new(&one, &[("A", list(&[]))]),
        ];
        let resolved = ResolvedEndpoints::default();
        let host = |key: &ParamsKey| Some(resolved.get(key)?.authority.to_string());
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(host(key), None, "{number}");
            resolved.insert(key.clone(), endpoint(&format!("host-{number}")));
        }
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(host(key), Some(format!("host-{number}")));
        }
        for number in 0..=CAPACITY - keys.len() {
            let params = [("Other", text(&number.to_string()))];
            resolved.insert(ParamsKey::new(&one, &params), endpoint("other"));
        }
        let [first, second, ..] = &keys;
        assert_eq!(
            (host(first), host(second)),
            (None, Some("host-1".to_owned()))
        );
    }
}
