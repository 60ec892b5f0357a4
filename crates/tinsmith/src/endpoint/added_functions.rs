//! The functions that version 1.1 of the rules engine added. Tables name them, so that clients whose rules do not call them do not link them.

use super::Value;

/// `coalesce`: returns the first value that is set.
pub fn coalesce(values: &[Option<Value>]) -> Option<Value> {
    values.iter().flatten().next().cloned()
}

/// `ite`: returns the second value if the first one is true, and the third one otherwise.
pub fn ite(values: &[Option<Value>]) -> Option<Value> {
    let [condition, yes, no] = values else {
        return None;
    };
    match condition {
        Some(Value::Bool(true)) => yes.clone(),
        _ => no.clone(),
    }
}

/// `split`: splits a text at a delimiter, into at most as many parts as the third value, unless that is 0.
pub fn split(values: &[Option<Value>]) -> Option<Value> {
    let [
        Some(Value::Str(text)),
        Some(Value::Str(delimiter)),
        Some(Value::Int(limit)),
    ] = values
    else {
        return None;
    };
    let limit = match usize::try_from(*limit).ok()? {
        0 => usize::MAX,
        limit => limit,
    };
    let parts = text.splitn(limit, &**delimiter).map(str::to_owned);
    (!delimiter.is_empty()).then(|| parts.collect::<Vec<_>>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_that_is_set_is_used_even_if_it_is_false() {
        let (no, text) = (Some(Value::Bool(false)), Some(Value::from("a")));
        assert_eq!(coalesce(&[None, no.clone(), text]), no);
        assert_eq!(coalesce(&[None, None]), None);
    }

    #[test]
    fn a_condition_chooses_between_two_values() {
        let (yes, no) = (Some(Value::from("yes")), Some(Value::from("no")));
        for (condition, expected) in [
            (Some(true.into()), &yes),
            (Some(false.into()), &no),
            (None, &no),
        ] {
            assert_eq!(ite(&[condition, yes.clone(), no.clone()]), *expected);
        }
        assert_eq!(ite(&[Some(true.into()), None, no]), None);
    }

    #[test]
    fn a_text_is_split_into_at_most_as_many_parts_as_the_limit() {
        let split = |text: &'static str, delimiter: &'static str, limit| {
            split(&[
                Some(text.into()),
                Some(delimiter.into()),
                Some(Value::Int(limit)),
            ])
        };
        for (text, limit, parts) in [
            ("a--b--c", 0, &["a", "b", "c"] as &[_]),
            ("a--b--c", 2, &["a", "b--c"]),
            ("a--b--c", 1, &["a--b--c"]),
            ("", 0, &[""]),
            ("----", 0, &["", "", ""]),
        ] {
            let parts = parts.to_vec();
            assert_eq!(split(text, "--", limit), Some(parts.into()), "{text}");
        }
        assert_eq!(split("a", "", 0), None);
        assert_eq!(split("a", "--", -1), None);
    }
}
