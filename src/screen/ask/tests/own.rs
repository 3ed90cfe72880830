//! Questions of a pack, and defaults.

use super::*;

const QUESTIONS: &str = r#"
[[questions]]
id = "wine"
question = "Which wine?"
type = "choice"
choices = ["red", "white"]
default = "white"
when = { cellar = "vault" }
[[questions]]
id = "chairs"
question = "How many chairs?"
type = "number"
whole = true
min = 1
max = 12
default = 4
[[questions]]
id = "open"
question = "Is it open?"
type = "yes-no"
default = true
[[questions]]
id = "sign"
question = "What stands on the sign?"
type = "text"
pattern = "[a-z ]*"
default = "come in"
when = { cellar = "none" }
"#;

fn answers_of(answers: &Answers) -> Vec<String> {
    let own = answers
        .0
        .iter()
        .filter(|said| said.key.starts_with("answers."));
    own.map(|said| format!("{}={}", said.key, answers.text(&said.key).unwrap_or("?")))
        .collect()
}

#[test]
fn own_questions_come_last_each_checked_and_only_where_it_holds() {
    let pack = pack_with(QUESTIONS);
    let mut asker = Scripted::new([
        Enter,
        Enter,
        Take("red"),
        Type("many"),
        Type("13"),
        Type("7"),
        Take("no"),
    ]);
    let answers = questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    assert_eq!(
        answers_of(&answers),
        ["answers.wine=red", "answers.chairs=7", "answers.open=no"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Full]",
        "Which wine? [white]",
        "How many chairs? (4)",
        "refused: it must be a whole number from 1 to 12, not `many`",
        "How many chairs? (4)",
        "refused: it must be a whole number from 1 to 12, not `13`",
        "How many chairs? (4)",
        "Is it open? [yes]",
    ]);
    assert!(blueprint::decide(&pack, &answers).is_ok());
}

#[test]
fn back_leads_through_own_questions_and_forgets_those_that_are_not_asked_any_more() {
    let pack = pack_with(QUESTIONS);
    let mut asker = Scripted::new([
        Enter,
        Take("Full"),
        Take("red"),
        Type("7"),
        Back,
        Back,
        Back,
        Take("Bare"),
        Enter,
        Enter,
        Type("x"),
    ]);
    let answers = questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    assert_eq!(
        answers_of(&answers),
        ["answers.chairs=7", "answers.open=yes", "answers.sign=x"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Full]",
        "Which wine? [white]",
        "How many chairs? (4)",
        "Is it open? [yes]",
        "How many chairs? (7)",
        "Which wine? [red]",
        "Which architecture? [Full]",
        "How many chairs? (7)",
        "Is it open? [yes]",
        "What stands on the sign? (come in)",
    ]);
    assert!(blueprint::decide(&pack, &answers).is_ok());
}

/// Only a question of the pack is open, and the one before it is skipped.
#[test]
fn back_at_the_first_question_stays_there() {
    let pack = pack_with(QUESTIONS);
    let mut asker = Scripted::new([Back, Type("3")]);
    let answered = [
        "project.name=x",
        "kitchen=chef",
        "table=none",
        "cellar=none",
        "answers.open=no",
        "answers.sign=a",
    ];
    let answers = questions::ask(&mut asker, &pack, given(&answered), "villa").unwrap();
    assert_eq!(answers.text("answers.chairs"), Some("3"));
    asker.saw(&["How many chairs? (4)", "How many chairs? (4)"]);
}

#[test]
fn the_default_is_first() {
    let pack = pack_with("[defaults]\ntiers.kitchen = \"robot\"\ntiers.cellar = \"vault\"\n");
    let mut asker = Scripted::new([Enter, Enter, Enter, Enter, Enter]);
    assert_eq!(
        said(&questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap()),
        ["kitchen=robot", "table=oak", "cellar=vault"]
    );
    asker.saw(&[
        NAME,
        "Which architecture? [Choose each tier]",
        "Who cooks? [Robot]",
        "Where do people eat? [Oak]",
        "Where are the bottles? [Vault]",
    ]);
    // a preset that contains it is first instead
    let pack = pack_with("[defaults]\ntiers.table = \"none\"\n");
    let mut asker = Scripted::new([Enter, Enter]);
    questions::ask(&mut asker, &pack, Answers::default(), "villa").unwrap();
    asker.saw(&[NAME, "Which architecture? [Bare]"]);
}

#[test]
fn the_last_page_changes_an_own_answer_and_leaves_out_what_is_not_asked() {
    let pack = pack_with(QUESTIONS);
    let draw = |answers: &Answers| {
        blueprint::decide(&pack, answers)?;
        Ok(page())
    };
    let answers = given(&[
        "project.name=x",
        "kitchen=chef",
        "table=none",
        "cellar=vault",
        "answers.wine=red",
    ]);
    let mut asker = Scripted::new([
        Take("How many chairs?"),
        Type("9"),
        Take("Cellar"),
        Take("No cellar"),
        Take("Write"),
    ]);
    let answers = review(&mut asker, &pack, answers, "x", &draw).unwrap();
    assert_eq!(answers_of(&answers), ["answers.chairs=9"]);
    let left_out = "answers.wine is ignored: the current selection does not use it.";
    assert!(
        asker.seen.iter().any(|seen| seen == left_out),
        "{:?}",
        asker.seen
    );
}
