//! The endpoint rules of a service: a tree, or a decision diagram (`smithy.rules#endpointBdd`), which is read and checked here.

use serde_json::Value;

use super::endpoint_rules::{self, Reader, array, field, read_parameters, within};
use super::structures::{Planner, Role};
use crate::graph;
use crate::literal::base64;
use crate::plan::ir::{OutcomePlan, RulePlan, RuleSetPlan};

/// The reference that stands for no result, because no rule applies. The references of the results follow it.
const RESULTS: i32 = 100_000_000;

impl Planner<'_, '_> {
    /// Plans the endpoint rules of the service, if the model has them.
    pub(crate) fn endpoint_rules(&mut self) -> Option<RuleSetPlan> {
        let service = self.selection.service;
        // A model with both forms has the same rules in each.
        let rules = match service.traits.get("smithy.rules#endpointRuleSet") {
            Some(rules) => endpoint_rules::plan(rules),
            None => plan(service.traits.get("smithy.rules#endpointBdd")?),
        };
        let rules = rules.map_err(|problem| {
            let message = format!("has endpoint rules that cannot be followed: {problem}");
            self.diagnostics.at(&service.id, message);
        });
        let mut rules = rules.ok()?;
        let labels = &self.selection.quirks.endpoint_labels;
        let inputs = self.selection.operations.iter();
        let members = inputs.flat_map(|operation| &operation.input.members);
        let mut members = members.filter(|member| labels.contains(&member.name));
        rules.resource = members.find_map(|member| self.context_param(member, Role::Input));
        Some(rules)
    }
}

/// Reads the value of the trait; a problem names its position.
fn plan(diagram: &Value) -> Result<RuleSetPlan, String> {
    let parameters = read_parameters(diagram)?;
    let mut reader = Reader::new(&parameters);
    let conditions = array(field(diagram, "conditions")?)?;
    let conditions = conditions.iter().enumerate().map(|(index, condition)| {
        within(&format!("conditions[{index}]"), reader.condition(condition))
    });
    let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    let results = array(field(diagram, "results")?)?.iter().enumerate();
    let results = results.map(|(index, result)| {
        let rule = reader.rule(result);
        within(
            &format!("results[{index}]"),
            rule.and_then(without_conditions),
        )
    });
    let results = results.collect::<Result<Vec<_>, _>>()?;
    let nodes = nodes(field(diagram, "nodes")?)?;
    let root = field(diagram, "root")?.as_i64();
    let root = root.and_then(|root| i32::try_from(root).ok());
    let root = root.ok_or("`root` is not a 32-bit integer")?;
    check(&nodes, root, conditions.len(), results.len())?;
    let outcome = OutcomePlan::Diagram {
        conditions,
        results,
        root,
        nodes,
    };
    Ok(RuleSetPlan {
        parameters,
        resource: None,
        rules: vec![RulePlan {
            conditions: Vec::new(),
            outcome,
        }],
    })
}

fn without_conditions(rule: RulePlan) -> Result<RulePlan, String> {
    match (rule.conditions.is_empty(), &rule.outcome) {
        (true, OutcomePlan::Endpoint { .. } | OutcomePlan::Error(_)) => Ok(rule),
        _ => Err("neither an endpoint nor an error without conditions".to_owned()),
    }
}

/// Decodes the nodes: base64 of big-endian integers, three for each node.
fn nodes(text: &Value) -> Result<Vec<[i32; 3]>, String> {
    let bytes = text.as_str().and_then(base64);
    let bytes = bytes.ok_or("`nodes` is not base64")?;
    let integers = bytes.chunks(4).map(|bytes| {
        let bytes = <[u8; 4]>::try_from(bytes).ok()?;
        Some(i32::from_be_bytes(bytes))
    });
    let integers = integers.collect::<Option<Vec<_>>>();
    let nodes = integers.and_then(|integers| {
        let nodes = integers
            .chunks(3)
            .map(|node| <[i32; 3]>::try_from(node).ok());
        nodes.collect::<Option<Vec<_>>>()
    });
    nodes.ok_or_else(|| "`nodes` is cut short within a node".to_owned())
}

/// Checks that each reference is that of a node or a result, and that no path through the nodes is a loop.
fn check(nodes: &[[i32; 3]], root: i32, conditions: usize, results: usize) -> Result<(), String> {
    let mut edges = Vec::with_capacity(nodes.len());
    check_reference(root, nodes.len(), results).map_err(|problem| format!("`root`: {problem}"))?;
    for (index, [condition, high, low]) in nodes.iter().enumerate() {
        let within_node = |problem: String| format!("nodes[{index}]: {problem}");
        let mut successors = Vec::new();
        // The first node is the end of every path without a result and has no condition.
        if index > 0 {
            if !usize::try_from(*condition).is_ok_and(|condition| condition < conditions) {
                return Err(within_node(format!("there is no condition {condition}")));
            }
            for reference in [*high, *low] {
                let successor =
                    check_reference(reference, nodes.len(), results).map_err(within_node)?;
                successors.extend(successor);
            }
        }
        edges.push(successors);
    }
    let mut components = graph::components(&edges);
    components.sort_unstable();
    let is_loop = components
        .windows(2)
        .any(|pair| pair.first() == pair.last());
    let refers_to_itself = |(index, successors): (usize, &Vec<usize>)| successors.contains(&index);
    match is_loop || edges.iter().enumerate().any(refers_to_itself) {
        true => Err("`nodes` has a loop".to_owned()),
        false => Ok(()),
    }
}

/// Returns the index of the node that a reference names, unless it is that of a result, or of none.
fn check_reference(reference: i32, nodes: usize, results: usize) -> Result<Option<usize>, String> {
    let problem = || format!("there is no node or result with the reference {reference}");
    let number = |reference: u32, count: usize| {
        let number = usize::try_from(reference).ok()?.checked_sub(1)?;
        (number < count).then_some(number)
    };
    if reference == RESULTS {
        return Ok(None);
    }
    if reference > RESULTS {
        let result = number((reference - RESULTS).unsigned_abs(), results);
        return result.map(|_| None).ok_or_else(problem);
    }
    let node = number(reference.unsigned_abs(), nodes);
    node.map(Some).ok_or_else(problem)
}
