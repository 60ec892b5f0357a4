//! `smithy.api#paginated`.

use serde_json::Value;

use super::structures::Planner;
use crate::plan::ir::{
    FieldPlan, PageItemsPlan, PagePlan, PageSizePlan, PageTokenPlan, RustExpr, StructPlan,
    TokenValues, Type, TypesPlan, WaiterPlan,
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
        let id = &operation.shape.id;
        let quirks = &self.selection.quirks;
        let unchanged = &quirks.end_with_unchanged_token;
        let properties = Properties {
            own,
            service,
            ends_with_unchanged_token: unchanged.iter().any(|name| name == id.name()),
            more: quirks.more_results.get(id.name()).map(String::as_str),
        };
        let problems = properties.problems();
        let planned = match problems.is_empty() {
            true => {
                plan(&properties, types, input, output, waiters).map_err(|problem| vec![problem])
            }
            false => Err(problems),
        };
        planned.unwrap_or_else(|problems| {
            for problem in problems {
                self.unsupported(id, &format!("pages: {problem}"));
            }
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
    let token_values = token_values(&token.ty, &next.last.ty)?;
    let items = match items {
        Some(items) => walk(types, output, &items)?,
        None => None,
    };
    // The runtime asks the waiter about a first page without items.
    let ready = items.as_ref().and_then(|_| readiness(waiters));
    let page_size = page_size.map(|path| path.join("."));
    let page_size = page_size.and_then(|name| input.member(&name));
    Ok(Some(PagePlan {
        tokens: vec![PageTokenPlan {
            member: token.member.clone(),
            field: token.rust_name.clone(),
            setter: setter(token),
            next: next.place(),
        }],
        items: items.map(|items| PageItemsPlan {
            path: items.dotted(),
            ty: items.last.ty.clone(),
            place: items.value(),
        }),
        page_size: page_size.map(|field| PageSizePlan {
            member: field.member.clone(),
            field: field.rust_name.clone(),
            setter: setter(field),
        }),
        token_values,
        more: properties
            .more
            .and_then(|member| output.member(member))
            .map(|field| field.rust_name.clone()),
        ends_with_unchanged_token: properties.ends_with_unchanged_token,
        ready: ready.map(|waiter| waiter.rust_name.clone()),
    }))
}

/// Returns the conversion of tokens of these types; `None` if they are texts.
fn token_values(token: &Type, next: &Type) -> Result<Option<TokenValues>, String> {
    match (token, next) {
        (Type::String, Type::String) => Ok(None),
        (Type::Map(..), Type::Map(..)) if token == next => Ok(Some(TokenValues::Maps)),
        (Type::Enum(name), _) | (_, Type::Enum(name)) => Err(format!(
            "their token is the enum `{name}`; it must be a string or a map"
        )),
        _ => Err("their tokens are neither strings nor maps".to_owned()),
    }
}

/// Returns the name of a field's setter in links.
fn setter(field: &FieldPlan) -> String {
    field.setter.trim_start_matches("r#").to_owned()
}

/// Returns the waiter for the state in which the operation's pages exist.
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

/// The properties of the operation's trait, with those of the service's trait as defaults, and its quirks.
struct Properties<'t> {
    own: &'t Value,
    service: Option<&'t Value>,
    /// The quirks of the operation.
    ends_with_unchanged_token: bool,
    more: Option<&'t str>,
}

impl Properties<'_> {
    /// Returns the problems of all paths.
    fn problems(&self) -> Vec<String> {
        let names = ["inputToken", "outputToken", "items", "pageSize"];
        let problems = names.into_iter();
        problems.filter_map(|name| self.path(name).err()).collect()
    }

    fn path(&self, name: &str) -> Result<Option<Vec<String>>, String> {
        match self.own.get(name).or_else(|| self.service?.get(name)) {
            None => Ok(None),
            Some(value) => member_path(value)
                .map(Some)
                .ok_or_else(|| format!("their {name} is {value}, which is not a path of members")),
        }
    }
}

/// The path from an output to a member, through structures.
struct MemberPath<'p> {
    /// The structures on the way.
    between: Vec<&'p FieldPlan>,
    last: &'p FieldPlan,
}

impl MemberPath<'_> {
    /// Returns the fields, joined by dots: `page.items`.
    fn dotted(&self) -> String {
        let fields = self.between.iter().copied().chain([self.last]);
        let names: Vec<&str> = fields.map(|field| field.rust_name.as_str()).collect();
        names.join(".")
    }

    /// Returns the member, optional or not, or an expression for its absence if a structure on its path is absent.
    fn place(&self) -> RustExpr {
        let output = RustExpr::Variable("output");
        let between = self.between.iter();
        let holder = between.fold(output, |holder, field| {
            let value = holder.field(&field.rust_name);
            match field.optional {
                true => value.method("as_mut").or_return(),
                false => value,
            }
        });
        holder.field(&self.last.rust_name)
    }

    /// Returns the value of the member; without it where the member or a structure on the way is absent.
    fn value(&self) -> RustExpr {
        match self.last.optional {
            true => self.place().method("as_mut").or_return().dereference(),
            false => self.place(),
        }
    }
}

/// Follows a path of members through structures; `None` if a member is missing.
fn walk<'p>(
    types: &'p TypesPlan,
    output: &'p StructPlan,
    path: &[String],
) -> Result<Option<MemberPath<'p>>, String> {
    let Some((last, names)) = path.split_last() else {
        return Ok(None);
    };
    let mut holder = output;
    let mut between = Vec::new();
    for name in names {
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
        between.push(field);
        holder = structure;
    }
    let last = holder.member(last);
    Ok(last.map(|last| MemberPath { between, last }))
}
