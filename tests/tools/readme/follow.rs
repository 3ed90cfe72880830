//! Parses a guide into steps: files to write, and commands to run.

/// A step of the guide.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Write a file.
    New {
        path: String,
        text: String,
    },
    /// Replace some lines of a file by others.
    Change {
        path: String,
        old: String,
        new: String,
    },
    Run(String),
}

/// The text below each second-level heading with this prefix.
pub(crate) fn sections<'a>(guide: &'a str, heading: &str) -> Vec<&'a str> {
    guide
        .split("\n## ")
        .skip(1)
        .filter(|section| section.starts_with(heading))
        .collect()
}

/// The fenced blocks in order; the last `New:` or `Change:` line before one names its file.
pub(crate) fn steps(section: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let (mut verb, mut path) = ("", "");
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if let Some((word, file)) = line
            .split_once(": `")
            .filter(|(word, _)| ["New", "Change"].contains(word))
        {
            (verb, path) = (word, file.trim_end_matches('`'));
        }
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let path = path.to_owned();
        steps.push(match (language, verb) {
            ("shell", _) => Step::Run(block.join("\n")),
            ("diff", "Change") => Step::Change {
                path,
                old: side(&block, '-'),
                new: side(&block, '+'),
            },
            ("python", "New") => Step::New {
                path,
                text: block.join("\n") + "\n",
            },
            other => return Err(format!("no file is named for a {other:?} block: {block:?}")),
        });
    }
    Ok(steps)
}

/// The lines of one side of a diff.
pub(crate) fn side(block: &[&str], sign: char) -> String {
    let lines = block
        .iter()
        .filter(|line| line.is_empty() || line.starts_with([' ', sign]));
    lines
        .flat_map(|line| [line.get(1..).unwrap_or_default(), "\n"])
        .collect()
}
