//! The resume tokens of streams.

use tinsmith::ErrorKind;

use crate::support::{Service, decoded};

#[tokio::test]
async fn a_token_is_available_at_every_point_of_a_run() {
    let service = Service::new(5).with_sizes([2, 2]);
    let mut items = service.list().items();
    assert_eq!(
        decoded(items.resume_token()),
        r#"{"token": null, "boto_truncate_amount": 0}"#,
        "before the first poll"
    );
    let expected = [
        r#"{"token": null, "boto_truncate_amount": 1}"#,
        r#"{"token": "2.0"}"#,
        r#"{"token": "2.0", "boto_truncate_amount": 1}"#,
        r#"{"token": "4.1"}"#,
        "nothing more",
    ];
    for (number, expected) in (0..).zip(expected) {
        assert_eq!(items.next().await.unwrap().unwrap(), number);
        assert_eq!(
            decoded(items.resume_token()),
            expected,
            "after item {number}"
        );
    }
    assert!(items.next().await.is_none());
    assert_eq!(items.resume_token(), None);
}

#[tokio::test]
async fn the_tokens_of_pages_are_boundaries_or_a_limit_within_a_page() {
    let service = Service::new(9).with_sizes([3]);
    let mut pages = service.list().max_items(5).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().numbers, [0, 1, 2]);
    assert_eq!(decoded(pages.resume_token()), r#"{"token": "3.0"}"#);
    assert_eq!(pages.next().await.unwrap().unwrap().numbers, [3, 4]);
    assert_eq!(
        decoded(pages.resume_token()),
        r#"{"token": "3.0", "boto_truncate_amount": 2}"#
    );
    assert!(pages.next().await.is_none());
    assert_eq!(
        decoded(pages.resume_token()),
        r#"{"token": "3.0", "boto_truncate_amount": 2}"#
    );
    assert_eq!(service.requests().len(), 2);
}

