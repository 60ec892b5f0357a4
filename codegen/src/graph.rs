//! Strongly connected components of a graph, in linear time and without recursion.

/// Returns the number of each node's component. Nodes that reach each other have the same number.
///
/// `edges` holds the successors of each node by index; an index out of range has no successors.
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, successors) in edges.iter().enumerate() {
        for successor in successors {
            if let Some(predecessors) = reversed.get_mut(*successor) {
                predecessors.push(from);
            }
        }
    }
    // Kosaraju's algorithm: the nodes in the reverse order of completion, each collecting along reversed edges.
    let mut components = vec![usize::MAX; edges.len()];
    let order = completion_order(edges);
    for (number, root) in order.into_iter().rev().enumerate() {
        let mut pending = vec![root];
        while let Some(node) = pending.pop() {
            if let Some(component) = components.get_mut(node)
                && *component == usize::MAX
            {
                *component = number;
                pending.extend(reversed.get(node).into_iter().flatten());
            }
        }
    }
    components
}

/// Returns the nodes in the order in which a depth-first search leaves them.
fn completion_order(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for root in 0..edges.len() {
        // Each entry has a node and the number of its successors that were visited.
        let mut path = Vec::new();
        enter(root, &mut seen, &mut path);
        while let Some((node, visited)) = path.last_mut() {
            let next = edges.get(*node).and_then(|edges| edges.get(*visited));
            *visited += 1;
            match next {
                Some(next) => {
                    let next = *next;
                    enter(next, &mut seen, &mut path);
                }
                None => {
                    order.push(*node);
                    path.pop();
                }
            }
        }
    }
    order
}

fn enter(node: usize, seen: &mut [bool], path: &mut Vec<(usize, usize)>) {
    if let Some(seen) = seen.get_mut(node).filter(|seen| !**seen) {
        *seen = true;
        path.push((node, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_reach_each_other_share_a_component() {
        // 0 -> 1 -> 2 -> 0, 2 -> 3, 3 -> 3, 4
        let found = components(&[vec![1], vec![2], vec![0, 3], vec![3], vec![]]);
        assert_eq!((found[0], found[1]), (found[2], found[2]));
        let mut distinct = vec![found[0], found[3], found[4]];
        distinct.dedup();
        assert_eq!(distinct.len(), 3, "{found:?}");
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let length = 1_000_000;
        let mut edges: Vec<Vec<usize>> = (0..length).map(|node| vec![node + 1]).collect();
        edges.push(vec![0]);
        let found = components(&edges);
        assert!(found.iter().all(|component| *component == found[0]));
    }
}
