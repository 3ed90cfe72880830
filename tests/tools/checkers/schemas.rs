//! JSON Schemas that this program prints, and files of this repository that must satisfy them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::machine::tools::{Tools, inside};
use crate::support;

/// A schema, its files, and an invalid one.
pub(crate) struct Described {
    pub(crate) what: &'static str,
    names: &'static [&'static str],
    broken: &'static str,
}

pub(crate) const SCHEMAS: [Described; 3] = [
    Described {
        what: "tierup",
        names: &["tierup.toml"],
        broken: "templates/catalog.toml",
    },
    Described {
        what: "catalog",
        names: &["catalog.toml"],
        broken: "tests/packs/broken/unknown-keys/pack/catalog.toml",
    },
    Described {
        what: "provider",
        names: &["provider.toml", "part.toml"],
        broken: "tests/packs/broken/unknown-keys/pack/web/plain/provider.toml",
    },
];

/// Folders with valid files.
const FOLDERS: [&str; 3] = ["templates", "src/cli/command/pack/starter", "tests/golden"];

impl Described {
    /// The schema is valid, its files satisfy it, and a broken file does not.
    pub(crate) fn holds(&self, tools: &Tools, folder: &Path) -> Result<(), String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let schema = support::run(folder, ["schema", self.what]).ok();
        let file = folder.join(format!("{}.schema.json", self.what));
        std::fs::write(&file, &schema.stdout).map_err(|error| error.to_string())?;
        let check = |how: &str, files: &[&OsStr]| {
            let mut check = tools.python_tool("check-jsonschema");
            inside(check.arg(how).arg(&file).args(files), root)
        };
        check("--check-metaschema", &[])?;
        let files = self.files(root);
        if files.is_empty() {
            return Err("there is no file to look at".to_owned());
        }
        let files: Vec<&OsStr> = files.iter().map(AsRef::as_ref).collect();
        check("--schemafile", &files)?;
        match check("--schemafile", &[self.broken.as_ref()]) {
            Ok(_) => Err(format!("it says nothing of {}", self.broken)),
            Err(_) => Ok(()),
        }
    }

    fn files(&self, root: &Path) -> Vec<PathBuf> {
        let all = FOLDERS
            .iter()
            .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)).sort_by_file_name());
        let named = |path: &PathBuf| {
            let name = path.file_name().and_then(OsStr::to_str);
            name.is_some_and(|name| self.names.contains(&name))
        };
        all.filter_map(Result::ok)
            .map(walkdir::DirEntry::into_path)
            .filter(named)
            .collect()
    }
}
