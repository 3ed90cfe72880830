//! The engine of the page: from a choice to what the page shows and downloads, with the same functions as the command.
//! Takes and returns JSON documents; files as bytes. Knows no page.

mod choice;
mod documents;

use serde_json::json;
use tierup::audit::open;
use tierup::core::error::{Error, Problem, Result};
use tierup::core::tree::{RelPath, Tree};
use tierup::generate::blueprint;
use tierup::generate::render::RenderMemo;
use tierup::pack::{Content, Files, Pack, builtin, hash};
use tierup::project::new_project::NewProject;
use tierup::project::patch::patch;
use tierup::project::secret;
use wasm_bindgen::prelude::wasm_bindgen;

use choice::Choice;

/// WebAssembly has no threads here.
const THREADS: usize = 1;
/// The files that are kept: those of some ten choices that have nothing in common, in tens of megabytes.
const MOST_FILES: usize = 4096;
/// What the preview shows for a secret.
const SECRET: &str = "(drawn when you download)";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// The files of a pack that is not built in.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct PackFiles {
    files: Files,
}

#[wasm_bindgen]
impl PackFiles {
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, path: String, bytes: Vec<u8>) {
        self.files.insert(path, Content::InMemory(bytes.into()));
    }
}

/// A pack and the project of the last choice.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    project: Option<NewProject>,
    /// From one choice to the next most files are the same.
    memo: RenderMemo,
    /// The tree that the project is compared with.
    other: Tree,
}

#[wasm_bindgen]
impl Engine {
    /// The engine of the built-in pack.
    ///
    /// # Errors
    /// Never in a released page: a test opens it.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Self, String> {
        told(open::released_builtin().map(Self::of))
    }

    /// The engine of another pack, with the source by which `tierup.toml` and the command name it.
    ///
    /// # Errors
    /// Every problem of the pack, as a JSON document.
    pub fn of_pack(source: &str, commit: Option<String>, files: PackFiles) -> Result<Self, String> {
        let below = |name: &str| (name == builtin::NAME).then(builtin::files);
        let opened = || -> Result<Self> {
            let mut pack = open::open_files(source, files.files, &below, &builtin::read)?;
            pack.commit = commit;
            pack.hash = Some(hash::of(&pack, &builtin::read, THREADS)?);
            Ok(Self::of(pack))
        };
        told(opened())
    }

    /// The pack: tiers, presets, questions, field types and capacity inputs.
    #[must_use]
    pub fn about(&self) -> String {
        documents::about(&self.pack).to_string()
    }

    /// Makes a choice: its problems, what it rules out, and its consequences.
    ///
    /// # Errors
    /// When `choice` is not the JSON document of a choice.
    pub fn choose(&mut self, choice: &str) -> Result<String, String> {
        let choice = parsed(choice)?;
        self.project = None;
        Ok(documents::choice(&self.pack, &choice).to_string())
    }

    /// Generates the project of a choice and lists its files.
    ///
    /// # Errors
    /// The problems of the choice, as a JSON document.
    pub fn generate(&mut self, choice: &str) -> Result<String, String> {
        let project = told(self.project_of(&parsed(choice)?))?;
        let listed = documents::files(&project.tree).to_string();
        self.project = Some(project);
        Ok(listed)
    }

    /// The bytes of a file of the generated project.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        let file = self.project.as_ref()?.tree.get(path)?;
        Some(file.bytes.to_vec())
    }

    /// Lists the files that differ between another choice and the generated project.
    ///
    /// # Errors
    /// The problems of the other choice, as a JSON document.
    pub fn compare(&mut self, other: &str) -> Result<String, String> {
        self.other = told(self.project_of(&parsed(other)?))?.tree;
        let empty = Tree::new();
        let tree = self
            .project
            .as_ref()
            .map_or(&empty, |project| &project.tree);
        Ok(documents::difference(&self.other, tree).to_string())
    }

    /// The change of a file since the other choice, as a patch.
    #[must_use]
    pub fn patch(&self, path: &str) -> String {
        let Ok(path) = RelPath::new(path) else {
            return String::new();
        };
        let new = self
            .project
            .as_ref()
            .and_then(|project| project.tree.get(&path));
        let old = self.other.get(&path);
        let text = patch(old.map(|file| (&path, file)), new.map(|file| (&path, file)));
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The choice in a `tierup.toml`.
    ///
    /// # Errors
    /// The problems of the file, as a JSON document.
    pub fn read(&self, text: &str) -> Result<String, String> {
        told(Choice::of_file(&self.pack, text)).map(|choice| json!(choice).to_string())
    }

    /// Draws the secrets and returns all files of the generated project, with its bookkeeping.
    ///
    /// # Errors
    /// When there is no project.
    pub fn archive(&self) -> Result<Archive, String> {
        told(self.archived())
    }
}

impl Engine {
    fn of(pack: Pack) -> Self {
        Self {
            pack,
            project: None,
            memo: RenderMemo::of_at_most(MOST_FILES),
            other: Tree::new(),
        }
    }

    fn project_of(&self, choice: &Choice) -> Result<NewProject> {
        let blueprint = blueprint::decide(&self.pack, &choice.answers(&self.pack)?)?;
        let mut project = NewProject::of(
            &self.pack,
            &blueprint,
            &builtin::read,
            THREADS,
            Some(&self.memo),
        )?;
        let variables = project.assembly.variables.iter();
        let hidden = variables.map(|variable| (variable.name.clone(), SECRET.to_owned()));
        let hidden = hidden.collect();
        project.fill_secrets(&hidden)?;
        Ok(project)
    }

    fn archived(&self) -> Result<Archive> {
        let project = self
            .project
            .as_ref()
            .ok_or_else(|| Problem::new("there is no project"))?;
        let drawn = secret::new_secrets(&project.assembly.variables, &|bytes| {
            get_random_values(bytes);
            Ok(())
        })?;
        let mut project = project.clone();
        project.fill_secrets(&drawn)?;
        project.tree.extend(project.bookkeeping);
        Ok(Archive {
            files: project.tree,
        })
    }
}

/// The files of a project to download.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Archive {
    files: Tree,
}

#[wasm_bindgen]
impl Archive {
    /// The paths and modes, as a JSON document.
    #[must_use]
    pub fn list(&self) -> String {
        documents::files(&self.files).to_string()
    }

    #[must_use]
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        Some(self.files.get(path)?.bytes.to_vec())
    }
}

fn parsed(choice: &str) -> Result<Choice, String> {
    let fault =
        |error: serde_json::Error| documents::problems(&Problem::new(error.to_string()).into());
    serde_json::from_str(choice).map_err(|error| fault(error).to_string())
}

fn told<T>(result: Result<T>) -> Result<T, String> {
    result.map_err(|error: Error| documents::problems(&error).to_string())
}
