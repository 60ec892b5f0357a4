//! Other paginated operations: maps, no items, outputs before their pages exist, several tokens; and merged pages.

use tinsmith::ErrorKind;
use tinsmith::paginate::Paginated;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

use crate::operations::{Parts, Portions, Scan, Versions};
use crate::support::{Service, decoded, paginate_over};

#[tokio::test]
async fn merged_pages_keep_the_members_of_the_first_page() {
    let service = Service::new(7).with_sizes([3, 0]);
    let merged = service.list().collect().await.unwrap();
    assert_eq!(merged.output.numbers, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(merged.output.status, "response 0");
    assert_eq!((merged.resume_token, merged.output.token), (None, None));
}

#[tokio::test]
async fn merged_pages_up_to_a_limit_have_a_resume_token() {
    let service = Service::new(9).with_sizes([3]);
    let merged = service.list().max_items(5).collect().await.unwrap();
    assert_eq!(merged.output.numbers, [0, 1, 2, 3, 4]);
    assert_eq!(
        decoded(merged.resume_token.clone()),
        r#"{"token": "3.0", "boto_truncate_amount": 2}"#
    );
    assert_eq!(merged.output.token, merged.resume_token);
    let rest = service
        .list()
        .starting_token(merged.resume_token.unwrap())
        .collect()
        .await
        .unwrap();
    assert_eq!(rest.output.numbers, [5, 6, 7, 8]);
}

#[tokio::test]
async fn merged_pages_fail_with_the_error_of_a_page() {
    let error = Service::new(9)
        .with_sizes([3])
        .failing(1)
        .list()
        .collect()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("BrokenException"));
}

#[tokio::test]
async fn a_map_is_a_stream_of_its_pairs() {
    let service = Service::new(5).with_sizes([2]);
    let mut pairs = service.map().max_items(3).items();
    assert_eq!(pairs.next().await.unwrap().unwrap(), ("n0".to_owned(), 0));
    assert_eq!(
        pairs.try_collect::<Vec<_>>().await.unwrap(),
        [("n1".to_owned(), 1), ("n2".to_owned(), 2)]
    );
    let merged = service
        .map()
        .starting_token(pairs.resume_token().unwrap())
        .collect()
        .await
        .unwrap();
    assert_eq!(
        merged.output.pairs.into_values().collect::<Vec<_>>(),
        [3, 4]
    );
}

#[tokio::test]
async fn an_operation_without_items_has_pages() {
    let service = Service::new(5).with_sizes([2]);
    let mut pages = service.bare().pages();
    let mut count = 0;
    while pages.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, pages.resume_token()), (3, None));
}

/// Returns the number of pages, after which there is no token, although the last page has one.
async fn pages_before<O: Paginated + Default>(last: &str) -> usize {
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::json(200, r#"{"token":"2","more":true}"#))
        .respond(ScriptedResponse::json(200, last));
    let mut pages = paginate_over(script, O::default()).pages();
    let mut count = 0;
    while pages.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(pages.resume_token(), None);
    count
}

#[tokio::test]
async fn a_token_leads_to_a_page_only_if_a_member_says_that_there_are_more() {
    for last in [r#"{"token":"2","more":false}"#, r#"{"token":"3"}"#] {
        assert_eq!(pages_before::<Parts>(last).await, 2);
        assert_eq!(pages_before::<Portions>(last).await, 2);
    }
}

#[tokio::test]
async fn the_member_that_says_that_there_are_more_agrees_with_the_token() {
    let script = ScriptedTransport::new();
    script.pages::<Parts>([vec![1, 2], vec![3]]);
    let mut items = paginate_over(script, Parts::default()).items();
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap(), [1, 2, 3]);

    for (limit, more) in [(Some(2), true), (None, false)] {
        let script = ScriptedTransport::new();
        let page = r#"{"numbers":[1,2,3],"token":"5","more":false}"#;
        script.respond(ScriptedResponse::json(200, page));
        let paginator = paginate_over(script, Parts::default()).max_items(limit);
        let merged = paginator.collect().await.unwrap();
        assert_eq!(merged.resume_token.is_some(), more);
        assert_eq!(merged.output.token, merged.resume_token);
        assert_eq!(merged.output.more, Some(more));
    }
}

#[tokio::test]
async fn an_output_before_its_pages_exist_is_an_error_and_not_an_empty_stream() {
    let service = Service::new(0).with_status("IN_PROGRESS");
    let mut items = service.list().items();
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pagination);
    assert_eq!(
        error.to_string(),
        "List: there are no pages: status is IN_PROGRESS"
    );
    assert!(items.next().await.is_none());
    assert_eq!(
        decoded(items.resume_token()),
        r#"{"token": null, "boto_truncate_amount": 0}"#
    );
}

