//! The Kubernetes manifests of a project, run pod by pod on the same engine as Compose: every pod becomes ready, and
//! the contract is satisfied through the Service in front. One selection by default, another every day. `pods.py`
//! documents which parts of a cluster are missing.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::Selection;
use super::pairwise::{contract_holds, selection};
use crate::machine::docker;
use crate::machine::stack::free_port;
use crate::machine::tools::{Need, Tools, inside, run};
use crate::trials::{Trial, today, trial};

/// Together they contain every load balancer, framework, broker and cache, and each optional one is left out once.
const SELECTIONS: [&[&str]; 5] = [
    &["lb=nginx", "web=flask", "queue=celery-redis", "cache=redis"],
    &[
        "lb=haproxy",
        "web=django",
        "queue=celery-rabbitmq",
        "cache=memcached",
    ],
    &["lb=none", "web=fastapi", "queue=none", "cache=none"],
    &["lb=nginx", "web=django", "queue=celery-redis", "cache=none"],
    &["lb=caddy", "web=django", "queue=none", "cache=redis"],
];

pub(crate) fn trials(tools: &Tools, scratch: &Path, all: bool) -> Vec<Trial> {
    let needs = [Need::Engine, Need::Program("kubectl"), Need::Requirements];
    let lack = needs.into_iter().find_map(|need| tools.lack(need));
    let turn = today() % SELECTIONS.len();
    let numbered = SELECTIONS.iter().enumerate();
    let made = numbered.map(|(number, choices)| {
        let choices = choices.iter().chain(&["db=postgres", "deploy=kubernetes"]);
        let choices: Vec<String> = choices.map(|&choice| choice.to_owned()).collect();
        let name = format!("pods: {}", choices.join(" "));
        let selection = selection(format!("boot-pods-{number}"), &choices);
        let (dir, python) = (scratch.join("pods"), tools.python_tool("python"));
        trial(name, lack.clone(), move || prove(&dir, &selection, python))
            .ignored_unless(number == turn && !all)
    });
    made.collect()
}

fn prove(dir: &Path, selection: &Selection, python: Command) -> Result<(), String> {
    let image = selection.name;
    let project = crate::machine::projects::generate(dir, image, selection.arguments)?;
    docker::provide_named(&project)?;
    let tag = format!("{image}-app:development");
    inside(
        Command::new("docker").args(["build", "--quiet", "--tag", &tag, "."]),
        &project,
    )?;
    let held =
        Pods::start(&project, selection, python).map(|pods| contract_holds(pods.port, selection));
    let _ = run(Command::new("docker").args(["image", "rm", &tag]));
    held
}

/// Pods that are removed when this is dropped.
struct Pods {
    process: Child,
    port: u16,
}

impl Pods {
    fn start(project: &Path, selection: &Selection, mut python: Command) -> Result<Self, String> {
        let port = free_port()?;
        let name = format!("{}-{}", selection.name, std::process::id());
        let mut process = python
            .args(["-c", include_str!("pods.py")])
            .arg(project)
            .args([&name, selection.edge, &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut said = String::new();
        if let Some(output) = process.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut said);
        }
        if said == "ready\n" {
            return Ok(Self { process, port });
        }
        if let Some(mut output) = process.stderr.take() {
            let _ = output.read_to_string(&mut said);
        }
        let _ = process.wait();
        Err(said)
    }
}

impl Drop for Pods {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
