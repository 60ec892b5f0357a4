//! The events of a stream, and its exceptions.

use super::structures::Planner;
use crate::plan::ir::{EventPlan, EventsPlan, ExceptionPlan, VariantPlan};
use crate::plan::names;
use crate::protocol::event_streams::{content, is_exception};
use crate::smithy::Shape;

impl Planner<'_, '_> {
    /// Plans the events of a stream, whose variants are planned already.
    pub(super) fn events(&self, stream: &Shape, variants: &[VariantPlan]) -> EventsPlan {
        let events = variants.iter().filter_map(|variant| {
            let target = self.selection.target(stream.member(&variant.member)?);
            let members = target.members.iter().map(|member| {
                let name = self.selection.rename(&member.id).unwrap_or(&member.name);
                let ty = self.types.type_of_member(target, member);
                (member, ty, names::value_name(name))
            });
            Some(EventPlan {
                variant: variant.rust_name.clone(),
                event_type: variant.member.clone(),
                content: content(members),
            })
        });
        let names_of_errors = self.names_of_errors();
        let exceptions = stream.members.iter().filter_map(|member| {
            let target = self.selection.target(member);
            let code = self.selection.protocol.error_code(target);
            let is_sent = self.selection.is_in_requests(&stream.id);
            is_exception(stream, target).then(|| ExceptionPlan {
                exception_type: member.name.clone(),
                code: code.to_owned(),
                sent: is_sent.then(|| self.error_name(target, &names_of_errors)),
            })
        });
        EventsPlan {
            events: events.collect(),
            exceptions: exceptions.collect(),
        }
    }
}
