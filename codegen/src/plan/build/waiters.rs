//! `smithy.waiters#waitable`.

use std::fmt;

use serde_json::Value;

use crate::plan::docs::markdown;
use crate::plan::ir::{AcceptancePlan, AcceptorState, OutputTest, RustExpr, StatePlan, WaiterPlan};
use crate::plan::jmespath::{Compiler, PathType, Start, TypedPath};
use crate::plan::names;
use crate::protocol::error_names;
use crate::smithy::Shape;

/// The longest wait in the example of a waiter, in seconds.
const EXAMPLE_WAIT: u64 = 300;

/// Plans every waiter of an operation with these errors; an error names the part of it that is not supported.
pub(crate) fn plan(
    paths: Compiler<'_>,
    errors: &[&Shape],
    waitable: &Value,
) -> Vec<Result<WaiterPlan, String>> {
    let waiters = waitable.as_object().into_iter().flatten();
    waiters
        .map(|(name, waiter)| {
            self::waiter(paths, errors, name, waiter)
                .map_err(|problem| format!("waiter `{name}`: {problem}"))
        })
        .collect()
}

fn waiter(
    paths: Compiler<'_>,
    errors: &[&Shape],
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
        .map(|(index, acceptor)| self::acceptor(paths, errors, index, acceptor))
        .collect::<Result<Vec<_>, _>>()?;
    if !acceptors
        .iter()
        .any(|acceptor| acceptor.acceptance.state == AcceptorState::Success)
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
    let acceptors = reachable(acceptors);
    let described = waiter.get("documentation").and_then(Value::as_str);
    let mut tests = Vec::new();
    let (mut other_output, mut error_arms, mut other_error) = (None, Vec::new(), None);
    for Acceptor {
        matcher,
        acceptance,
        ..
    } in &acceptors
    {
        let acceptance = acceptance.clone();
        match matcher {
            Matcher::Output(path, expected) => tests.push((path, expected, acceptance)),
            Matcher::AnyOutput => other_output = Some(acceptance),
            Matcher::Error(names) => error_arms.push((names.clone(), acceptance)),
            Matcher::AnyError => other_error = Some(acceptance),
        }
    }
    let output = output_test(tests);
    Ok(WaiterPlan {
        name: name.to_owned(),
        rust_name: format!("{}Waiter", names::type_name(name)),
        method: format!("wait_until_{}", names::words(name).join("_")),
        doc: method_doc(name, described, min_delay, max_delay, &acceptors),
        example_wait: EXAMPLE_WAIT,
        min_delay,
        max_delay,
        input: match mentions_input(&output) {
            true => "input",
            false => "_input",
        },
        output,
        other_output,
        errors: error_arms,
        other_error,
        state: all
            .iter()
            .find_map(path_of_text)
            .and_then(|path| state(paths, path)),
    })
}

/// Describes the method that waits.
fn method_doc(
    name: &str,
    described: Option<&str>,
    min_delay: u64,
    max_delay: u64,
    acceptors: &[Acceptor],
) -> String {
    let words = match described {
        Some(documentation) => markdown::from_documentation(documentation),
        None => String::new(),
    };
    let words = match words.is_empty() {
        true => format!("Waits for {}.", markdown::code(name)),
        false => words,
    };
    let interval = match min_delay == max_delay {
        true => format!("{min_delay} seconds"),
        false => format!("{min_delay} to {max_delay} seconds"),
    };
    let mut details = format!("Polls every {interval}, for at most `max_wait`.");
    for (state, meaning) in [
        (AcceptorState::Success, "Succeeds if"),
        (AcceptorState::Failure, "Fails if"),
        (AcceptorState::Retry, "Continues if"),
    ] {
        let of_state = acceptors
            .iter()
            .filter(|acceptor| acceptor.acceptance.state == state);
        let conditions: Vec<_> = of_state
            .map(|acceptor| acceptor.condition.to_markdown())
            .collect();
        let conditions = match conditions.as_slice() {
            [] => continue,
            [only] => only.clone(),
            [others @ .., last] => format!("{} or {last}", others.join(", ")),
        };
        details.push_str(&format!(" {meaning} {conditions}."));
    }
    format!("{words}\n\n{}", markdown::wrapped(&details))
}

