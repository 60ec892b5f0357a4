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
        let answer = get(&service, &path(&service)).await;
        assert_eq!(answer.error(), (status, code));
        let error = answer.json();
        assert_eq!(
            error.as_object().unwrap().keys().collect::<Vec<_>>(),
            members
        );
        let retry_after = match code {
            "ThrottlingException" => Some("3"),
            "InternalServerErrorException" => Some("1"),
            _ => None,
        };
        assert_eq!(answer.header("retry-after"), retry_after);
        assert_eq!(
            get(&service, &path(&service)).await.status,
            200,
            "after {code}"
        );
    }
}

#[tokio::test]
async fn a_fault_waits_for_its_operation_and_lasts_as_often_as_told() {
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
async fn an_error_can_be_dressed_as_needed() {
    let service = service().await;
    let fault = Fault::error(400, "Odd")
        .message("why not")
        .member("answer", 42)
        .header(
            "X-Amzn-ErrorType",
            "com.amazonaws.deadline#Odd:http://example.com/",
        );
    service.inject(fault);
    let answer = get(&service, &path(&service)).await;
    assert_eq!(
        answer.error(),
        (400, "com.amazonaws.deadline#Odd:http://example.com/")
    );
    assert_eq!(answer.json(), json!({ "message": "why not", "answer": 42 }));
}

#[tokio::test]
async fn an_answer_can_be_anything() {
    let service = service().await;
    service.inject(Fault::answer(502, "text/html", "<html>Bad gateway</html>"));
    let answer = get(&service, &path(&service)).await;
    assert_eq!(answer.error(), (502, ""));
    assert_eq!(answer.header("content-type"), Some("text/html"));
    assert_eq!(answer.body, b"<html>Bad gateway</html>");
}

#[tokio::test]
async fn an_answer_can_break_off() {
    let service = service().await;
    service.inject(Fault::cut_short(r#"{"sessions": ["#));
    let signer = Signer {
        presigned: Some(Duration::from_secs(60)),
        ..Signer::of(&service)
    };
    // Sent as bytes, for the client of these tests takes a broken answer for a mistake in a test.
    let target = signer.presigned_target(&service, &path(&service));
    let answer = exchange(&service, "GET", &target, &[], "").await;
    assert!(answer.is_err(), "{answer:?}");
    assert_eq!(get(&service, &path(&service)).await.status, 200);
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let service = service().await;
    service.inject(Fault::late(Duration::from_millis(80)));
    let start = Instant::now();
    assert_eq!(get(&service, &path(&service)).await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn whoever_may_not_call_gets_no_fault() {
    let service = service().await;
    service.inject(Fault::internal_server_error());
    let stranger = Signer {
        secret: "guessed".to_owned(),
        ..Signer::of(&service)
    };
    assert_eq!(
        send(&service, &stranger, "GET", &path(&service), "")
            .await
            .status,
        403
    );
    assert_eq!(get(&service, &path(&service)).await.status, 500);
}

#[tokio::test]
async fn about_as_many_requests_fail_as_were_to_fail() {
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
