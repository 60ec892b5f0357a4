//! Types in Rust.

/// A type, with the names of the generated ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `String`
    String,
    /// `bool`
    Bool,
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `tinsmith::BigNumber`
    BigNumber,
    /// `tinsmith::Timestamp`
    Timestamp,
    /// `tinsmith::Blob`
    Blob,
    /// `tinsmith::Document`
    Document,
    /// `tinsmith::Body`: a streaming blob
    Body,
    /// `tinsmith::event_stream::EventStream<T>`: a stream of the events in a union
    EventStream(String),
    /// `tinsmith::event_stream::EventInput<T>`: the events in a union that an input has
    EventInput(String),
    /// `tinsmith::Unit`: a union's variant without a value
    Unit,
    /// An enum of text.
    Enum(String),
    /// An enum of numbers.
    IntEnum(String),
    /// A structure.
    Struct(String),
    /// A union.
    Union(String),
    /// `Vec<T>`
    List(Box<Type>),
    /// `Vec<Option<T>>`
    SparseList(Box<Type>),
    /// `BTreeMap<K, T>`
    Map(Box<Type>, Box<Type>),
    /// `BTreeMap<K, Option<T>>`
    SparseMap(Box<Type>, Box<Type>),
    /// `Box<T>`, where a type would contain itself
    Boxed(Box<Type>),
}

impl Type {
    /// Returns the name of the generated type that this type is or contains.
    pub fn name(&self) -> Option<&str> {
        match self {
            Type::Enum(name)
            | Type::IntEnum(name)
            | Type::Struct(name)
            | Type::Union(name)
            | Type::EventStream(name)
            | Type::EventInput(name) => Some(name),
            Type::List(inner) | Type::SparseList(inner) | Type::Boxed(inner) => inner.name(),
            Type::Map(_, value) | Type::SparseMap(_, value) => value.name(),
            _ => None,
        }
    }

    /// True if clippy finds the type, which may be in an `Option`, too complex by its own measure.
    pub fn is_complex(&self, optional: bool) -> bool {
        const THRESHOLD: usize = 250;
        let score = match optional {
            true => 10 + self.complexity(2),
            false => self.complexity(1),
        };
        score > THRESHOLD
    }

    /// Returns the type inside a `Box`, or the type itself.
    pub fn unboxed(&self) -> &Type {
        match self {
            Type::Boxed(inner) => inner,
            other => other,
        }
    }

    /// True for a stream, which is not data.
    pub fn is_stream(&self) -> bool {
        matches!(
            self,
            Type::Body | Type::EventStream(_) | Type::EventInput(_)
        )
    }

    /// True for a list or a map, which can be empty instead of absent.
    pub fn is_collection(&self) -> bool {
        matches!(
            self,
            Type::List(_) | Type::SparseList(_) | Type::Map(..) | Type::SparseMap(..)
        )
    }

    /// Returns the sum of the paths in the type, each of which counts ten times its depth, beginning with 1.
    fn complexity(&self, depth: usize) -> usize {
        let path = 10 * depth;
        match self {
            Type::List(item) | Type::Boxed(item) => path + item.complexity(depth + 1),
            Type::SparseList(item) => path + 10 * (depth + 1) + item.complexity(depth + 2),
            Type::Map(key, value) => path + key.complexity(depth + 1) + value.complexity(depth + 1),
            Type::SparseMap(key, value) => {
                let option = 10 * (depth + 1);
                path + key.complexity(depth + 1) + option + value.complexity(depth + 2)
            }
            _ => path,
        }
    }
}
