//! `smithy.waiters#waitable`.

use serde_json::Value;

use super::path::{PathPlan, PathType, Start, compile};
use super::{OperationPlan, ServicePlan, names};

/// A state that can be waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiterPlan {
    /// The model's name: `JobComplete`.
    pub name: String,
    /// The type that implements the runtime's `Waiter`: `JobCompleteWaiter`.
    pub rust_name: String,
    /// The request builder's method: `wait_until_job_complete`.
    pub method: String,
    /// What is waited for, in Markdown; empty where the model does not say.
    pub doc: String,
    /// The shortest time between two attempts, in seconds.
    pub min_delay: u64,
    /// The longest time between two attempts, in seconds.
    pub max_delay: u64,
    /// What an answer is held against, in order.
    pub acceptors: Vec<AcceptorPlan>,
    /// The text by which an answer shows its state, if the acceptors look at one, with its words in the model.
    pub state: Option<(String, PathPlan)>,
    /// What the service says about that state, where a member beside it does: `statusMessage` or `statusReason` for `status`.
    pub message: Option<PathPlan>,
}

/// One thing that an answer may show, and what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptorPlan {
    /// What the wait does then.
    pub state: AcceptorState,
    /// When it matches.
    pub matcher: MatcherPlan,
    /// Its place in the model, counted from 0.
    pub index: usize,
    /// What it looks for, in words.
    pub description: String,
}

/// What follows when an acceptor matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The wait is over.
    Success,
    /// The wait is over, and in vain.
    Failure,
    /// The wait goes on.
    Retry,
}

/// When an acceptor matches.
#[derive(Clone, Debug, PartialEq)]
pub enum MatcherPlan {
    /// The call succeeded, whatever it answered.
    AnyOutput,
    /// The call failed, whatever with.
    AnyError,
    /// The call failed with this code.
    Error(String),
    /// The call succeeded, and a value is as expected.
    Output(PathPlan, Expected),
}

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This text.
    Text(String),
    /// This truth.
    Flag(bool),
    /// A list with this text in it.
    AnyText(String),
    /// A list of nothing but this text, and not an empty one.
    AllText(String),
}

impl OperationPlan {
    /// The waiter that says whether the operation's pages exist yet.
    ///
    /// It is the only one of the operation, and looks at a member of the answer itself. Waiters that look at the items of
    /// pages, or at structures in the answer, wait for things that can be listed in any state.
    pub fn readiness(&self) -> Option<&WaiterPlan> {
        self.pages.as_ref()?;
        let [waiter] = self.waiters.as_slice() else {
            return None;
        };
        let (path, _) = waiter.state.as_ref()?;
        let is_member = |path: &str| path.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_member(path).then_some(waiter)
    }
}

/// Every waiter of an operation, or what cannot be supported about it.
pub(crate) fn plan(
    service: &ServicePlan,
    operation: &OperationPlan,
    waitable: &Value,
) -> Vec<Result<WaiterPlan, String>> {
    let waiters = waitable.as_object().into_iter().flatten();
    waiters
        .map(|(name, waiter)| {
            self::waiter(service, operation, name, waiter)
                .map_err(|problem| format!("waiter `{name}`: {problem}"))
        })
        .collect()
}

fn waiter(
    service: &ServicePlan,
    operation: &OperationPlan,
    name: &str,
    waiter: &Value,
) -> Result<WaiterPlan, String> {
    let all = waiter
        .get("acceptors")
        .and_then(Value::as_array)
        .ok_or("it has no acceptors")?;
    let acceptors = all
        .iter()
        .enumerate()
        .map(|(index, acceptor)| self::acceptor(service, operation, index, acceptor))
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
        let compiled = compile(service, operation, Start::Output, path).ok()?;
        (compiled.ty == PathType::Text).then(|| (path.to_owned(), compiled))
    });
    let message = state.as_ref().and_then(|(path, _)| {
        let beside = ["Message", "Reason"].map(|suffix| format!("{path}{suffix}"));
        let compiled = beside.map(|path| compile(service, operation, Start::Output, &path).ok());
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
            .unwrap_or_default()
            .to_owned(),
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

fn acceptor(
    service: &ServicePlan,
    operation: &OperationPlan,
    index: usize,
    acceptor: &Value,
) -> Result<AcceptorPlan, String> {
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
        ("output", value) => output(service, operation, Start::Output, value)?,
        ("inputOutput", value) => output(service, operation, Start::InputAndOutput, value)?,
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
    service: &ServicePlan,
    operation: &OperationPlan,
    start: Start,
    matcher: &Value,
) -> Result<(MatcherPlan, String), String> {
    let text = |key: &str| {
        let text = matcher.get(key).and_then(Value::as_str);
        text.ok_or_else(|| format!("a matcher has no `{key}`"))
    };
    let (path, value, comparator) = (text("path")?, text("expected")?, text("comparator")?);
    let plan = compile(service, operation, start, path)?;
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
