//! Endpoint rules as a decision diagram (`smithy.rules#endpointBdd`).

use super::{Condition, Rule, RuleChoice};

/// The reference that has no result: no rule applies. The results follow it.
const RESULTS: i32 = 100_000_000;

/// A [binary decision diagram](https://smithy.io/2.0/additional-specs/rules-engine/specification.html).
///
/// A reference is that of a node, counted from 1 and negative if its branches are swapped, or 100,000,000 and the number of a result, counted
/// from 1. References to the first node, and 100,000,000 itself, mean that no rule applies.
#[derive(Clone, Copy, Debug)]
pub struct DecisionDiagram {
    /// The conditions.
    pub conditions: &'static [Condition],
    /// The results: endpoints and errors.
    pub results: &'static [Rule],
    /// The reference at which the evaluation begins.
    pub root: i32,
    /// The nodes: the index of a condition, and the references if it holds and if it does not.
    pub nodes: &'static [[i32; 3]],
}

impl RuleChoice for DecisionDiagram {
    fn choose(&self, holds: &mut dyn FnMut(&'static Condition) -> bool) -> Option<&'static Rule> {
        let mut reference = self.root;
        // No path visits a node twice, so that any longer one is a loop.
        for _ in 0..=self.nodes.len() {
            if reference >= RESULTS {
                let index = usize::try_from(reference - RESULTS - 1).ok()?;
                return self.results.get(index);
            }
            let index = usize::try_from(reference.unsigned_abs()).ok()?;
            let [condition, high, low] = *self.nodes.get(index.checked_sub(1)?)?;
            let condition = self.conditions.get(usize::try_from(condition).ok()?)?;
            let is_swapped = reference < 0;
            reference = match holds(condition) != is_swapped {
                true => high,
                false => low,
            };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{Expr, Function};

    const fn condition(parameter: &'static [Expr]) -> Condition {
        Condition {
            function: Function::IsSet,
            arguments: parameter,
            assign: None,
        }
    }

    const fn error(message: &'static str) -> Rule {
        Rule::Error {
            conditions: &[],
            message: Expr::Str(message),
        }
    }

    /// The exclusive disjunction of two conditions, which share a node by a swapped reference.
    const EXCLUSIVE: DecisionDiagram = DecisionDiagram {
        conditions: &[condition(&[Expr::Ref("a")]), condition(&[Expr::Ref("b")])],
        results: &[error("one"), error("none or both")],
        root: 3,
        nodes: &[[-1, 1, -1], [1, RESULTS + 1, RESULTS + 2], [0, -2, 2]],
    };

    fn chosen(diagram: &DecisionDiagram, set: &str) -> Option<&'static str> {
        let mut holds = |condition: &'static Condition| match condition.arguments {
            [Expr::Ref(name)] => set.contains(name),
            _ => false,
        };
        match diagram.choose(&mut holds)? {
            Rule::Error {
                message: Expr::Str(message),
                ..
            } => Some(message),
            _ => None,
        }
    }

    #[test]
    fn a_negative_reference_swaps_the_branches() {
        for (set, message) in [
            ("", "none or both"),
            ("a", "one"),
            ("b", "one"),
            ("ab", "none or both"),
        ] {
            assert_eq!(chosen(&EXCLUSIVE, set), Some(message), "{set}");
        }
    }

    #[test]
    fn without_a_result_no_rule_applies() {
        for reference in [0, 1, -1, 4, -4, RESULTS, RESULTS + 3, i32::MAX, i32::MIN] {
            let diagram = DecisionDiagram {
                root: reference,
                ..EXCLUSIVE
            };
            assert_eq!(chosen(&diagram, "a"), None, "{reference}");
        }
    }

    #[test]
    fn a_loop_ends() {
        let diagram = DecisionDiagram {
            root: 2,
            nodes: &[[-1, 1, -1], [0, 2, 2]],
            ..EXCLUSIVE
        };
        assert_eq!(chosen(&diagram, "a"), None);
    }
}
