//! Forms, as awsQuery and ec2Query require them: a writer. Responses of these protocols are XML.

mod body;
mod write_shapes;
mod writer;

#[cfg(feature = "environment")]
pub(crate) use body::from_element;
pub use body::{Form, to_vec};
pub use writer::{FormDialect, FormWriter};
