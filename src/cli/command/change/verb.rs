//! The arguments of `add`, `remove` and `set` as answers, and as a command line.

use super::resource_verb::ResourceVerb;
use crate::cli::args::GlobalArgs;
use crate::core::answers::{self, Answers, TIERS};
use crate::core::error::{Error, Problem, Result};
use crate::core::{shell, suggest};
use crate::generate::blueprint;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::{NONE, Tier};
use crate::project::change::edits::AnswerEdits;
use crate::screen::ask::prompts;
use crate::screen::ask::terminal::Terminal;

/// A command with its arguments.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli::command) enum Verb<'a> {
    Add(&'a [String]),
    Remove(&'a [String]),
    Set(&'a [String]),
    Resource(ResourceVerb<'a>),
    Update,
}

impl Verb<'_> {
    /// The equivalent command line.
    pub(super) fn command_line(&self, global: &GlobalArgs) -> String {
        let (verb, words) = match self {
            Verb::Add(words) => ("add", *words),
            Verb::Remove(words) => ("remove", *words),
            Verb::Set(words) => ("set", *words),
            Verb::Update => ("update", &[][..]),
            Verb::Resource(verb) => return verb.command_line(global),
        };
        command(verb, words.iter().cloned(), global)
    }

    /// The value typed for a key, before the pack is known.
    pub(super) fn value_of(&self, key: &str) -> Option<String> {
        let Verb::Set(words) = self else { return None };
        let mut pairs = words.iter().filter_map(|word| word.split_once('='));
        pairs
            .find(|(typed, _)| *typed == key)
            .map(|(_, value)| value.to_owned())
    }

    /// The edits that it makes to the answers of the project.
    pub(super) fn edits(
        &self,
        pack: &Pack,
        has: &Answers,
        global: &GlobalArgs,
    ) -> Result<AnswerEdits> {
        let answers = match self {
            Verb::Add(words) => add(pack, has, words, global)?,
            Verb::Remove(words) => remove(pack, words)?,
            Verb::Set(words) => set(pack, words)?,
            Verb::Update => Answers::default(),
            Verb::Resource(verb) => return verb.edits(pack, has, global),
        };
        Ok(answers.into())
    }
}

pub(in crate::cli::command) fn command(
    verb: &str,
    words: impl Iterator<Item = String>,
    global: &GlobalArgs,
) -> String {
    let mut line = vec!["tierup".to_owned()];
    if let Some(directory) = &global.directory {
        line.push(format!(
            "-C {}",
            shell::quoted(&directory.to_string_lossy())
        ));
    }
    line.push(verb.to_owned());
    line.extend(words.map(|word| shell::quoted(&word)));
    line.join(" ")
}

pub(super) fn place(word: &str) -> String {
    format!("argument `{word}`")
}

fn find<'a>(
    pack: &'a Pack,
    tier: &str,
    word: &str,
    problems: &mut Vec<Problem>,
) -> Option<&'a Tier> {
    let found = pack.catalog.tier(tier);
    if found.is_none() {
        let known = pack.catalog.tiers.iter().map(|tier| tier.id.as_str());
        problems.push(
            Problem::new(format!("there is no tier `{tier}`"))
                .at(place(word))
                .help(suggest::help(tier, known)),
        );
    }
    found
}

fn add(pack: &Pack, has: &Answers, words: &[String], global: &GlobalArgs) -> Result<Answers> {
    let mut problems = Vec::new();
    let mut typed = Answers::default();
    let mut open = Vec::new();
    for word in words {
        let (id, provider) = match word.split_once('=') {
            Some((id, provider)) => (id.trim(), Some(provider.trim())),
            None => (word.trim(), None),
        };
        let Some(tier) = find(pack, id, word, &mut problems) else {
            continue;
        };
        let filled = has.tier(id).filter(|provider| *provider != NONE);
        match (filled, provider) {
            (_, Some(NONE)) => problems.push(
                Problem::new(format!("`{NONE}` is not a provider that can be added"))
                    .at(place(word))
                    .help(format!("remove the tier: `tierup remove {id}`")),
            ),
            (Some(filled), Some(provider)) if filled != provider => problems.push(
                Problem::new(format!("the tier `{id}` exists already: {filled}"))
                    .at(place(word))
                    .help(format!("replace it: `tierup set {id}={provider}`")),
            ),
            (Some(_), _) => {}
            (None, Some(provider)) if typed.tier(id).is_some_and(|named| named != provider) => {
                problems.push(answers::conflicting_values(id, &place(word)));
            }
            (None, Some(provider)) => typed.set(format!("{TIERS}{id}"), provider, place(word)),
            (None, None) => open.push(tier),
        }
    }
    Error::if_any(problems)?;
    for tier in open {
        if typed.tier(&tier.id).is_some() {
            continue;
        }
        let provider = choose(pack, has, &typed, tier, words, global)?;
        typed.set(format!("{TIERS}{}", tier.id), provider, place(&tier.id));
    }
    Ok(typed)
}

