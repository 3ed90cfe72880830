//! A choice on the page: a name, a provider for each tier, resources and other keys. To answers and back.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use tierup::core::answers::{self, ANSWERS, Answers, CAPACITY, RESOURCES, TIERS, Value};
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
    pub(crate) resources: Vec<Resource>,
    /// Other keys of `tierup.toml`, by dotted name.
    pub(crate) set: IndexMap<String, String>,
}

/// A resource as the page writes it: its name, and each field's name and text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Choice {
    /// The answers that count under the chosen tiers.
    ///
    /// # Errors
    /// Every part that cannot be read.
    pub(crate) fn answers(&self, pack: &Pack) -> Result<Answers> {
        let pair = |(key, value): (&String, &String)| format!("{key}={value}");
        let choices: Vec<String> = self.tiers.iter().map(pair).collect();
        let sets: Vec<String> = self.set.iter().map(pair).collect();
        let mut problems = Vec::new();
        let mut answers = answers::from_arguments(&choices, &sets).unwrap_or_else(|found| {
            problems.extend(found);
            Answers::default()
        });
        let arguments: Vec<String> = self.resources.iter().map(Resource::argument).collect();
        resources::from_arguments(&arguments, &mut answers, &mut problems);
        problems.extend(folder_fault(&self.name));
        Error::if_any(problems)?;
        answers.set(NAME, &self.name, "the name");
        let mut defaults = pack.defaults();
        defaults.0.retain(|default| default.key.starts_with(TIERS));
        answers.fill_from(defaults);
        leave_out_unused(pack, &mut answers);
        Ok(answers)
    }

    /// The answers of the tiers alone, for a choice in which something else cannot be read; none when the tiers cannot.
    pub(crate) fn readable_answers(&self, pack: &Pack) -> Answers {
        let tiers = Self {
            name: "shop".to_owned(),
            tiers: self.tiers.clone(),
            ..Self::default()
        };
        tiers.answers(pack).unwrap_or_default()
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
            resources: written(answers).into_iter().map(Resource::from).collect(),
            ..Self::default()
        };
        for one in &answers.0 {
            let value = match &one.value {
                Value::Typed(text) | Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Flag(flag) => flag.to_string(),
                Value::Other(_) => continue,
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

impl Resource {
    /// As `--resource` takes it: `note title:string(120)`.
    fn argument(&self) -> String {
        let fields = self.fields.iter();
        let fields: Vec<String> = fields
            .map(|(name, text)| format!("{name}:{text}"))
            .collect();
        format!("{} {}", self.name, fields.join(" "))
    }
}

impl From<WrittenResource> for Resource {
    fn from(WrittenResource { name, fields }: WrittenResource) -> Self {
        Self { name, fields }
    }
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
