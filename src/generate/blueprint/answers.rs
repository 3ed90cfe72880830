//! Answers to the questions of a pack whose conditions hold.

use indexmap::IndexMap;

use crate::core::answers::Answers;
use crate::core::error::Problem;
use crate::generate::selection::{self, Selection};
use crate::pack::Pack;
use crate::pack::question::Answer;

/// An answer to each question of the selection. `whole`: every tier is decided; before that, answers to questions that
/// do not apply yet are not problems.
pub(super) fn answers(
    pack: &Pack,
    answers: &Answers,
    selection: &Selection,
    whole: bool,
    problems: &mut Vec<Problem>,
) -> IndexMap<String, Answer> {
    let mut asked = IndexMap::new();
    for question in &pack.catalog.questions {
        let assignment = answers.get(&question.key());
        if whole && !selection::is_asked(pack, selection, question) {
            problems.extend(assignment.map(|assignment| {
                Problem::new(format!(
                    "`{}` does not apply to this selection",
                    assignment.key
                ))
                .at(&assignment.place)
                .help("leave it out")
            }));
            continue;
        }
        let answer =
            match assignment.map(|assignment| (assignment, question.answer(&assignment.value))) {
                None => pack.default_answer(question),
                Some((_, Ok(answer))) => answer,
                Some((assignment, Err(why))) => {
                    problems.push(
                        Problem::new(format!("`{}` must be {why}", assignment.key))
                            .at(&assignment.place)
                            .help(question.help(&assignment.value)),
                    );
                    continue;
                }
            };
        asked.insert(question.id.clone(), answer);
    }
    asked
}
