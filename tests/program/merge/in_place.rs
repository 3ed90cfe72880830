//! Additions of users are at the same place after a change without conflict, according to real parsers.
//! `TIERUP_SEQUENCES=10000` for the long run, `TIERUP_SEED` for other seeds.

use std::collections::BTreeMap;

use super::oracles::{self, Paths};
use crate::fixtures::edits::Random;
use crate::fixtures::memory::{Project, Workshop, with_bytes};
use tierup::core::answers::Answers;
use tierup::project::merge::unresolved;

/// Part of every added name.
const MARK: &str = "added_";

/// The edited file, the generated one, and the merged result.
struct Case {
    told: String,
    path: String,
    texts: [String; 3],
}

#[test]
fn additions_keep_their_place() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let sequences = number("TIERUP_SEQUENCES").unwrap_or(300);
    let first = number("TIERUP_SEED").unwrap_or(0);
    let workshop = Workshop::new(|_, _| {});
    let mut counts = BTreeMap::<&str, usize>::new();
    for start in (first..first + sequences).step_by(200) {
        let mut cases = Vec::new();
        for seed in start..(start + 200).min(first + sequences) {
            cases.extend(changed(&workshop, seed));
        }
        for (case, paths) in cases.iter().zip(answers(&cases)) {
            let [Some(mine), Some(_), result] = &paths else {
                *counts.entry("not of its language").or_default() += 1;
                continue;
            };
            if !unresolved(case.texts[2].as_bytes()).is_empty() {
                *counts.entry("in conflict").or_default() += 1;
                continue;
            }
            *counts.entry("merged").or_default() += 1;
            let whole = || {
                format!(
                    "{}\nmine:\n{}\nresult:\n{}",
                    case.told, case.texts[0], case.texts[2]
                )
            };
            let Some(result) = result else {
                panic!("the result is not of its language: {}", whole());
            };
            let still =
                |path: &&String| result.iter().any(|other| same(path, other, &case.texts[2]));
            let moved: Vec<_> = mine.iter().filter(|path| !still(path)).collect();
            assert!(moved.is_empty(), "{moved:?} is elsewhere: {}", whole());
        }
    }
    println!("{sequences} changes: {counts:?}");
    assert!(counts["merged"] > counts["in conflict"]);
}

/// Whether two paths are equal, allowing for a class or function that was renamed in the result.
fn same(path: &str, other: &str, result: &str) -> bool {
    let is_there = |name: &str| {
        let mut names = result.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.any(|known| known == name)
    };
    let renamed = |(one, other): (&str, &str)| one == other || !is_there(one);
    let [one, two] = [path, other].map(|path| path.split('.'));
    path == other || one.clone().count() == two.clone().count() && one.zip(two).all(renamed)
}

/// Edits some files and applies a change; returns those that both changed.
fn changed(workshop: &Workshop, seed: u64) -> Vec<Case> {
    let mut random = Random(seed);
    let mut answers = Answers::default();
    answers.set("project.name", "shop", "a test");
    let presets = &workshop.pack.catalog.presets;
    for (tier, provider) in &presets[random.below(presets.len())].tiers {
        answers.set(format!("tiers.{tier}"), provider.as_str(), "a test");
    }
    let some = |random: &mut Random| {
        let tier = &workshop.pack.catalog.tiers[random.below(workshop.pack.catalog.tiers.len())];
        let provider = &tier.providers[random.below(tier.providers.len())];
        (format!("tiers.{}", tier.id), provider.clone())
    };
    let (tier, provider) = some(&mut random);
    answers.set(tier, provider.as_str(), "a test");
    let Ok(mut project) = Project::new(workshop, &answers) else {
        return Vec::new();
    };
    let mut typed = Answers::default();
    for _ in 0..=random.below(2) {
        let (tier, provider) = some(&mut random);
        typed.set(tier, provider.as_str(), "typed");
    }
    let mut after = project.clone();
    if after.change(workshop, &typed.clone().into(), 0).is_err() {
        return Vec::new();
    }
    let new = after.base;
    let of_a_language = |path: &str| {
        let extension = path.rsplit('.').next().unwrap_or_default();
        path == "Makefile"
            || path == "pyproject.toml"
            || ["yaml", "yml", "py", "conf"].contains(&extension)
    };
    let mut edited: Vec<(String, String)> = Vec::new();
    for (path, file) in project.mine.clone() {
        let both = new.get(&path).is_some_and(|new| *new != file);
        if both && of_a_language(path.as_str()) && file.bytes.len() > 1 {
            let mut text = String::from_utf8(file.bytes.to_vec()).unwrap();
            for number in 0..=random.below(3) {
                text = add(path.as_str(), &text, number, &mut random);
            }
            project
                .mine
                .insert(path.clone(), with_bytes(&file, text.clone().into_bytes()));
            edited.push((path.to_string(), text));
        }
    }
    project.change(workshop, &typed.clone().into(), 0).unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let case = |(path, mine): (String, String)| {
        let result = text(&project.mine.get(path.as_str())?.bytes);
        Some(Case {
            told: format!("seed {seed}: {path}, {typed:?}"),
            texts: [mine, text(&new[path.as_str()].bytes), result],
            path,
        })
    };
    edited.into_iter().filter_map(case).collect()
}

