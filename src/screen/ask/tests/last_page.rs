//! The last page: its content, and changing answers.

use super::*;

/// The last page of the first preset with some choices.
fn reviewed(asker: &mut Scripted, choices: &[&str]) -> Result<Answers> {
    let pack = pack();
    let mut answers = given(&["project.name=villa"]);
    answers.override_with(given(choices));
    for (tier, provider) in &pack.catalog.presets[0].tiers {
        if answers.tier(tier).is_none() {
            answers.set(format!("tiers.{tier}"), provider, "preset");
        }
    }
    review(asker, &pack, answers, "villa", &|answers| {
        blueprint::decide(&pack, answers)?;
        Ok(page())
    })
}

const WRITE: &str = "Create the project, or change a line? [Write 7 files to villa]";
const SKETCH: &str = "http://villa";

#[test]
fn the_last_page_changes_a_tier_and_is_drawn_again() {
    let mut asker = Scripted::new([Take("Table"), Take("No table"), Enter]);
    let answers = reviewed(&mut asker, &[]).unwrap();
    assert_eq!(
        said(&answers),
        ["kitchen=chef", "table=none", "cellar=vault"]
    );
    asker.saw(&[SKETCH, WRITE, "Where do people eat? [Oak]", SKETCH, WRITE]);
}

#[test]
fn the_last_page_is_not_drawn_again_where_nothing_changed() {
    let mut asker = Scripted::new([Take("Name"), Back, Take("Table"), Back, Take("Write")]);
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&[
        SKETCH,
        WRITE,
        NAME,
        "Create the project, or change a line? [Name]",
        "Where do people eat? [Oak]",
        "Create the project, or change a line? [Table]",
    ]);
}

#[test]
fn an_invalid_change_is_explained_and_undone() {
    let numbers = || [Take("Numbers"), Take("web.replicas = 2"), Type("50")];
    let mut asker = Scripted::new(numbers().into_iter().chain([Enter, Enter]));
    let answers = reviewed(&mut asker, &[]).unwrap();
    assert_eq!(answers.get("capacity.web.replicas"), None);
    let problem = asker.seen.iter().find(|seen| seen.starts_with("problem"));
    assert!(
        problem.unwrap().starts_with(
            "problem: the connection pools exceed the database's limit: 50 web.replicas x "
        ),
        "{problem:?}"
    );
    assert!(asker.seen.ends_with(&[
        "Create the project, or change a line? [Undo the last change]".to_owned(),
        SKETCH.to_owned(),
        WRITE.to_owned()
    ]));
    let fixed = [
        Take("Numbers"),
        Take("db.max_connections = 150"),
        Type("1438"),
        Take("Numbers"),
        Take("db.memory_mb = 640"),
        Type("6000"),
        Enter,
    ];
    let mut asker = Scripted::new(numbers().into_iter().chain(fixed));
    let answers = reviewed(&mut asker, &[]).unwrap();
    assert_eq!(answers.text("capacity.web.replicas"), Some("50"));
    assert_eq!(answers.text("capacity.db.max_connections"), Some("1438"));
}

#[test]
fn invalid_answers_are_fixed_on_the_last_page() {
    let mut asker = Scripted::new([Take("Numbers"), Take("web.replicas = 50"), Type("3"), Enter]);
    let answers = reviewed(&mut asker, &["capacity.web.replicas=50"]).unwrap();
    assert_eq!(answers.text("capacity.web.replicas"), Some("3"));
    assert_eq!(
        asker.seen[1],
        "Create the project, or change a line? [Name]"
    );
}

#[test]
fn numbers_are_held_to_their_range_and_to_the_bounds_of_providers() {
    let mut asker = Scripted::new([
        Take("Table"),
        Take("No table"),
        Take("Cellar"),
        Take("No cellar"),
        Take("Numbers"),
        Take("web.replicas = 1"),
        Type("2"),
        Type("0"),
        Type("1.5"),
        Type("x"),
        Back,
        Back,
        Take("Write"),
    ]);
    asker.size.rows = 60;
    reviewed(&mut asker, &[]).unwrap();
    let refusals: Vec<&String> = asker.seen.iter().filter(|s| s.starts_with("ref")).collect();
    let range = "refused: enter a whole number from 1 to 1000";
    assert_eq!(
        refusals,
        [
            "refused: at most 1: one bottle is enough",
            range,
            range,
            range
        ]
    );
}

#[test]
fn an_unused_number_is_left_out_with_a_note() {
    let mut asker = Scripted::new([Take("Table"), Take("No table"), Enter]);
    let answers = reviewed(&mut asker, &["capacity.cache.memory_mb=64"]).unwrap();
    assert_eq!(answers.get("capacity.cache.memory_mb"), None);
    let note = "capacity.cache.memory_mb is ignored: the current selection does not use it.";
    assert!(asker.seen.contains(&note.to_owned()), "{:#?}", asker.seen);
}

#[test]
fn back_on_the_last_page_leads_to_the_last_question_that_was_asked() {
    let mut asker = Scripted::new([Back, Enter]);
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&[SKETCH, WRITE, SKETCH, WRITE]);
    let pack = pack();
    let draw = |_: &Answers| Ok(page());
    let mut asker = Scripted::new([Enter, Take("Bare"), Back, Back, Enter, Take("Full"), Enter]);
    let answers = questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    let answers = review(&mut asker, &pack, answers, "villa", &draw).unwrap();
    assert_eq!(
        said(&answers),
        ["kitchen=chef", "table=oak", "cellar=vault"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Full]",
        SKETCH,
        WRITE,
        "Which architecture? [Bare]",
        NAME,
        "Which architecture? [Bare]",
        SKETCH,
        WRITE,
    ]);
}

#[test]
fn leaving_is_no_success_and_no_error_message() {
    let mut asker = Scripted::new([Take("Leave")]);
    let error = reviewed(&mut asker, &[]).unwrap_err();
    assert_eq!((error.problems, error.exit), (Vec::new(), Exit::Refused));
    asker.saw(&[SKETCH, WRITE, "Nothing was written."]);
}

#[test]
fn the_picture_is_shown_at_once_where_it_fits_and_on_request_elsewhere() {
    let mut asker = Scripted::new([Enter]);
    asker.size.rows = 20 + 1 + 7 + 3;
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&["PICTURE", WRITE]);
    let mut asker = Scripted::new([Take("Show the diagram"), Enter]);
    asker.size.rows = 20 + 1 + 7 + 2;
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&[SKETCH, WRITE, "", WRITE]);
    let mut asker = Scripted::new([Enter]);
    asker.size.columns = 6;
    reviewed(&mut asker, &[]).unwrap();
    asker.saw(&["http:…", WRITE]);
}

#[test]
fn the_budget_is_wrapped_beside_its_names() {
    let size = |columns| ScreenSize { rows: 24, columns };
    assert_eq!(
        page().text(false, size(30), 4),
        "http://villa\n\nMemory       512 MiB: kitchen\n             512"
    );
    assert_eq!(
        page().text(false, size(16), 4),
        "http://villa\n\nMemory 512 MiB:\nkitchen 512"
    );
}
