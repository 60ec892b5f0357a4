//! Bedrock: a conversation with a model that makes up its words.

mod converse_stream;

pub(crate) use converse_stream::{MODEL_ID, converse_stream};
