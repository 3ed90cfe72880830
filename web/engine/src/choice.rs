//! A choice on the page: a name, a provider for each tier, resources and other keys. To answers and back.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use tierup::core::answers::{self, ANSWERS, Answers, Assignment, CAPACITY, RESOURCES, TIERS};
use tierup::core::error::{Error, Problem, Result};
use tierup::generate::blueprint::{self, FORMAT_KEY};
use tierup::generate::resources::{self, WrittenResource, written};
use tierup::generate::selection::{self, Selection};
use tierup::pack::Pack;
use tierup::project::change;

const NAME: &str = "project.name";
const PACKAGE: &str = "project.package";
/// How messages call the dropped file.
const FILE: &str = "tierup.toml";

/// What the page sends, and gets for a dropped `tierup.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Choice {
    pub(crate) name: String,
    /// Provider by tier; those that are missing follow the pack's defaults.
    pub(crate) tiers: IndexMap<String, String>,
    pub(crate) resources: Vec<WrittenResource>,
    /// Other keys of `tierup.toml`, by dotted name.
    pub(crate) set: IndexMap<String, String>,
}

impl Choice {
    /// The answers that count under the chosen tiers.
    ///
    /// # Errors
    /// Every part that cannot be read.
    pub(crate) fn answers(&self, pack: &Pack) -> Result<Answers> {
        let mut problems = Vec::new();
        let given = answers::from_arguments(&pairs(&self.tiers), &pairs(&self.set));
        let mut answers = given.unwrap_or_else(|found| {
            problems.extend(found);
            Answers::default()
        });
        let argument = |one: &WrittenResource| format!("{} {}", one.name, one.line());
        let arguments: Vec<String> = self.resources.iter().map(argument).collect();
        resources::from_arguments(&arguments, &mut answers, &mut problems);
        problems.extend(folder_fault(&self.name));
        Error::if_any(problems)?;
        answers.set(NAME, &self.name, "the name");
        complete(pack, &mut answers);
        Ok(answers)
    }

    /// The answers of the tiers alone, for a choice in which something else cannot be read; none when the tiers cannot.
    pub(crate) fn readable_answers(&self, pack: &Pack) -> Answers {
        let given = answers::from_arguments(&pairs(&self.tiers), &[]);
        given.map_or_else(
            |_| Answers::default(),
            |mut answers| {
                complete(pack, &mut answers);
                answers
            },
        )
    }

    /// The choice in a `tierup.toml`.
    ///
    /// # Errors
    /// When it is not TOML, or is no blueprint of this pack.
    pub(crate) fn of_file(pack: &Pack, text: &str) -> Result<Self> {
        let mut answers = answers::from_toml(FILE, text)?;
        let made_with = answers.clone();
        change::answers::leave_out_defaults(pack, &made_with, |_| true, &mut answers);
        answers
            .0
            .retain(|one| one.key != FORMAT_KEY && !one.key.starts_with("pack."));
        answers.0.retain(|one| !is_default_answer(pack, one));
        blueprint::check(pack, &answers)?;
        let mut choice = Self::of_answers(&answers);
        let package = choice.set.shift_remove(PACKAGE);
        let own = |choice: &Self| -> Result<String> {
            Ok(blueprint::decide(pack, &choice.answers(pack)?)?.package)
        };
        if let Some(package) = package.filter(|package| own(&choice).ok().as_ref() != Some(package))
        {
            choice.set.insert(PACKAGE.to_owned(), package);
        }
        Ok(choice)
    }

    fn of_answers(answers: &Answers) -> Self {
        let mut choice = Self {
            name: answers.text(NAME).unwrap_or_default().to_owned(),
            resources: written(answers),
            ..Self::default()
        };
        for one in &answers.0 {
            let Some(value) = one.value.written() else {
                continue;
            };
            if let Some(tier) = one.key.strip_prefix(TIERS) {
                choice.tiers.insert(tier.to_owned(), value);
            } else if one.key != NAME && !one.key.starts_with(RESOURCES) {
                choice.set.insert(one.key.clone(), value);
            }
        }
        choice
    }
}

/// Whether it is the pack's default for a question, which a `tierup.toml` names too.
fn is_default_answer(pack: &Pack, one: &Assignment) -> bool {
    let question = one.key.strip_prefix(ANSWERS);
    let question = question.and_then(|id| pack.catalog.question(id));
    question.is_some_and(|question| {
        question.answer(&one.value).as_ref() == Ok(&pack.default_answer(question))
    })
}

/// `KEY=VALUE` for each.
fn pairs(values: &IndexMap<String, String>) -> Vec<String> {
    let pair = |(key, value)| format!("{key}={value}");
    values.iter().map(pair).collect()
}

/// Adds the provider of each tier that is missing, and removes what the tiers do not use.
fn complete(pack: &Pack, answers: &mut Answers) {
    let mut defaults = pack.defaults();
    defaults.0.retain(|default| default.key.starts_with(TIERS));
    answers.fill_from(defaults);
    leave_out_unused(pack, answers);
}

/// The command writes into a folder that has the project's name, and so does the archive.
fn folder_fault(name: &str) -> Option<Problem> {
    name.contains(['/', '\\']).then(|| {
        Problem::new(format!("the name `{name}` is not the name of a folder"))
            .at(NAME)
            .help("leave out `/` and `\\`")
    })
}

/// The provider of each tier, as far as it is known.
pub(crate) fn selection_of(pack: &Pack, answers: &Answers) -> Selection {
    blueprint::named_selection(pack, answers)
}

/// Removes numbers of services and answers to questions that the chosen tiers do not have, so that a tier can be
/// switched off and on without losing them.
fn leave_out_unused(pack: &Pack, answers: &mut Answers) {
    let selection = selection_of(pack, answers);
    let used = blueprint::defaults(pack, &selection);
    answers.0.retain(|one| {
        if let Some(key) = one.key.strip_prefix(CAPACITY) {
            return used.0.contains_key(key) || !pack.formulas.inputs.contains_key(key);
        }
        let question = one.key.strip_prefix(ANSWERS);
        let question = question.and_then(|id| pack.catalog.question(id));
        question.is_none_or(|question| selection::is_asked(pack, &selection, question))
    });
}
