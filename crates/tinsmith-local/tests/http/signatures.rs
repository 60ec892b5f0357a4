use std::time::{Duration, SystemTime};

use tinsmith_local::{LocalService, ManualClock};

use super::client::{Response, Signer, exchange, get, send};

async fn service() -> LocalService {
    LocalService::builder().sessions(200).start().await.unwrap()
}

fn sessions_path(service: &LocalService) -> String {
    let job = service.long_job().unwrap();
    let (farm, queue) = (service.farm_id(), job.queue_id);
    format!(
        "/2023-10-12/farms/{farm}/queues/{queue}/jobs/{}/sessions",
        job.job_id
    )
}

async fn list_as(service: &LocalService, signer: &Signer) -> Response {
    send(service, signer, "GET", &sessions_path(service), "").await
}

#[tokio::test]
async fn a_request_signed_by_aws_sigv4_is_accepted_in_both_forms() {
    let service = service().await;
    let in_header = Signer::from_service(&service);
    let in_query = Signer {
        presigned: Some(Duration::from_secs(60)),
        ..in_header.clone()
    };
    for signer in [in_header, in_query] {
        let response = list_as(&service, &signer).await;
        assert_eq!(response.status, 200, "{}", response.json());
        let path = format!("{}?maxResults=2&x=a%20b%2Fc", sessions_path(&service));
        assert_eq!(send(&service, &signer, "GET", &path, "").await.status, 200);
    }
}

#[tokio::test]
async fn a_signature_of_another_key_token_region_or_service_is_rejected() {
    let service = service().await;
    let valid = Signer::from_service(&service);
    let unknown_key = Signer {
        access_key_id: "AKIDOTHER".to_owned(),
        ..valid.clone()
    };
    let needless_token = Signer {
        token: Some("token".to_owned()),
        ..valid.clone()
    };
    let wrong_secret = Signer {
        secret: "guessed".to_owned(),
        ..valid.clone()
    };
    let other_region = Signer {
        region: "eu-west-1".to_owned(),
        ..valid.clone()
    };
    let other_service = Signer {
        service: "nimble",
        ..valid.clone()
    };
    for (signer, code) in [
        (unknown_key, "UnrecognizedClientException"),
        (needless_token, "UnrecognizedClientException"),
        (wrong_secret, "InvalidSignatureException"),
        (other_region, "InvalidSignatureException"),
        (other_service, "InvalidSignatureException"),
    ] {
        let response = list_as(&service, &signer).await;
        assert_eq!(response.error(), (403, code));
        assert!(response.json()["message"].is_string());
    }
}

#[tokio::test]
async fn a_request_without_a_signature_is_rejected() {
    let service = service().await;
    let response = exchange(&service, "GET", &sessions_path(&service), &[], "")
        .await
        .unwrap();
    assert_eq!(
        response.error(),
        (403, "MissingAuthenticationTokenException")
    );
}

#[tokio::test]
async fn a_session_token_is_required_and_compared() {
    let builder = LocalService::builder()
        .sessions(200)
        .session_token("from/sts+==");
    let service = builder.start().await.unwrap();
    let valid = Signer::from_service(&service);
    assert_eq!(list_as(&service, &valid).await.status, 200);
    let presigned = Signer {
        presigned: Some(Duration::from_secs(60)),
        ..valid.clone()
    };
    assert_eq!(list_as(&service, &presigned).await.status, 200);
    for token in [None, Some("other".to_owned())] {
        let response = list_as(
            &service,
            &Signer {
                token,
                ..valid.clone()
            },
        )
        .await;
        assert_eq!(response.error(), (403, "UnrecognizedClientException"));
    }
}

#[tokio::test]
async fn a_skew_of_six_minutes_is_rejected_with_the_service_s_time() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
    let builder = LocalService::builder()
        .sessions(200)
        .signing_clock(ManualClock::new(now));
    let service = builder.start().await.unwrap();
    let six_minutes = Duration::from_secs(6 * 60);
    for (time, word) in [
        (now - six_minutes, "expired"),
        (now + six_minutes, "not yet current"),
    ] {
        let response = list_as(
            &service,
            &Signer {
                time,
                ..Signer::from_service(&service)
            },
        )
        .await;
        assert_eq!(response.error(), (403, "InvalidSignatureException"));
        assert!(response.json()["message"].as_str().unwrap().contains(word));
        assert_eq!(
            response.header("date"),
            Some("Sun, 30 Aug 2015 12:36:00 GMT")
        );
    }
    let on_time = Signer {
        time: now,
        ..Signer::from_service(&service)
    };
    assert_eq!(list_as(&service, &on_time).await.status, 200);
}

#[tokio::test]
async fn a_presigned_url_is_valid_until_it_expires() {
    let now = SystemTime::now();
    let clock = ManualClock::new(now);
    let builder = LocalService::builder()
        .sessions(200)
        .signing_clock(clock.clone());
    let service = builder.start().await.unwrap();
    let presigned = Some(Duration::from_secs(3600));
    let signer = Signer {
        presigned,
        time: now,
        ..Signer::from_service(&service)
    };
    clock.advance(Duration::from_secs(3500));
    assert_eq!(list_as(&service, &signer).await.status, 200);
    clock.advance(Duration::from_secs(200));
    assert_eq!(
        list_as(&service, &signer).await.error(),
        (403, "InvalidSignatureException")
    );
}

