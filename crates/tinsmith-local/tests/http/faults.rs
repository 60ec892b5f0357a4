use std::time::{Duration, Instant};

use serde_json::json;
use tinsmith_local::{Fault, LocalService};

use super::client::{Signer, exchange, get, send};

async fn service() -> LocalService {
    LocalService::builder().sessions(200).start().await.unwrap()
}

fn path(service: &LocalService) -> String {
    let job = service.long_job().unwrap();
    let (farm, queue) = (service.farm_id(), job.queue_id);
    format!(
        "/2023-10-12/farms/{farm}/queues/{queue}/jobs/{}/sessions",
        job.job_id
    )
}

#[tokio::test]
async fn documented_errors_come_with_all_of_their_members() {
    let service = service().await;
    for (fault, status, code, members) in [
        (
            Fault::access_denied(),
            403,
            "AccessDeniedException",
            &["context", "message"][..],
        ),
        (
            Fault::resource_not_found("job", "job-x"),
            404,
            "ResourceNotFoundException",
            &["context", "message", "resourceId", "resourceType"],
        ),
        (
            Fault::throttling(Duration::from_millis(2100)),
            429,
            "ThrottlingException",
            &["context", "message", "quotaCode", "serviceCode"],
        ),
        (
            Fault::validation("OTHER", [("jobId", "bad")]).context("a", "b"),
            400,
            "ValidationException",
            &["context", "fieldList", "message", "reason"],
        ),
        (
            Fault::internal_server_error(),
            500,
            "InternalServerErrorException",
            &["message"],
        ),
    ] {
        service.inject(fault);
        let response = get(&service, &path(&service)).await;
        assert_eq!(response.error(), (status, code));
        let error = response.json();
        assert_eq!(
            error.as_object().unwrap().keys().collect::<Vec<_>>(),
            members
        );
        let retry_after = match code {
            "ThrottlingException" => Some("3"),
            "InternalServerErrorException" => Some("1"),
            _ => None,
        };
        assert_eq!(response.header("retry-after"), retry_after);
        assert_eq!(
            get(&service, &path(&service)).await.status,
            200,
            "after {code}"
        );
    }
}

#[tokio::test]
async fn a_fault_applies_to_its_operation_and_to_as_many_requests_as_set() {
    let service = service().await;
    service.inject(Fault::error(418, "Teapot").on("GetSession").times(2));
    let list = path(&service);
    let session = service.session_ids(service.long_job().unwrap().job_id)[0];
    let one = format!("{list}/{session}");
    assert_eq!(get(&service, &list).await.status, 200);
    assert_eq!(get(&service, &one).await.error(), (418, "Teapot"));
    assert_eq!(get(&service, &list).await.status, 200);
    assert_eq!(get(&service, &one).await.status, 418);
    assert_eq!(get(&service, &one).await.status, 200);
}

#[tokio::test]
async fn an_error_has_the_message_members_and_headers_that_were_set() {
    let service = service().await;
    let fault = Fault::error(400, "Odd")
        .message("why not")
        .member("detail", 42)
        .header(
            "X-Amzn-ErrorType",
            "com.amazonaws.deadline#Odd:http://example.com/",
        );
    service.inject(fault);
    let response = get(&service, &path(&service)).await;
    assert_eq!(
        response.error(),
        (400, "com.amazonaws.deadline#Odd:http://example.com/")
    );
    assert_eq!(
        response.json(),
        json!({ "message": "why not", "detail": 42 })
    );
}

#[tokio::test]
async fn a_response_can_have_any_content() {
    let service = service().await;
    service.inject(Fault::response(
        502,
        "text/html",
        "<html>Bad gateway</html>",
    ));
    let response = get(&service, &path(&service)).await;
    assert_eq!(response.error(), (502, ""));
    assert_eq!(response.header("content-type"), Some("text/html"));
    assert_eq!(response.body, b"<html>Bad gateway</html>");
}

#[tokio::test]
async fn a_response_can_be_truncated() {
    let service = service().await;
    service.inject(Fault::truncated(r#"{"sessions": ["#));
    let signer = Signer {
        presigned: Some(Duration::from_secs(60)),
        ..Signer::from_service(&service)
    };
    // By `exchange`, because `get` panics if the response is invalid.
    let target = signer.presigned_target(&service, &path(&service));
    let response = exchange(&service, "GET", &target, &[], "").await;
    assert!(response.is_err(), "{response:?}");
    assert_eq!(get(&service, &path(&service)).await.status, 200);
}

#[tokio::test]
async fn a_response_can_be_delayed() {
    let service = service().await;
    service.inject(Fault::delayed(Duration::from_millis(80)));
    let start = Instant::now();
    assert_eq!(get(&service, &path(&service)).await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_request_with_an_invalid_signature_gets_no_fault() {
    let service = service().await;
    service.inject(Fault::internal_server_error());
    let other_key = Signer {
        secret: "guessed".to_owned(),
        ..Signer::from_service(&service)
    };
    assert_eq!(
        send(&service, &other_key, "GET", &path(&service), "")
            .await
            .status,
        403
    );
    assert_eq!(get(&service, &path(&service)).await.status, 500);
}

#[tokio::test]
async fn about_the_configured_percentage_of_requests_fails() {
    let builder = LocalService::builder().sessions(200).error_percentage(40.0);
    let service = builder.start().await.unwrap();
    let mut failed = 0;
    for _ in 0..200 {
        match get(&service, &path(&service)).await.status {
            200 => {}
            429 | 500 => failed += 1,
            other => panic!("{other}"),
        }
    }
    assert!((50..=110).contains(&failed), "{failed} of 200");
}
