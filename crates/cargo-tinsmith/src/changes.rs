//! The changes between two plans of one client, as far as its users are concerned.

use std::collections::BTreeMap;

use tinsmith_codegen::plan::{
    EnumPlan, EnumValues, FieldPlan, OperationPlan, ServicePlan, StructPlan, Type, TypesPlan,
    UnionPlan,
};

/// The kind of a change, in the order of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    /// Programs may no longer compile, or their calls fail.
    Breaking,
    /// An operation, a type, a member, or another addition.
    Addition,
    /// A value of an enum.
    EnumValue,
    /// A modeled error.
    Error,
    /// The deprecation of an operation or member.
    Deprecation,
}

impl ChangeKind {
    /// All kinds, in the order of the output.
    pub(crate) const ALL: [Self; 5] = [
        Self::Breaking,
        Self::Addition,
        Self::EnumValue,
        Self::Error,
        Self::Deprecation,
    ];

    /// Returns the kind's name for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::EnumValue => "enum-value",
            Self::Error => "error",
            Self::Deprecation => "deprecation",
        }
    }

    /// Returns the heading of the changes of this kind.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking changes",
            Self::Addition => "Additions",
            Self::EnumValue => "New enum values",
            Self::Error => "New errors",
            Self::Deprecation => "Deprecations",
        }
    }
}

/// A change of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    /// The kind.
    pub(crate) kind: ChangeKind,
    /// The item in Rust: `GetSessionOutput.worker_id`.
    pub(crate) item: String,
    /// The change, which continues the name of the item.
    pub(crate) message: String,
}

