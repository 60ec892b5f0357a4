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

/// Adds the endpoint rules of a service's own model to the tests of the service, if these have settings. True if they were added.
pub(super) fn add(tests: &mut Value, path: &Path) -> Result<bool, Error> {
    if !has_settings(tests) {
        return Ok(false);
    }
    let Some(model) = own_model(tests, path)? else {
        return Ok(false);
    };
    let Some(shapes) = tests.get_mut("shapes").and_then(Value::as_object_mut) else {
        return Ok(false);
    };
    for (id, shape) in shapes {
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
    Ok(true)
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

/// Returns the model of a service of the tests that has no rules there.
fn own_model(tests: &Value, path: &Path) -> Result<Option<Value>, Error> {
    let shapes = tests.get("shapes").and_then(Value::as_object);
    let services = shapes.into_iter().flatten().filter(|(_, shape)| {
        shape.get("type").and_then(Value::as_str) == Some("service") && !has_rules(shape)
    });
    let services: Vec<_> = services.map(|(id, _)| id).collect();
    let folder = path.parent().and_then(Path::parent);
    let Some(folder) = folder
        .map(|folder| folder.join("models"))
        .filter(|folder| folder.is_dir())
    else {
        return Ok(None);
    };
    for entry in fs::read_dir(&folder).map_err(Error::file("read", &folder))? {
        let file = entry.map_err(Error::file("read", &folder))?.path();
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
        if services.iter().any(|id| {
            let service = shapes.and_then(|shapes| shapes.get(id.as_str()));
            service.is_some_and(has_rules)
        }) {
            return Ok(Some(model));
        }
    }
    Ok(None)
}

fn has_rules(service: &Value) -> bool {
    let traits = service.get("traits").and_then(Value::as_object);
    let rules = ["smithy.rules#endpointBdd", "smithy.rules#endpointRuleSet"];
    traits.is_some_and(|traits| rules.iter().any(|id| traits.contains_key(*id)))
}

fn add_traits(target: &mut Value, own: &Value) {
    let own = own.get("traits").and_then(Value::as_object);
    let found = own.into_iter().flatten();
    let found = found.filter(|(id, _)| TRAITS.contains(&id.as_str()));
    let added: Vec<_> = found
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect();
    let Some(target) = target.as_object_mut().filter(|_| !added.is_empty()) else {
        return;
    };
    let traits = target
        .entry("traits")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(traits) = traits.as_object_mut() {
        traits.extend(added);
    }
}
