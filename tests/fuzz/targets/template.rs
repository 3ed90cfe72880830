//! A template by its grammar, or any text: it is rejected with a place, or renders as with unlimited Tera. Never a
//! panic, a stack overflow or an endless allocation.
#![no_main]

mod grammar;

use std::borrow::Cow;

use grammar::Choices;
use libfuzzer_sys::fuzz_target;
use tierup::pack::Content;
use tierup::generate::plan::Planned;
use tierup::generate::render::render;
use tierup::core::tree::RelPath;

/// Filters that Tera does not have.
const OURS: [&str; 4] = ["json", "yaml", "markdown", "references"];

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else {
        return;
    };
    let source = if kind % 8 == 7 {
        String::from_utf8_lossy(bytes).into_owned()
    } else {
        grammar::template::template(&mut Choices::new(bytes, 400_000))
    };
    let mut context = tera::Context::new();
    context.insert("project", &serde_json::json!({"name": "shop", "package": "shop"}));
    let service = serde_json::json!({"name": "web", "port": 8000, "networks": ["edge", "back"]});
    context.insert("services", &vec![service; 3]);
    context.insert("slots", &serde_json::json!({"readme": "x\n".repeat(1000)}));
    context.insert("facts", &serde_json::json!({"orm": "sqlalchemy"}));
    context.insert("labels", &serde_json::json!({}));
    let content = Content::Held(source.as_bytes().into());
    let planned = Planned {
        path: RelPath::new("a.txt").unwrap(),
        template: "project/a.txt.tera",
        content: &content,
        rendered: true,
    };
    let read = |_: &Content| Ok(Cow::Owned(source.clone().into_bytes()));
    match render(&[planned], &context, &read, 1) {
        Err(error) => {
            assert!(!error.problems.is_empty());
            for problem in error.problems {
                assert!(problem.place.is_some_and(|place| place.name() == "project/a.txt.tera"));
                assert!(!problem.message.contains("charged_"), "{}", problem.message);
            }
        }
        Ok(tree) => {
            if OURS.iter().any(|name| source.contains(name)) {
                return;
            }
            let mut tera = tera::Tera::new();
            tera.autoescape_on(Vec::<&str>::new());
            tera.add_raw_template("project/a.txt.tera", &source).unwrap();
            let expected = tera.render("project/a.txt.tera", &context).unwrap();
            let file = tree.values().next().unwrap();
            assert_eq!(String::from_utf8_lossy(&file.bytes), expected);
        }
    }
});