/// Plans the test of an output: a `match` if all acceptors compare one text, as those of most waiters do, else a condition for each.
fn output_test(tests: Vec<(&TypedPath, &Expected, AcceptancePlan)>) -> OutputTest {
    let Some((first, ..)) = tests.first() else {
        return OutputTest::None;
    };
    let patterns = tests
        .iter()
        .map(|(path, expected, acceptance)| match expected {
            Expected::Text(text) if path == first => {
                Some((path.text_pattern(text), acceptance.clone()))
            }
            _ => None,
        });
    if let Some(patterns) = patterns.collect() {
        return OutputTest::Match(first.value(), patterns);
    }
    let conditions = tests.into_iter().map(|(path, expected, acceptance)| {
        let condition = match expected {
            Expected::Text(text) => path.is_text(text),
            Expected::Flag(flag) => path.is_flag(*flag),
            Expected::AnyText(text) => path.has_text(text),
            Expected::AllText(text) => path.all_are_text(text),
        };
        (condition, acceptance)
    });
    OutputTest::Conditions(conditions.collect())
}

fn mentions_input(test: &OutputTest) -> bool {
    let mentions = |expr: &RustExpr| expr.mentions("input");
    match test {
        OutputTest::None => false,
        OutputTest::Match(value, arms) => {
            mentions(value) || arms.iter().any(|(pattern, _)| mentions(pattern))
        }
        OutputTest::Conditions(conditions) => {
            conditions.iter().any(|(condition, _)| mentions(condition))
        }
    }
}

/// Plans the description of a state, with the text that a member beside it explains it by: `statusMessage` or `statusReason` for
/// `status`. The description is a part of messages, so that no sensitive value is in it.
fn state(paths: Compiler<'_>, path: &str) -> Option<StatePlan> {
    let text = |path: &str| {
        let compiled = paths.compile(Start::Output, path).ok()?;
        let is_shown = compiled.ty == PathType::Text && !paths.is_sensitive(&compiled);
        is_shown.then_some(compiled)
    };
    let state = text(path)?;
    let message = ["Message", "Reason"]
        .iter()
        .find_map(|suffix| text(&format!("{path}{suffix}")));
    let words = path.replace('{', "{{").replace('}', "}}");
    let format =
        |template: &str, arguments| RustExpr::Format(format!("{words} {template}"), arguments);
    let plain = format("is {state}", Vec::new());
    let explained = "is {state}: {message}";
    let words = match message {
        None => plain,
        Some(message) if message.nullable => RustExpr::MatchOption {
            value: Box::new(message.value()),
            name: "message",
            some: Box::new(format(explained, Vec::new())),
            none: Box::new(plain),
        },
        Some(message) => format(explained, vec![("message", message.value())]),
    };
    let description = match state.nullable {
        true => state.value().method_closure("map", "state", words),
        false => RustExpr::Let("state", Box::new(state.value()), Box::new(words.some())),
    };
    Some(StatePlan {
        path: path.to_owned(),
        description,
    })
}

/// An acceptor of the model.
struct Acceptor {
    matcher: Matcher,
    condition: Condition,
    acceptance: AcceptancePlan,
}

/// The condition of an acceptor as a clause of a sentence, parts of which may be empty.
struct Condition {
    before: &'static str,
    path: String,
    verb: &'static str,
    value: String,
}

impl Condition {
    fn new(before: &'static str, path: &str, verb: &'static str, value: &str) -> Self {
        Self {
            before,
            path: path.to_owned(),
            verb,
            value: value.to_owned(),
        }
    }

    fn plain(clause: &'static str) -> Self {
        Self::new(clause, "", "", "")
    }

    /// Returns the clause with the path and the value as code.
    fn to_markdown(&self) -> String {
        let code = |text: &str| match text.is_empty() {
            true => String::new(),
            false => markdown::code(text),
        };
        self.clause(&code(&self.path), &code(&self.value))
    }

    fn clause(&self, path: &str, value: &str) -> String {
        let parts = [self.before, path, self.verb, value].into_iter();
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clause(&self.path, &self.value))
    }
}

/// The matcher of an acceptor.
#[derive(PartialEq)]
enum Matcher {
    /// Any output.
    AnyOutput,
    /// Any error.
    AnyError,
    /// An error with one of these codes.
    Error(Vec<String>),
    /// An output in which a value is as expected.
    Output(TypedPath, Expected),
}

/// The expected value.
#[derive(PartialEq)]
enum Expected {
    /// This text.
    Text(String),
    /// This boolean.
    Flag(bool),
    /// A list that contains this text.
    AnyText(String),
    /// A list, not empty, all items of which are this text.
    AllText(String),
}

/// Returns the path of an acceptor that compares an output's text.
fn path_of_text(acceptor: &Value) -> Option<&str> {
    let matcher = acceptor.pointer("/matcher/output")?;
    let compares_text = matcher.get("comparator")?.as_str()? == "stringEquals";
    matcher.get("path")?.as_str().filter(|_| compares_text)
}

