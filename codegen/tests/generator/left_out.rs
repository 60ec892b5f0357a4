//! Unsupported parts of a model, which fail the generation, or are omitted and reported.
#![cfg(test)]

use serde_json::{Value, json};
use tinsmith_codegen::{Generated, ServiceSpec, generate};

use crate::endpoints::add_discovery;

/// The diagnostics without leave to skip, and the report with it.
fn both(change: impl FnOnce(&mut Value)) -> [String; 2] {
    let mut model = serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    change(&mut model);
    let generate = |skip_unsupported| {
        let spec = ServiceSpec {
            crate_name: "tinsmith-library".to_owned(),
            skip_unsupported,
            ..ServiceSpec::default()
        };
        generate(&model.to_string(), &spec)
    };
    let rejected = generate(false).expect_err("something that is not supported");
    let Generated {
        files, warnings, ..
    } = generate(true).expect("a crate without it");
    assert!(files.iter().any(|file| file.path == "src/lib.rs"));
    [rejected, warnings].map(|diagnostics| {
        let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// The traits of a shape of the model.
fn traits<'m>(model: &'m mut Value, shape: &str) -> &'m mut Value {
    &mut model["shapes"][format!("com.example#{shape}")]["traits"]
}

#[test]
fn an_operation_that_requires_an_endpoint_of_another_operation() {
    let discovered = |required| json!({ "required": required });
    // The service names no operation that returns endpoints.
    let [rejected, report] = both(|model| {
        traits(model, "GetBook")["aws.api#clientDiscoveredEndpoint"] = discovered(true);
        traits(model, "ListBooks")["aws.api#clientDiscoveredEndpoint"] = discovered(false);
    });
    let reason = "its requests require an endpoint that another operation returns, and the service names no such operation by `aws.api#clientEndpointDiscovery`";
    assert_eq!(
        rejected,
        format!("com.example#GetBook: cannot be generated: {reason}")
    );
    assert_eq!(
        report,
        format!("com.example#GetBook: is left out: {reason}")
    );
}

#[test]
fn an_operation_whose_endpoint_is_returned_by_an_operation_that_is_left_out() {
    let [rejected, report] = both(|model| {
        add_discovery(&mut model["shapes"]);
        traits(model, "FindEndpoints")["smithy.api#auth"] = json!(["aws.auth#sigv4a"]);
        traits(model, "Library")["aws.auth#sigv4a"] = json!({ "name": "library" });
    });
    let requires = "its requests require an endpoint that `com.example#FindEndpoints` returns, which is not generated: its authentication schemes";
    for (text, problem) in [(rejected, "cannot be generated"), (report, "is left out")] {
        let starts = [
            format!("com.example#FindEndpoints: {problem}: its authentication schemes"),
            format!("com.example#GetBook: {problem}: {requires}"),
        ];
        let lines: Vec<&str> = text.lines().collect();
        let expected = lines.iter().zip(&starts);
        assert_eq!(lines.len(), starts.len(), "{text}");
        assert!(
            expected
                .into_iter()
                .all(|(line, start)| line.starts_with(start)),
            "{text}"
        );
    }
    let [_, report] = both(|model| {
        add_discovery(&mut model["shapes"]);
        traits(model, "FindEndpoints")["com.example#shout"] = json!({});
    });
    assert!(
        report.contains("com.example#GetBook: is left out: its requests require"),
        "{report}"
    );
}

#[test]
fn an_operation_whose_endpoint_cannot_be_read_or_identified() {
    let address = "/com.example#FoundEndpoint/members/Address/target";
    let period = "/com.example#FoundEndpoint/members/CachePeriodInMinutes/target";
    let endpoints = "/com.example#FindEndpointsResponse/members/Endpoints/target";
    let identifier = "/com.example#GetBookRequest/members/bookId/target";
    let returns = "its requests require an endpoint that `com.example#FindEndpoints` returns, but";
    for (pointer, reason) in [
        (address, format!("{returns} `com.example#FoundEndpoint` has no string `Address`")),
        (period, format!("{returns} `com.example#FoundEndpoint` has no integer `CachePeriodInMinutes`")),
        (endpoints, format!("{returns} its output `com.example#FindEndpointsResponse` has no list `Endpoints`")),
        (identifier, "its member `bookId` identifies the endpoint of its requests, but is a boolean, not a string".to_owned()),
    ] {
        let [rejected, report] = both(|model| {
            let shapes = &mut model["shapes"];
            add_discovery(shapes);
            *shapes.pointer_mut(pointer).expect("a target") = json!("smithy.api#Boolean");
        });
        assert_eq!(rejected, format!("com.example#GetBook: cannot be generated: {reason}"));
        assert_eq!(report, format!("com.example#GetBook: is left out: {reason}"));
    }
}

#[test]
fn parameters_of_the_endpoint_that_are_no_text() {
    let params = json!({ "Size": { "path": "length(bookId)" }, "Ids": { "path": "ids[*].id" } });
    let [rejected, report] = both(|model| {
        traits(model, "GetBook")["smithy.rules#operationContextParams"] = params;
    });
    let ids = "the endpoint parameter `Ids`: path `ids[*].id`: `GetBookInput` has no member `ids`";
    let size = "the endpoint parameter `Size`: path `length(bookId)`: its value is neither a string, a boolean nor a list of strings";
    assert_eq!(
        rejected,
        format!("com.example#GetBook: cannot have {size}\ncom.example#GetBook: cannot have {ids}")
    );
    assert_eq!(
        report,
        format!(
            "com.example#GetBook: is generated without {size}\ncom.example#GetBook: is generated without {ids}"
        )
    );
}

#[test]
fn pages_by_several_tokens_or_by_expressions_or_by_numbers() {
    for (name, path, problem) in [
        (
            "inputToken",
            json!(["nextToken", "marker"]),
            r#"pages: their inputToken is ["nextToken","marker"], which is not a path of members"#,
        ),
        (
            "outputToken",
            json!("books[-1].id || nextToken"),
            r#"pages: their outputToken is "books[-1].id || nextToken", which is not a path of members"#,
        ),
        (
            "inputToken",
            json!("maxResults"),
            "pages: their tokens are neither strings nor maps",
        ),
    ] {
        let [rejected, report] = both(|model| {
            traits(model, "ListBooks")["smithy.api#paginated"][name] = path;
        });
        assert_eq!(
            rejected,
            format!("com.example#ListBooks: cannot have {problem}")
        );
        assert_eq!(
            report,
            format!("com.example#ListBooks: is generated without {problem}")
        );
    }
}

#[test]
fn a_waiter_by_an_expression_beyond_the_supported() {
    let waiter = json!({ "Read": { "acceptors": [{
        "state": "success",
        "matcher": { "output": { "path": "sort(title)", "expected": "a", "comparator": "stringEquals" } },
    }] } });
    let [rejected, report] = both(|model| {
        traits(model, "GetBook")["smithy.waiters#waitable"] = waiter;
    });
    assert!(
        rejected
            .starts_with("com.example#GetBook: cannot have waiter `Read`: path `sort(title)`: "),
        "{rejected}"
    );
    assert!(
        report.starts_with("com.example#GetBook: is generated without waiter `Read`: "),
        "{report}"
    );
}

#[test]
fn an_operation_that_is_signed_by_sigv4a_alone() {
    const SIGV4A: &str = "aws.auth#sigv4a";
    let [rejected, report] = both(|model| {
        traits(model, "Library")[SIGV4A] = json!({ "name": "library" });
        traits(model, "GetBook")["smithy.api#auth"] = json!([SIGV4A]);
        // Another scheme is offered.
        traits(model, "ListBooks")["smithy.api#auth"] = json!([SIGV4A, "aws.auth#sigv4"]);
    });
    for (text, start) in [
        (rejected, "com.example#GetBook: cannot be generated: "),
        (report, "com.example#GetBook: is left out: "),
    ] {
        let reason = "its authentication schemes (`aws.auth#sigv4a`) are not supported; ";
        assert!(text.starts_with(&format!("{start}{reason}")), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn a_name_in_json_is_printed_as_json_escapes_it() {
    let mut model: Value =
        serde_json::from_str(include_str!("../models/library.json")).expect("JSON");
    model["shapes"]["com.example#Book"]["members"]["title"]["traits"]["smithy.api#jsonName"] =
        json!("the \"title\" \\ é\n\u{202e}");
    let spec = ServiceSpec {
        crate_name: "example-client".to_owned(),
        ..ServiceSpec::default()
    };
    let generated = generate(&model.to_string(), &spec).expect("a model without faults");
    let table = r#""title".json_name("the \\\"title\\\" \\\\ é\\n\u{202e}")"#;
    let has_table = |file: &tinsmith_codegen::SourceFile| file.text.contains(table);
    assert!(generated.files.iter().any(has_table));
}