/// A provider for a tier that was named without one: the preset's with `--yes`, otherwise the user's choice.
fn choose(
    pack: &Pack,
    has: &Answers,
    typed: &Answers,
    tier: &Tier,
    words: &[String],
    global: &GlobalArgs,
) -> Result<String> {
    let mut answers = has.clone();
    answers.override_with(typed.clone());
    answers.remove(&format!("{TIERS}{}", tier.id));
    let selection = blueprint::named_selection(pack, &answers);
    let allowed = selection::allowed(pack, &selection, &tier.id);
    let default = pack.defaults();
    let presets = pack.catalog.presets.iter();
    let default = default
        .tier(&tier.id)
        .map(str::to_owned)
        .into_iter()
        .chain(presets.filter_map(|preset| preset.tiers.get(&tier.id).cloned()))
        .find(|provider| *provider != NONE && allowed.contains(&provider.as_str()))
        .or_else(|| {
            let first = allowed.iter().find(|provider| **provider != NONE);
            first.map(|provider| (*provider).to_owned())
        });
    if global.yes
        && let Some(default) = default
    {
        return Ok(default);
    }
    if let Some(mut terminal) = Terminal::open() {
        let mut tier = tier.clone();
        tier.providers.retain(|provider| provider != NONE);
        let given = prompts::provider(&mut terminal, pack, &tier, None, &mut answers)?;
        if let Some(provider) = answers.tier(&tier.id).filter(|_| given) {
            return Ok(provider.to_owned());
        }
    }
    let full = words.iter().map(|word| match &default {
        Some(default) if *word == tier.id => format!("{word}={default}"),
        _ => word.clone(),
    });
    let others: Vec<&str> = tier
        .providers
        .iter()
        .map(String::as_str)
        .filter(|provider| *provider != NONE)
        .collect();
    Err(
        Problem::new(format!("no provider is given for `{}`", tier.id))
            .at(place(&tier.id))
            .help(format!(
                "choose one: `{}`; there is {}",
                command("add", full, global),
                others.join(", ")
            ))
            .into(),
    )
}

fn remove(pack: &Pack, words: &[String]) -> Result<Answers> {
    let mut problems = Vec::new();
    let mut typed = Answers::default();
    for word in words {
        let id = word
            .split_once('=')
            .map_or(word.as_str(), |(id, _)| id)
            .trim();
        let Some(tier) = find(pack, id, word, &mut problems) else {
            continue;
        };
        if id != word {
            problems.push(
                Problem::new("`remove` takes only the name of the tier")
                    .at(place(word))
                    .help(format!("`tierup remove {id}`")),
            );
        } else if tier.optional() {
            typed.set(format!("{TIERS}{id}"), NONE, place(word));
        } else {
            problems.push(
                Problem::new(format!("the tier `{id}` is required"))
                    .at(place(word))
                    .help(format!(
                        "replace it: `tierup set {id}=PROVIDER`, one of: {}",
                        tier.providers.join(", ")
                    )),
            );
        }
    }
    Error::if_any(problems)?;
    Ok(typed)
}

fn set(pack: &Pack, words: &[String]) -> Result<Answers> {
    let is_tier = |word: &str| {
        let id = word.split_once('=').map_or(word, |(id, _)| id);
        pack.catalog.tier(id.trim()).is_some()
    };
    let (choices, sets): (Vec<String>, Vec<String>) =
        words.iter().cloned().partition(|word| is_tier(word));
    let mut typed = answers::from_arguments(&choices, &sets)?;
    for assignment in &mut typed.0 {
        let place = assignment.place.to_string();
        assignment.place = place.replacen(answers::TYPED, "argument ", 1).into();
    }
    if let Some(assignment) = blueprint::RECORDED.iter().find_map(|key| typed.get(key)) {
        return Err(Problem::new(format!(
            "`{}` records the version of the templates; it cannot be set",
            assignment.key
        ))
        .at(&assignment.place)
        .help("apply the current templates: `tierup update`")
        .into());
    }
    Ok(typed)
}
