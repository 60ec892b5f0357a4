//! A client against a script: what a user's own tests look like.

use tinsmith::testing::{Answer, ScriptedTransport};
use tinsmith_deadline::Client;
use tinsmith_deadline::operation::{ListSessionsInput, ListSessionsOutput};
use tinsmith_deadline::types::SessionSummary;

fn page(ids: &[&str], next_token: Option<&str>) -> Answer {
    let session = |id: &&str| {
        let mut session = SessionSummary::default();
        session.session_id = (*id).to_owned();
        session
    };
    Answer::output_with(|page: &mut ListSessionsOutput| {
        page.sessions = ids.iter().map(session).collect();
        page.next_token = next_token.map(str::to_owned);
    })
}

#[tokio::test]
async fn a_conversation_of_pages_takes_three_lines() {
    let script = ScriptedTransport::new();
    script
        .answer(page(&["a", "b"], Some("more")))
        .answer(page(&[], Some("last")))
        .answer(page(&["c"], None));
    let client = Client::new(&script.config());

    let sessions = client
        .list_sessions()
        .farm_id("f")
        .queue_id("q")
        .job_id("j")
        .paginate();
    let mut sessions = sessions.items();
    let mut ids = Vec::new();
    while let Some(session) = sessions.try_next().await.unwrap() {
        ids.push(session.session_id);
    }

    assert_eq!(ids, ["a", "b", "c"]);
    let sent = script.sent();
    let tokens: Vec<_> = sent
        .iter()
        .map(|sent| {
            sent.input::<ListSessionsInput>()
                .unwrap()
                .next_token
                .as_deref()
        })
        .collect();
    assert_eq!(tokens, [None, Some("more"), Some("last")]);
}
