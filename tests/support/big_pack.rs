//! Packs of any size, made for the test: one tier with one provider, and so many small templates.

use std::fs;
use std::path::{Path, PathBuf};

/// Templates that stand together in one folder.
const PER_FOLDER: usize = 100;

const CATALOG: &str = r#"format = 1
name = "big"
version = "1.0.0"

[[tiers]]
id = "web"
label = "Web"
question = "Who serves?"
providers = ["plain"]

[[presets]]
id = "all"
label = "All"
about = "Everything there is"
tiers = { web = "plain" }
"#;

const PROVIDER: &str = r#"label = "Plain"
about = "Serves"

[[services]]
name = "web"
role = "request-workers"
port = 8000
networks = ["edge"]
"#;

/// Writes a pack of `files` templates, each of about `bytes`, to `root/name`.
pub(crate) fn big_pack(root: &Path, name: &str, files: usize, bytes: usize) -> PathBuf {
    let pack = root.join(name);
    fs::create_dir_all(pack.join("web/plain")).unwrap();
    fs::write(pack.join("catalog.toml"), CATALOG).unwrap();
    fs::write(pack.join("web/plain/provider.toml"), PROVIDER).unwrap();
    let filling = "x".repeat(bytes);
    for number in 0..files {
        let path = pack
            .join("project")
            .join(format!("{}.tera", path_of(number)));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(
            path,
            format!("{{{{ project.package }}}} {number} {filling}\n"),
        )
        .unwrap();
    }
    pack
}

/// Where in the project a template's file lies.
pub(crate) fn path_of(number: usize) -> String {
    format!("part{}/file{number}.txt", number / PER_FOLDER)
}

/// Whether `project` holds every file of the pack, whole.
#[allow(dead_code, reason = "each test binary uses its part")]
pub(crate) fn is_whole(project: &Path, package: &str, files: usize, bytes: usize) -> bool {
    let filling = "x".repeat(bytes);
    (0..files).all(|number| {
        fs::read_to_string(project.join(path_of(number)))
            .is_ok_and(|text| text == format!("{package} {number} {filling}\n"))
    })
}
