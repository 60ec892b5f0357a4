use expect_test::expect;
use serde_json::json;

use super::{check, guard_of};

#[test]
fn conditions_are_what_jmespath_calls_true() {
    check(
        "booleanEquals",
        "true",
        &[
            "ready",
            "!ready",
            "status != 'DONE' && reason == 'x'",
            "reason == `null`",
            "!(ready || reason)",
            "length(names) > `0`",
            "length(names) == `0`",
            "length(names) >= `2`",
            "length(groups[].items[]) == count",
            "length(reason) > `3`",
            "count > `1` && ratio < `1.5`",
            "count != ratio",
            "contains(names, 'a')",
            "contains(names, reason)",
            "contains(groups[].items[].state, 'DONE')",
            "contains(reason, 'a')",
            "starts_with(status, 'DO')",
            "groups[?wanted == `1`] | length(@) > `0`",
            "!(groups[?length(items) > `0`])",
            "contains(groups[].[length(items[?state == 'DONE']) >= wanted][], `false`)",
            "ready == `false`",
            "!(length(names) == `1`)",
            "created",
            "tags",
            "length(tags) == `0`",
            "groups[0].items",
        ],
        expect![[r#"
            ready
            output.ready

            !ready
            !output.ready

            status != 'DONE' && reason == 'x'
            output.status.as_str() != "DONE" && output.reason.as_deref() == Some("x")

            reason == `null`
            output.reason.as_deref().is_none()

            !(ready || reason)
            !(output.ready || output.reason.as_deref().is_some_and(|value| !value.is_empty()))

            length(names) > `0`
            !output.names.is_empty()

            length(names) == `0`
            output.names.is_empty()

            length(names) >= `2`
            output.names.len() >= 2

            length(groups[].items[]) == count
            Some(output.groups.iter().flat_map(|item| item.items.iter()).count() as i64)
                == output.count.map(i64::from)

            length(reason) > `3`
            output
                .reason
                .as_deref()
                .map(|text| text.chars().count() as i64)
                .is_some_and(|left| left > 3)

            count > `1` && ratio < `1.5`
            output.count.map(i64::from).is_some_and(|left| left > 1)
                && output.ratio.is_some_and(|left| left < 1.5)

            count != ratio
            output.count.map(i64::from).map(|number| number as f64) != output.ratio

            contains(names, 'a')
            output.names.iter().map(String::as_str).any(|item| item == "a")

            contains(names, reason)
            {
                let wanted = output.reason.as_deref();
                output.names.iter().map(String::as_str).any(|item| Some(item) == wanted)
            }

            contains(groups[].items[].state, 'DONE')
            output
                .groups
                .iter()
                .flat_map(|item| item.items.iter())
                .any(|item| item.state.as_str() == "DONE")

            contains(reason, 'a')
            output.reason.as_deref().is_some_and(|text| text.contains("a"))

            starts_with(status, 'DO')
            output.status.as_str().starts_with("DO")

            groups[?wanted == `1`] | length(@) > `0`
            output.groups.iter().any(|item| i64::from(item.wanted) == 1)

            !(groups[?length(items) > `0`])
            !output.groups.iter().any(|item| !item.items.is_empty())

            contains(groups[].[length(items[?state == 'DONE']) >= wanted][], `false`)
            output
                .groups
                .iter()
                .flat_map(|item| {
                    [
                        (item.items.iter().filter(|&item| item.state.as_str() == "DONE").count()
                            as i64) >= i64::from(item.wanted),
                    ]
                        .into_iter()
                })
                .any(|item| !item)

            ready == `false`
            !output.ready

            !(length(names) == `1`)
            output.names.len() != 1

            created
            a#Get: cannot have waiter `Done`: path `created`: its value cannot be compared with `true` by `booleanEquals`

            tags
            a#Get: cannot have waiter `Done`: path `tags`: its value cannot be compared with `true` by `booleanEquals`

            length(tags) == `0`
            output.tags.is_empty()

            groups[0].items
            a#Get: cannot have waiter `Done`: path `groups[0].items`: its value cannot be compared with `true` by `booleanEquals`
        "#]],
    );
}

#[test]
fn what_cannot_be_compiled_is_said() {
    check(
        "stringEquals",
        "DONE",
        &[
            "statu",
            "status.x",
            "names",
            "ready",
            "created",
            "count[0]",
            "sum(names)",
            "`[1]`",
            "names[0:1]",
            "tags[]",
            "status == count",
            "length(ready)",
            "[status, ready]",
        ],
        expect![[r#"
            statu
            a#Get: cannot have waiter `Done`: path `statu`: `GetOutput` has no member `statu`

            status.x
            a#Get: cannot have waiter `Done`: path `status.x`: `x` of a value without members

            names
            a#Get: cannot have waiter `Done`: path `names`: its value cannot be compared with `DONE` by `stringEquals`

            ready
            a#Get: cannot have waiter `Done`: path `ready`: its value cannot be compared with `DONE` by `stringEquals`

            created
            a#Get: cannot have waiter `Done`: path `created`: its value cannot be compared with `DONE` by `stringEquals`

            count[0]
            a#Get: cannot have waiter `Done`: path `count[0]`: expected a list

            sum(names)
            a#Get: cannot have waiter `Done`: path `sum(names)`: the function `sum` is not supported with these arguments

            `[1]`
            a#Get: cannot have waiter `Done`: path ``[1]``: the literal `[1]` is not supported

            names[0:1]
            a#Get: cannot have waiter `Done`: path `names[0:1]`: a slice is not supported

            tags[]
            a#Get: cannot have waiter `Done`: path `tags[]`: expected a list

            status == count
            a#Get: cannot have waiter `Done`: path `status == count`: a comparison of values of types that cannot be compared

            length(ready)
            a#Get: cannot have waiter `Done`: path `length(ready)`: `length` of a value without a length

            [status, ready]
            a#Get: cannot have waiter `Done`: path `[status, ready]`: a list with values of several types
        "#]],
    );
}

#[test]
fn a_path_over_input_and_output_names_one_of_them() {
    let guard = |path: &str| {
        guard_of(
            &json!({ "inputOutput": { "path": path, "comparator": "booleanEquals", "expected": "true" } }),
        )
    };
    assert_eq!(
        guard("output.reason == input.name"),
        "output.reason.as_deref() == input.name.as_deref()"
    );
    assert_eq!(
        guard("reason == input.name"),
        "a#Get: cannot have waiter `Done`: path `reason == input.name`: `reason` is neither `input` nor `output`"
    );
}
