//! The endpoint rules of services whose protocol tests have settings, but no rules.
//!
//! The cases of such a service have the hosts that the rules of the service's own model give. That model is in the folder `models` beside the
//! folder of the tests.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::workspace::{self, Error};

/// The traits of services, operations and members that endpoint rules consist of.
const TRAITS: [&str; 6] = [
    "smithy.rules#clientContextParams",
    "smithy.rules#contextParam",
    "smithy.rules#endpointBdd",
    "smithy.rules#endpointRuleSet",
    "smithy.rules#operationContextParams",
    "smithy.rules#staticContextParams",
];

/// Adds the endpoint rules of the services' own models to their tests, if these have settings. True if any were added.
pub(super) fn add(tests: &mut Value, path: &Path) -> Result<bool, Error> {
    if !has_settings(tests) {
        return Ok(false);
    }
    let models = own_models(tests, path)?;
    let shapes = tests.get_mut("shapes").and_then(Value::as_object_mut);
    for (id, shape) in shapes.into_iter().flatten() {
        for model in &models {
            let Some(own) = model.get("shapes").and_then(|shapes| shapes.get(id)) else {
                continue;
            };
            add_traits(shape, own);
            let members = shape.get_mut("members").and_then(Value::as_object_mut);
            for (name, member) in members.into_iter().flatten() {
                if let Some(own) = own.get("members").and_then(|members| members.get(name)) {
                    add_traits(member, own);
                }
            }
        }
    }
    Ok(!models.is_empty())
}

/// True if a case has settings of the shared files.
fn has_settings(tests: &Value) -> bool {
    match tests {
        Value::Object(members) => {
            members.contains_key("scopedConfig") || members.values().any(has_settings)
        }
        Value::Array(items) => items.iter().any(has_settings),
        _ => false,
    }
}

/// Returns the models of the services of the tests that have no rules there.
fn own_models(tests: &Value, path: &Path) -> Result<Vec<Value>, Error> {
    let shapes = tests.get("shapes").and_then(Value::as_object);
    let services = shapes.into_iter().flatten().filter(|(_, shape)| {
        shape.get("type").and_then(Value::as_str) == Some("service") && !has_rules(shape)
    });
    let services: Vec<_> = services.map(|(id, _)| id).collect();
    let path = std::path::absolute(path).map_err(Error::file("find", path))?;
    let folder = path.parent().and_then(Path::parent);
    let folder = folder.map(|folder| folder.join("models"));
    let mut models = Vec::new();
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        return Ok(models);
    };
    let entries = fs::read_dir(&folder).map_err(Error::file("read", &folder))?;
    let files = entries.map(|entry| entry.map(|entry| entry.path()));
    let files: Result<Vec<_>, _> = files.collect();
    let mut files = files.map_err(Error::file("read", &folder))?;
    files.sort();
    for file in files {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = workspace::read(&file)?;
        // Most models are of other services, and large.
        if !services
            .iter()
            .any(|id| text.contains(&format!("\"{id}\"")))
        {
            continue;
        }
        let model: Value =
            serde_json::from_str(&text).map_err(|error| Error::content(&file, error))?;
        let shapes = model.get("shapes");
        let has_rules_of = |id: &&String| {
            let service = shapes.and_then(|shapes| shapes.get(id.as_str()));
            service.is_some_and(has_rules)
        };
        if services.iter().any(has_rules_of) {
            models.push(model);
        }
    }
    Ok(models)
}

fn has_rules(service: &Value) -> bool {
    let traits = service.get("traits").and_then(Value::as_object);
    let rules = ["smithy.rules#endpointBdd", "smithy.rules#endpointRuleSet"];
    traits.is_some_and(|traits| rules.iter().any(|id| traits.contains_key(*id)))
}

/// Adds the traits of endpoint rules that a shape or a member does not have.
fn add_traits(target: &mut Value, own: &Value) {
    let own = own.get("traits").and_then(Value::as_object);
    let found = own.into_iter().flatten();
    let mut found = found
        .filter(|(id, _)| TRAITS.contains(&id.as_str()))
        .peekable();
    let Some(target) = target.as_object_mut().filter(|_| found.peek().is_some()) else {
        return;
    };
    let traits = target
        .entry("traits")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(traits) = traits.as_object_mut() {
        for (id, value) in found {
            traits.entry(id.as_str()).or_insert_with(|| value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tests_with_settings_get_the_rules_of_the_model_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = |path: &str| folder.path().join(path);
        fs::create_dir(file("tests")).unwrap();
        fs::create_dir(file("models")).unwrap();
        let rules = json!({ "smithy.rules#endpointRuleSet": {}, "smithy.api#title": "Own" });
        let parameter = json!({ "smithy.rules#contextParam": { "name": "Shelf" } });
        let own = json!({ "shapes": {
            "a#A": { "type": "service", "traits": rules },
            "a#In": { "type": "structure", "members": { "shelf": { "traits": parameter } } },
        } });
        fs::write(file("models/a.json"), own.to_string()).unwrap();
        let tests = |settings: Value| {
            json!({ "shapes": {
                "a#A": { "type": "service" },
                "a#In": { "type": "structure", "members": { "shelf": {} } },
                "a#Op": { "traits": { "smithy.test#httpRequestTests": [{ "vendorParams": settings }] } },
            } })
        };
        let path = file("tests/a.json");
        let mut with_settings = tests(json!({ "scopedConfig": {} }));
        assert!(add(&mut with_settings, &path).unwrap());
        let service = &with_settings["shapes"]["a#A"]["traits"];
        assert_eq!(*service, json!({ "smithy.rules#endpointRuleSet": {} }));
        let member = &with_settings["shapes"]["a#In"]["members"]["shelf"]["traits"];
        assert_eq!(*member, parameter);
        let mut without = tests(json!({}));
        assert!(!add(&mut without, &path).unwrap());
        assert_eq!(without, tests(json!({})));
        // Each service gets the rules of its own model, and keeps those that it has.
        let other = json!({ "shapes": {
            "a#A": { "type": "service", "traits": { "smithy.rules#endpointRuleSet": { "other": 1 } } },
            "b#B": { "type": "service", "traits": { "smithy.rules#endpointBdd": {} } },
        } });
        fs::write(file("models/b.json"), other.to_string()).unwrap();
        let mut of_both = tests(json!({ "scopedConfig": {} }));
        of_both["shapes"]["b#B"] = json!({ "type": "service" });
        assert!(add(&mut of_both, &path).unwrap());
        let service = |id: &str| &of_both["shapes"][id]["traits"];
        assert_eq!(
            *service("a#A"),
            json!({ "smithy.rules#endpointRuleSet": {} })
        );
        assert_eq!(*service("b#B"), json!({ "smithy.rules#endpointBdd": {} }));
        fs::remove_file(file("models/b.json")).unwrap();
        fs::remove_file(file("models/a.json")).unwrap();
        assert!(!add(&mut tests(json!({ "scopedConfig": {} })), &path).unwrap());
    }
}
