//! Catalogs and manifests by the schema of packs, with values of the correct type, of wrong types, and far too large.

use std::fmt::Write as _;

use super::Choices;
use super::template::template;

/// Keys of a manifest with lists of tables, with the keys of these tables.
const LISTS: [(&str, &[&str]); 10] = [
    ("requires", &["tier", "provider", "reason"]),
    ("conflicts", &["tier", "provider", "reason"]),
    ("limits", &["key", "at_most", "at_least", "reason"]),
    ("places", &["number", "file", "pattern", "times"]),
    ("settings", &["name", "type", "default", "compose", "about", "compose_of"]),
    ("variables", &["name", "value", "secret", "about"]),
    ("services", &[
        "name", "role", "networks", "label", "image", "command", "environment", "port", "volumes", "files", "tmpfs",
        "depends_on", "healthcheck", "replicas", "memory_mb", "cpus", "cpu_ms", "pids", "stop_grace_s", "user", "uid",
        "details", "done",
    ]),
    ("mounts", &["target", "volume", "folder", "roles", "read_only"]),
    ("checks", &["name", "run", "modules", "reads", "each", "environment", "copy", "replace", "at_least"]),
    ("drives", &["name", "method", "path", "body", "status", "every"]),
];
const ROLES: [&str; 8] = [
    "request-workers", "edge", "task-workers", "broker", "memory-store", "connection-store", "job", "store",
];
const NUMBERS: [&str; 5] = ["web.processes", "web.replicas", "db.max_connections", "load.requests_per_s", "nope"];
const PATTERNS: [&str; 7] = [
    "^a=([0-9]+)$", "(", "(?:(?:a{100}){100}){100}([0-9])", "(a*)*b", "([0-9]+)?", "\\p{L}{500}([0-9])", "(x)(y)",
];

/// The manifest of a provider or part.
pub fn manifest(c: &mut Choices<'_>) -> String {
    let mut text = format!("label = {}\nabout = {}\n", string(c), string(c));
    if c.rarely() {
        let _ = writeln!(text, "{}", c.one(&["when = { a = \"b\" }", "facts = { a = \"b\" }", "scales = true", "inside = \"x\""]));
    }
    if c.below(3) == 0 {
        let fact = format!("{} = {}\n", key(c), string(c));
        let _ = write!(text, "[facts]\n{fact}");
    }
    for _ in 0..c.below(4) {
        let (list, keys) = LISTS[c.below(LISTS.len())];
        let table = table(c, list, keys);
        text += &c.often(table);
    }
    if c.below(3) == 0 {
        let slot = template(c);
        let _ = write!(text, "[slots]\nreadme = {}\n", quoted(&slot));
    }
    if c.below(4) == 0 {
        let pin = format!("{}, ", string(c));
        let _ = write!(text, "[python]\n{} = [{}]\n", c.one(&["dependencies", "dev", "imports"]), c.often(pin));
    }
    text
}

fn table(c: &mut Choices<'_>, list: &str, keys: &[&str]) -> String {
    let mut text = format!("[[{list}]]\n");
    for (at, key) in keys.iter().enumerate() {
        // the first keys are required
        if at < 3 || c.below(3) == 0 {
            let _ = writeln!(text, "{key} = {}", value(c, key));
        }
    }
    text
}

/// A value that the key may have, or another one.
fn value(c: &mut Choices<'_>, key: &str) -> String {
    if c.rarely() {
        return any(c, 0);
    }
    match key {
        "role" => format!("\"{}\"", c.one(&ROLES)),
        "tier" => quoted(c.one(&["web", "store", "nope"])),
        "provider" => quoted(c.one(&["plain", "disk", "none"])),
        "key" | "number" => quoted(c.one(&NUMBERS)),
        "pattern" => quoted(c.one(&PATTERNS)),
        "secret" | "read_only" => c.one(&["true", "false"]).to_owned(),
        "port" | "times" | "at_most" | "at_least" | "pids" | "uid" | "cpu_ms" | "status" => c.number(),
        "networks" | "command" | "tmpfs" | "details" | "done" | "modules" | "reads" | "roles" => {
            let item = format!("{}, ", string(c));
            format!("[{}]", c.often(item))
        }
        "run" => "[[\"true\"]]".to_owned(),
        "environment" | "files" | "copy" | "replace" | "compose_of" => format!("{{ {} = {} }}", key_of(c), string(c)),
        "depends_on" => format!("{{ {} = \"healthy\" }}", key_of(c)),
        "volumes" => format!("[{{ volume = {}, target = \"/x\" }}]", string(c)),
        "healthcheck" => format!("{{ test = [{}], retries = {} }}", string(c), c.number()),
        "replicas" | "memory_mb" | "cpus" | "stop_grace_s" => format!("\"{}\"", c.number()),
        "file" | "target" => quoted(c.one(&["compose.yaml", "../x", "/x", "{{ project.package }}/a"])),
        "name" => {
            let name = c.one(&["web", "a", "b", "A_B", "x y", "\u{1b}[2J"]);
            quoted(name)
        }
        _ => string(c),
    }
}

