//! The requests that `tierup verify --boot` sends for each resource.

use serde_json::Value;
use tera::Context;

use super::resolve::resolve;
use crate::core::error::Problem;
use crate::generate::render::TextRenderer;
use crate::pack::Pack;
use crate::pack::verification::Drive;

/// The pack's requests for each of `resources`. A request with an empty body is left out: the resource has no sample. So
/// is one that needs a value if none gives it.
pub(super) fn of_resources(
    pack: &Pack,
    resources: &Value,
    context: &Context,
    texts: &TextRenderer,
    problems: &mut Vec<Problem>,
) -> Vec<Drive> {
    let mut all = Vec::new();
    let mut scope = context.clone();
    for resource in resources.as_array().into_iter().flatten() {
        scope.insert("resource", resource);
        let mut drives = Vec::new();
        for drive in &pack.catalog.resource_drives {
            match resolve(drive, &scope, texts) {
                Ok(drive) => drives.push(Drive {
                    resource: resource["name"].as_str().map(str::to_owned),
                    ..drive
                }),
                Err(problem) => {
                    problems
                        .push(problem.at(format!("catalog.toml: the request `{}`", drive.name)));
                }
            }
        }
        drives.retain(|drive| drive.body.as_ref().is_none_or(|body| !body.is_empty()));
        let is_given = drives.iter().any(|drive| drive.gives.is_some());
        drives.retain(|drive| is_given || !drive.needs_given());
        all.extend(drives);
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::audit::open;
    use crate::core::answers::{Answers, RESOURCES};
    use crate::generate::blueprint;
    use crate::generate::pipeline::generate;
    use crate::pack::builtin;

    const FIELDS: [(&str, &str); 14] = [
        ("code", "string(100) unique"),
        ("title", "string(9) min=3"),
        ("body", "text min=4"),
        ("size", "int min=3"),
        ("weight", "bigint max=-2"),
        ("is_new", "bool"),
        ("day", "date"),
        ("moment", "datetime"),
        ("price", "decimal(9, 2)"),
        ("contact", "email unique"),
        ("site", "url"),
        ("other_id", "uuid"),
        ("state", "enum(draft, sent)"),
        ("extra", "json"),
    ];

    const UNIQUE_FIELDS: [(&str, &str); 7] = [
        ("number", "int min=-5 unique"),
        ("large", "bigint max=1000000 unique"),
        ("day", "date unique"),
        ("moment", "datetime unique"),
        ("other_id", "uuid unique"),
        ("code", "string(10) min=4 unique"),
        ("address", "email unique"),
    ];
    const UNIQUE_BODY: &str = r#"{"number": $number, "large": $number, "day": "$day", "moment": "2024-02-29T12:00:00.$number+00:00", "other_id": "00000000-0000-0000-0000-000000$number", "code": "aaaa$number", "address": "$unique@example.com"}"#;

    #[test]
    fn every_type_has_a_sample_and_a_record_that_needs_another_is_only_listed() {
        let pack = open::builtin().unwrap();
        let mut answers = Answers::default();
        for (tier, provider) in &pack.catalog.presets[0].tiers {
            answers.set(format!("tiers.{tier}"), provider, "a preset");
        }
        answers.set("project.name", "shop", "a name");
        for (name, text) in FIELDS {
            answers.set(format!("{RESOURCES}item.{name}"), text, "a field");
        }
        answers.set(format!("{RESOURCES}part.item"), "ref(item)", "a field");
        for (name, text) in UNIQUE_FIELDS {
            answers.set(format!("{RESOURCES}token.{name}"), text, "a field");
        }
        answers.set(
            format!("{RESOURCES}sign.text"),
            "string(6) unique",
            "a field",
        );
        let blueprint = blueprint::decide(&pack, &answers).unwrap();
        let drives = generate(&pack, &blueprint, &builtin::read, 1)
            .unwrap()
            .assembly
            .drives;
        let names: Vec<&str> = drives.iter().map(|drive| drive.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "create item",
                "read item",
                "list items",
                "list parts",
                "create token",
                "read token",
                "list tokens",
                "list signs"
            ]
        );
        let body = drives[0].body.as_deref().unwrap();
        let sent: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(sent["code"], "a$number");
        assert_eq!(sent.as_object().unwrap().len(), FIELDS.len(), "{body}");
        assert_eq!(drives[0].path, "/api/items");
        assert_eq!(drives[4].body.as_deref(), Some(UNIQUE_BODY));
        assert!(drives.iter().all(|drive| drive.resource.is_some()));
    }
}