/// Adds text at the place and indentation of a line; often next to a blank line, a comment, or at the end.
fn add(path: &str, text: &str, number: usize, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let near = if random.below(3) == 0 {
        lines.len().saturating_sub(random.below(6) + 1)
    } else {
        random.below(lines.len())
    };
    let line = &lines[near.min(lines.len() - 1)];
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()].to_owned();
    let name = format!("{MARK}{number}_{}", random.below(1000));
    let choice = random.below(4);
    let added = match path.rsplit('.').next().unwrap_or_default() {
        "py" if choice == 0 => {
            format!("{indent}def {name}(self) -> int:\n{indent}    return {number}\n")
        }
        "py" if choice == 1 => format!("{indent}\"{name}\",\n"),
        "py" => format!("{indent}{name}: int = {number}\n"),
        "yaml" | "yml" if choice == 0 => format!("{indent}- {name}\n"),
        "yaml" | "yml" if choice == 1 => format!("{indent}{name}:\n{indent}  deep_{name}: 1\n"),
        "yaml" | "yml" => format!("{indent}{name}: 1\n"),
        "toml" if choice == 0 => format!("{indent}\"{name}\",\n"),
        "toml" if choice == 1 => format!("[tool.{name}]\nkey = 1\n"),
        "toml" => format!("{indent}{name} = 1\n"),
        "conf" if choice == 0 => {
            format!("{indent}location /{name}/ {{\n{indent}    return 404;\n{indent}}}\n")
        }
        "conf" => format!("{indent}set ${name} 1;\n"),
        _ if choice == 0 => format!("\techo {name}\n"),
        _ => format!("{name}: ## Ours\n\techo {name}\n"),
    };
    let lead = ["", "", "\n", "# Our own.\n", "\n# Our own.\n"][random.below(5)];
    let at = if random.below(4) == 0 {
        lines.len()
    } else {
        (near + random.below(2)).min(lines.len())
    };
    lines.insert(
        at,
        format!("{lead}{added}{}", ["", "", "\n"][random.below(3)]),
    );
    lines.concat()
}

fn answers(cases: &[Case]) -> Vec<[Paths; 3]> {
    let is_python = |case: &&Case| case.path.rsplit('.').next() == Some("py");
    let texts: Vec<String> = cases
        .iter()
        .filter(is_python)
        .flat_map(|case| case.texts.clone())
        .collect();
    let by_python = oracles::python(&texts, MARK).unwrap_or_else(|| vec![None; texts.len()]);
    let mut by_python = by_python.into_iter();
    cases
        .iter()
        .map(|case| {
            if is_python(&case) {
                return [(); 3].map(|()| by_python.next().unwrap());
            }
            let texts = case.texts.each_ref();
            texts.map(|text| oracles::paths(&case.path, text, MARK))
        })
        .collect()
}
