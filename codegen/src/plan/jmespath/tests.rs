use std::fmt::Write;

use super::parser::parse;
use super::tree::Path;

/// Returns the tree with every grouping shown.
fn show(path: &Path) -> String {
    let both =
        |left: &Path, sign: &str, right: &Path| format!("({} {sign} {})", show(left), show(right));
    let all = |paths: &[Path]| paths.iter().map(show).collect::<Vec<_>>().join(", ");
    match path {
        Path::Current => "@".to_owned(),
        Path::Field(name) => name.clone(),
        Path::Literal(value) => format!("`{value}`"),
        Path::Then(left, right) => both(left, ".", right),
        Path::Index(list, index) => format!("{}[{index}]", show(list)),
        Path::Flatten(list) => format!("flatten({})", show(list)),
        Path::Values(map) => format!("values({})", show(map)),
        Path::Filter(list, condition) => format!("filter({}, {})", show(list), show(condition)),
        Path::Project(list, each) => format!("each({}, {})", show(list), show(each)),
        Path::List(items) => format!("[{}]", all(items)),
        Path::Compare(comparator, left, right) => both(left, &format!("{comparator:?}"), right),
        Path::And(left, right) => both(left, "&&", right),
        Path::Or(left, right) => both(left, "||", right),
        Path::Not(operand) => format!("!{}", show(operand)),
        Path::Call(name, arguments) => format!("{name}({})", all(arguments)),
    }
}

fn check(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let tree =
            parse(text).map_or_else(|problem| format!("error: {problem}"), |path| show(&path));
        if tree != *expected {
            let _ = writeln!(wrong, "{text}\n  expected {expected}\n  is       {tree}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn members_and_indexes_apply_to_what_stands_left() {
    check(&[
        ("status", "status"),
        ("a.b.c", "((a . b) . c)"),
        ("\"quoted name\".b", "(quoted name . b)"),
        ("a[0].b", "(a[0] . b)"),
        ("a[-1]", "a[-1]"),
        ("a.b[0]", "(a . b[0])"),
        ("@", "@"),
    ]);
}

#[test]
fn a_projection_reaches_as_far_as_it_can_and_ends_at_a_pipe() {
    check(&[
        ("a[*].b.c", "each(a, (b . c))"),
        ("a[].b", "each(flatten(a), b)"),
        ("a[].b[].c", "each(flatten(each(flatten(a), b)), c)"),
        ("a[*].b[0]", "each(a, b[0])"),
        ("a[*][0]", "each(a, @[0])"),
        ("a[*].b | [0]", "(each(a, b) . @[0])"),
        ("a.*.b", "each(values(a), b)"),
        ("*.b", "each(values(@), b)"),
        ("[].b", "each(flatten(@), b)"),
        ("[*].b", "each(@, b)"),
        (
            "a[?b == 'x'].c[]",
            "each(flatten(each(filter(a, (b Equal `\"x\"`)), c)), @)",
        ),
        ("a[].[b, c][]", "each(flatten(each(flatten(a), [b, c])), @)"),
    ]);
}

#[test]
fn signs_bind_as_the_specification_has_it() {
    check(&[
        ("a || b && c", "(a || (b && c))"),
        ("a == b || c != d", "((a Equal b) || (c NotEqual d))"),
        ("!a && b", "(!a && b)"),
        ("!(a && b)", "!(a && b)"),
        ("!a.b", "(!a . b)"),
        ("length(a) > `0` && b", "((length(a) Greater `0`) && b)"),
        ("a | b || c", "(a . (b || c))"),
    ]);
}

#[test]
fn literals_are_json_or_text() {
    check(&[
        ("a == 'it\\'s'", "(a Equal `\"it's\"`)"),
        ("a == `\"x\"`", "(a Equal `\"x\"`)"),
        ("a == `x`", "(a Equal `\"x\"`)"),
        ("a == `true`", "(a Equal `true`)"),
        ("a == `[1, null]`", "(a Equal `[1,null]`)"),
        ("a == `1.5`", "(a Equal `1.5`)"),
    ]);
}

#[test]
fn calls_take_any_expressions() {
    check(&[
        ("length(a[?b].c)", "length(each(filter(a, b), c))"),
        (
            "contains(a[].b, `false`)",
            "contains(each(flatten(a), b), `false`)",
        ),
        (
            "contains(A[].[length(I[?L=='InService']) >= MinSize][], `false`)",
            "contains(each(flatten(each(flatten(A), [(length(each(filter(I, (L Equal `\"InService\"`)), @)) \
             GreaterOrEqual MinSize)])), @), `false`)",
        ),
        (
            "a[?status=='X'] | length(@) > `0`",
            "(each(filter(a, (status Equal `\"X\"`)), @) . (length(@) Greater `0`))",
        ),
    ]);
}

#[test]
fn what_is_wrong_or_unsupported_is_said() {
    check(&[
        ("", "error: an expression cannot begin with the end"),
        ("a.", "error: the end cannot follow a dot"),
        ("a b", "error: the name `b` where the path should end"),
        ("a[0", "error: the end in the place of `]`"),
        (
            "a[b]",
            "error: the name `b` where an index or `*` should stand",
        ),
        ("a[1:2]", "error: a slice is not supported"),
        ("{a: b}", "error: a multi-select hash is not supported"),
        (
            "sort_by(a, &b)",
            "error: an expression reference is not supported",
        ),
        ("a == 'x", "error: no closing ' at `'x`"),
        ("a # b", "error: an unexpected character '#' at `# b`"),
        (&"(".repeat(100), "error: a path nested too deep"),
        (
            &format!("a{}", ".b".repeat(10_000)),
            "error: a path of more than 40 operators",
        ),
    ]);
}
