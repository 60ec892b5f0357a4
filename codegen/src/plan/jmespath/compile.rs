//! Compilation of a path's tree against the types that it walks.

use serde_json::Value;

use super::functions::call;
use super::parser::parse;
use super::tree::Path;
use super::typed::{
    Node, PathType, TypedPath, certain, comparable, flag, is_list, item, items, loaded, structure,
};
use crate::plan::ir::{Comparator, StructPlan, TypesPlan};

/// The value at which a path begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// The input, which is the variable `self`.
    Input,
    /// The output.
    Output,
    /// The input and the output, of which the first name selects one.
    InputAndOutput,
}

/// The structures that the paths of an operation walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiler<'p> {
    pub(crate) types: &'p TypesPlan,
    pub(crate) input: &'p StructPlan,
    pub(crate) output: &'p StructPlan,
}

impl Compiler<'_> {
    /// Compiles a path that begins at a value of the operation.
    pub(crate) fn compile(&self, start: Start, text: &str) -> Result<TypedPath, String> {
        let root = match start {
            Start::Input => structure("self", self.input),
            Start::Output => structure("output", self.output),
            Start::InputAndOutput => TypedPath {
                node: Node::Variable(""),
                ty: PathType::InputAndOutput,
                nullable: false,
            },
        };
        parse(text)
            .and_then(|path| self.path(&path, &root))
            .map_err(|problem| format!("path `{text}`: {problem}"))
    }

    /// True if a path leads through a sensitive member.
    pub(crate) fn is_sensitive(&self, path: &TypedPath) -> bool {
        let any = |paths: &[&TypedPath]| paths.iter().any(|path| self.is_sensitive(path));
        match &path.node {
            Node::Variable(_) | Node::Literal(_) => false,
            Node::Field(base, name, ..) => {
                let structure = match &base.ty {
                    PathType::Structure(of) => self.structure(of),
                    _ => None,
                };
                let mut fields = structure.into_iter().flat_map(|of| &of.fields);
                fields.any(|field| field.rust_name == *name && field.sensitive) || any(&[base])
            }
            Node::Variant(base, union, name, _) => {
                let union = self.types.union(union).into_iter();
                let mut variants = union.flat_map(|union| &union.variants);
                variants.any(|variant| variant.rust_name == *name && variant.sensitive)
                    || any(&[base])
            }
            Node::Get(base, _)
            | Node::Values(base)
            | Node::Keys(base)
            | Node::Index(base, _)
            | Node::Flatten(base)
            | Node::Not(base)
            | Node::Length(base) => any(&[base]),
            Node::Filter(left, right)
            | Node::Each(left, right)
            | Node::Compare(_, left, right)
            | Node::And(left, right)
            | Node::Or(left, right)
            | Node::Else(left, right)
            | Node::Contains(left, right)
            | Node::TextTest(_, left, right) => any(&[left, right]),
            Node::List(items) => items.iter().any(|item| self.is_sensitive(item)),
        }
    }

    fn path(&self, path: &Path, current: &TypedPath) -> Result<TypedPath, String> {
        match path {
            Path::Current => Ok(current.clone()),
            Path::Field(name) => self.field(name, current),
            Path::Literal(value) => literal(value),
            Path::Then(left, right) => self.path(right, &self.path(left, current)?),
            Path::Index(list, index) => {
                let list = self.path(list, current)?;
                let (item, _) = items(&list)?;
                Ok(TypedPath {
                    nullable: !is_list(item),
                    ty: item.clone(),
                    node: Node::Index(Box::new(list.clone()), *index),
                })
            }
            Path::Flatten(list) => {
                let list = self.path(list, current)?;
                match items(&list)? {
                    (PathType::List(..), _) => {
                        let (ty, _) = items(&list)?;
                        Ok(certain(Node::Flatten(Box::new(list.clone())), ty.clone()))
                    }
                    _ => Ok(list),
                }
            }
            Path::Values(map) => {
                let map = self.path(map, current)?;
                let PathType::Map(value, sparse) = &map.ty else {
                    return Err("`*` after a value that is not a map".to_owned());
                };
                let ty = PathType::List(Box::new(loaded(value)), *sparse);
                Ok(certain(Node::Values(Box::new(map.clone())), ty))
            }
            Path::Filter(list, condition) => {
                let list = self.path(list, current)?;
                if is_list(items(&list)?.0) {
                    return Err("a filter over lists in a list is not supported".to_owned());
                }
                let condition = self.path(condition, &item(&list)?)?;
                truth(&condition)?;
                let ty = list.ty.clone();
                Ok(certain(
                    Node::Filter(Box::new(list), Box::new(condition)),
                    ty,
                ))
            }
            Path::Project(list, each) => {
                let list = self.path(list, current)?;
                let item = item(&list)?;
                let each = self.path(each, &item)?;
                if each == item && !each.nullable {
                    return Ok(list);
                }
                let ty = PathType::List(Box::new(each.ty.clone()), false);
                Ok(certain(Node::Each(Box::new(list), Box::new(each)), ty))
            }
            Path::List(paths) => self.list(paths, current),
            Path::Compare(comparator, left, right) => compare(
                *comparator,
                self.path(left, current)?,
                self.path(right, current)?,
            ),
            Path::And(left, right) => {
                let (left, right) = (self.path(left, current)?, self.path(right, current)?);
                truth(&left).and(truth(&right))?;
                Ok(connected(Node::And, left, right))
            }
            Path::Or(left, right) => {
                let (left, right) = (self.path(left, current)?, self.path(right, current)?);
                truth(&left).and(truth(&right))?;
                if (&left.ty, &right.ty) != (&PathType::Text, &PathType::Text) {
                    return Ok(connected(Node::Or, left, right));
                }
                Ok(TypedPath {
                    nullable: right.nullable,
                    node: Node::Else(Box::new(left), Box::new(right)),
                    ty: PathType::Text,
                })
            }
            Path::Not(operand) => {
                let operand = self.path(operand, current)?;
                truth(&operand)?;
                Ok(flag(Node::Not(Box::new(operand))))
            }
            Path::Call(name, arguments) => {
                let arguments = arguments
                    .iter()
                    .map(|argument| self.path(argument, current));
                call(name, arguments.collect::<Result<_, _>>()?)
            }
        }
    }

    fn field(&self, name: &str, base: &TypedPath) -> Result<TypedPath, String> {
        let missing = |of: &str| format!("`{of}` has no member `{name}`");
        let parent = || Box::new(base.clone());
        match &base.ty {
            PathType::InputAndOutput => match name {
                "input" => Ok(structure("input", self.input)),
                "output" => Ok(structure("output", self.output)),
                _ => Err(format!("`{name}` is neither `input` nor `output`")),
            },
            PathType::Structure(of) => {
                let field = self
                    .structure(of)
                    .and_then(|structure| structure.member(name));
                let field = field.ok_or_else(|| missing(of))?;
                let ty = loaded(&field.ty);
                let nullable = !is_list(&ty) && (base.nullable || field.optional);
                let node = Node::Field(
                    parent(),
                    field.rust_name.clone(),
                    field.ty.clone(),
                    field.optional,
                );
                Ok(TypedPath { node, ty, nullable })
            }
            PathType::Union(of) => {
                let variant = self.types.union(of).and_then(|union| union.member(name));
                let variant = variant.ok_or_else(|| missing(of))?;
                let ty = loaded(&variant.ty);
                let node = Node::Variant(
                    parent(),
                    of.clone(),
                    variant.rust_name.clone(),
                    variant.ty.clone(),
                );
                Ok(TypedPath {
                    node,
                    nullable: !is_list(&ty),
                    ty,
                })
            }
            PathType::Map(value, _) => {
                let ty = loaded(value);
                let node = Node::Get(parent(), name.to_owned());
                Ok(TypedPath {
                    node,
                    nullable: !is_list(&ty),
                    ty,
                })
            }
            _ => Err(format!("`{name}` of a value without members")),
        }
    }

    fn structure(&self, name: &str) -> Option<&StructPlan> {
        let own = [self.output, self.input];
        own.into_iter()
            .find(|own| own.name == name)
            .or_else(|| self.types.structure(name))
    }

    fn list(&self, paths: &[Path], current: &TypedPath) -> Result<TypedPath, String> {
        let items = paths
            .iter()
            .map(|path| self.path(path, current))
            .collect::<Result<Vec<_>, _>>()?;
        let ty = items
            .first()
            .map_or(PathType::Null, |first| first.ty.clone());
        if items.iter().any(|item| item.ty != ty) {
            return Err("a list with values of several types".to_owned());
        }
        let nullable = items.iter().any(|item| item.nullable);
        Ok(certain(
            Node::List(items),
            PathType::List(Box::new(ty), nullable),
        ))
    }
}

