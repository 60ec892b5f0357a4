//! The functions of JMESPath that a path may call.

use super::typed::{Node, PathType, TypedPath, certain, comparable, flag, is_list, items, loaded};

/// Returns a call if the function accepts the arguments.
pub(crate) fn call(name: &str, arguments: Vec<TypedPath>) -> Result<TypedPath, String> {
    let mut arguments = arguments.into_iter();
    match (name, arguments.next(), arguments.next(), arguments.next()) {
        ("length", Some(of), None, None) => match of.ty {
            PathType::List(..) | PathType::Map(..) => {
                Ok(certain(Node::Length(Box::new(of)), PathType::Integer))
            }
            PathType::Text => {
                let nullable = of.nullable;
                Ok(TypedPath {
                    node: Node::Length(Box::new(of)),
                    ty: PathType::Integer,
                    nullable,
                })
            }
            _ => Err("`length` of a value without a length".to_owned()),
        },
        ("keys", Some(map), None, None) if matches!(map.ty, PathType::Map(..)) => Ok(certain(
            Node::Keys(Box::new(map)),
            PathType::List(Box::new(PathType::Text), false),
        )),
        ("values", Some(map), None, None) => match map.ty.clone() {
            PathType::Map(value, sparse) => {
                let ty = PathType::List(Box::new(loaded(&value)), sparse);
                Ok(certain(Node::Values(Box::new(map)), ty))
            }
            _ => Err("`values` of a value that is not a map".to_owned()),
        },
        ("contains", Some(list), Some(wanted), None) if is_list(&list.ty) => {
            let (item, _) = items(&list)?;
            if comparable(item, &wanted.ty) {
                Ok(flag(Node::Contains(Box::new(list), Box::new(wanted))))
            } else {
                Err("`contains` of a value whose type the list cannot hold".to_owned())
            }
        }
        ("contains" | "starts_with" | "ends_with", Some(text), Some(part), None)
            if (&text.ty, &part.ty) == (&PathType::Text, &PathType::Text) =>
        {
            let method = match name {
                "contains" => "contains",
                "starts_with" => "starts_with",
                _ => "ends_with",
            };
            Ok(flag(Node::TextTest(method, Box::new(text), Box::new(part))))
        }
        _ => Err(format!(
            "the function `{name}` is not supported with these arguments"
        )),
    }
}
