//! `smithy.api#paginated`.

use serde_json::Value;

use super::structures::Planner;
use crate::plan::ir::{
    FieldPlan, MemberPath, PageItemsPlan, PagePlan, PageTokenPlan, PathField, StructPlan, Type,
    TypesPlan, WaiterPlan,
};
use crate::select::SelectedOperation;
use crate::smithy::member_path;

const PAGINATED: &str = "smithy.api#paginated";

impl Planner<'_, '_> {
    /// Plans the pagination from the operation's trait, completed by the service's trait.
    pub(crate) fn pages(
        &mut self,
        operation: &SelectedOperation<'_>,
        types: &TypesPlan,
        input: &StructPlan,
        output: &StructPlan,
        waiters: &[WaiterPlan],
    ) -> Option<PagePlan> {
        let own = operation.shape.traits.get(PAGINATED)?;
        let service = self.selection.service.traits.get(PAGINATED);
        let properties = Properties { own, service };
        plan(&properties, types, input, output, waiters).unwrap_or_else(|problem| {
            self.unsupported(&operation.shape.id, &format!("pages: {problem}"));
            None
        })
    }
}

/// Returns `None` where the model lacks a member, which validation has reported.
fn plan(
    properties: &Properties<'_>,
    types: &TypesPlan,
    input: &StructPlan,
    output: &StructPlan,
    waiters: &[WaiterPlan],
) -> Result<Option<PagePlan>, String> {
    let (input_token, output_token) = (
        properties.path("inputToken")?,
        properties.path("outputToken")?,
    );
    let (items, page_size) = (properties.path("items")?, properties.path("pageSize")?);
    let (Some(input_token), Some(output_token)) = (input_token, output_token) else {
        return Ok(None);
    };
    let [member] = input_token.as_slice() else {
        return Err("their inputToken is within a member of the input".to_owned());
    };
    let (Some(token), Some(next)) = (input.member(member), walk(types, output, &output_token)?)
    else {
        return Ok(None);
    };
    if token.ty != Type::String || next.last.ty != Type::String {
        return Err("their tokens are not strings".to_owned());
    }
    let items = match items {
        Some(items) => walk(types, output, &items)?,
        None => None,
    };
    let page_size = page_size
        .map(|path| path.join("."))
        .filter(|name| input.member(name).is_some());
    if let Some(name) = page_size.as_ref().filter(|name| !has_number(input, name)) {
        return Err(format!(
            "their pageSize `{name}` is neither a number nor a string"
        ));
    }
    Ok(Some(PagePlan {
        tokens: vec![PageTokenPlan {
            member: member.clone(),
            next: next.path,
        }],
        items: items.map(|items| PageItemsPlan {
            ty: items.last.ty.clone(),
            path: items.path,
        }),
        page_size,
        ready: readiness(waiters).map(|waiter| waiter.rust_name.clone()),
    }))
}

/// Returns the waiter whose state says if the operation's pages exist yet.
///
/// It is the only one of the operation, and compares a member of the output itself. Waiters that compare the items of
/// pages, or members of structures, wait for states of items that can be listed in any state.
fn readiness(waiters: &[WaiterPlan]) -> Option<&WaiterPlan> {
    let [waiter] = waiters else {
        return None;
    };
    let path = &waiter.state.as_ref()?.path;
    let is_member = |path: &str| path.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_member(path).then_some(waiter)
}

fn has_number(input: &StructPlan, member: &str) -> bool {
    input.member(member).is_some_and(|field| {
        matches!(
            field.ty,
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::String
        )
    })
}

/// The properties of the operation's trait, with those of the service's trait as defaults.
struct Properties<'t> {
    own: &'t Value,
    service: Option<&'t Value>,
}

impl Properties<'_> {
    fn path(&self, name: &str) -> Result<Option<Vec<String>>, String> {
        match self.own.get(name).or_else(|| self.service?.get(name)) {
            None => Ok(None),
            Some(value) => member_path(value)
                .map(Some)
                .ok_or_else(|| format!("their {name} is {value}, which is no path of members")),
        }
    }
}

/// The member at the end of a path.
struct Destination<'p> {
    path: MemberPath,
    last: &'p FieldPlan,
}

/// Follows a path of members through structures; `None` if a member is missing.
fn walk<'p>(
    types: &'p TypesPlan,
    output: &'p StructPlan,
    path: &[String],
) -> Result<Option<Destination<'p>>, String> {
    let Some((last, between)) = path.split_last() else {
        return Ok(None);
    };
    let mut holder = output;
    let mut fields = Vec::new();
    for name in between {
        let Some(field) = holder.member(name) else {
            return Ok(None);
        };
        let structure = match field.ty.unboxed() {
            Type::Struct(name) => types.structure(name),
            _ => None,
        };
        let Some(structure) = structure else {
            let path = path.join(".");
            return Err(format!(
                "their path `{path}` goes through `{name}`, which is not a structure"
            ));
        };
        fields.push(path_field(field));
        holder = structure;
    }
    Ok(holder.member(last).map(|last| {
        fields.push(path_field(last));
        Destination {
            path: MemberPath { fields },
            last,
        }
    }))
}

fn path_field(field: &FieldPlan) -> PathField {
    PathField {
        rust_name: field.rust_name.clone(),
        optional: field.optional,
    }
}
