//! Requests with any members and settings.

use std::sync::LazyLock;

use http::Uri;
use tinsmith::service::Operation;
use tinsmith::{Call, Config, Handle, HostPrefix};
use tinsmith_deadline::operation::GetSessionInput;
use tinsmith_nimble::operation::ListStreamingSessionsInput;

use crate::lines::{percent_decoded, value};

const DEADLINE: &str = "/2023-10-12/farms/{}/queues/{}/jobs/{}/sessions/{}";
const NIMBLE: &str = "/2020-08-01/studios/{}/streaming-sessions";

static HANDLES: LazyLock<[Handle; 2]> = LazyLock::new(|| {
    let config = Config::builder().build();
    [
        Handle::new(&config, GetSessionInput::METADATA.service),
        Handle::new(&config, ListStreamingSessionsInput::METADATA.service),
    ]
});

/// Checks that a request has the host of its endpoint for any members, and that its URL decodes to the members.
pub fn requests(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let member = |name| value(text, name).map(str::to_owned);
    let [deadline, nimble] = &*HANDLES;

    let mut session = GetSessionInput::default();
    session.farm_id = member("farm");
    session.queue_id = member("queue");
    session.job_id = member("job");
    session.session_id = member("session");
    if let Some(uri) = built(text, deadline, &session) {
        let labels = [
            &session.farm_id,
            &session.queue_id,
            &session.job_id,
            &session.session_id,
        ];
        has_path(text, &uri, DEADLINE, &labels);
        assert_eq!(uri.query(), None, "{uri}");
    }

    let mut sessions = ListStreamingSessionsInput::default();
    sessions.studio_id = member("studio");
    sessions.owned_by = member("owner");
    sessions.next_token = member("token");
    if let Some(uri) = built(text, nimble, &sessions) {
        has_path(text, &uri, NIMBLE, &[&sessions.studio_id]);
        let parameters = uri.query().into_iter().flat_map(|query| query.split('&'));
        for parameter in parameters {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let expected = match name {
                "nextToken" => &sessions.next_token,
                "ownedBy" => &sessions.owned_by,
                other => panic!("{other} is no parameter: {uri}"),
            };
            assert_eq!(&percent_decoded(value), expected, "{uri}");
        }
    }
}

fn built<O: Operation>(text: &str, handle: &Handle, input: &O) -> Option<Uri> {
    let call: Call = handle.call().configure(|mut options| {
        options = options.host_prefix(HostPrefix::Never);
        if let Some(region) = value(text, "region") {
            options = options.region(region);
        }
        if let Some(url) = value(text, "endpoint") {
            options = options.endpoint_url(url);
        }
        options
    });
    match call.build(input) {
        Ok(request) => {
            let uri = request.into_parts().0.uri;
            is_at_the_endpoint(text, &uri);
            Some(uri)
        }
        Err(error) => {
            assert!(!error.to_string().contains(char::is_control), "{error:?}");
            None
        }
    }
}

fn is_at_the_endpoint(text: &str, uri: &Uri) {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    assert!(!authority.contains('@'), "{uri}");
    let region = value(text, "region").unwrap_or_default();
    match value(text, "endpoint") {
        Some(url) => {
            // A transport sends no URL that a parser rejects.
            if let Ok(given) = url::Url::parse(url) {
                let host = given.host_str();
                assert_eq!(host, uri.host(), "{uri} is not at {url}");
                let usual = if uri.scheme_str() == Some("http") {
                    80
                } else {
                    443
                };
                let port = uri.port_u16().unwrap_or(usual);
                assert_eq!(
                    given.port_or_known_default(),
                    Some(port),
                    "{uri} is not at {url}"
                );
            }
        }
        None => {
            let labels: Vec<&str> = authority.split('.').collect();
            let region = region.to_ascii_lowercase();
            assert!(
                labels.contains(&region.as_str()),
                "{uri} is not in {region:?}"
            );
        }
    }
}

/// Checks that each label is one segment of the path, which decodes to its member.
fn has_path(text: &str, uri: &Uri, template: &str, labels: &[&Option<String>]) {
    let segments = template.split('/').count();
    let path: Vec<&str> = uri.path().rsplitn(segments, '/').collect();
    if value(text, "endpoint").is_none() {
        assert_eq!(path.last(), Some(&""), "{uri}");
    }
    let mut labels = labels.iter();
    // The first part is the path before the template.
    for (expected, segment) in template.split('/').zip(path.iter().rev()).skip(1) {
        if expected == "{}" {
            let label = labels.next().and_then(|label| label.as_ref());
            assert_eq!(percent_decoded(segment).as_ref(), label, "{uri}");
        } else {
            assert_eq!(*segment, expected, "{uri}");
        }
    }
}
