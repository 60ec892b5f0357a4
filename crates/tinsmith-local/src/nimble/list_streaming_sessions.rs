//! The operation `ListStreamingSessions`.

use serde::Serialize;

use super::studio::StreamingSession;
use crate::http::{ErrorResponse, Input, serialize};
use crate::state::State;

/// The page size, which the service decides.
const PAGE_SIZE: usize = 25;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListStreamingSessionsResponse<'a> {
    sessions: &'a [&'a StreamingSession],
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(crate) fn list_streaming_sessions(
    state: &State,
    input: &Input,
) -> Result<Vec<u8>, ErrorResponse> {
    let studio_id = input.label("studioId");
    if studio_id != state.studio.id {
        return Err(ErrorResponse::resource_not_found("studio", studio_id));
    }
    let [created_by, owned_by, session_ids] =
        ["createdBy", "ownedBy", "sessionIds"].map(|name| input.query(name));
    let sessions: Vec<_> = state
        .studio
        .sessions
        .iter()
        .filter(|session| created_by.is_none_or(|user| session.created_by == user))
        .filter(|session| owned_by.is_none_or(|user| session.owned_by == user))
        .filter(|session| {
            session_ids.is_none_or(|ids| ids.split(',').any(|id| id.trim() == session.session_id))
        })
        .collect();
    let filters = [created_by, owned_by, session_ids].map(Option::unwrap_or_default);
    let [created_by, owned_by, session_ids] = filters;
    let scope = [
        "ListStreamingSessions",
        studio_id,
        created_by,
        owned_by,
        session_ids,
    ];
    let token = input.query("nextToken");
    let page = state
        .pager
        .page(&sessions, &scope, token, PAGE_SIZE, state.now())
        .map_err(|problem| {
            let field = ("nextToken".to_owned(), problem.to_owned());
            ErrorResponse::validation("FIELD_VALIDATION_FAILED", "Invalid nextToken.", [field])
        })?;
    serialize(&ListStreamingSessionsResponse {
        sessions: page.items,
        next_token: page.next_token,
    })
}
