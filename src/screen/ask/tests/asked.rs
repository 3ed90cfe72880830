//! The questions in order, and stepping back.

use super::*;

fn asked(asker: &mut Scripted, choices: &[&str]) -> Vec<String> {
    let answers = questions::ask(asker, &pack(), given(choices), "villa").unwrap();
    assert!(answers.text("project.name").is_some());
    said(&answers)
}

#[test]
fn enter_at_every_question_takes_the_folders_name_and_the_first_preset() {
    let mut asker = Scripted::new([Enter, Enter]);
    assert_eq!(
        asked(&mut asker, &[]),
        ["kitchen=chef", "table=oak", "cellar=vault"]
    );
    asker.saw(&[NAME, "Which architecture? [Full]"]);
}

#[test]
fn given_answers_are_not_asked_and_rule_out_conflicts() {
    let mut asker = Scripted::new([
        Enter,
        Take("Full"),
        Take("Choose"),
        Take("Robot"),
        Enter,
        Enter,
    ]);
    assert_eq!(
        asked(&mut asker, &["cellar=none"]),
        ["kitchen=chef", "table=none", "cellar=none"]
    );
    asker.saw(&[
        NAME,
        "Which architecture for the other tiers? [Bare]",
        "not here: a table needs wine",
        "Which architecture for the other tiers? [Bare]",
        "Who cooks? [Chef]",
        "not here: a robot needs oil from the cellar",
        "Who cooks? [Chef]",
        "Where do people eat? [No table]",
    ]);
}

#[test]
fn nothing_is_asked_if_all_answers_are_given() {
    let mut asker = Scripted::new([]);
    let all = [
        "project.name=x",
        "kitchen=chef",
        "table=oak",
        "cellar=vault",
    ];
    assert_eq!(asked(&mut asker, &all), all[1..]);
    asker.saw(&[]);
}

#[test]
fn back_leads_to_every_question_before_and_keeps_what_was_chosen() {
    let mut asker = Scripted::new([
        Type("Big House"),
        Take("Choose"),
        Take("Robot"),
        Take("No table"),
        Back,
        Back,
        Back,
        Back,
        Back,
        Enter,
        Enter,
        Enter,
        Enter,
        Enter,
    ]);
    assert_eq!(
        asked(&mut asker, &[]),
        ["kitchen=robot", "table=none", "cellar=vault"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Full]",
        "Who cooks? [Chef]",
        "Where do people eat? [Oak]",
        "Where are the bottles? [Vault]",
        "Where do people eat? [No table]",
        "Who cooks? [Robot]",
        "Which architecture? [Choose each tier]",
        "Name of the service (Big House)",
        "Name of the service (Big House)",
        "Which architecture? [Choose each tier]",
        "Who cooks? [Robot]",
        "Where do people eat? [No table]",
        "Where are the bottles? [Vault]",
    ]);
}

#[test]
fn a_later_answer_rules_nothing_out_at_a_question_before_it() {
    let mut asker = Scripted::new([
        Enter,
        Take("Choose"),
        Enter,
        Take("No table"),
        Take("No cellar"),
    ]);
    let pack = pack();
    let answers = questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    let mut asker = Scripted::new([Back, Back, Take("Robot"), Enter, Take("No cellar"), Enter]);
    let answers = questions::ask_last(&mut asker, &pack, answers).unwrap();
    assert_eq!(
        said(&answers),
        ["kitchen=robot", "table=none", "cellar=vault"]
    );
    asker.saw(&[
        "Where are the bottles? [No cellar]",
        "Where do people eat? [No table]",
        "Who cooks? [Chef]",
        "Where do people eat? [No table]",
        "Where are the bottles? [Vault]",
        "not here: a robot needs oil from the cellar",
        "Where are the bottles? [Vault]",
    ]);
}

#[test]
fn a_name_is_refused_with_the_reason() {
    let mut asker = Scripted::new([
        Type(""),
        Type("!"),
        Type("email"),
        Type("7 up"),
        Type("Seven Up"),
        Enter,
    ]);
    asked(&mut asker, &[]);
    let refusals: Vec<&String> = asker.seen.iter().filter(|s| s.starts_with("ref")).collect();
    assert_eq!(
        refusals,
        [
            "refused: the project's name \"\" is empty",
            "refused: the project's name \"!\" has neither a letter nor a digit",
            "refused: the package name `email` is a module of Python's standard library",
            "refused: no package name can be derived from `7 up`: start with a letter, and use a to z, digits and spaces",
        ]
    );
}