#[tokio::test]
async fn items_that_a_service_returns_come_through_in_any_state() {
    let service = |sizes: &[usize]| {
        let service = Service::new(5).with_sizes(sizes);
        service.with_status("IN_PROGRESS")
    };
    // One page, several, and an empty one with a token before them.
    for sizes in [&[9][..], &[2], &[0, 5]] {
        let mut items = service(sizes).list().items();
        let items = items.try_collect::<Vec<_>>().await;
        assert_eq!(items.unwrap(), [0, 1, 2, 3, 4], "{sizes:?}");
    }
    // An empty last page, with and without the request for the page before it.
    let service = || service(&[9]).with_tokens(["5.0"]);
    let merged = service().list().collect().await.unwrap();
    assert_eq!(merged.output.numbers, [0, 1, 2, 3, 4]);
    let resumed = service().with_tokens([]).list().starting_token("5.0");
    assert_eq!(resumed.collect().await.unwrap().output.numbers, [0; 0]);
}

#[tokio::test]
async fn several_tokens_are_used_together() {
    let pages = [
        r#"{"numbers": [0, 1], "nextKey": "a", "nextVersion": "1"}"#,
        r#"{"numbers": [2, 3], "nextKey": "a", "nextVersion": "2"}"#,
        r#"{"numbers": [4, 5], "nextKey": "b", "nextVersion": ""}"#,
        r#"{"numbers": [6]}"#,
    ];
    let script = ScriptedTransport::new();
    for page in [0, 1, 2, 2, 3] {
        script.respond(ScriptedResponse::json(200, pages[page]));
    }
    let mut items = paginate_over(script.clone(), Versions::default()).items();
    let expected = [
        r#"{"key": null, "version": null, "boto_truncate_amount": 1}"#,
        r#"{"key": "a", "version": "1"}"#,
        r#"{"key": "a", "version": "1", "boto_truncate_amount": 1}"#,
        r#"{"key": "a", "version": "2"}"#,
        r#"{"key": "a", "version": "2", "boto_truncate_amount": 1}"#,
    ];
    for (number, expected) in (0..).zip(expected) {
        assert_eq!(items.next().await.unwrap().unwrap(), number);
        assert_eq!(decoded(items.resume_token()), expected, "after {number}");
    }
    let token = items.resume_token().unwrap();
    let rest = paginate_over(script.clone(), Versions::default()).starting_token(token);
    assert_eq!(rest.collect().await.unwrap().output.numbers, [5, 6]);
    let queries: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.uri().query().unwrap_or_default().to_owned())
        .collect();
    let (second, third) = ("key=a&version=1", "key=a&version=2");
    assert_eq!(queries, ["", second, third, third, "key=b"]);
}

/// The responses to a request for the first page and to one that starts after the item `b`.
fn scans() -> ScriptedTransport {
    let script = ScriptedTransport::new();
    let first = r#"{"numbers": [0, 1], "last": {"id": "b", "range": "é"}}"#;
    for page in [first, r#"{"numbers": [2, 3], "last": {}}"#] {
        script.respond(ScriptedResponse::json(200, page));
    }
    script
}

fn bodies(script: &ScriptedTransport) -> Vec<String> {
    let requests = script.requests();
    let body = |request: &http::Request<bytes::Bytes>| {
        String::from_utf8_lossy(request.body()).into_owned()
    };
    requests.iter().map(body).collect()
}

#[tokio::test]
async fn a_token_that_is_a_map_requests_the_next_page_and_resumes_a_run() {
    let script = scans();
    let mut items = paginate_over(script.clone(), Scan::default()).items();
    assert_eq!(items.next().await.unwrap().unwrap(), 0);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let token = items.resume_token();
    assert_eq!(
        decoded(token.clone()),
        r#"{"start": {"id": "b", "range": "\u00e9"}}"#
    );
    assert_eq!(items.try_collect::<Vec<_>>().await.unwrap(), [2, 3]);
    assert_eq!(items.resume_token(), None);
    let start = r#"{"start":{"id":"b","range":"é"}}"#;
    assert_eq!(bodies(&script), ["{}", start]);

    let script = scans();
    let rest = paginate_over(script.clone(), Scan::default()).starting_token(token.unwrap());
    rest.pages().next().await.unwrap().unwrap();
    assert_eq!(bodies(&script), [start]);
}

#[tokio::test]
async fn a_token_of_the_service_that_is_a_map_is_its_json() {
    let script = scans();
    let token = r#"{"id": "b"}"#;
    let mut pages = paginate_over(script.clone(), Scan::default())
        .starting_token(token)
        .pages();
    pages.next().await.unwrap().unwrap();
    assert_eq!(bodies(&script), [r#"{"start":{"id":"b"}}"#]);
}

#[tokio::test]
async fn a_starting_token_that_is_no_such_map_is_an_error_and_not_the_beginning() {
    for token in ["b", "{}", r#"{"id": 5}"#, "bm8="] {
        let script = scans();
        let mut pages = paginate_over(script.clone(), Scan::default())
            .starting_token(token)
            .pages();
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pagination);
        assert_eq!(
            error.to_string(),
            "Scan: the starting token is invalid: it is neither a resume token nor the JSON of a token"
        );
        assert!(script.requests().is_empty());
        assert_eq!(pages.resume_token().as_deref(), Some(token));
    }
}
