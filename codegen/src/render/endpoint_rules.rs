//! `src/endpoint.rs`: the endpoint rule set as a table of the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::scope::{Scope, ident, mentions};
use crate::plan::{
    ConditionPlan, ExprPlan, FilePlan, OutcomePlan, ParamValue, ParameterPlan, PropertyPlan,
    RulePlan, RuleSetPlan, ServicePlan,
};

/// Prints the whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let rules = plan.endpoint_rules.iter();
    let tables: TokenStream = rules.map(table).collect();
    let used = [
        "BuiltIn",
        "Condition",
        "Expr",
        "Function",
        "ParamValue",
        "Parameter",
        "Property",
        "Rule",
        "RuleSet",
    ];
    let mut scope = Scope::new(["RULES"]);
    for name in used
        .into_iter()
        .filter(|name| mentions(&tables, &ident(name)))
    {
        scope.runtime(name);
    }
    let uses = scope.uses();
    let tests = plan.files.contains(&FilePlan::EndpointTests).then(|| {
        quote!(
            #[cfg(test)]
            mod tests;
        )
    });
    quote! {
        #![doc = " The endpoint rule set."]

        #uses

        #tests

        #tables
    }
}

fn table(rules: &RuleSetPlan) -> TokenStream {
    let parameters = rules.parameters.iter().map(parameter);
    let rules = rules.rules.iter().map(rule);
    quote! {
        /// The endpoint rule set.
        pub(crate) static RULES: RuleSet = RuleSet {
            parameters: &[#(#parameters),*],
            rules: &[#(#rules),*],
        };
    }
}

fn parameter(parameter: &ParameterPlan) -> TokenStream {
    let ParameterPlan {
        name,
        built_in,
        required,
        default,
    } = parameter;
    let built_in = match built_in {
        Some(built_in) => {
            let built_in = format_ident!("{built_in}");
            quote!(Some(BuiltIn::#built_in))
        }
        None => quote!(None),
    };
    let default = match default {
        Some(default) => {
            let default = param_value(default);
            quote!(Some(#default))
        }
        None => quote!(None),
    };
    quote!(Parameter { name: #name, built_in: #built_in, required: #required, default: #default })
}

/// Prints the value of a parameter.
pub(super) fn param_value(value: &ParamValue) -> TokenStream {
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
    }
}

fn condition(condition: &ConditionPlan) -> TokenStream {
    let function = format_ident!("{}", condition.function);
    let arguments = condition.arguments.iter().map(expression);
    let assign = match &condition.assign {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
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
            let function = format_ident!("{function}");
            let arguments = arguments.iter().map(self::expression);
            quote!(Expr::Call(Function::#function, &[#(#arguments),*]))
        }
    }
}
