//! The last page before anything is written: a preview, and choices to change any of it.

use super::page::ReviewPage;
use super::{Ask, Choice, Reply, numbers, prompts, questions, resources};
use crate::core::answers::{Answers, CAPACITY};
use crate::core::error::{Error, Exit, Result};
use crate::generate::blueprint;
use crate::generate::names;
use crate::generate::selection;
use crate::pack::Pack;
use crate::pack::catalog::Tier;
use crate::pack::question::Question;

const QUESTION: &str = "Create the project, or change a line?";

/// Draws the page for some answers; fails if they are invalid.
pub type DrawPage<'a> = dyn Fn(&Answers) -> Result<ReviewPage> + 'a;

/// Shows the page until the user accepts it.
///
/// # Errors
/// When the user leaves.
pub fn review(
    asker: &mut dyn Ask,
    pack: &Pack,
    answers: Answers,
    target: &str,
    draw: &DrawPage<'_>,
) -> Result<Answers> {
    let mut review = Review {
        pack,
        target,
        answers,
        good: None,
    };
    loop {
        review.leave_out_meaningless(asker)?;
        let page = draw(&review.answers);
        if page.is_ok() {
            review.good = Some(review.answers.clone());
        }
        let items = review.items(&page, asker);
        show(asker, &page, &items)?;
        if review.change(asker, &page, &items)? {
            return Ok(review.answers);
        }
    }
}

struct Review<'a> {
    pack: &'a Pack,
    target: &'a str,
    answers: Answers,
    /// The last valid answers.
    good: Option<Answers>,
}

