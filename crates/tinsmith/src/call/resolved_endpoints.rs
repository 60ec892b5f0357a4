//! The endpoints that the rules of a service resulted in for a client.

use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::endpoint::{Endpoint, ParamValue};
use crate::protocol::metadata::{OperationMetadata, ServiceMetadata};
use crate::protocol::request::EndpointParam;

/// The maximum number of endpoints, whose parameters are all compared with those of a call: a client seldom alternates between more resources.
const CAPACITY: usize = 16;

/// The endpoints that were resolved last, by the service and the parameters on which they depend beside the settings of the client.
#[derive(Default)]
pub(super) struct ResolvedEndpoints(Mutex<Vec<ResolvedEndpoint>>);

struct ResolvedEndpoint {
    service: &'static ServiceMetadata,
    /// The parameters of the operation's metadata.
    static_params: &'static [(&'static str, ParamValue)],
    params: EndpointParams,
    endpoint: Arc<Endpoint>,
}

/// The parameters of a call, by name.
pub(super) type EndpointParams = Vec<(&'static str, EndpointParam)>;

impl ResolvedEndpoints {
    /// Returns the endpoint of a call with these parameters, if it was resolved before.
    pub(super) fn get(
        &self,
        operation: &OperationMetadata,
        params: &EndpointParams,
    ) -> Option<Arc<Endpoint>> {
        let resolved = self.lock();
        let found = resolved
            .iter()
            .find(|known| known.is_for(operation, params));
        found.map(|known| Arc::clone(&known.endpoint))
    }

    /// Adds an endpoint, unless another call has added it, in place of the one that was added first if there are too many.
    pub(super) fn insert(
        &self,
        operation: &OperationMetadata,
        params: EndpointParams,
        endpoint: Arc<Endpoint>,
    ) {
        let mut resolved = self.lock();
        if resolved
            .iter()
            .any(|known| known.is_for(operation, &params))
        {
            return;
        }
        if resolved.len() == CAPACITY {
            resolved.remove(0);
        }
        resolved.push(ResolvedEndpoint {
            service: operation.service,
            static_params: operation.endpoint_params,
            params,
            endpoint,
        });
    }

    fn lock(&self) -> MutexGuard<'_, Vec<ResolvedEndpoint>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvedEndpoint {
    fn is_for(&self, operation: &OperationMetadata, params: &EndpointParams) -> bool {
        ptr::eq(self.service, operation.service)
            && self.static_params == operation.endpoint_params
            && self.params == *params
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
    fn an_endpoint_is_that_of_the_same_parameters() {
        let fixed = |endpoint_params| OperationMetadata {
            endpoint_params,
            ..OperationMetadata::DEFAULT
        };
        static OTHER_SERVICE: ServiceMetadata = ServiceMetadata::DEFAULT;
        let [none, one, other] = [
            fixed(&[]),
            fixed(&[("F", ParamValue::Bool(true))]),
            fixed(&[("F", ParamValue::Bool(false))]),
        ];
        let of_other_service = OperationMetadata {
            service: &OTHER_SERVICE,
            ..fixed(&[])
        };
        let text = |text: &str| EndpointParam::Str(text.to_owned());
        let list = |texts: &[&str]| {
            let texts = texts.iter().copied().map(str::to_owned);
            EndpointParam::StrList(texts.collect())
        };
        let calls = [
            (&none, vec![("A", text("x"))]),
            (&of_other_service, vec![("A", text("x"))]),
            (&one, vec![]),
            (&other, vec![]),
            (&one, vec![("A", text("x"))]),
            (&one, vec![("A", text(""))]),
            (&one, vec![("A", text("x")), ("B", text(""))]),
            (&one, vec![("A", EndpointParam::Bool(true))]),
            (&one, vec![("A", EndpointParam::Bool(false))]),
            (&one, vec![("A", list(&["x", "y"]))]),
            (&one, vec![("A", list(&[]))]),
        ];
        let resolved = ResolvedEndpoints::default();
        let host = |(operation, params): &(&OperationMetadata, EndpointParams)| {
            Some(resolved.get(operation, params)?.authority.to_string())
        };
        for (number, call) in calls.iter().enumerate() {
            assert_eq!(host(call), None, "{number}");
            // The second time, nothing is added.
            for _ in 0..2 {
                let (operation, params) = call;
                let endpoint = endpoint(&format!("host-{number}"));
                resolved.insert(operation, params.clone(), endpoint);
            }
        }
        for (number, call) in calls.iter().enumerate() {
            assert_eq!(host(call), Some(format!("host-{number}")));
        }
        for number in 0..=CAPACITY - calls.len() {
            let params = vec![("Other", text(&number.to_string()))];
            resolved.insert(&none, params, endpoint("other"));
        }
        let [first, second, ..] = &calls;
        assert_eq!(
            (host(first), host(second)),
            (None, Some("host-1".to_owned()))
        );
    }
}
