//! Calls and pages without async, against a server on loopback.
#![cfg(all(feature = "blocking", any(feature = "rustls", feature = "native-tls")))]

use std::thread;

use tinsmith::Credentials;
use tinsmith::blocking::Runtime;
use tinsmith_deadline::{Client, Config};
use tinsmith_local::LocalService;

#[test]
fn threads_share_a_client_and_read_pages_as_an_iterator() {
    let runtime = Runtime::new().unwrap();
    let service = runtime
        .block_on(LocalService::builder().sessions(250).start())
        .unwrap();
    let credentials = Credentials::new(
        service.access_key_id(),
        service.secret_access_key(),
        None,
        None,
        "test",
    );
    let config = Config::builder()
        .region(service.region())
        .credentials(credentials)
        .endpoint_url(service.endpoint_url())
        .build();
    let client = Client::new(&config);
    let job = service.long_job().unwrap();
    let list = || {
        let sessions = client
            .list_sessions()
            .farm_id(service.farm_id())
            .queue_id(job.queue_id)
            .job_id(job.job_id);
        let sessions = runtime.iter(sessions.paginate().items());
        sessions
            .map(|session| session.unwrap().session_id)
            .collect::<Vec<_>>()
    };
    let expected = service.session_ids(job.job_id);
    assert!(expected.len() > 100, "more than a page: {}", expected.len());
    thread::scope(|scope| {
        let lists = [scope.spawn(list), scope.spawn(list)];
        for ids in lists {
            let mut ids = ids.join().unwrap();
            let mut expected = expected.clone();
            ids.sort();
            expected.sort();
            assert_eq!(ids, expected);
        }
    });
    runtime.block_on(service.shutdown()).unwrap();
}