fn key(c: &mut Choices<'_>) -> String {
    c.one(&["a", "b", "orm", "\"x y\""]).to_owned()
}

fn key_of(c: &mut Choices<'_>) -> String {
    c.one(&["a", "B", "web", "\"/x\""]).to_owned()
}

/// Text, sometimes a template.
fn string(c: &mut Choices<'_>) -> String {
    let text = if c.below(6) == 0 { template(c) } else { c.word() };
    quoted(&text)
}

pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if (letter as u32) < 32 || letter == '\u{7f}' => {
                let _ = write!(out, "\\u{:04x}", letter as u32);
            }
            letter => out.push(letter),
        }
    }
    out + "\""
}

/// Any value, nested.
fn any(c: &mut Choices<'_>, depth: usize) -> String {
    match c.below(8) {
        0..=2 => string(c),
        3 => c.number(),
        4 => c.one(&["true", "1979-05-27", "nan", "inf", "0x7fffffffffffffff"]).to_owned(),
        5 => {
            let open = c.often("[".to_owned());
            let close = "]".repeat(open.len());
            open + &close
        }
        6 if depth < 4 => format!("[{}]", any(c, depth + 1)),
        _ if depth < 4 => format!("{{ a = {} }}", any(c, depth + 1)),
        _ => "1".to_owned(),
    }
}

/// A catalog with the tiers `web` and `store`, and more tiers, presets and questions.
pub fn catalog(c: &mut Choices<'_>) -> String {
    let name = if c.rarely() { string(c) } else { "\"base\"".to_owned() };
    let version = if c.rarely() { string(c) } else { "\"1.0.0\"".to_owned() };
    let mut text = format!("format = 1\nname = {name}\nversion = {version}\n");
    if c.below(4) == 0 {
        let _ = writeln!(text, "{} = [{}]", c.one(&["hide", "without", "managed", "taken_names", "internal_networks"]), string(c));
    }
    let labels = string(c);
    for (tier, providers) in [("web", "[\"plain\", \"none\"]"), ("store", "[\"disk\", \"none\"]")] {
        let _ = write!(text, "[[tiers]]\nid = \"{tier}\"\nlabel = {labels}\nquestion = {}\nproviders = {providers}\n", string(c));
    }
    let preset = format!(
        "[[presets]]\nid = {}\nlabel = {labels}\nabout = {}\ntiers = {{ web = \"plain\", store = \"disk\" }}\n",
        if c.rarely() { string(c) } else { "\"all\"".to_owned() },
        string(c),
    );
    text += &preset;
    for _ in 0..c.below(3) {
        let kind = c.one(&["text", "number", "choice", "yes-no"]);
        let question = format!(
            "[[questions]]\nid = \"{}\"\nquestion = {}\ntype = \"{kind}\"\ndefault = {}\n{}",
            c.one(&["q", "r", "s"]),
            string(c),
            any(c, 3),
            match c.below(4) {
                0 => format!("pattern = {}\n", quoted(c.one(&PATTERNS))),
                1 => format!("min = {}\nmax = {}\n", c.number(), c.number()),
                2 => format!("choices = [{}]\n", string(c)),
                _ => String::new(),
            }
        );
        text += &c.often(question);
    }
    let _ = write!(text, "[slots]\nreadme = {}\n", string(c));
    text
}
