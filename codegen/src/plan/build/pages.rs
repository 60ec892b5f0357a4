//! `smithy.api#paginated`.

use serde_json::Value;

use super::structures::Planner;
use crate::plan::ir::{PagePlan, StructPlan, Type};
use crate::select::SelectedOperation;
use crate::smithy::{Shape, ShapeKind, member_path};

const PAGINATED: &str = "smithy.api#paginated";

impl Planner<'_, '_> {
    /// Pages by the operation's trait, with what the service's says for all operations.
    pub(crate) fn pages(
        &mut self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
        output: &StructPlan,
    ) -> Option<PagePlan> {
        let own = operation.shape.traits.get(PAGINATED)?;
        self.page(operation, own, input, output)
            .unwrap_or_else(|problem| {
                self.unsupported(&operation.shape.id, &format!("pages: {problem}"));
                None
            })
    }

    fn page(
        &self,
        operation: &SelectedOperation<'_>,
        own: &Value,
        input: &StructPlan,
        output: &StructPlan,
    ) -> Result<Option<PagePlan>, String> {
        let service = self.selection.service.traits.get(PAGINATED);
        let path = |name: &str| match own.get(name).or_else(|| service?.get(name)) {
            None => Ok(None),
            Some(value) => member_path(value)
                .map(Some)
                .ok_or_else(|| format!("their {name} is {value}, which is no path of members")),
        };
        let (input_token, output_token) = (path("inputToken")?, path("outputToken")?);
        let (items, page_size) = (path("items")?, path("pageSize")?);
        let (Some(input_token), Some(output_token)) = (input_token, output_token) else {
            // Validation has said so.
            return Ok(None);
        };
        let token =
            |structure, shape, path: &[String]| match self.type_at(shape, structure, path)? {
                // Of members that are missing validation has said so.
                None | Some(Type::String) => Ok(()),
                Some(_) => Err("their tokens are not strings".to_owned()),
            };
        token(input, operation.input, &input_token)?;
        token(output, operation.output, &output_token)?;
        let items_type = match &items {
            Some(items) => self.type_at(operation.output, output, items)?,
            None => None,
        };
        let [input_token] = input_token.as_slice() else {
            return Err("their inputToken is within a member of the input".to_owned());
        };
        Ok(Some(PagePlan {
            input_token: input_token.clone(),
            output_token,
            items_type,
            items,
            page_size: page_size
                .map(|path| path.join("."))
                .filter(|name| input.member(name).is_some()),
        }))
    }

    /// The type of the member that a path of members ends at, if they are all there.
    fn type_at(
        &self,
        shape: &Shape,
        structure: &StructPlan,
        path: &[String],
    ) -> Result<Option<Type>, String> {
        let Some((last, between)) = path.split_last() else {
            return Ok(None);
        };
        let mut holder = shape;
        for name in between {
            let Some(member) = holder.member(name) else {
                return Ok(None);
            };
            holder = self.selection.target(member);
            if holder.kind != ShapeKind::Structure {
                let (id, kind) = (&holder.id, holder.kind.described());
                return Err(format!(
                    "their path `{}` goes through `{id}`, which is {kind}",
                    path.join(".")
                ));
            }
        }
        Ok(match between {
            [] => structure.member(last).map(|field| field.ty.clone()),
            _ => holder
                .member(last)
                .map(|member| self.types.of_member(holder, member)),
        })
    }
}