#[derive(Clone, Copy)]
enum ReviewItem<'a> {
    Write(usize),
    Undo,
    Picture,
    Name,
    Tier(&'a Tier),
    Question(&'a Question),
    Resources,
    Numbers,
    Leave,
}

/// Shows the page above the choices, or the problems of the answers.
fn show(asker: &mut dyn Ask, page: &Result<ReviewPage>, items: &[ReviewItem<'_>]) -> Result<()> {
    asker.show("")?;
    match page {
        Ok(page) => {
            let whole = page.has_room(asker.screen_size(), items.len());
            asker.show(&page.text(whole, asker.screen_size(), items.len()))
        }
        Err(error) => error
            .problems
            .iter()
            .try_for_each(|problem| asker.problem(problem)),
    }
}

impl<'a> Review<'a> {
    fn items(&self, page: &Result<ReviewPage>, asker: &dyn Ask) -> Vec<ReviewItem<'a>> {
        let mut items = vec![ReviewItem::Name];
        items.extend(self.pack.catalog.tiers.iter().map(ReviewItem::Tier));
        let questions = self.pack.catalog.questions.iter();
        let chosen = blueprint::named_selection(self.pack, &self.answers);
        let open = questions
            .filter(|question| question.asked && selection::is_asked(self.pack, &chosen, question));
        items.extend(open.map(ReviewItem::Question));
        if !self.pack.types.is_empty() {
            items.push(ReviewItem::Resources);
        }
        items.extend([ReviewItem::Numbers, ReviewItem::Leave]);
        match page {
            Ok(page) => {
                items.insert(0, ReviewItem::Write(page.files));
                let size = asker.screen_size();
                if !page.has_room(size, items.len()) && page.is_narrow_enough(size) {
                    items.insert(1, ReviewItem::Picture);
                }
            }
            Err(_) if self.good.is_some() => items.insert(0, ReviewItem::Undo),
            Err(_) => {}
        }
        items
    }

    /// Asks until the answers have changed (false) or are accepted (true).
    fn change(
        &mut self,
        asker: &mut dyn Ask,
        page: &Result<ReviewPage>,
        items: &[ReviewItem<'_>],
    ) -> Result<bool> {
        let before = self.answers.clone();
        let choices: Vec<Choice> = items.iter().map(|item| self.choice(*item)).collect();
        let mut at = 0;
        while self.answers == before {
            asker.forget_keys();
            match asker.select(QUESTION, &choices, at)? {
                Reply::Given(chosen) => at = chosen,
                Reply::Back => {
                    self.answers = questions::ask_last(asker, self.pack, before.clone())?;
                    return Ok(false);
                }
            }
            match items.get(at) {
                Some(ReviewItem::Write(_)) => return Ok(true),
                Some(ReviewItem::Picture) => {
                    if let Ok(page) = page {
                        asker.show(&format!("\n{}\n", page.picture))?;
                        at = 0;
                    }
                }
                Some(ReviewItem::Undo) => {
                    self.answers = self.good.clone().unwrap_or_default();
                    return Ok(false);
                }
                Some(ReviewItem::Leave) | None => return leave(asker),
                Some(item) => self.ask(asker, *item)?,
            }
        }
        Ok(false)
    }

    fn ask(&mut self, asker: &mut dyn Ask, item: ReviewItem<'_>) -> Result<()> {
        match item {
            ReviewItem::Name => {
                prompts::name(asker, self.pack, &mut self.answers, "")?;
            }
            ReviewItem::Tier(tier) => {
                prompts::provider(asker, self.pack, tier, None, &mut self.answers)?;
            }
            ReviewItem::Question(question) => {
                prompts::answer(asker, self.pack, question, &mut self.answers)?;
            }
            ReviewItem::Resources => {
                resources::ask(asker, self.pack, &mut self.answers)?;
            }
            _ => numbers::ask(asker, self.pack, &mut self.answers)?,
        }
        Ok(())
    }

    /// Removes numbers and answers that the selection no longer uses, because they would be rejected.
    fn leave_out_meaningless(&mut self, asker: &mut dyn Ask) -> Result<()> {
        let chosen = blueprint::named_selection(self.pack, &self.answers);
        for question in &self.pack.catalog.questions {
            let key = question.key();
            if self.answers.get(&key).is_some()
                && !selection::is_asked(self.pack, &chosen, question)
            {
                self.answers.remove(&key);
                asker.show(&format!(
                    "{key} is ignored: the current selection does not use it."
                ))?;
            }
        }
        let inputs = numbers::inputs(self.pack, &self.answers);
        for input in self.pack.formulas.inputs.values() {
            let key = format!("{CAPACITY}{}", input.key);
            let unused = !inputs.iter().any(|used| used.key == input.key);
            if unused && self.answers.get(&key).is_some() {
                self.answers.remove(&key);
                asker.show(&format!(
                    "{key} is ignored: the current selection does not use it."
                ))?;
            }
        }
        Ok(())
    }

    fn choice(&self, item: ReviewItem<'_>) -> Choice {
        match item {
            ReviewItem::Write(files) => {
                Choice::new(format!("Write {files} files to {}", self.target), "")
            }
            ReviewItem::Undo => Choice::new("Undo the last change", ""),
            ReviewItem::Picture => Choice::new("Show the diagram", ""),
            ReviewItem::Name => Choice::new("Name", self.name()),
            ReviewItem::Tier(tier) => {
                let provider = self.answers.tier(&tier.id).unwrap_or_default();
                let manifest = self.pack.provider(&tier.id, provider);
                Choice::new(&tier.label, manifest.map_or(provider, |m| m.label.as_str()))
            }
            ReviewItem::Question(question) => {
                let answer = self.answers.get(&question.key());
                let answer = answer.and_then(|answer| question.answer(&answer.value).ok());
                let answer = answer.unwrap_or_else(|| self.pack.default_answer(question));
                Choice::new(&question.question, answer.argument())
            }
            ReviewItem::Resources => Choice::new("Resources", resources::summary(&self.answers)),
            ReviewItem::Numbers => Choice::new("Numbers", numbers::summary(&self.answers)),
            ReviewItem::Leave => Choice::new("Leave", "write nothing"),
        }
    }

    fn name(&self) -> String {
        let name = self.answers.text("project.name").unwrap_or_default();
        let package = self.answers.text("project.package").map(str::to_owned);
        match package.or_else(|| names::package_of(name)) {
            Some(package) if package != name => format!("{name} (Python package `{package}`)"),
            _ => name.to_owned(),
        }
    }
}

fn leave(asker: &mut dyn Ask) -> Result<bool> {
    asker.show("Nothing was written.")?;
    Err(Error {
        problems: Vec::new(),
        exit: Exit::Refused,
    })
}
