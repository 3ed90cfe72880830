//! The instructions of a document as a bash script.

use super::follow::side;

/// Its `shell` blocks in order, without excluded commands, and the files to write.
pub(crate) fn script(text: &str, left_out: &dyn Fn(&str) -> bool) -> String {
    let mut steps = vec!["trap 'echo \"fails: $at\" >&2' ERR".to_owned()];
    let (mut file, mut changed) = (None, None);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(path) = line.strip_prefix("New: `") {
            file = Some(path.trim_end_matches('`'));
        }
        if let Some(path) = line.strip_prefix("Change: `") {
            changed = Some(path.trim_end_matches('`'));
        }
        let indent = line.len() - line.trim_start().len();
        let Some(language) = line.trim_start().strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines
            .by_ref()
            .take_while(|line| line.trim_start() != "```")
            .map(|line| line.get(indent..).unwrap_or_default())
            .collect();
        if let ("diff", Some(path)) = (language, changed) {
            steps.push(change(path, &block));
            continue;
        }
        let block = block.join("\n");
        match (language, file.take()) {
            ("shell", _) => {
                let block = block.replace("\\\n", "");
                let commands = block
                    .lines()
                    .map(command)
                    .filter(|command| !left_out(command.0));
                steps.extend(commands.filter_map(step));
            }
            (_, Some(path)) => steps.extend([
                format!("mkdir -p \"$(dirname {path})\""),
                format!("cat >{path} <<'END OF {path}'\n{block}\nEND OF {path}"),
            ]),
            _ => {}
        }
    }
    steps.join("\n")
}

/// Replaces some lines of a file by others, as a diff says.
fn change(path: &str, block: &[&str]) -> String {
    let [path, old, new] =
        [path, &side(block, '-'), &side(block, '+')].map(|text| serde_json::json!(text));
    format!(
        "at='the change of '{path}
python3 - <<'END'
from pathlib import Path

path = Path({path})
text = path.read_text()
assert text.count({old}) == 1, path
path.write_text(text.replace({old}, {new}))
END"
    )
}

/// A line without its comment, and the comment.
fn command(line: &str) -> (&str, &str) {
    let (command, comment) = line.split_once(" # ").unwrap_or((line, ""));
    (command.trim(), comment)
}

fn step((command, comment): (&str, &str)) -> Option<String> {
    let yes = if comment.starts_with("asks") {
        " -y"
    } else {
        ""
    };
    let noted = format!("at='{}'", command.replace('\'', "'\\''"));
    let step = match comment.split_once("exits with ") {
        Some((_, code)) => format!("code=0\n{command}{yes} || code=$?\n((code == {code}))"),
        None => format!("{command}{yes}"),
    };
    (!command.is_empty()).then(|| format!("{noted}\n{step}"))
}
