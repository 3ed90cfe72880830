//! `tierup pack test`: compares the files that a pack generates for the answers of its cases with the expected ones.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::not_found;
use crate::cli::args::{GlobalArgs, PackTest};
use crate::core::answers;
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::generate::blueprint;
use crate::generate::blueprint::FILE;
use crate::generate::pipeline::generate;
use crate::pack::{Pack, source};
use crate::project::patch::patch;
use crate::project::write;
use crate::screen::report::Report;

const CASES: &str = "tests";
const ANSWERS: &str = "answers.toml";
const EXPECTED: &str = "expected";
/// The maximum number of diff lines.
const LINES: usize = 200;

pub(super) fn run(args: &PackTest, global: &GlobalArgs, report: Report) -> Result<i32> {
    let pack = super::load(&args.folder, global)?;
    let root = global.path(Path::new(&args.folder));
    let cases = cases(&pack, &args.folder)?;
    let mut problems = Vec::new();
    let mut text = String::new();
    let mut results = Vec::new();
    for case in &cases {
        let folder = root.join(CASES).join(case);
        match outcome(&pack, &folder, case, args.bless) {
            Ok(differences) => {
                let verdict = match (differences.is_empty(), args.bless) {
                    (true, _) => "as expected",
                    (false, true) => "written",
                    (false, false) => "differs",
                };
                let _ = writeln!(text, "{case}: {verdict}");
                results.push(json!({"case": case, "result": verdict, "differences": differences}));
                if !differences.is_empty() && !args.bless {
                    problems.push(differs(case, &differences, &args.folder));
                }
            }
            Err(error) => problems.extend(
                error
                    .problems
                    .into_iter()
                    .map(|problem| in_case(problem, case)),
            ),
        }
    }
    Error::if_any(problems)?;
    let printed = report.result(&text, &json!({"cases": results}));
    if args.bless {
        report.done(printed);
    } else {
        printed?;
    }
    Ok(0)
}

/// The cases of a pack by name: every folder of `tests/` with answers.
fn cases(pack: &Pack, folder: &str) -> Result<Vec<String>> {
    let (start, end) = (format!("{CASES}/"), format!("{CASES}0"));
    let mut cases: Vec<String> = Vec::new();
    for (path, _) in pack.files.range(start.clone()..end) {
        let case = path[start.len()..]
            .strip_suffix(ANSWERS)
            .and_then(|case| case.strip_suffix('/'));
        cases.extend(case.filter(|case| !case.contains('/')).map(str::to_owned));
    }
    if cases.is_empty() {
        return Err(not_found(
            "the pack has no test case",
            format!("{folder}/{CASES}"),
            format!("create {CASES}/NAME/{ANSWERS}, a tierup.toml, then run `tierup pack test {folder} --bless`"),
        )
        .into());
    }
    Ok(cases)
}

/// The differences from the expected files, a unified diff per file; writes the expected files with `bless`.
fn outcome(pack: &Pack, folder: &Path, case: &str, bless: bool) -> Result<Vec<String>> {
    let name = format!("{CASES}/{case}/{ANSWERS}");
    let text = fs_err::read_to_string(folder.join(ANSWERS)).at_path(&name)?;
    let answers = answers::from_toml(&name, &text)?;
    let blueprint = blueprint::decide(pack, &answers)?;
    let mut tree = generate(pack, &blueprint, &source::read, super::super::threads())?.tree;
    // contains the path of the pack, and is not generated from its templates
    tree.remove(FILE);
    let expected = expected(pack, case)?;
    let differences = differences(&expected, &tree);
    if bless && !differences.is_empty() {
        let target = folder.join(EXPECTED);
        if target.exists() {
            fs_err::remove_dir_all(&target).at_path(&target)?;
        }
        let files: Vec<_> = tree.iter().collect();
        write::create(
            &files,
            (&target, &Tree::new()),
            super::super::threads(),
            &|| {},
            |_| {},
        )?;
    }
    Ok(differences)
}

/// The tree in a case's folder, with the rules of a pack: no links, and names that are valid on every system.
fn expected(pack: &Pack, case: &str) -> Result<Tree> {
    let prefix = format!("{CASES}/{case}/{EXPECTED}/");
    let files = pack
        .files
        .range(prefix.clone()..)
        .take_while(|(path, _)| path.starts_with(&prefix));
    files
        .map(|(path, content)| {
            let inner = &path[prefix.len()..];
            let inner = RelPath::new(inner)
                .map_err(|why| Problem::new(format!("the path `{inner}` {why}")).at(path))?;
            Ok((inner, crate::core::tree::File::new(source::read(content)?)))
        })
        .collect()
}

fn differences(expected: &Tree, tree: &Tree) -> Vec<String> {
    let paths: std::collections::BTreeSet<&RelPath> = expected.keys().chain(tree.keys()).collect();
    let patches = paths.into_iter().map(|path| {
        let sides = [expected, tree].map(|tree| tree.get_key_value(path));
        patch(sides[0], sides[1])
    });
    let changed = patches.filter(|patch| !patch.is_empty());
    changed
        .map(|patch| String::from_utf8_lossy(&patch).into_owned())
        .collect()
}

fn differs(case: &str, differences: &[String], folder: &str) -> Problem {
    let whole = differences.concat();
    let mut lines: Vec<&str> = whole.lines().collect();
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    let mut message = format!(
        "{} files differ from the expected ones\n{}",
        differences.len(),
        lines.join("\n")
    );
    if differences.len() == 1 {
        message = message.replacen("files differ", "file differs", 1);
    }
    if more > 0 {
        let _ = write!(message, "\n... and {more} more lines");
    }
    Problem::new(message)
        .at(format!("{CASES}/{case}/{EXPECTED}"))
        .help(format!(
            "to accept the new output: `tierup pack test {folder} --bless`"
        ))
}

fn in_case(problem: Problem, case: &str) -> Problem {
    let place = problem.place.clone().unwrap_or_default();
    if place.name().starts_with(CASES) {
        return problem;
    }
    let name: PathBuf = [CASES, case].iter().collect();
    Problem {
        place: Some(match problem.place {
            Some(place) => place.prefixed(&format!("{}: ", name.display())),
            None => name.into(),
        }),
        ..problem
    }
}