/// Returns the changes from one plan to another, in the order of kinds and items.
pub(crate) fn changes(old: &ServicePlan, new: &ServicePlan) -> Vec<Change> {
    let mut found = Changes::default();
    found.operations(&old.operations, &new.operations);
    found.types(&old.types, &new.types);
    found.errors(old, new);
    found.0.sort();
    found.0.dedup();
    found.0
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn push(&mut self, kind: ChangeKind, item: &str, message: impl Into<String>) {
        self.0.push(Change {
            kind,
            item: item.to_owned(),
            message: message.into(),
        });
    }

    fn operations(&mut self, old: &[OperationPlan], new: &[OperationPlan]) {
        let pairs = paired(old, new, |operation| &operation.model_name);
        for (name, pair) in pairs {
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, name, "is removed"),
                (None, Some(_)) => self.push(ChangeKind::Addition, name, "is a new operation"),
                (Some(old), Some(new)) => self.operation(old, new),
                (None, None) => {}
            }
        }
    }

    fn operation(&mut self, old: &OperationPlan, new: &OperationPlan) {
        let name = new.model_name.as_str();
        self.inputs(&old.input, &new.input);
        self.structure(&old.output, &new.output);
        match (&old.pages, &new.pages) {
            (Some(_), None) => self.push(ChangeKind::Breaking, name, "is no longer paginated"),
            (None, Some(_)) => self.push(ChangeKind::Addition, name, "is now paginated"),
            (Some(old), Some(new)) => {
                let [old, new] =
                    [old, new].map(|pages| pages.items.as_ref().map(|items| rust_type(&items.ty)));
                match (old, new) {
                    (None, Some(new)) => self.push(
                        ChangeKind::Addition,
                        name,
                        format!("now has items in its pages: `{new}`"),
                    ),
                    (Some(old), new) if new.as_ref() != Some(&old) => self.push(
                        ChangeKind::Breaking,
                        name,
                        format!(
                            "has other items in its pages: `{old}` became {}",
                            new.map_or_else(|| "none".to_owned(), |new| format!("`{new}`"))
                        ),
                    ),
                    _ => {}
                }
            }
            (None, None) => {}
        }
        for (waiter, pair) in paired(&old.waiters, &new.waiters, |waiter| &waiter.method) {
            match pair {
                (Some(_), None) => self.push(
                    ChangeKind::Breaking,
                    name,
                    format!("no longer has the waiter `{waiter}`"),
                ),
                (None, Some(_)) => self.push(
                    ChangeKind::Addition,
                    name,
                    format!("has the new waiter `{waiter}`"),
                ),
                _ => {}
            }
        }
        for error in new
            .errors
            .iter()
            .filter(|error| !old.errors.contains(error))
        {
            self.push(ChangeKind::Error, name, format!("can fail with `{error}`"));
        }
        if !old.deprecated && new.deprecated {
            self.push(ChangeKind::Deprecation, name, "is deprecated");
        }
    }

    /// Compares inputs, whose members are set by setters: an optional member has the type of a required one.
    fn inputs(&mut self, old: &StructPlan, new: &StructPlan) {
        for (item, pair) in fields(old, new) {
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, &item, "is removed"),
                (None, Some(field)) if is_needed(field) => {
                    self.push(ChangeKind::Breaking, &item, "is a new required member");
                }
                (None, Some(field)) => self.new_member(&item, field),
                (Some(old), Some(new)) => {
                    if old.ty != new.ty {
                        self.other_type(&item, rust_type(&old.ty), rust_type(&new.ty));
                    }
                    if is_needed(new) && !is_needed(old) {
                        self.push(ChangeKind::Breaking, &item, "becomes required");
                    }
                    self.deprecation(&item, old, new);
                }
                (None, None) => {}
            }
        }
    }

    fn structure(&mut self, old: &StructPlan, new: &StructPlan) {
        // Structures in inputs have setters. Without members, the old one had none, either.
        let is_input = new.setters && (old.setters || old.fields.is_empty());
        for (item, pair) in fields(old, new) {
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, &item, "is removed"),
                (None, Some(field)) if is_input && is_needed(field) => {
                    self.push(ChangeKind::Breaking, &item, "is a new required member");
                }
                (None, Some(field)) => self.new_member(&item, field),
                (Some(old), Some(new)) => {
                    let [before, after] = [old, new].map(field_type);
                    if before != after {
                        self.other_type(&item, before, after);
                    } else if is_input && is_needed(new) && !is_needed(old) {
                        self.push(ChangeKind::Breaking, &item, "becomes required");
                    }
                    self.deprecation(&item, old, new);
                }
                (None, None) => {}
            }
        }
    }

    fn types(&mut self, old: &TypesPlan, new: &TypesPlan) {
        let [before, after] = [old, new].map(|types| types.names().collect::<Vec<_>>());
        for (name, pair) in paired(&before, &after, |name| name) {
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, name, "is removed"),
                (None, Some(_)) => self.push(ChangeKind::Addition, name, "is a new type"),
                _ => self.same_type(name, old, new),
            }
        }
    }

    /// Compares the types of a name that both plans have.
    fn same_type(&mut self, name: &str, old: &TypesPlan, new: &TypesPlan) {
        if let (Some(old), Some(new)) = (old.structure(name), new.structure(name)) {
            self.structure(old, new);
        } else if let (Some(old), Some(new)) = (old.union(name), new.union(name)) {
            self.union(old, new);
        } else if let (Some(old), Some(new)) = (old.enumeration(name), new.enumeration(name)) {
            self.enumeration(old, new);
        } else {
            self.push(ChangeKind::Breaking, name, "becomes another kind of type");
        }
    }

    fn union(&mut self, old: &UnionPlan, new: &UnionPlan) {
        for (variant, pair) in paired(&old.variants, &new.variants, |variant| &variant.rust_name) {
            let item = format!("{}::{variant}", new.name);
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, &item, "is removed"),
                (None, Some(_)) => self.push(ChangeKind::Addition, &item, "is a new variant"),
                (Some(old), Some(new)) if old.ty != new.ty => {
                    self.other_type(&item, rust_type(&old.ty), rust_type(&new.ty));
                }
                _ => {}
            }
        }
    }

    fn enumeration(&mut self, old: &EnumPlan, new: &EnumPlan) {
        let (before, after) = (values(old), values(new));
        for (variant, pair) in paired(&before, &after, |(variant, _)| variant) {
            let item = format!("{}::{variant}", new.name);
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, &item, "is removed"),
                (None, Some((_, value))) => {
                    self.push(ChangeKind::EnumValue, &item, format!("is new: {value}"));
                }
                (Some((_, old)), Some((_, new))) if old != new => {
                    self.push(
                        ChangeKind::Breaking,
                        &item,
                        format!("has another value: {old} became {new}"),
                    );
                }
                _ => {}
            }
        }
    }

    fn errors(&mut self, old: &ServicePlan, new: &ServicePlan) {
        for (name, pair) in paired(&old.errors, &new.errors, |error| &error.structure.name) {
            let item = format!("ServiceError::{name}");
            match pair {
                (Some(_), None) => self.push(ChangeKind::Breaking, &item, "is removed"),
                (None, Some(error)) => self.push(
                    ChangeKind::Error,
                    &item,
                    format!("is new, with the code `{}`", error.code),
                ),
                (Some(old), Some(new)) => self.structure(&old.structure, &new.structure),
                (None, None) => {}
            }
        }
    }

    fn new_member(&mut self, item: &str, field: &FieldPlan) {
        self.push(
            ChangeKind::Addition,
            item,
            format!("is a new member: `{}`", field_type(field)),
        );
    }

    fn other_type(&mut self, item: &str, old: String, new: String) {
        self.push(
            ChangeKind::Breaking,
            item,
            format!("has another type: `{old}` became `{new}`"),
        );
    }

    fn deprecation(&mut self, item: &str, old: &FieldPlan, new: &FieldPlan) {
        if !old.deprecated && new.deprecated {
            self.push(ChangeKind::Deprecation, item, "is deprecated");
        }
    }
}

