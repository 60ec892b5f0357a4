//! The steps that serialize requests and deserialize responses, by protocol.

use super::{Protocol, event_streams, query, rest, rpc, xml};
use crate::plan::ir::{Form, ReadStep, StructPlan, WriteStep};
use crate::smithy::Shape;

impl Protocol {
    /// Returns the steps that serialize a request. `shape` is the input in the model.
    pub(crate) fn request(
        self,
        service: &Shape,
        shape: &Shape,
        uri: &str,
        input: &StructPlan,
    ) -> Vec<WriteStep> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => rpc::request(self.codec(), input),
            Self::AwsQuery => query::request(Form::Aws, input),
            Self::Ec2Query => query::request(Form::Ec2, input),
            // An operation without input has no body.
            Self::RpcV2Cbor if shape.id == "smithy.api#Unit" => Vec::new(),
            Self::RpcV2Cbor => rpc::request(self.codec(), input),
            Self::RestJson1 => {
                rest::request(self.codec(), WriteStep::Document(self.codec()), uri, input)
            }
            Self::RestXml => {
                let root = xml::document_root(service, shape);
                rest::request(self.codec(), WriteStep::Element(root), uri, input)
            }
        }
    }

    /// Returns the steps that deserialize the output of an operation.
    /// `input` is the name of the input's structure.
    pub(crate) fn output(
        self,
        operation: &Shape,
        input: &str,
        output: &StructPlan,
    ) -> Vec<ReadStep> {
        let mut steps = match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => {
                rpc::response(self.codec(), output)
            }
            Self::AwsQuery => query::response(&[&format!("{}Result", operation.id.name())], output),
            Self::Ec2Query => query::response(&[], output),
            Self::RestJson1 => {
                rest::response(self.codec(), ReadStep::Document(self.codec()), output)
            }
            Self::RestXml => {
                let is_unwrapped = operation
                    .traits
                    .has("aws.customizations#s3UnwrappedXmlOutput");
                let document = match is_unwrapped {
                    true => ReadStep::RootElement,
                    false => ReadStep::Element(Vec::new()),
                };
                rest::response(self.codec(), document, output)
            }
        };
        steps.extend(event_streams::steps(self.codec(), input, output));
        steps
    }

    /// Returns the steps that deserialize an error of a service.
    pub(crate) fn error(self, service: &Shape, error: &StructPlan) -> Vec<ReadStep> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => {
                rpc::response(self.codec(), error)
            }
            Self::AwsQuery => query::response(&["Error"], error),
            Self::Ec2Query => query::response(&["Errors", "Error"], error),
            Self::RestJson1 => {
                rest::response(self.codec(), ReadStep::Document(self.codec()), error)
            }
            Self::RestXml => {
                let path = match self.wraps_errors(service) {
                    true => vec!["Error".to_owned()],
                    false => Vec::new(),
                };
                rest::response(self.codec(), ReadStep::Element(path), error)
            }
        }
    }
}