fn compare(comparator: Comparator, left: TypedPath, right: TypedPath) -> Result<TypedPath, String> {
    let orders = !matches!(comparator, Comparator::Equal | Comparator::NotEqual);
    let numbers = |ty: &PathType| matches!(ty, PathType::Integer | PathType::Float);
    if !comparable(&left.ty, &right.ty) || orders && !numbers(&left.ty) {
        return Err("a comparison of values of types that cannot be compared".to_owned());
    }
    Ok(flag(Node::Compare(
        comparator,
        Box::new(left),
        Box::new(right),
    )))
}

/// Returns `&&` or `||`, whose value is one of the operands: a boolean only if both are.
fn connected(
    node: fn(Box<TypedPath>, Box<TypedPath>) -> Node,
    left: TypedPath,
    right: TypedPath,
) -> TypedPath {
    let flags = left.ty == PathType::Flag && right.ty == PathType::Flag;
    TypedPath {
        nullable: flags && (left.nullable || right.nullable),
        node: node(Box::new(left), Box::new(right)),
        ty: if flags {
            PathType::Flag
        } else {
            PathType::Condition
        },
    }
}

/// Rejects a condition with the same result for every input.
fn truth(condition: &TypedPath) -> Result<(), String> {
    match condition.ty {
        PathType::Null | PathType::InputAndOutput => {
            Err("a condition with a constant result".to_owned())
        }
        _ => Ok(()),
    }
}

fn literal(value: &Value) -> Result<TypedPath, String> {
    let ty = match value {
        Value::Null => PathType::Null,
        Value::Bool(_) => PathType::Flag,
        Value::String(_) => PathType::Text,
        Value::Number(number) if number.is_i64() => PathType::Integer,
        Value::Number(_) => PathType::Float,
        Value::Array(_) | Value::Object(_) => {
            return Err(format!("the literal `{value}` is not supported"));
        }
    };
    let nullable = ty == PathType::Null;
    Ok(TypedPath {
        node: Node::Literal(value.clone()),
        ty,
        nullable,
    })
}
