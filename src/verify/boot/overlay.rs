//! The Compose override file of a boot: another image name, labels, and a refusal if the project's file uses names that
//! would conflict with the user's stack. Works on the configuration as Compose parsed it; values only.

use serde_json::{Map, Value, json};

use crate::core::error::Problem;

/// The label of all objects of a boot; its value identifies the project.
pub(super) const LABEL: &str = "tierup.verify";

/// The engine chooses a free port.
pub(super) const ANY_PORT: &str = "0";

/// Reasons not to boot: names and folders that both stacks would share.
pub(super) fn problems(config: &Value, name: &str, port: u16) -> Vec<Problem> {
    let mut found = Vec::new();
    for (service, it) in entries(config, "services") {
        if it.get("container_name").is_some() {
            found.push(format!(
                "`{service}` has a `container_name`, which only one container can have"
            ));
        }
        for mount in list(it, "volumes") {
            if mount["type"] == "bind" && mount["read_only"] != true {
                let source = mount["source"].as_str().unwrap_or_default();
                found.push(format!("`{service}` can write to the directory {source}"));
            }
        }
        for published in list(it, "ports")
            .iter()
            .filter_map(|port| port["published"].as_str())
        {
            if published != port.to_string() && published != ANY_PORT {
                found.push(format!(
                    "`{service}` publishes port {published} instead of APP_PORT"
                ));
            }
        }
        if it["network_mode"] == "host" {
            found.push(format!("`{service}` uses the host network"));
        }
    }
    for kind in ["volumes", "networks"] {
        for (key, it) in entries(config, kind) {
            let own = it["name"]
                .as_str()
                .is_some_and(|whole| whole.starts_with(name));
            if !own || it["external"] == true {
                let kind = kind.trim_end_matches('s');
                found.push(format!(
                    "the {kind} `{key}` has a fixed name, so that two stacks would share it"
                ));
            }
        }
    }
    found
        .into_iter()
        .map(|why| {
            Problem::new(format!("the stack cannot be started a second time: {why}"))
                .at("compose.yaml")
                .help("remove it, or move it to compose.override.yaml, which `verify` does not use")
        })
        .collect()
}

/// A second Compose file: renames the project's image, and labels all objects.
pub(super) fn overlay(config: &Value, name: &str, mark: &str) -> Value {
    let built: Vec<&Value> = entries(config, "services")
        .filter(|(_, it)| it.get("build").is_some())
        .filter_map(|(_, it)| it.get("image"))
        .collect();
    let labels = json!({LABEL: mark});
    let service = |it: &Value| {
        let mut added = json!({"labels": labels});
        if it.get("build").is_some() || it.get("image").is_some_and(|image| built.contains(&image))
        {
            added["image"] = json!(name);
            added["pull_policy"] = json!(if it.get("build").is_some() {
                "build"
            } else {
                "never"
            });
        }
        if it.get("build").is_some() {
            added["build"] = json!({"labels": labels});
        }
        added
    };
    let labelled = |kind| -> Map<String, Value> {
        entries(config, kind)
            .map(|(key, _)| (key.clone(), json!({"labels": labels})))
            .collect()
    };
    let services: Map<String, Value> = entries(config, "services")
        .map(|(key, it)| (key.clone(), service(it)))
        .collect();
    json!({"services": services, "networks": labelled("networks"), "volumes": labelled("volumes")})
}

fn entries<'a>(config: &'a Value, kind: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    config
        .get(kind)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn list<'a>(it: &'a Value, key: &str) -> &'a [Value] {
    it.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_shared_by_two_stacks_are_refused() {
        let config = json!({
            "services": {
                "web": {"image": "shop", "build": {"context": "."}, "container_name": "web",
                    "volumes": [{"type": "bind", "source": "/home/me/shop/src"}, {"type": "volume", "source": "a"}]},
                "lb": {"image": "edge:1", "ports": [{"published": "8080", "target": 8080}, {"published": "41", "target": 1}, {"published": "0", "target": 2}]},
            },
            "volumes": {"a": {"name": "x_a"}, "b": {"name": "shared"}, "c": {"name": "x_c", "external": true}},
            "networks": {"n": {"name": "x_n"}},
        });
        let added: Vec<String> = problems(&config, "x", 41)
            .into_iter()
            .map(|problem| problem.message)
            .collect();
        let whole = |why: &str| format!("the stack cannot be started a second time: {why}");
        let shared = "has a fixed name, so that two stacks would share it";
        assert_eq!(
            added,
            [
                whole("`web` has a `container_name`, which only one container can have"),
                whole("`web` can write to the directory /home/me/shop/src"),
                whole("`lb` publishes port 8080 instead of APP_PORT"),
                whole(&format!("the volume `b` {shared}")),
                whole(&format!("the volume `c` {shared}")),
            ]
        );
    }

    #[test]
    fn only_the_projects_own_image_gets_another_name() {
        let config = json!({"services": {
            "web": {"image": "shop", "build": {"context": "."}},
            "worker": {"image": "shop"},
            "db": {"image": "store:1"},
        }, "volumes": {"data": {"name": "x_data"}}});
        let labels = json!({"tierup.verify": "m"});
        assert_eq!(
            overlay(&config, "x", "m"),
            json!({
                "services": {
                    "web": {"labels": labels, "image": "x", "pull_policy": "build", "build": {"labels": labels}},
                    "worker": {"labels": labels, "image": "x", "pull_policy": "never"},
                    "db": {"labels": labels},
                },
                "networks": {},
                "volumes": {"data": {"labels": labels}},
            })
        );
    }
}
