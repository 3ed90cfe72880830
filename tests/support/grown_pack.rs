//! A copy of the built-in pack with data added: a provider `keydb` of the cache, and a tier `search`.

use std::fs;
use std::path::{Path, PathBuf};

const SEARCH: &str = r#"[[tiers]]
id = "search"
label = "Search"
question = "What finds text?"
providers = ["none", "finder"]

[[presets]]
id = "classic""#;

const NONE: &str = r#"label = "None"
about = "Nothing finds text."
"#;

const FINDER: &str = r#"label = "Finder"
about = "Finds text."

[[settings]]
name = "search_url"
type = "str | None"
default = "None"
compose = "http://search:7700"
about = "Where text is found."

[[services]]
name = "search"
role = "store"
image = "debian:13"
port = 7700
networks = ["backend"]
memory_mb = "64"
cpus = "0.5"
"#;

/// The pack, in a new folder in `dir`.
pub(crate) fn grown_pack(dir: &Path) -> PathBuf {
    let pack = dir.join("pack");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"),
        &pack,
    );
    change(
        &pack.join("catalog.toml"),
        &[
            (
                "providers = [\"redis\", ",
                "providers = [\"redis\", \"keydb\", ",
            ),
            ("[[presets]]\nid = \"classic\"", SEARCH),
            (", db = \"", ", search = \"none\", db = \""),
        ],
    );
    copy(&pack.join("cache/redis"), &pack.join("cache/keydb"));
    change(
        &pack.join("cache/keydb/provider.toml"),
        &[
            ("label = \"Redis\"", "label = \"KeyDB\""),
            (
                "image = \"redis:8.0\"",
                "image = \"eqalpha/keydb:x86_64_v6.3.4\"",
            ),
            ("redis-server", "keydb-server"),
            ("redis-cli", "keydb-cli"),
            ("user = \"redis\"", "user = \"keydb\""),
        ],
    );
    for (provider, manifest) in [("none", NONE), ("finder", FINDER)] {
        fs::create_dir_all(pack.join("search").join(provider)).unwrap();
        fs::write(
            pack.join("search").join(provider).join("provider.toml"),
            manifest,
        )
        .unwrap();
    }
    pack
}

fn change(path: &Path, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(path).unwrap();
    for (old, new) in changes {
        assert!(
            text.contains(old),
            "{} no longer has {old:?}",
            path.display()
        );
        text = text.replace(old, new);
    }
    fs::write(path, text).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
