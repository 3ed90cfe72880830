//! The questions in order, as a state machine that can step back. Asks through the trait; reads and writes nothing
//! itself.

use super::prompts::{answer, name, provider};
use super::{Ask, Choice, Reply, resources};
use crate::core::answers::{Answers, RESOURCES, TIERS};
use crate::core::error::Result;
use crate::generate::blueprint;
use crate::generate::selection::{self, Selection};
use crate::pack::Pack;
use crate::pack::catalog::{Preset, Tier};
use crate::pack::question::Question;

/// The place of answers from prompts in messages; for those of a selected preset, with its name.
pub const PLACE: &str = "your answer";

/// Asks for everything that `answers` does not contain yet.
///
/// # Errors
/// When the user leaves.
pub fn ask(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: Answers,
    default_name: &str,
) -> Result<Answers> {
    let given = answers.clone();
    let is_open = |key: &str| given.get(key).is_none();
    Interview::of(pack, is_open, default_name, answers).run(asker, 0)
}

/// Back from the last page to the last question that was asked; returns the answers unchanged if there was none.
///
/// # Errors
/// When the user leaves.
pub fn ask_last(asker: &mut dyn Ask, pack: &Pack, answers: Answers) -> Result<Answers> {
    let was_asked = |key: &str| {
        let assignment = answers.get(key);
        assignment.is_some_and(|assignment| assignment.place.name().starts_with(PLACE))
    };
    let mut interview = Interview::of(pack, was_asked, "", answers.clone());
    interview.tier_by_tier = interview.open.iter().any(|tier| {
        let assignment = answers.get(&key_of(tier));
        assignment.is_some_and(|assignment| assignment.place.name() == PLACE)
    });
    interview.was_at_presets = true;
    let last = interview.steps.iter().rposition(|step| match step {
        QuestionStep::Name | QuestionStep::Preset | QuestionStep::Resources => true,
        QuestionStep::Tier(_) => interview.tier_by_tier,
        QuestionStep::Question(question) => interview.is_asked(question),
    });
    match last {
        Some(at) => interview.run(asker, at),
        None => Ok(answers),
    }
}

#[derive(Clone, Copy)]
enum QuestionStep<'a> {
    Name,
    Preset,
    Tier(&'a Tier),
    Question(&'a Question),
    Resources,
}

struct Interview<'a> {
    pack: &'a Pack,
    default_name: &'a str,
    /// The tiers to ask for.
    open: Vec<&'a Tier>,
    steps: Vec<QuestionStep<'a>>,
    answers: Answers,
    /// The defaults, or the choices before the user stepped back: offered first.
    remembered: Selection,
    tier_by_tier: bool,
    /// Whether the user has answered the question about presets.
    was_at_presets: bool,
}

impl<'a> Interview<'a> {
    fn of(
        pack: &'a Pack,
        is_open: impl Fn(&str) -> bool,
        default_name: &'a str,
        answers: Answers,
    ) -> Self {
        let tiers = pack.catalog.tiers.iter();
        let open: Vec<&Tier> = tiers.filter(|tier| is_open(&key_of(tier))).collect();
        let mut steps = Vec::new();
        if is_open("project.name") {
            steps.push(QuestionStep::Name);
        }
        if !open.is_empty() {
            steps.push(QuestionStep::Preset);
            steps.extend(open.iter().map(|tier| QuestionStep::Tier(tier)));
        }
        let questions = pack.catalog.questions.iter();
        let questions = questions.filter(|question| question.asked && is_open(&question.key()));
        steps.extend(questions.map(QuestionStep::Question));
        let mut given = answers
            .0
            .iter()
            .filter(|known| known.key.starts_with(RESOURCES));
        let is_typed = given.all(|known| known.place.name() == PLACE);
        if !steps.is_empty() && !pack.types.is_empty() && is_typed {
            steps.push(QuestionStep::Resources);
        }
        let defaults = pack.defaults();
        let defaults = open.iter().filter_map(|tier| {
            let provider = defaults.tier(&tier.id)?;
            Some((tier.id.clone(), provider.to_owned()))
        });
        let remembered = defaults.collect();
        Self {
            pack,
            default_name,
            open,
            steps,
            answers,
            remembered,
            tier_by_tier: true,
            was_at_presets: false,
        }
    }

