//! Random resources over random selections: what is generated for them is formatted, linted, typed and layered without a
//! finding, and its tests pass. Ten in a usual run; `RANDOM_RESOURCES=200` makes more.

mod random;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use libtest_mimic::Conclusion;

use crate::checkers::checks;
use crate::machine::projects::generate;
use crate::machine::tools::{Need, Tools, inside};
use crate::support;
use crate::trials::{Suite, Trial, trial};

/// The checkers that each project passes.
const CHECKS: [&str; 4] = ["ruff check", "ruff format", "mypy", "import-linter"];
/// The usual number of projects.
const USUAL: u64 = 10;

/// Every way in which a project keeps records.
const STORES: [[&str; 2]; 4] = [
    ["web=flask", "db=sqlite"],
    ["web=fastapi", "db=sqlite"],
    ["web=django", "db=sqlite"],
    ["web=flask", "db=none"],
];
const CIRCLES: [&str; 6] = [
    "team name:string(40) lead:ref(player)? on_delete=set_null unique part_of:ref(team)? on_delete=cascade",
    "player name:string(40) team:ref(team) on_delete=cascade rival:ref(player)?",
    "node next:ref(link)? on_delete=cascade",
    "link node:ref(node)? on_delete=cascade index",
    // Two records of one kind, which may not be equal.
    "person email:email unique",
    "meeting host:ref(person) guest:ref(person) minutes:int",
];
const CIRCLE_TEST: &str = include_str!("resources/circle.py");

const CATALOG: &str = "format = 1\nname = \"acme\"\nversion = \"1.0.0\"\nextends = \"builtin\"\n";

pub fn suite(suite: Suite) -> Conclusion {
    let scratch = support::scratch();
    let tools = Arc::new(Tools::find());
    let wanted = std::env::var("RANDOM_RESOURCES").ok();
    let count = wanted.and_then(|text| text.parse().ok()).unwrap_or(USUAL);
    let mut trials: Vec<Trial> = (0..count)
        .map(|number| project(&tools, scratch.path(), number))
        .collect();
    trials.push(without_the_example(&tools, scratch.path()));
    trials.extend(["web=flask", "web=django"].map(|web| own_type(&tools, scratch.path(), web)));
    trials.extend(STORES.map(|tiers| circle(&tools, scratch.path(), tiers)));
    suite.run(trials)
}

/// The example is removed after edits elsewhere: they stay, the rest is clean, and what a person wrote about the example is
/// found.
fn without_the_example(tools: &Arc<Tools>, folder: &Path) -> Trial {
    let folder = folder.join("without the example");
    let lack = tools.lack(Need::Requirements);
    let tools = Arc::clone(tools);
    trial("the example goes from an edited project", lack, move || {
        let project = generate(&folder, "shop", &["--preset", "minimal"])?;
        let app = project.join("src/shop/app.py");
        let text = std::fs::read_to_string(&app).map_err(|error| error.to_string())?;
        let edited = text.replacen("LARGEST_BODY", "# By us.\nLARGEST_BODY", 1);
        let own = project.join("src/shop/services/own.py");
        let write =
            |path: &Path, text: &str| std::fs::write(path, text).map_err(|error| error.to_string());
        write(&app, &edited)?;
        write(
            &own,
            "from shop.services.orders import OrderService\n\nSERVICE = OrderService\n",
        )?;
        support::run(&project, ["set", "example=none", "-y"]).ok();
        let found = support::run(&project, ["check"]);
        let names = "src/shop/services/own.py:1: imports `shop.services.orders`";
        assert!(
            found.code == 3 && found.stdout.contains(names),
            "{found:#?}"
        );
        std::fs::remove_file(&own).map_err(|error| error.to_string())?;
        support::run(&project, ["check"]).ok();
        let text = std::fs::read_to_string(&app).map_err(|error| error.to_string())?;
        assert!(text.contains("# By us.\nLARGEST_BODY"), "{text}");
        check(&tools, &project)
    })
}

/// The type that docs/packs.md adds to a pack.
fn own_type(tools: &Arc<Tools>, folder: &Path, web: &'static str) -> Trial {
    let name = format!("a type of a pack with {web}");
    let folder = folder.join(&name);
    let lack = tools.lack(Need::Requirements);
    let tools = Arc::clone(tools);
    trial(name, lack, move || {
        let document = include_str!("../../docs/packs.md");
        let (_, rest) = document
            .split_once("New: `acme/types/country.toml`\n\n```toml\n")
            .ok_or("docs/packs.md adds no type")?;
        let text = rest.split("```").next().unwrap_or_default();
        let pack = folder.join("acme");
        std::fs::create_dir_all(pack.join("types")).map_err(|error| error.to_string())?;
        for (path, text) in [("catalog.toml", CATALOG), ("types/country.toml", text)] {
            std::fs::write(pack.join(path), text).map_err(|error| error.to_string())?;
        }
        let kind =
            "warehouse name:string(60) country:country origin:country? home:country=DE index";
        let pack = pack.display().to_string();
        let minimal = ["queue=none", "cache=none", "db=sqlite", "example=none"];
        let arguments = ["--pack", &pack, web, "--resource", kind];
        let project = generate(&folder, "shop", &[&arguments[..], &minimal].concat())?;
        check(&tools, &project)
    })
}

/// Resources that refer to each other work like others, with each store of records.
fn circle(tools: &Arc<Tools>, folder: &Path, tiers: [&'static str; 2]) -> Trial {
    let name = format!("references in a circle with {}", tiers.join(" "));
    let folder = folder.join(&name);
    let lack = tools.lack(Need::Requirements);
    let tools = Arc::clone(tools);
    trial(name, lack, move || {
        let others = ["lb=none", "queue=none", "cache=none", "example=none"];
        let resources = CIRCLES.iter().flat_map(|one| ["--resource", one]);
        let arguments: Vec<&str> = tiers.into_iter().chain(others).chain(resources).collect();
        let project = generate(&folder, "shop", &arguments)?;
        let test = project.join("tests/contract/test_circle.py");
        std::fs::write(test, CIRCLE_TEST).map_err(|error| error.to_string())?;
        check(&tools, &project)
    })
}

fn project(tools: &Arc<Tools>, folder: &Path, number: u64) -> Trial {
    let name = format!("random resources {number}");
    let folder = folder.join(&name);
    let lack = tools.lack(Need::Requirements);
    let tools = Arc::clone(tools);
    trial(name, lack, move || {
        let arguments = random::arguments(number);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let failed = |said: String| format!("tierup new shop {arguments:?}\n{said}");
        let project = generate(&folder, "shop", &arguments)?;
        check(&tools, &project).map_err(failed)?;
        std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())
    })
}

fn check(tools: &Tools, project: &Path) -> Result<(), String> {
    for name in CHECKS {
        let check = checks::named(name).ok_or("there is no such check")?;
        (check.run)(tools, project).map_err(|said| format!("{name}: {said}"))?;
    }
    // `inside` removes what a person may have set, also for the programs that tests start
    let path = format!("PYTHONPATH={}", project.join("src").display());
    let python = tools.python_tool("python");
    let mut command = Command::new("env");
    command.arg(path).arg(python.get_program());
    command.args([
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:schemathesis",
        "-p",
        "no:cacheprovider",
        "tests",
    ]);
    inside(&mut command, project).map(drop)
}
