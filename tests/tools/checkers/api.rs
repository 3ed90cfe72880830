//! What services say of themselves at `/openapi.json`: the same in every framework, and what they do.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Bench, arguments_of};
use crate::machine::projects::generate;
use crate::machine::tools::{Need, Outcome, Tools, inside};
use crate::trials::{Trial, today, trial};

/// A selection for each framework.
const FRAMEWORKS: [&str; 3] = ["minimal", "django alone", "fastapi"];

/// Two resources instead of the example.
const RESOURCES: [&str; 5] = [
    "example=none",
    "--resource",
    "customer name:string(120) email:email unique site:url? vip:bool = false index",
    "--resource",
    "invoice customer:ref(customer) number:string(32) unique status:enum(draft, sent) = draft index \
     total:decimal(12, 2) min=0 count:int? due:date? sent_at:datetime? notes:text(4000)? details:json? key:uuid?",
];

/// Prints the document of the project in the current folder.
const DOCUMENT: &str = "
import sys
sys.path.insert(0, 'src')
from shop.infrastructure.schemas.openapi import openapi
from shop.schemas import OPERATIONS
print(openapi('shop', OPERATIONS))
";

/// Only an event loop can hold many of these streams open.
const STREAMS: &str = "/events";

/// Then the answer of /livez is described as the one of /readyz.
const FAULT: (&str, [&str; 2]) = (
    "src/shop/infrastructure/schemas/health.py",
    ["Answer(LivenessView)", "Answer(ReadinessView)"],
);

impl Bench {
    pub(super) fn api(&self) -> Vec<Trial> {
        let mut trials = vec![
            self.equal_documents("/openapi.json is the same in every framework", generated),
            self.equal_documents(
                "/openapi.json of resources is the same in every framework",
                with_resources,
            ),
            self.finds_a_fault(),
        ];
        let turn = |at: usize| (at + today()).is_multiple_of(FRAMEWORKS.len());
        for (at, selection) in FRAMEWORKS.into_iter().enumerate() {
            let name = format!("schemathesis finds nothing in {selection}");
            let of_example = self.api_trial(name, move |tools, folder| {
                attack(tools, &generated(folder, selection)?).map(drop)
            });
            let name = format!("schemathesis finds nothing in {selection} with resources");
            let of_resources = self.api_trial(name, move |tools, folder| {
                attack(tools, &with_resources(folder, selection)?).map(drop)
            });
            let name = format!(
                "a provider of logins that changes its keys fails no request of {selection}"
            );
            let of_callers = self.api_trial(name, move |tools, folder| {
                let script = include_str!("provider.py");
                let project = with_callers(folder, selection)?;
                inside(tools.python_tool("python").args(["-c", script]), &project).map(drop)
            });
            // of each kind another framework every day
            trials.push(of_example.ignored_unless(turn(at)));
            trials.push(of_resources.ignored_unless(turn(at + 1)));
            trials.push(of_callers.ignored_unless(turn(at + 2)));
        }
        trials
    }

    fn equal_documents(
        &self,
        name: &str,
        generated: fn(&Path, &str) -> Result<PathBuf, String>,
    ) -> Trial {
        self.api_trial(name, move |tools, folder| {
            let documents = FRAMEWORKS
                .iter()
                .map(|selection| document(tools, &generated(folder, selection)?))
                .collect::<Result<Vec<Value>, String>>()?;
            match documents.windows(2).find(|pair| pair[0] != pair[1]) {
                None => Ok(()),
                Some(pair) => Err(format!("{:#}\n{:#}", pair[0], pair[1])),
            }
        })
    }

    fn finds_a_fault(&self) -> Trial {
        let name = "schemathesis finds an answer that is not as described";
        self.api_trial(name, |tools, folder| {
            let project = generated(folder, FRAMEWORKS[0])?;
            let (file, [old, new]) = FAULT;
            let path = project.join(file);
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
            let faulty = text.replacen(old, new, 1);
            std::fs::write(&path, faulty).map_err(|error| error.to_string())?;
            match attack(tools, &project) {
                Err(said) if said.contains("Response violates schema") => Ok(()),
                Err(said) | Ok(said) => Err(said),
            }
        })
    }

    fn api_trial(
        &self,
        name: impl Into<String>,
        body: impl FnOnce(&Tools, &Path) -> Result<(), String> + Send + 'static,
    ) -> Trial {
        let name = name.into();
        let lack = self.lack(&[Need::Requirements, Need::Program("make")]);
        let folder = self.folder.join(name.replace('/', " "));
        let tools = Arc::clone(&self.tools);
        trial(name, lack, move || body(&tools, &folder))
    }
}

fn generated(folder: &Path, selection: &str) -> Result<PathBuf, String> {
    generate(&folder.join(selection), "shop", arguments_of(selection))
}

fn with_resources(folder: &Path, selection: &str) -> Result<PathBuf, String> {
    let arguments = [arguments_of(selection), &RESOURCES[..]].concat();
    generate(&folder.join(selection), "shop", &arguments)
}

fn with_callers(folder: &Path, selection: &str) -> Result<PathBuf, String> {
    let arguments = [arguments_of(selection), &["auth=oidc"]].concat();
    generate(&folder.join(selection), "shop", &arguments)
}

/// Without the paths that only some frameworks can serve.
fn document(tools: &Tools, project: &Path) -> Result<Value, String> {
    let said = inside(tools.python_tool("python").args(["-c", DOCUMENT]), project)?;
    let mut document: Value =
        serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
    if let Some(paths) = document
        .pointer_mut("/paths")
        .and_then(Value::as_object_mut)
    {
        let kept = |(path, _): &(String, Value)| !path.ends_with(STREAMS);
        *paths = std::mem::take(paths)
            .into_iter()
            .filter(kept)
            .collect::<Map<_, _>>();
    }
    Ok(document)
}

fn attack(tools: &Tools, project: &Path) -> Outcome {
    let script = include_str!("described.py");
    inside(tools.python_tool("python").args(["-c", script]), project)
}
