//! The last page before a byte is written: what will be, and a way to change any of it.

use super::{Ask, Choice, Reply, questions};
use crate::answers::{Answers, CAPACITY};
use crate::blueprint;
use crate::capacity::{INPUTS, Input};
use crate::error::{Error, Problem, Result};
use crate::pack::Pack;
use crate::pack::catalog::Tier;

/// What stands above the choices: the picture and the budget, and how many files there will be.
#[derive(Debug, Clone)]
pub struct Page {
    pub text: String,
    pub files: usize,
}

/// Shows the page that `draw` makes of the answers until the person is content.
///
/// # Errors
/// When the person leaves.
pub fn review(
    asker: &mut dyn Ask,
    pack: &Pack,
    mut answers: Answers,
    target: &str,
    draw: &dyn Fn(&Answers) -> Result<Page>,
) -> Result<Answers> {
    loop {
        let page = draw(&answers);
        let mut options = Vec::new();
        match &page {
            Ok(page) => {
                asker.show(&page.text)?;
                options.push(Item::Write(page.files));
            }
            Err(error) => {
                for problem in &error.problems {
                    let help = problem
                        .help
                        .as_ref()
                        .map(|help| format!("\n  {help}"))
                        .unwrap_or_default();
                    asker.show(&format!("{}{help}", problem.message))?;
                }
            }
        }
        options.push(Item::Name);
        options.extend(pack.catalog.tiers.iter().map(Item::Tier));
        options.push(Item::Numbers);
        options.push(Item::Leave);
        let shown: Vec<Choice> = options
            .iter()
            .map(|item| item.choice(pack, &answers, target))
            .collect();
        let Reply::Given(at) = asker.select("All right?", &shown, 0)? else {
            continue;
        };
        match options.get(at) {
            Some(Item::Write(_)) => return Ok(answers),
            Some(Item::Name) => {
                let current = text_of(&answers, "project.name");
                questions::name(asker, pack, &mut answers, &current)?;
            }
            Some(Item::Tier(tier)) => {
                let before = answers.clone();
                if !questions::provider(asker, pack, tier, &mut answers)? {
                    answers = before;
                }
            }
            Some(Item::Numbers) => number(asker, pack, &mut answers)?,
            Some(Item::Leave) | None => {
                return Err(Error::from(Problem::new(
                    "nothing was written, as you wished",
                )));
            }
        }
    }
}

enum Item<'a> {
    Write(usize),
    Name,
    Tier(&'a Tier),
    Numbers,
    Leave,
}

impl Item<'_> {
    fn choice(&self, pack: &Pack, answers: &Answers, target: &str) -> Choice {
        match self {
            Item::Write(files) => Choice::new(format!("Write {files} files to {target}"), ""),
            Item::Name => Choice::new("Change the name", text_of(answers, "project.name")),
            Item::Tier(tier) => {
                let provider = answers.tier(&tier.id).unwrap_or_default();
                let label = pack
                    .provider(&tier.id, provider)
                    .map_or(provider, |m| m.label.as_str());
                Choice::new(format!("Change {}", tier.label.to_lowercase()), label)
            }
            Item::Numbers => Choice::new(
                "Change a number",
                "replicas, memory, connections, time limits",
            ),
            Item::Leave => Choice::new("Leave", "write nothing"),
        }
    }
}

fn number(asker: &mut dyn Ask, pack: &Pack, answers: &mut Answers) -> Result<()> {
    let selection = blueprint::selected(pack, answers);
    let roles = crate::selection::roles(&crate::selection::active(pack, &selection));
    let inputs: Vec<&Input> = INPUTS
        .iter()
        .filter(|input| roles.contains(&input.role))
        .collect();
    let options: Vec<Choice> = inputs
        .iter()
        .map(|input| Choice::new(input.key, input.about))
        .collect();
    let Reply::Given(at) = asker.select("Which number?", &options, 0)? else {
        return Ok(());
    };
    let Some(input) = inputs.get(at) else {
        return Ok(());
    };
    let key = format!("{CAPACITY}{}", input.key);
    let current = match text_of(answers, &key) {
        said if said.is_empty() => input.show(input.default),
        said => said,
    };
    let check = |text: &str| {
        let fits = |value: f64| {
            value >= input.min && value <= input.max && (!input.whole || value.fract() == 0.0)
        };
        let range = || {
            format!(
                "a number from {} to {}, please",
                input.show(input.min),
                input.show(input.max)
            )
        };
        (!text.parse::<f64>().is_ok_and(fits)).then(range)
    };
    if let Reply::Given(value) = asker.line(input.about, &current, &check)? {
        answers.say(key, value, questions::PLACE);
    }
    Ok(())
}

fn text_of(answers: &Answers, key: &str) -> String {
    use crate::answers::Value;
    match answers.get(key).map(|said| &said.value) {
        Some(Value::Typed(text) | Value::Text(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