#[tokio::test]
async fn the_token_of_a_limit_on_a_boundary_is_the_next_page_or_none() {
    let service = Service::new(6).with_sizes([3]);
    let mut items = service.list().max_items(3).items();
    let _: Vec<i32> = items.try_collect().await.unwrap();
    assert_eq!(decoded(items.resume_token()), r#"{"token": "3.0"}"#);
    let mut items = service.list().max_items(6).items();
    let _: Vec<i32> = items.try_collect().await.unwrap();
    assert_eq!(items.resume_token(), None);
}

#[tokio::test]
async fn a_limit_of_zero_makes_one_call_and_its_token_is_the_first_item() {
    let service = Service::new(6).with_sizes([3]);
    let mut pages = service.list().max_items(0).pages();
    assert!(pages.next().await.unwrap().unwrap().numbers.is_empty());
    assert_eq!(
        decoded(pages.resume_token()),
        r#"{"token": null, "boto_truncate_amount": 0}"#
    );
    assert!(pages.next().await.is_none());
    let mut items = service.list().max_items(0).items();
    assert!(items.next().await.is_none());
    assert_eq!(
        decoded(items.resume_token()),
        r#"{"token": null, "boto_truncate_amount": 0}"#
    );
    assert_eq!(service.requests().len(), 2);
}

#[tokio::test]
async fn after_an_error_a_run_resumes_with_the_next_item() {
    let service = Service::new(6).with_sizes([2]).failing(1);
    let mut items = service.list().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 0);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert!(items.next().await.unwrap().is_err());
    assert_eq!(decoded(items.resume_token()), r#"{"token": "2.0"}"#);
    let mut rest = service
        .list()
        .starting_token(items.resume_token().unwrap())
        .items();
    assert_eq!(rest.try_collect::<Vec<i32>>().await.unwrap(), [2, 3, 4, 5]);
}

#[tokio::test]
async fn a_collection_that_fails_is_repeated_from_its_first_item() {
    for taken in 0..2 {
        let service = Service::new(6).with_sizes([2]).failing(1);
        let mut items = service.list().items();
        for item in 0..taken {
            assert_eq!(items.next().await.unwrap().unwrap(), item);
        }
        assert!(items.try_collect::<Vec<i32>>().await.is_err());
        let mut again = service.list();
        if let Some(token) = items.resume_token() {
            again = again.starting_token(token);
        }
        let rest: Vec<i32> = again.items().try_collect().await.unwrap();
        assert_eq!(rest, (taken..6).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn smaller_pages_do_not_repeat_items() {
    let service = Service::new(12);
    let mut items = service.list().page_size(10).max_items(7).items();
    assert_eq!(
        items.try_collect::<Vec<i32>>().await.unwrap(),
        [0, 1, 2, 3, 4, 5, 6]
    );
    let mut items = service
        .list()
        .page_size(3)
        .starting_token(items.resume_token().unwrap())
        .items();
    assert_eq!(items.next().await.unwrap().unwrap(), 7);
    assert_eq!(
        decoded(items.resume_token()),
        r#"{"token": "6.2", "boto_truncate_amount": 2}"#
    );
    assert_eq!(
        items.try_collect::<Vec<i32>>().await.unwrap(),
        [8, 9, 10, 11]
    );
}

#[tokio::test]
async fn the_items_to_skip_survive_an_error_before_their_end() {
    let service = Service::new(12).failing(2);
    let token = "eyJ0b2tlbiI6IG51bGwsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDd9";
    let mut items = service.list().page_size(3).starting_token(token).items();
    assert!(items.next().await.unwrap().is_err());
    assert_eq!(
        decoded(items.resume_token()),
        r#"{"token": "6.1", "boto_truncate_amount": 1}"#
    );
}

#[tokio::test]
async fn a_token_of_the_service_is_sent_unchanged() {
    for token in ["None", "4.x", "eyJvdGhlciI6IDF9"] {
        let service = Service::new(6).with_tokens(["z"]);
        let mut items = service.list().starting_token(token).items();
        assert!(items.next().await.unwrap().is_ok());
        assert_eq!(service.requests(), [format!("token={token}")]);
    }
}

#[tokio::test]
async fn an_empty_token_is_no_token() {
    let service = Service::new(1);
    assert_eq!(
        service
            .list()
            .starting_token("")
            .items()
            .next()
            .await
            .unwrap()
            .unwrap(),
        0
    );
    assert_eq!(service.requests(), [""]);

    let service = Service::new(1);
    let mut items = service.list_from("").items();
    assert_eq!(items.next().await.unwrap().unwrap(), 0);
    assert_eq!(service.requests(), [""]);
}

#[tokio::test]
async fn a_run_starts_at_the_token_of_the_input() {
    let service = Service::new(6).with_sizes([2]);
    let mut items = service.list_from("3.x").items();
    assert_eq!(decoded(items.resume_token()), r#"{"token": "3.x"}"#);
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert_eq!(
        decoded(items.resume_token()),
        r#"{"token": "3.x", "boto_truncate_amount": 1}"#
    );
    let mut items = service.list_from("3.x").starting_token("5.x").items();
    assert_eq!(items.next().await.unwrap().unwrap(), 5);
}

#[tokio::test]
async fn an_invalid_resume_token_is_an_error_before_any_request() {
    let service = Service::new(6);
    let token = "eyJ0b2tlbiI6IG51bGwsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IC0xfQ==";
    let mut items = service.list().starting_token(token).items();
    assert_eq!(items.resume_token().unwrap(), token);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pagination);
    assert_eq!(
        error.to_string(),
        "List: the starting token is invalid: it is a resume token, but its `boto_truncate_amount` is not a number of items"
    );
    assert!(items.next().await.is_none());
    assert_eq!(items.resume_token().unwrap(), token);
    assert_eq!(service.requests(), [""; 0]);
}

#[tokio::test]
async fn each_item_comes_with_the_token_of_the_position_after_it() {
    let service = || Service::new(7).with_sizes([2, 0, 3]);
    let mut items = service().list().items();
    let mut tokens = Vec::new();
    while let Some(number) = items.try_next().await.unwrap() {
        tokens.push((number, items.resume_token()));
    }
    let mut with_tokens = service().list().items().with_tokens();
    let mut seen = Vec::new();
    while let Some(item) = with_tokens.try_next().await.unwrap() {
        assert_eq!(with_tokens.resume_token(), item.1);
        seen.push(item);
    }
    assert_eq!(seen, tokens);
    assert_eq!(seen.last(), Some(&(6, None)));
    for (number, token) in seen {
        let rest: Vec<i32> = service()
            .list()
            .starting_token(token)
            .items()
            .try_collect()
            .await
            .unwrap();
        let expected: Vec<i32> = (number + 1..7).collect();
        // Without a token the list starts from the beginning.
        assert_eq!(
            rest,
            if number == 6 {
                (0..7).collect()
            } else {
                expected
            },
            "after {number}"
        );
    }
}

#[tokio::test]
async fn the_settings_of_a_run_take_optional_arguments() {
    let service = Service::new(5);
    let none: (Option<usize>, Option<i32>, Option<String>) = (None, None, None);
    let list = service
        .list()
        .max_items(none.0)
        .page_size(none.1)
        .starting_token(none.2);
    let mut items = list.items();
    let first = items.try_next().await.unwrap();
    let token = items.resume_token();
    assert_eq!((first, token.is_some()), (Some(0), true));
    let some = service
        .list()
        .max_items(Some(2))
        .page_size(Some(1))
        .starting_token(token.as_deref());
    let some: Vec<i32> = some.items().try_collect().await.unwrap();
    assert_eq!(some, [1, 2]);
    let values = service
        .list()
        .max_items(2)
        .page_size(1)
        .starting_token(token.unwrap_or_default());
    let values: Vec<i32> = values.items().try_collect().await.unwrap();
    assert_eq!(values, some);
}
