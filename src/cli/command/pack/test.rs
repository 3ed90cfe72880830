//! `tierup pack test`: compares the files that a pack generates for the answers of its cases with the expected ones.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::cases::{self, ANSWERS, CASES};
use super::not_found;
use crate::audit::released::{self, GoldenCase, ReleasedTrees};
use crate::cli::args::{GlobalArgs, PackTest};
use crate::core::error::{AtPath, Error, Problem, Result};
use crate::core::tree::{RelPath, Tree};
use crate::pack::{Pack, source};
use crate::project::patch::patch;
use crate::project::write;
use crate::screen::report::Report;

const EXPECTED: &str = "expected";
/// The maximum number of diff lines.
const LINES: usize = 200;

pub(super) fn run(args: &PackTest, global: &GlobalArgs, report: Report) -> Result<i32> {
    let pack = super::load(&args.folder, global)?;
    let root = global.path(Path::new(&args.folder));
    let names = cases::names(&pack);
    if names.is_empty() {
        return Err(without_cases(&args.folder).into());
    }
    let mut problems = Vec::new();
    let mut text = String::new();
    let mut results = Vec::new();
    let mut generated = Vec::new();
    for name in &names {
        let folder = root.join(CASES).join(name);
        let case = cases::generated(&pack, name);
        let compared =
            case.and_then(|case| Ok((outcome(&pack, &folder, &case, args.bless)?, case)));
        match compared {
            Ok((differences, case)) => {
                let verdict = match (differences.is_empty(), args.bless) {
                    (true, _) => "as expected",
                    (false, true) => "written",
                    (false, false) => "differs",
                };
                let _ = writeln!(text, "{name}: {verdict}");
                results.push(json!({"case": name, "result": verdict, "differences": differences}));
                if !differences.is_empty() && !args.bless {
                    problems.push(differs(name, &differences, &args.folder));
                }
                generated.push(case);
            }
            Err(error) => problems.extend(error.problems),
        }
    }
    Error::if_any(problems)?;
    if args.release {
        let record = ReleasedTrees::of(&pack, &generated)?.to_toml()?;
        let path = root.join(released::PATH);
        fs_err::write(&path, record).at_path(&path)?;
        let _ = writeln!(
            text,
            "recorded as version {} in {}",
            pack.catalog.version,
            released::PATH
        );
    }
    let printed = report.result(&text, &json!({"cases": results}));
    if args.bless || args.release {
        report.done(printed);
    } else {
        printed?;
    }
    Ok(0)
}

fn without_cases(folder: &str) -> Problem {
    not_found(
        "the pack has no test case",
        format!("{folder}/{CASES}"),
        format!(
            "create {CASES}/NAME/{ANSWERS}, a tierup.toml, then run `tierup pack test {folder} --bless`"
        ),
    )
}

/// The differences from the expected files, a unified diff per file; writes the expected files with `bless`.
fn outcome(pack: &Pack, folder: &Path, case: &GoldenCase, bless: bool) -> Result<Vec<String>> {
    let expected = expected(pack, &case.name)?;
    let differences = differences(&expected, &case.tree);
    if bless && !differences.is_empty() {
        let target = folder.join(EXPECTED);
        if target.exists() {
            fs_err::remove_dir_all(&target).at_path(&target)?;
        }
        let files: Vec<_> = case.tree.iter().collect();
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