    fn run(mut self, asker: &mut dyn Ask, mut at: usize) -> Result<Answers> {
        let mut went_on = true;
        while let Some(step) = self.steps.get(at).copied() {
            went_on = match step {
                QuestionStep::Name => name(asker, self.pack, &mut self.answers, self.default_name)?,
                QuestionStep::Preset => self.preset(asker)?,
                // skipped questions are passed in both directions
                QuestionStep::Tier(_) if !self.tier_by_tier => went_on || at == 0,
                QuestionStep::Tier(tier) => self.tier(asker, tier)?,
                QuestionStep::Question(question) if !self.is_asked(question) => {
                    self.answers.remove(&question.key());
                    went_on || at == 0
                }
                QuestionStep::Question(question) => {
                    answer(asker, self.pack, question, &mut self.answers)?
                }
                QuestionStep::Resources => resources::ask(asker, self.pack, &mut self.answers)?,
            };
            at = if went_on {
                at + 1
            } else {
                at.saturating_sub(1)
            };
        }
        Ok(self.answers)
    }

    /// Whether a question applies to the selection.
    fn is_asked(&self, question: &Question) -> bool {
        selection::is_asked(
            self.pack,
            &blueprint::named_selection(self.pack, &self.answers),
            question,
        )
    }

    fn tier(&mut self, asker: &mut dyn Ask, tier: &Tier) -> Result<bool> {
        let before = self.remembered.get(&tier.id).map(String::as_str);
        let went_on = provider(asker, self.pack, tier, before, &mut self.answers)?;
        if !went_on {
            self.forget(tier);
        }
        Ok(went_on)
    }

    /// Removes an answer when stepping back, so that later answers do not rule out options here.
    fn forget(&mut self, tier: &Tier) {
        if let Some(provider) = self.answers.tier(&tier.id) {
            self.remembered.insert(tier.id.clone(), provider.to_owned());
        }
        self.answers.remove(&key_of(tier));
    }

    /// A preset for the open tiers, or "tier by tier". False: back.
    fn preset(&mut self, asker: &mut dyn Ask) -> Result<bool> {
        for tier in self.open.clone() {
            self.forget(tier);
        }
        let chosen = blueprint::named_selection(self.pack, &self.answers);
        let presets = &self.pack.catalog.presets;
        let mut options: Vec<Choice> = presets
            .iter()
            .map(|preset| Choice {
                ruled_out: self.clash(preset, &chosen),
                ..Choice::new(&preset.label, &preset.about)
            })
            .collect();
        options.push(Choice::new(
            "Choose each tier",
            "One question for each tier",
        ));
        let question = if chosen.is_empty() {
            "Which architecture?"
        } else {
            "Which architecture for the other tiers?"
        };
        let default = self.default_preset(&options);
        let Reply::Given(at) = asker.select(question, &options, default)? else {
            return Ok(false);
        };
        let preset = presets.get(at);
        self.tier_by_tier = preset.is_none();
        self.was_at_presets = true;
        if let Some(preset) = preset {
            self.fill(preset);
        }
        Ok(true)
    }

    /// The previous choice, the first preset that contains the defaults, or the first that can be selected.
    fn default_preset(&self, options: &[Choice]) -> usize {
        let presets = &self.pack.catalog.presets;
        let is_before = |preset: &Preset| {
            let mut known = self.remembered.iter();
            known.all(|(tier, provider)| preset.tiers.get(tier) == Some(provider))
        };
        let first = || options.iter().position(|o| o.ruled_out.is_none());
        let before = if self.remembered.is_empty() {
            None
        } else if self.tier_by_tier && self.was_at_presets {
            Some(presets.len())
        } else {
            presets.iter().position(is_before).or(Some(presets.len()))
        };
        before.or_else(first).unwrap_or(0)
    }

    fn fill(&mut self, preset: &Preset) {
        let place = format!("{PLACE}, preset `{}`", preset.id);
        for tier in &self.open {
            if let Some(provider) = preset.tiers.get(&tier.id) {
                self.answers.set(key_of(tier), provider, &place);
            }
        }
    }

    fn clash(&self, preset: &Preset, chosen: &Selection) -> Option<String> {
        let mut tried = chosen.clone();
        for tier in &self.open {
            tried.insert(tier.id.clone(), preset.tiers.get(&tier.id)?.clone());
        }
        let clashes = selection::clashes(self.pack, &tried);
        clashes.first().map(|clash| clash.reason.clone())
    }
}

pub(super) fn key_of(tier: &Tier) -> String {
    format!("{TIERS}{}", tier.id)
}