fn acceptor(
    paths: Compiler<'_>,
    errors: &[&Shape],
    index: usize,
    acceptor: &Value,
) -> Result<Acceptor, String> {
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
    let (matcher, condition) = match (kind.as_str(), value) {
        ("success", Value::Bool(true)) => {
            (Matcher::AnyOutput, Condition::plain("the call succeeds"))
        }
        ("success", Value::Bool(false)) => (Matcher::AnyError, Condition::plain("the call fails")),
        ("errorType", Value::String(error)) => {
            let name = error
                .rsplit_once('#')
                .map_or(error.as_str(), |(_, name)| name);
            (
                Matcher::Error(codes(name, errors)),
                Condition::new("the error is", "", "", name),
            )
        }
        ("output", value) => output(paths, Start::Output, value)?,
        ("inputOutput", value) => output(paths, Start::InputAndOutput, value)?,
        _ => return Err(format!("the matcher `{kind}` is not supported")),
    };
    Ok(Acceptor {
        matcher,
        acceptance: AcceptancePlan {
            state,
            index,
            description: condition.to_string(),
        },
        condition,
    })
}

/// Returns the codes of the errors that an acceptor names. It names the shape of an error by Smithy's rules and the code of awsQuery in models of
/// AWS, and a response has either.
fn codes(name: &str, errors: &[&Shape]) -> Vec<String> {
    let mut codes = vec![name.to_owned()];
    for error in errors {
        if error_names(error).any(|other| other == name) {
            for other in error_names(error) {
                if !codes.iter().any(|known| known == other) {
                    codes.push(other.to_owned());
                }
            }
        }
    }
    codes
}

fn output(
    paths: Compiler<'_>,
    start: Start,
    matcher: &Value,
) -> Result<(Matcher, Condition), String> {
    let text = |key: &str| {
        let text = matcher.get(key).and_then(Value::as_str);
        text.ok_or_else(|| format!("a matcher has no `{key}`"))
    };
    let (path, value, comparator) = (text("path")?, text("expected")?, text("comparator")?);
    let plan = paths.compile(start, path)?;
    let list_of_text = matches!(&plan.ty, PathType::List(item, _) if **item == PathType::Text);
    let (is, are) = match value.is_empty() {
        true => ("is empty", "are empty"),
        false => ("is", "are"),
    };
    let (expected, condition) = match (comparator, value) {
        ("stringEquals", _) if plan.ty == PathType::Text => (
            Expected::Text(value.to_owned()),
            Condition::new("", path, is, value),
        ),
        ("booleanEquals", "true") if plan.ty == PathType::Flag => {
            (Expected::Flag(true), Condition::new("", path, "is", value))
        }
        ("booleanEquals", "false") if plan.ty == PathType::Flag => {
            (Expected::Flag(false), Condition::new("", path, "is", value))
        }
        ("anyStringEquals", _) if list_of_text => (
            Expected::AnyText(value.to_owned()),
            Condition::new("any of", path, is, value),
        ),
        ("allStringEquals", _) if list_of_text => (
            Expected::AllText(value.to_owned()),
            Condition::new("all of", path, are, value),
        ),
        _ => {
            return Err(format!(
                "path `{path}`: its value cannot be compared with `{value}` by `{comparator}`"
            ));
        }
    };
    Ok((Matcher::Output(plan, expected), condition))
}

/// Returns the acceptors without those that never apply, because an earlier one matches whenever they do, and without the codes of earlier ones.
fn reachable(acceptors: Vec<Acceptor>) -> Vec<Acceptor> {
    let mut reachable: Vec<Acceptor> = Vec::new();
    for mut acceptor in acceptors {
        if let Matcher::Error(codes) = &mut acceptor.matcher {
            let is_taken = |code: &String| {
                let mut earlier = reachable.iter();
                earlier.any(|earlier| matches!(&earlier.matcher, Matcher::Error(taken) if taken.contains(code)))
            };
            codes.retain(|code| !is_taken(code));
            if codes.is_empty() {
                continue;
            }
        }
        let any = match &acceptor.matcher {
            Matcher::Output(..) | Matcher::AnyOutput => Matcher::AnyOutput,
            Matcher::Error(_) | Matcher::AnyError => Matcher::AnyError,
        };
        let forestalls =
            |earlier: &Acceptor| earlier.matcher == any || earlier.matcher == acceptor.matcher;
        if !reachable.iter().any(forestalls) {
            reachable.push(acceptor);
        }
    }
    reachable
}
