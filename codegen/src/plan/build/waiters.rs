//! `smithy.waiters#waitable`.

use serde_json::Value;

use super::names;
use crate::plan::docs::markdown;
use crate::plan::ir::{AcceptorPlan, AcceptorState, Expected, MatcherPlan, PathType, WaiterPlan};
use crate::plan::jmespath::{Compiler, Start};

/// Every waiter of an operation, or what cannot be supported about it.
pub(crate) fn plan(paths: Compiler<'_>, waitable: &Value) -> Vec<Result<WaiterPlan, String>> {
    let waiters = waitable.as_object().into_iter().flatten();
    waiters
        .map(|(name, waiter)| {
            self::waiter(paths, name, waiter)
                .map_err(|problem| format!("waiter `{name}`: {problem}"))
        })
        .collect()
}

fn waiter(paths: Compiler<'_>, name: &str, waiter: &Value) -> Result<WaiterPlan, String> {
    let all = waiter
        .get("acceptors")
        .and_then(Value::as_array)
        .ok_or("it has no acceptors")?;
    let acceptors = all
        .iter()
        .enumerate()
        .map(|(index, acceptor)| self::acceptor(paths, index, acceptor))
        .collect::<Result<Vec<_>, _>>()?;
    if !acceptors
        .iter()
        .any(|acceptor| acceptor.state == AcceptorState::Success)
    {
        return Err("no acceptor ends it in success".to_owned());
    }
    let seconds = |key: &str, default| waiter.get(key).and_then(Value::as_u64).unwrap_or(default);
    let (min_delay, max_delay) = (seconds("minDelay", 2), seconds("maxDelay", 120));
    if min_delay > max_delay {
        return Err(format!(
            "`minDelay` {min_delay} is more than `maxDelay` {max_delay}"
        ));
    }
    let state = all.iter().find_map(path_of_text).and_then(|path| {
        let compiled = paths.compile(Start::Output, path).ok()?;
        (compiled.ty == PathType::Text).then(|| (path.to_owned(), compiled))
    });
    let message = state.as_ref().and_then(|(path, _)| {
        let beside = ["Message", "Reason"].map(|suffix| format!("{path}{suffix}"));
        let compiled = beside.map(|path| paths.compile(Start::Output, &path).ok());
        compiled
            .into_iter()
            .flatten()
            .find(|message| message.ty == PathType::Text)
    });
    Ok(WaiterPlan {
        name: name.to_owned(),
        rust_name: format!("{}Waiter", names::type_name(name)),
        method: format!("wait_until_{}", names::words(name).join("_")),
        doc: waiter
            .get("documentation")
            .and_then(Value::as_str)
            .map(markdown::of)
            .unwrap_or_default(),
        min_delay,
        max_delay,
        acceptors: reachable(acceptors),
        state,
        message,
    })
}

/// The path of an acceptor that compares an output's text.
fn path_of_text(acceptor: &Value) -> Option<&str> {
    let matcher = acceptor.pointer("/matcher/output")?;
    let compares_text = matcher.get("comparator")?.as_str()? == "stringEquals";
    matcher.get("path")?.as_str().filter(|_| compares_text)
}

fn acceptor(paths: Compiler<'_>, index: usize, acceptor: &Value) -> Result<AcceptorPlan, String> {
    let state = match acceptor.get("state").and_then(Value::as_str) {
        Some("success") => AcceptorState::Success,
        Some("failure") => AcceptorState::Failure,
        Some("retry") => AcceptorState::Retry,
        other => return Err(format!("an acceptor's state is {other:?}")),
    };
    let matcher = acceptor
        .get("matcher")
        .and_then(Value::as_object)
        .and_then(|matcher| matcher.iter().next());
    let (kind, value) = matcher.ok_or("an acceptor has no matcher")?;
    let (matcher, description) = match (kind.as_str(), value) {
        ("success", Value::Bool(true)) => (MatcherPlan::AnyOutput, "the call succeeds".to_owned()),
        ("success", Value::Bool(false)) => (MatcherPlan::AnyError, "the call fails".to_owned()),
        ("errorType", Value::String(error)) => {
            let code = error
                .rsplit_once('#')
                .map_or(error.as_str(), |(_, code)| code);
            (
                MatcherPlan::Error(code.to_owned()),
                format!("the error is {code}"),
            )
        }
        ("output", value) => output(paths, Start::Output, value)?,
        ("inputOutput", value) => output(paths, Start::InputAndOutput, value)?,
        _ => return Err(format!("the matcher `{kind}` is not supported")),
    };
    Ok(AcceptorPlan {
        state,
        matcher,
        index,
        description,
    })
}

fn output(
    paths: Compiler<'_>,
    start: Start,
    matcher: &Value,
) -> Result<(MatcherPlan, String), String> {
    let text = |key: &str| {
        let text = matcher.get(key).and_then(Value::as_str);
        text.ok_or_else(|| format!("a matcher has no `{key}`"))
    };
    let (path, value, comparator) = (text("path")?, text("expected")?, text("comparator")?);
    let plan = paths.compile(start, path)?;
    let list_of_text = matches!(&plan.ty, PathType::List(item, _) if **item == PathType::Text);
    let (expected, description) = match (comparator, value) {
        ("stringEquals", _) if plan.ty == PathType::Text => (
            Expected::Text(value.to_owned()),
            format!("{path} is {value}"),
        ),
        ("booleanEquals", "true") if plan.ty == PathType::Flag => {
            (Expected::Flag(true), path.to_owned())
        }
        ("booleanEquals", "false") if plan.ty == PathType::Flag => {
            (Expected::Flag(false), format!("not {path}"))
        }
        ("anyStringEquals", _) if list_of_text => (
            Expected::AnyText(value.to_owned()),
            format!("any of {path} is {value}"),
        ),
        ("allStringEquals", _) if list_of_text => (
            Expected::AllText(value.to_owned()),
            format!("all of {path} are {value}"),
        ),
        _ => {
            return Err(format!(
                "path `{path}`: its value cannot be held against `{value}` with `{comparator}`"
            ));
        }
    };
    Ok((MatcherPlan::Output(plan, expected), description))
}

/// The acceptors without those that an earlier one always forestalls.
fn reachable(acceptors: Vec<AcceptorPlan>) -> Vec<AcceptorPlan> {
    let mut reachable: Vec<AcceptorPlan> = Vec::new();
    for acceptor in acceptors {
        let any = match &acceptor.matcher {
            MatcherPlan::Output(..) | MatcherPlan::AnyOutput => MatcherPlan::AnyOutput,
            MatcherPlan::Error(_) | MatcherPlan::AnyError => MatcherPlan::AnyError,
        };
        let forestalls =
            |earlier: &AcceptorPlan| earlier.matcher == any || earlier.matcher == acceptor.matcher;
        if !reachable.iter().any(forestalls) {
            reachable.push(acceptor);
        }
    }
    reachable
}
