//! The plan as data: everything that rendering knows of a crate.

mod argument;
mod endpoint;
mod error;
mod events;
mod example;
mod layout;
mod manifest;
mod metadata;
mod operation;
mod pages;
mod preflight;
mod protocol_test;
mod rust_expr;
mod rust_type;
mod service;
mod shapes;
mod types;
mod value;
mod waiter;
mod wire;

pub use argument::{ArgumentPlan, ArgumentType, DefaultPlan, DocumentPlan, ValueType};
pub use endpoint::{
    BuiltInParameter, ConditionPlan, EndpointFunction, EndpointTestField, EndpointTestPlan,
    ExprPlan, OutcomePlan, ParamValue, ParameterPlan, PropertyPlan, RulePlan, RuleSetPlan,
};
pub use error::{ErrorOption, ErrorPlan};
pub use events::{EventBinding, EventContent, EventMember, EventPlan, EventsPlan, ExceptionPlan};
pub use example::{ExampleArgument, ExamplePlan, OutputUse, SampleModule, SamplePlan};
pub use layout::LayoutPlan;
pub use manifest::{
    FeaturePlan, ManifestPlan, RuntimeDependency, RuntimeFeature, TomlEntry, TomlValue, UserFeature,
};
pub use metadata::{
    Auth, Checksum, ChecksumAlgorithm, HttpChecksum, OperationField, ParameterSetting,
    RetryDefaults, ServiceField,
};
pub use operation::{OperationPlan, StepParameters};
pub use pages::{PageItemsPlan, PagePlan, PageSizePlan, PageTokenPlan, TokenValues};
pub use preflight::{
    CopySource, DiscoveryPlan, PreflightPlan, RegionLookupPlan, RegionalRedirectPlan,
    SessionCredentialsPlan, SessionPlan, SharedPreflightsPlan,
};
pub use protocol_test::{
    CallPlan, EventStreamField, EventStreamTestPlan, ExpectedEvents, ExpectedPlan,
    ProtocolTestsPlan, RequestField, RequestTestPlan, ResponseField, ResponseTestPlan,
    SentEventsTestPlan,
};
pub use rust_expr::{Comparator, Parameters, RustExpr};
pub use rust_type::Type;
pub use service::{FilePlan, ProtocolPlan, ProtocolVariant, ServicePlan};
pub use shapes::{
    Derive, EnumPlan, EnumValue, EnumValues, FieldPlan, Messages, StructPlan, UnionPlan,
    VariantPlan,
};
pub use types::TypesPlan;
pub use value::{FieldValuePlan, FloatPlan, ValuePlan};
pub use waiter::{AcceptancePlan, AcceptorState, OutputTest, StatePlan, WaiterPlan};
pub use wire::{
    Codec, EndpointValue, EntryPlan, FillStep, Form, MemberLocation, MemberOption, Payload,
    ReadStep, RootPlan, TablePlan, TimestampFormat, WriteStep, XmlTraits,
};
