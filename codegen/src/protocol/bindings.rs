//! HTTP bindings: the traits that move a member out of the body's document.

use std::borrow::Cow;

use crate::plan::ir::MemberLocation;
use crate::quirks::Quirks;
use crate::smithy::{Member, Shape};

/// The direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The direction from the client to the service.
    Request,
    /// The direction from the service to the client.
    Response,
}

/// The traits that bind a member, each with the one direction in which it counts, if it does in one only. In the other
/// direction the member is part of the document.
const TRAITS: [(&str, Option<Direction>); 7] = [
    ("smithy.api#httpLabel", Some(Direction::Request)),
    ("smithy.api#httpQuery", Some(Direction::Request)),
    ("smithy.api#httpQueryParams", Some(Direction::Request)),
    ("smithy.api#httpHeader", None),
    ("smithy.api#httpPrefixHeaders", None),
    ("smithy.api#httpPayload", None),
    ("smithy.api#httpResponseCode", Some(Direction::Response)),
];

impl Direction {
    /// Returns the binding traits of a member that count in this direction.
    pub(crate) fn bindings(self, member: &Member) -> impl Iterator<Item = &'static str> {
        TRAITS
            .into_iter()
            .filter(move |(_, only)| only.is_none_or(|only| only == self))
            .filter(|(id, _)| member.traits.has(id))
            .map(|(id, _)| id)
    }
}

/// Returns the location to which a member is bound.
pub(super) fn location(member: &Member, direction: Direction) -> MemberLocation {
    let Some(id) = direction.bindings(member).next() else {
        return MemberLocation::Body;
    };
    let name = member.traits.string(id).unwrap_or_default().to_owned();
    match id {
        "smithy.api#httpHeader" => MemberLocation::Header(name),
        "smithy.api#httpPrefixHeaders" => MemberLocation::PrefixHeaders(name),
        "smithy.api#httpPayload" => MemberLocation::Payload,
        "smithy.api#httpResponseCode" => MemberLocation::Status,
        "smithy.api#httpLabel" => MemberLocation::Label,
        "smithy.api#httpQuery" => MemberLocation::Query(name),
        _ => MemberLocation::QueryMap,
    }
}

/// Returns the URI template of requests: without the labels that the endpoint rule set makes a part of the endpoint, and without the query parameters
/// that a quirk omits.
pub(super) fn template<'u>(service: &Shape, quirks: &Quirks, uri: &'u str) -> Cow<'u, str> {
    let Some((path, query)) = uri.split_once('?') else {
        return path(service, &quirks.endpoint_labels, uri);
    };
    let is_sent = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default();
        !quirks.omitted_query.iter().any(|omitted| omitted == name)
    };
    let parameters: Vec<_> = query.split('&').filter(is_sent).collect();
    let path = self::path(service, &quirks.endpoint_labels, path);
    match parameters.is_empty() {
        true => path,
        false => format!("{path}?{}", parameters.join("&")).into(),
    }
}

/// Returns the path of a URI template without the labels that the endpoint rule set makes a part of the endpoint: empty, if it consists of one.
fn path<'u>(service: &Shape, endpoint_labels: &[String], uri: &'u str) -> Cow<'u, str> {
    let has_rules = service.traits.endpoint_rules().is_some();
    let labels = endpoint_labels.iter();
    let rest = labels
        .filter(|_| has_rules)
        .find_map(|label| uri.strip_prefix(&format!("/{{{label}}}")));
    match rest {
        Some(rest) => Cow::Borrowed(rest),
        None => Cow::Borrowed(uri),
    }
}

/// Returns the media type of a member's value.
pub(crate) fn media_type<'m>(member: &'m Member, target: &'m Shape) -> Option<&'m str> {
    const TRAIT: &str = "smithy.api#mediaType";
    let own = member.traits.get(TRAIT);
    own.or_else(|| target.traits.get(TRAIT))?.as_str()
}
