//! Every trait in the selection is known and supported.

use crate::Diagnostics;
use crate::diagnostic::did_you_mean;
use crate::protocol::{Protocol, known_traits};
use crate::select::Selection;
use crate::smithy::{ShapeId, Traits};
use crate::traits::Policy::{Ignored, Implemented, Unsupported};

/// Reports the traits in the selection that are unknown or not supported.
pub(crate) fn check(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    let operations = selection.operations.iter().map(|operation| operation.shape);
    for shape in operations
        .chain([selection.service])
        .chain(selection.shapes.iter().copied())
    {
        check_one(selection.protocol, &shape.id, &shape.traits, diagnostics);
        for member in &shape.members {
            check_one(selection.protocol, &member.id, &member.traits, diagnostics);
        }
    }
}

fn check_one(protocol: Protocol, id: &ShapeId, own: &Traits, diagnostics: &mut Diagnostics) {
    for name in own.ids() {
        match protocol.policy(name) {
            Some(Implemented | Ignored(_)) => {}
            Some(Unsupported(reason)) => {
                diagnostics.at(
                    id,
                    format!("has the trait `{name}`, which is not supported: {reason}"),
                );
            }
            None => {
                let hint = did_you_mean(name, known_traits());
                diagnostics.at(id, format!("has the unknown trait `{name}`{hint}"));
            }
        }
    }
}
