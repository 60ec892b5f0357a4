//! `README.md`, for a crate that stands alone.

use super::examples;
use crate::plan::ServicePlan;
use crate::spec::Dependency;

/// The whole file; within a workspace a crate has one written by hand, or none.
pub(super) fn readme(plan: &ServicePlan) -> Option<String> {
    if plan.manifest.runtime == Dependency::Workspace {
        return None;
    }
    let (name, title) = (&plan.crate_name, &plan.title);
    let mut text = format!(
        "# {name}\n\n\
         A light client of {title}, made by [tinsmith](https://github.com/tinsmith-rs/tinsmith) from the service's\n\
         Smithy model. Its documentation, `cargo doc --open`, lists the operations with an example of each.\n"
    );
    if let Some(operation) = plan.foremost() {
        let example = examples::program(plan, operation).replacen("```no_run", "```rust", 1);
        text.push_str(&format!(
            "\n{example}\n\nIt asks for tokio with the features `macros` and `rt-multi-thread`.\n"
        ));
    }
    Some(text)
}