#[tokio::test]
async fn an_encoded_slash_in_a_label_is_signed_twice_encoded_and_stays_in_its_label() {
    let service = service().await;
    let job = service.long_job().unwrap();
    let (farm, queue) = (service.farm_id(), job.queue_id);
    let target = format!("/2023-10-12/farms/{farm}/queues/{queue}/jobs/a%2F..%20%C3%B6/sessions");
    let response = get(&service, &target).await;
    assert_eq!(response.error(), (400, "ValidationException"));
    let message = response.json()["message"].to_string();
    assert!(message.contains("Value 'a/.. ö' at 'jobId'"), "{message}");
    assert_eq!(service.requests().last().unwrap().path, target);
}

#[tokio::test]
async fn every_response_has_its_own_request_id_and_is_json() {
    let service = service().await;
    let mut ids = Vec::new();
    for target in [
        &sessions_path(&service),
        "/2023-10-12/farms/x/sessions-statistics-aggregation",
        "/",
    ] {
        let response = get(&service, target).await;
        assert_eq!(response.header("content-type"), Some("application/json"));
        ids.push(response.header("x-amzn-requestid").unwrap().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn an_unknown_path_or_method_is_an_unknown_operation() {
    let service = service().await;
    let response = get(&service, "/2023-10-12/farms").await;
    assert_eq!(response.error(), (404, "UnknownOperationException"));
    let response = send(
        &service,
        &Signer::from_service(&service),
        "PUT",
        &sessions_path(&service),
        "",
    )
    .await;
    assert_eq!(response.error(), (404, "UnknownOperationException"));
}

#[tokio::test]
async fn requests_are_recorded_as_received() {
    let service = service().await;
    let path = sessions_path(&service);
    get(&service, &format!("{path}?maxResults=5&x=%2f")).await;
    exchange(
        &service,
        "POST",
        "/nowhere",
        &[("X-Own".to_owned(), "1".to_owned())],
        "body",
    )
    .await
    .unwrap();
    let [first, second] = &service.take_requests()[..] else {
        panic!("not two requests")
    };
    assert_eq!((first.method.as_str(), &first.path), ("GET", &path));
    assert_eq!(first.query, "maxResults=5&x=%2f");
    assert!(
        first
            .header("Authorization")
            .unwrap()
            .starts_with("AWS4-HMAC-SHA256 ")
    );
    assert_eq!(second.header("x-own"), Some("1"));
    assert_eq!(second.body, b"body");
    assert_eq!(service.requests(), []);
}

#[tokio::test]
async fn of_a_request_that_anyone_may_have_sent_the_beginning_of_the_body_is_kept() {
    let service = service().await;
    let body = "x".repeat(1 << 20);
    for _ in 0..20 {
        for target in [&*sessions_path(&service), "/"] {
            exchange(&service, "POST", target, &[], &body)
                .await
                .unwrap();
        }
    }
    let lengths: Vec<_> = service
        .requests()
        .iter()
        .map(|request| request.body.len())
        .collect();
    assert_eq!(lengths, [1024; 40]);
    let path = format!(
        "/2023-10-12/farms/{}/sessions-statistics-aggregation",
        service.farm_id()
    );
    let signer = Signer::from_service(&service);
    send(&service, &signer, "POST", &path, &body).await;
    assert_eq!(service.requests()[40].body.len(), body.len());
    let forged = Signer {
        secret: "guessed".to_owned(),
        ..signer
    };
    send(&service, &forged, "POST", &path, &body).await;
    assert_eq!(service.requests()[41].body.len(), 1024);
}

#[tokio::test]
async fn no_more_than_sixteen_mebibytes_of_requests_are_kept() {
    let service = service().await;
    let path = format!(
        "/2023-10-12/farms/{}/sessions-statistics-aggregation",
        service.farm_id()
    );
    let body = "x".repeat(1 << 20);
    for _ in 0..20 {
        let signer = Signer::from_service(&service);
        send(&service, &signer, "POST", &path, &body).await;
    }
    assert_eq!(service.requests().len(), 15);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_rejected() {
    let service = service().await;
    let body = "x".repeat((1 << 20) + 1);
    let response = exchange(&service, "POST", "/", &[], &body).await;
    // The service may also close the connection before it has read the whole body.
    assert!(response.is_err() || response.is_ok_and(|response| response.status == 413));
}

#[tokio::test]
async fn the_service_stops_when_it_is_dropped() {
    let service = service().await;
    let address = service.endpoint_url().replace("http://", "");
    get(&service, "/").await;
    drop(service);
    let mut is_open = true;
    for _ in 0..100 {
        is_open = tokio::net::TcpStream::connect(&address).await.is_ok();
        if !is_open {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!is_open);
}

#[tokio::test]
async fn a_silent_connection_does_not_delay_the_shutdown() {
    let service = service().await;
    let address = service.endpoint_url().replace("http://", "");
    let _silent = tokio::net::TcpStream::connect(&address).await.unwrap();
    get(&service, "/").await;
    let end = tokio::time::timeout(Duration::from_secs(5), service.shutdown()).await;
    assert!(end.is_ok_and(|end| end.is_ok()));
}
