//! The table of the endpoint rule set, and the values of its parameters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::items::Item;
use crate::plan::{
    BuiltInParameter, ConditionPlan, EndpointFunction, ExprPlan, OutcomePlan, ParamValue,
    ParameterPlan, PropertyPlan, RulePlan, RuleSetPlan,
};
use crate::render::scope::option;

/// The items that the table and the tests of the rule set name.
pub(in crate::render) const ENDPOINT_ITEMS: [Item; 20] = [
    Item::BuiltIn,
    Item::Coalesce,
    Item::Condition,
    Item::DecisionDiagram,
    Item::EndpointTest,
    Item::Expr,
    Item::Function,
    Item::IsValidHostLabel,
    Item::IsVirtualHostableBucket,
    Item::Ite,
    Item::ParamValue,
    Item::Parameter,
    Item::ParseArn,
    Item::ParseUrl,
    Item::Property,
    Item::Rule,
    Item::RuleSet,
    Item::Split,
    Item::Substring,
    Item::UriEncode,
];

/// Prints the rule set.
pub(in crate::render) fn rule_set(rules: &RuleSetPlan) -> TokenStream {
    let resource = rules.resource.as_deref();
    let parameters = rules.parameters.iter();
    let parameters = parameters.map(|parameter| self::parameter(parameter, resource));
    let rules = rules.rules.iter().map(rule);
    quote! {
        /// The endpoint rule set.
        pub(crate) static RULES: RuleSet = RuleSet {
            parameters: &[#(#parameters),*],
            rules: &[#(#rules),*],
        };
    }
}

fn parameter(parameter: &ParameterPlan, resource: Option<&str>) -> TokenStream {
    let ParameterPlan {
        name,
        built_in,
        required,
        default,
    } = parameter;
    let built_in = option(built_in.map(|built_in| {
        let built_in = built_in_setting(built_in, resource);
        quote!(BuiltIn::#built_in)
    }));
    let default = option(default.as_ref().map(param_value));
    quote!(Parameter { name: #name, built_in: #built_in, required: #required, default: #default })
}

/// Prints the value of a parameter.
pub(in crate::render) fn param_value(value: &ParamValue) -> TokenStream {
    match value {
        ParamValue::Str(text) => quote!(ParamValue::Str(#text)),
        ParamValue::Bool(flag) => quote!(ParamValue::Bool(#flag)),
        ParamValue::StrList(items) => quote!(ParamValue::StrList(&[#(#items),*])),
    }
}

fn rule(rule: &RulePlan) -> TokenStream {
    let conditions = rule.conditions.iter().map(condition);
    let conditions = quote!(conditions: &[#(#conditions),*]);
    match &rule.outcome {
        OutcomePlan::Tree(rules) => {
            let rules = rules.iter().map(self::rule);
            quote!(Rule::Tree { #conditions, rules: &[#(#rules),*] })
        }
        OutcomePlan::Endpoint {
            url,
            headers,
            properties,
        } => {
            let url = expression(url);
            let headers = headers.iter().map(|(name, values)| {
                let values = values.iter().map(expression);
                quote!((#name, &[#(#values),*]))
            });
            let properties = record(properties);
            quote!(Rule::Endpoint { #conditions, url: #url, headers: &[#(#headers),*], properties: #properties })
        }
        OutcomePlan::Error(message) => {
            let message = expression(message);
            quote!(Rule::Error { #conditions, message: #message })
        }
        OutcomePlan::Diagram {
            conditions,
            results,
            root,
            nodes,
        } => {
            let conditions = conditions.iter().map(condition);
            let results = results.iter().map(self::rule);
            let root = Literal::i32_unsuffixed(*root);
            let nodes = nodes.iter().map(|node| {
                let numbers = node.map(Literal::i32_unsuffixed);
                quote!([#(#numbers),*])
            });
            quote! {
                Rule::Choice(&DecisionDiagram {
                    conditions: &[#(#conditions),*],
                    results: &[#(#results),*],
                    root: #root,
                    nodes: &[#(#nodes),*],
                })
            }
        }
    }
}

fn condition(condition: &ConditionPlan) -> TokenStream {
    let function = function(condition.function);
    let arguments = condition.arguments.iter().map(expression);
    let assign = option(condition.assign.as_ref());
    quote!(Condition { function: Function::#function, arguments: &[#(#arguments),*], assign: #assign })
}

fn record(properties: &[(String, PropertyPlan)]) -> TokenStream {
    let properties = properties.iter().map(|(name, value)| {
        let value = property(value);
        quote!((#name, #value))
    });
    quote!(&[#(#properties),*])
}

fn property(value: &PropertyPlan) -> TokenStream {
    match value {
        PropertyPlan::Value(value) => {
            let value = expression(value);
            quote!(Property::Value(#value))
        }
        PropertyPlan::List(items) => {
            let items = items.iter().map(property);
            quote!(Property::List(&[#(#items),*]))
        }
        PropertyPlan::Record(fields) => {
            let fields = record(fields);
            quote!(Property::Record(#fields))
        }
    }
}

fn expression(expression: &ExprPlan) -> TokenStream {
    match expression {
        ExprPlan::Str(text) => quote!(Expr::Str(#text)),
        ExprPlan::Template(text) => quote!(Expr::Template(#text)),
        ExprPlan::Bool(flag) => quote!(Expr::Bool(#flag)),
        ExprPlan::Int(number) => {
            let number = Literal::i32_unsuffixed(*number);
            quote!(Expr::Int(#number))
        }
        ExprPlan::Ref(name) => quote!(Expr::Ref(#name)),
        ExprPlan::Call(function, arguments) => {
            let function = self::function(*function);
            let arguments = arguments.iter().map(self::expression);
            quote!(Expr::Call(Function::#function, &[#(#arguments),*]))
        }
    }
}

fn built_in_setting(built_in: BuiltInParameter, resource: Option<&str>) -> TokenStream {
    match built_in {
        BuiltInParameter::AccountId => quote!(AccountId),
        BuiltInParameter::AccountIdEndpointMode => quote!(AccountIdEndpointMode),
        BuiltInParameter::CredentialScope => quote!(CredentialScope),
        BuiltInParameter::Endpoint => quote!(Endpoint),
        BuiltInParameter::ForcePathStyle => {
            let resource = option(resource);
            quote!(ForcePathStyle { resource: #resource })
        }
        BuiltInParameter::Region => quote!(Region),
        BuiltInParameter::UseDualStack => quote!(UseDualStack),
        BuiltInParameter::UseFips => quote!(UseFips),
    }
}

fn function(function: EndpointFunction) -> TokenStream {
    match function {
        EndpointFunction::BooleanEquals => quote!(BooleanEquals),
        EndpointFunction::Coalesce => quote!(Other(coalesce)),
        EndpointFunction::GetAttr => quote!(GetAttr),
        EndpointFunction::IsSet => quote!(IsSet),
        EndpointFunction::IsValidHostLabel => quote!(Other(is_valid_host_label)),
        EndpointFunction::IsVirtualHostableBucket => quote!(Other(is_virtual_hostable_bucket)),
        EndpointFunction::Ite => quote!(Other(ite)),
        EndpointFunction::Not => quote!(Not),
        EndpointFunction::ParseArn => quote!(Other(parse_arn)),
        EndpointFunction::ParseUrl => quote!(Other(parse_url)),
        EndpointFunction::Partition => quote!(AwsPartition),
        EndpointFunction::Split => quote!(Other(split)),
        EndpointFunction::StringEquals => quote!(StringEquals),
        EndpointFunction::Substring => quote!(Other(substring)),
        EndpointFunction::UriEncode => quote!(Other(uri_encode)),
    }
}