/// Pairs the items of two lists by their names.
fn paired<'a, T, N: AsRef<str> + ?Sized + 'a>(
    old: &'a [T],
    new: &'a [T],
    name: impl Fn(&'a T) -> &'a N,
) -> BTreeMap<&'a str, (Option<&'a T>, Option<&'a T>)> {
    let mut pairs: BTreeMap<&str, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for item in old {
        pairs.entry(name(item).as_ref()).or_default().0 = Some(item);
    }
    for item in new {
        pairs.entry(name(item).as_ref()).or_default().1 = Some(item);
    }
    pairs
}

type FieldPair<'a> = (Option<&'a FieldPlan>, Option<&'a FieldPlan>);

/// Pairs the members of two structures, each with the member's name in Rust.
fn fields<'a>(
    old: &'a StructPlan,
    new: &'a StructPlan,
) -> impl Iterator<Item = (String, FieldPair<'a>)> {
    let pairs = paired(&old.fields, &new.fields, |field| &field.rust_name);
    pairs
        .into_iter()
        .map(|(field, pair)| (format!("{}.{field}", new.name), pair))
}

/// True if a call without the member fails.
fn is_needed(field: &FieldPlan) -> bool {
    field.required
        && !field.idempotency_token
        && field.fallback.is_none()
        && field.default.is_none()
}

/// Returns the variants of an enum with their values.
fn values(plan: &EnumPlan) -> Vec<(String, String)> {
    match &plan.values {
        EnumValues::Text(values) => {
            let values = values.iter();
            values
                .map(|value| (value.rust_name.clone(), format!("{:?}", value.value)))
                .collect()
        }
        EnumValues::Number(values) => {
            let values = values.iter();
            values
                .map(|value| (value.rust_name.clone(), value.value.to_string()))
                .collect()
        }
    }
}

/// Returns the type of a field, as it is in Rust.
fn field_type(field: &FieldPlan) -> String {
    let ty = rust_type(&field.ty);
    match field.optional {
        true => format!("Option<{ty}>"),
        false => ty,
    }
}

/// Returns a type as it is in Rust, without the paths of its names.
fn rust_type(ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I8 => "i8".to_owned(),
        Type::I16 => "i16".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::BigNumber => "BigNumber".to_owned(),
        Type::Timestamp => "Timestamp".to_owned(),
        Type::Blob => "Blob".to_owned(),
        Type::Document => "Document".to_owned(),
        Type::Body => "Body".to_owned(),
        Type::Unit => "Unit".to_owned(),
        Type::EventStream(events) => format!("EventStream<{events}>"),
        Type::EventInput(events) => format!("EventInput<{events}>"),
        Type::Enum(name) | Type::IntEnum(name) | Type::Struct(name) | Type::Union(name) => {
            name.clone()
        }
        Type::List(item) => format!("Vec<{}>", rust_type(item)),
        Type::SparseList(item) => format!("Vec<Option<{}>>", rust_type(item)),
        Type::Map(key, item) => format!("BTreeMap<{}, {}>", rust_type(key), rust_type(item)),
        Type::SparseMap(key, item) => {
            format!("BTreeMap<{}, Option<{}>>", rust_type(key), rust_type(item))
        }
        Type::Boxed(inner) => format!("Box<{}>", rust_type(inner)),
    }
}
