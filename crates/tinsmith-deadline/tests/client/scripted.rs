//! A client with scripted responses, as in the tests of a user.

use tinsmith::testing::{Input, ScriptedResponse, ScriptedTransport, filled};
use tinsmith_deadline::Client;
use tinsmith_deadline::operation::{
    GetSessionOutput, GetSessionsStatisticsAggregationInput, ListSessions, ListSessionsInput,
};
use tinsmith_deadline::types::{SessionSummary, Statistics};

fn session(id: &str) -> SessionSummary {
    filled(|session: &mut SessionSummary| session.session_id = id.to_owned())
}

fn list_sessions(client: &Client) -> ListSessions {
    let request = client.list_sessions().farm_id("f");
    request.queue_id("q").job_id("j")
}

#[tokio::test]
async fn no_request_is_sent_before_a_future_is_polled_on_any_thread() {
    fn movable<F: Future + Send + 'static>(future: F) -> F {
        future
    }
    let script = ScriptedTransport::new();
    let client = Client::new(&script.config());
    drop(movable(
        list_sessions(&client).presigned(std::time::Duration::from_secs(60)),
    ));
    let future = movable(list_sessions(&client).send());
    assert_eq!(script.sent_requests().len(), 0);
    script.pages::<ListSessionsInput>([vec![session("a")]]);
    let output = tokio::spawn(future).await.unwrap().unwrap();
    assert_eq!(output.sessions[0].session_id, "a");
}

#[tokio::test]
async fn pages_are_scripted_in_three_lines() {
    let script = ScriptedTransport::new();
    script.pages::<ListSessionsInput>([
        vec![session("a"), session("b")],
        vec![],
        vec![session("c")],
    ]);
    let client = Client::new(&script.config());

    let mut sessions = list_sessions(&client).paginate().items();
    let mut ids = Vec::new();
    while let Some(session) = sessions.try_next().await.unwrap() {
        ids.push(session.session_id);
    }

    assert_eq!(ids, ["a", "b", "c"]);
    let sent = script.sent_requests();
    let inputs = sent
        .iter()
        .filter_map(|sent| sent.input::<ListSessionsInput>());
    let tokens: Vec<_> = inputs.map(|input| input.next_token.as_deref()).collect();
    assert_eq!(tokens, [None, Some("page-2"), Some("page-3")]);
    assert_eq!(script.responses_left(), 0);
}

/// The rows of an aggregation whose pages are these, and the error after them.
async fn rows(pages: Vec<Vec<Statistics>>) -> (usize, Option<String>) {
    let script = ScriptedTransport::new();
    script.pages::<GetSessionsStatisticsAggregationInput>(pages);
    let client = Client::new(&script.config());
    let request = client.get_sessions_statistics_aggregation().farm_id("f");
    let mut rows = request.aggregation_id("a").paginate().items();
    let mut count = 0;
    loop {
        match rows.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break (count, None),
            Err(error) => break (count, Some(error.to_string())),
        }
    }
}

#[tokio::test]
async fn pages_that_a_waiter_waits_for_are_scripted_without_its_status() {
    let row = Statistics::default;
    assert_eq!(rows(vec![vec![row()], vec![row(), row()]]).await, (3, None));
    assert_eq!(rows(vec![vec![], vec![row()]]).await, (1, None));
    let (count, error) = rows(vec![vec![]]).await;
    assert_eq!(count, 0);
    let error = error.unwrap();
    assert!(error.contains("there are no pages: status is"), "{error}");
}

#[tokio::test]
async fn a_page_with_another_token_is_an_error_with_both_tokens() {
    let script = ScriptedTransport::new();
    script.pages::<ListSessionsInput>([vec![session("a")], vec![session("b")]]);
    let client = Client::new(&script.config());
    list_sessions(&client).send().await.unwrap();
    let error = list_sessions(&client).next_token("other").send().await;
    let error = error.unwrap_err().to_string();
    let expected = "the script expects page 2 of ListSessions, but next_token is Some(\"other\") instead of Some(\"page-2\") (1 attempt)";
    assert!(error.ends_with(expected), "{error}");
    assert_eq!(script.take_unexpected_requests().len(), 1);
}

#[tokio::test]
async fn a_response_can_be_for_exactly_one_input() {
    let script = ScriptedTransport::new();
    let client = Client::new(&script.config());
    let get = |id: &str| {
        let request = client.get_session().farm_id("f").queue_id("q");
        request.job_id("j").session_id(id)
    };
    for worker in ["w-1", "w-2"] {
        let response = ScriptedResponse::output_with(|session: &mut GetSessionOutput| {
            session.worker_id = worker.to_owned();
        });
        script
            .when(Input::from_request(get(worker)))
            .respond(response);
    }
    assert_eq!(get("w-2").send().await.unwrap().worker_id, "w-2");
    assert_eq!(get("w-1").send().await.unwrap().worker_id, "w-1");
}
