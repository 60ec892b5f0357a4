//! The writer of forms, compared with the parser of the crate `url`.

use tinsmith::codec::form::{FormDialect, to_vec};
use tinsmith::codec::json;
use url::form_urlencoded;

use crate::thing::Thing;

/// A parameter: its name and its value.
type Parameter = (String, String);

/// Checks that the form of a value has a parameter for each member, in each of the two protocols, and that other bytes are escaped.
pub fn form(input: &[u8]) {
    let Ok(thing) = json::from_slice::<Thing>(input) else {
        return;
    };
    for dialect in [FormDialect::Aws, FormDialect::Ec2] {
        let form = match to_vec(&thing, dialect, "Act&ion", "1=1") {
            Ok(form) => form,
            Err(problems) => panic!("{problems:?}"),
        };
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~%&=".contains(byte);
        assert!(form.iter().all(is_allowed), "{}", form.escape_ascii());
        let mut expected = vec![
            ("Action".to_owned(), "Act&ion".to_owned()),
            ("Version".to_owned(), "1=1".to_owned()),
        ];
        push_structure(&thing, dialect, "", &mut expected);
        let parameters: Vec<Parameter> = form_urlencoded::parse(&form).into_owned().collect();
        assert_eq!(parameters, expected, "{}", form.escape_ascii());
    }
}

fn push_structure(thing: &Thing, dialect: FormDialect, prefix: &str, form: &mut Vec<Parameter>) {
    let name = |member: &str| match dialect {
        FormDialect::Aws => format!("{prefix}{member}"),
        FormDialect::Ec2 => format!("{prefix}{}", member.to_uppercase()),
    };
    let scalars = [
        ("a", thing.attribute.clone()),
        ("t", thing.text.clone()),
        ("n", thing.number.map(|number| number.to_string())),
    ];
    for (member, value) in scalars {
        form.extend(value.map(|value| (name(member), value)));
    }
    if let Some(list) = &thing.list {
        push_list(list, dialect, &name("l"), form);
    }
    if let Some(flat) = &thing.flat {
        push_empty(flat, dialect, &name("f"), form);
        for (index, item) in flat.iter().enumerate() {
            let prefix = format!("{}.{}.", name("f"), index + 1);
            push_structure(item, dialect, &prefix, form);
        }
    }
    for (index, (key, value)) in thing.map.iter().flatten().enumerate() {
        let entry = format!("{}.entry.{}", name("m"), index + 1);
        form.push((format!("{entry}.key"), key.clone()));
        form.push((format!("{entry}.value"), value.clone()));
    }
    for (index, (key, value)) in thing.flat_map.iter().flatten().enumerate() {
        let entry = format!("{}.{}", name("g"), index + 1);
        form.push((format!("{entry}.key"), key.clone()));
        push_list(value, dialect, &format!("{entry}.value"), form);
    }
}

fn push_list(list: &[String], dialect: FormDialect, name: &str, form: &mut Vec<Parameter>) {
    push_empty(list, dialect, name, form);
    for (index, item) in list.iter().enumerate() {
        let name = match dialect {
            FormDialect::Aws => format!("{name}.member.{}", index + 1),
            FormDialect::Ec2 => format!("{name}.{}", index + 1),
        };
        form.push((name, item.clone()));
    }
}

/// Adds the parameter of an empty list, which ec2Query omits.
fn push_empty<T>(list: &[T], dialect: FormDialect, name: &str, form: &mut Vec<Parameter>) {
    if list.is_empty() && dialect == FormDialect::Aws {
        form.push((name.to_owned(), String::new()));
    }
}
