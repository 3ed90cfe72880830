//! Generated projects in Compose, from the build to the removal: everything is healthy, one port is published, and the
//! HTTP contract is satisfied from outside.
//!
//! Needs a Docker engine. Without a registry, `TIERUP_IMAGES` is a command that makes the images that it is
//! given. `cargo test --test tools -- --include-ignored boot::` boots more.

mod changed;
mod cluster;
pub(crate) mod contract;
mod edge;
mod front;
mod hardening;
mod operation;
mod pairwise;
mod records;
mod watched;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use libtest_mimic::Conclusion;
use serde_json::Value;

use crate::checkers::python;
use crate::machine::projects;
use crate::machine::stack::Stack;
use crate::machine::tools::{Need, Tools};
use crate::support;
use crate::support::selections;
use crate::trials::{Suite, Trial, trial};
use pairwise::Pairwise;
use tierup::audit::open;

/// A stack to boot, and the expected services.
#[derive(Debug, Clone, Copy)]
struct Selection {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The one service that publishes a port.
    edge: &'static str,
    cached: bool,
    /// The number of containers of each service.
    containers: &'static [(&'static str, usize)],
    always: bool,
    /// Whether it has every tier.
    full: bool,
    front: Front,
}

/// What a load balancer does besides balancing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Front {
    /// It caches responses, and returns a problem also for a request that it cannot parse.
    Caching,
    /// It does neither.
    Plain,
}

/// The containers of a stack with every tier that answers requests.
const EVERY_TIER: [(&str, usize); 7] = [
    ("broker", 1),
    ("cache", 1),
    ("db", 1),
    ("lb", 1),
    ("migrate", 1),
    ("web", 2),
    ("worker", 1),
];

const SELECTIONS: [Selection; 6] = [
    Selection {
        name: "classic",
        arguments: &["--preset", "classic"],
        edge: "lb",
        cached: true,
        containers: &EVERY_TIER,
        always: true,
        full: true,
        front: Front::Caching,
    },
    Selection {
        name: "other-stores",
        arguments: &["queue=celery-rabbitmq", "cache=memcached"],
        edge: "lb",
        cached: true,
        containers: &EVERY_TIER,
        always: false,
        full: true,
        front: Front::Caching,
    },
    Selection {
        name: "minimal",
        arguments: &["--preset", "minimal"],
        edge: "web",
        cached: false,
        containers: &[("migrate", 1), ("web", 1)],
        always: true,
        full: false,
        front: Front::Plain,
    },
    Selection {
        name: "haproxy",
        arguments: &["lb=haproxy"],
        edge: "lb",
        cached: true,
        containers: &EVERY_TIER,
        always: false,
        full: true,
        front: Front::Caching,
    },
    Selection {
        name: "caddy",
        arguments: &["lb=caddy"],
        edge: "lb",
        cached: true,
        containers: &EVERY_TIER,
        always: false,
        full: true,
        front: Front::Plain,
    },
    Selection {
        name: "watched",
        arguments: &["observe=prometheus"],
        edge: "lb",
        cached: true,
        containers: &[
            ("alertmanager", 1),
            ("backup-metrics", 1),
            ("broker", 1),
            ("broker-metrics", 1),
            ("cache", 1),
            ("cache-metrics", 1),
            ("db", 1),
            ("db-metrics", 1),
            ("lb", 1),
            ("migrate", 1),
            ("prometheus", 1),
            ("web", 2),
            ("worker", 1),
        ],
        always: true,
        full: false,
        front: Front::Caching,
    },
];

type Told = (&'static str, fn(u16));

const CONTRACT: [Told; 11] = [
    ("it lives and is ready", contract::it_lives_and_is_ready),
    (
        "an order is created with all its fields",
        contract::an_order_is_created,
    ),
    (
        "an order is confirmed and stays so",
        contract::an_order_is_confirmed_and_stays_so,
    ),
    ("a key makes one order", contract::a_key_makes_one_order),
    (
        "pages go from the newest to the oldest",
        contract::pages_go_from_the_newest_to_the_oldest,
    ),
    ("orders leave as CSV", contract::orders_leave_as_csv),
    (
        "a report is queued and then done",
        contract::a_report_is_queued_and_then_done,
    ),
    (
        "what is not there is not found",
        contract::what_is_not_there_is_not_found,
    ),
    (
        "bad orders are refused by field",
        contract::bad_orders_are_refused_by_field,
    ),
    (
        "a body that is too large is refused",
        contract::a_body_that_is_too_large_is_refused,
    ),
    (
        "bodies that are no JSON are refused",
        contract::bodies_that_are_no_json_are_refused,
    ),
];

type Looked = (&'static str, fn(&Stack, &Selection) -> Result<(), String>);

/// For every stack.
const HARDENING: [Looked; 8] = [
    (
        "everything is healthy and one port is published",
        containers,
    ),
    (
        "every container is hardened",
        hardening::containers_are_hardened,
    ),
    ("what is soft is found", hardening::what_is_soft_is_found),
    (
        "only the edge is reached",
        hardening::only_the_edge_is_reached,
    ),
    (
        "every image is pinned to a minor version",
        hardening::images_are_pinned,
    ),
    (
        "no secret is an argument",
        hardening::no_secret_is_an_argument,
    ),
    ("no log shows a secret", hardening::no_log_shows_a_secret),
    (
        "the service only reads and writes rows",
        hardening::the_service_only_reads_and_writes_rows,
    ),
];

/// For stacks with a monitoring.
const WATCHED: [Looked; 2] = [
    (
        "everything gives Prometheus metrics",
        watched::every_target_is_up,
    ),
    ("no alert fires", watched::no_alert_fires),
];

/// For the stack with every tier.
const EDGE: [Looked; 6] = [
    (
        "the edge asks the DNS of its container",
        front::the_edge_asks_the_dns_of_its_container,
    ),
    ("an id is in every log", edge::an_id_is_in_every_log),
    ("metrics stay inside", edge::metrics_stay_inside),
    (
        "the status page is for loopback",
        edge::the_status_page_is_for_loopback,
    ),
    (
        "a report that is done is kept",
        edge::a_report_that_is_done_is_kept,
    ),
    (
        "refusals of the edge are problems",
        edge::refusals_of_the_edge_are_problems,
    ),
];

/// For the same stack, from outside.
const EDGE_TOLD: [Told; 5] = [
    ("an odd id is replaced", edge::an_odd_id_is_replaced),
    (
        "static files are kept for a year",
        edge::static_files_are_kept_for_a_year,
    ),
    ("every answer is guarded", edge::every_answer_is_guarded),
    (
        "what is compressed says so to caches",
        edge::what_is_compressed_says_so,
    ),
    (
        "an answer about a person is kept by nobody",
        edge::orders_are_kept_by_nobody,
    ),
];

/// For the same stack, one at a time and with nothing running beside.
const OPERATION: [Looked; 5] = [
    (
        "another checkout leaves it alone",
        operation::another_checkout_leaves_it_alone,
    ),
    (
        "the edge may stand behind a proxy and speak TLS",
        front::the_edge_may_stand_behind_a_proxy_and_speak_tls,
    ),
    (
        "PgBouncer may stand between",
        operation::pgbouncer_may_stand_between,
    ),
    (
        "orders wait for the broker",
        operation::orders_wait_for_the_broker,
    ),
    (
        "a lost service is a problem",
        operation::a_lost_service_is_a_problem,
    ),
];

pub fn suite(suite: Suite) -> Conclusion {
    let scratch = support::scratch();
    let tools = Arc::new(Tools::find());
    let boots: Vec<Boot> = SELECTIONS
        .map(|selection| Boot::new(selection, scratch.path()))
        .into();
    let mut trials: Vec<Trial> = boots.iter().flat_map(|boot| boot.trials(&tools)).collect();
    trials.extend(LIMITS.map(|limit| rate_limit(limit, scratch.path())));
    let pack = open::builtin().expect("the built-in pack");
    let pairwise = Pairwise::new(&selections::pairwise(&pack), suite.arguments.ignored);
    pairwise.say();
    trials.extend(pairwise.trials(&tools, scratch.path()));
    trials.extend(records::trials(&tools, scratch.path()));
    trials.extend(changed::trials(
        &pack,
        &tools,
        scratch.path(),
        suite.arguments.ignored,
    ));
    trials.extend(cluster::trials(
        &tools,
        scratch.path(),
        suite.arguments.ignored,
    ));
    let conclusion = suite.run(trials);
    boots.iter().for_each(Boot::down);
    conclusion
}

/// A load balancer, and the lines of its files that limit to five requests a second.
type Limit = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
);

const LIMITS: [Limit; 2] = [
    (
        "nginx",
        &[
            ("nginx.conf", &["zone=client:10m rate=5r/s;"]),
            ("site.conf", &["zone=client burst=5 "]),
        ],
    ),
    ("haproxy", &[("haproxy.cfg", &["sc1_gpc0_rate ge 10 "])]),
];

/// The number is exactly where the load balancer limits requests.
fn rate_limit((provider, files): Limit, scratch: &Path) -> Trial {
    let dir = scratch.join("limited by").join(provider);
    let name = format!("a limit of requests is the one that was asked for: {provider}");
    trial(name, None, move || {
        let choice = format!("lb={provider}");
        let arguments = [&choice, "--set", "capacity.lb.client_requests_per_s=5"];
        let project = projects::generate(&dir, "shop", &arguments)?;
        for (file, expected) in files {
            let text = std::fs::read_to_string(project.join("deploy").join(provider).join(file));
            let text = text.map_err(|error| error.to_string())?;
            let limits: Vec<&str> = text.lines().filter(|line| limits_requests(line)).collect();
            assert!(!limits.is_empty());
            let right = |line: &&str| expected.iter().any(|words| line.contains(words));
            assert!(limits.iter().all(right), "{limits:?}");
        }
        Ok(())
    })
}

fn limits_requests(line: &str) -> bool {
    ["limit_req ", "limit_req_zone ", "_rate ge "]
        .iter()
        .any(|words| line.contains(words))
}

fn boot(dir: &Path, selection: &Selection) -> Result<Stack, String> {
    Stack::up(
        dir,
        &format!("boot-{}", selection.name),
        selection.arguments,
    )
}

/// A stack that the first test that needs it starts.
#[derive(Clone)]
struct Boot {
    selection: Selection,
    start: Arc<dyn Fn() -> Result<Stack, String> + Send + Sync>,
    stack: Arc<OnceLock<Result<Stack, String>>>,
    /// Write-locked by tests that disturb the stack.
    quiet: Arc<RwLock<()>>,
}

impl Boot {
    fn new(selection: Selection, scratch: &Path) -> Self {
        let dir = scratch.to_owned();
        Self {
            selection,
            start: Arc::new(move || boot(&dir, &selection)),
            stack: Arc::default(),
            quiet: Arc::default(),
        }
    }

    fn stack(&self) -> Result<&Stack, String> {
        self.stack
            .get_or_init(|| (self.start)())
            .as_ref()
            .map_err(Clone::clone)
    }

    fn down(&self) {
        if let Some(Ok(stack)) = self.stack.get() {
            stack.down();
        }
    }

    fn trials(&self, tools: &Tools) -> Vec<Trial> {
        let lack = tools
            .lack(Need::Engine)
            .or_else(|| tools.lack(Need::Compose));
        let cache: Told = if self.selection.cached {
            (
                "reads come from the cache",
                contract::reads_come_from_the_cache,
            )
        } else {
            ("reads pass the cache by", contract::reads_pass_the_cache_by)
        };
        let pages: Told = (
            "bad reports and pages are refused by field",
            contract::bad_reports_and_pages_are_refused_by_field,
        );
        let edge: &[Told] = if self.selection.full { &EDGE_TOLD } else { &[] };
        let told = CONTRACT.iter().chain(edge).copied().chain([cache, pages]);
        let mut trials: Vec<Trial> = told
            .map(|(name, test)| {
                self.trial(name, lack.clone(), move |stack, _| {
                    test(stack.port);
                    Ok(())
                })
            })
            .collect();
        let looked: &[Looked] = if self.selection.full { &EDGE } else { &[] };
        let watched: &[Looked] = if watched::is_watched(&self.selection) {
            &WATCHED
        } else {
            &[]
        };
        for (name, test) in HARDENING.iter().chain(looked).chain(watched) {
            trials.push(self.trial(name, lack.clone(), test));
        }
        if !watched.is_empty() {
            let name = "the dashboard has data";
            trials.push(self.trial(name, lack.clone(), watched::the_dashboard_has_data));
        }
        let disturbing: &[Looked] = if self.selection.full { &OPERATION } else { &[] };
        for (name, test) in disturbing {
            let quiet = Arc::clone(&self.quiet);
            trials.push(
                self.bare_trial(name, lack.clone(), move |stack, selection| {
                    let _alone = quiet.write().unwrap_or_else(PoisonError::into_inner);
                    test(stack, selection)
                }),
            );
        }
        trials.push(self.generated_tests(tools, lack));
        trials
    }

    /// A trial that can run in parallel with others.
    fn trial(
        &self,
        name: &str,
        lack: Option<String>,
        test: impl FnOnce(&Stack, &Selection) -> Result<(), String> + Send + 'static,
    ) -> Trial {
        let quiet = Arc::clone(&self.quiet);
        self.bare_trial(name, lack, move |stack, selection| {
            let _together = quiet.read().unwrap_or_else(PoisonError::into_inner);
            test(stack, selection)
        })
    }

    fn bare_trial(
        &self,
        name: &str,
        lack: Option<String>,
        test: impl FnOnce(&Stack, &Selection) -> Result<(), String> + Send + 'static,
    ) -> Trial {
        let boot = self.clone();
        let name = format!("{}: {name}", self.selection.name);
        trial(name, lack, move || test(boot.stack()?, &boot.selection))
            .ignored_unless(self.selection.always)
    }

    fn generated_tests(&self, tools: &Tools, lack: Option<String>) -> Trial {
        let interpreter = python::VERSIONS
            .iter()
            .rev()
            .find_map(|on| python::interpreter(on));
        let lack = lack
            .or_else(|| tools.lack(Need::Program("make")))
            .or_else(|| {
                interpreter
                    .is_none()
                    .then(|| "python3.13 is not installed".to_owned())
            });
        self.trial(
            "the generated contract tests pass against it",
            lack,
            move |stack, _| {
                // Its port is only in `.env`, as for a user.
                stack.told_in_env().map_err(|error| error.to_string())?;
                let python = interpreter.unwrap_or_default();
                // and no proxy is used for the stack
                let proxy = ["http_proxy=http://127.0.0.1:9", "no_proxy="];
                let said = python::make(&stack.folder, "contract", &python, &proxy)?;
                if said.contains(" passed") && !said.contains("skipped") {
                    Ok(())
                } else {
                    Err(said)
                }
            },
        )
    }
}

/// Exactly the services of the selection; running ones are healthy, finished ones succeeded.
fn containers(stack: &Stack, selection: &Selection) -> Result<(), String> {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for container in stack.containers() {
        let service = container["Service"].as_str().unwrap_or_default().to_owned();
        let state = (container["State"].as_str(), container["Health"].as_str());
        let well = match service.as_str() {
            job if hardening::JOBS.contains(&job) => {
                state.0 == Some("exited") && container["ExitCode"] == 0
            }
            _ => state == (Some("running"), Some("healthy")),
        };
        if !well {
            return Err(format!(
                "{service}: {state:?}, exit {}",
                container["ExitCode"]
            ));
        }
        let published = published(&container);
        if published != hardening::is_reached(&service, selection) {
            return Err(format!("{service} publishes a port: {published}"));
        }
        *counted.entry(service).or_default() += 1;
    }
    let expected = selection
        .containers
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count));
    assert_eq!(counted, expected.collect());
    Ok(())
}

fn published(container: &Value) -> bool {
    let publishers = container["Publishers"].as_array();
    publishers
        .into_iter()
        .flatten()
        .any(|publisher| publisher["PublishedPort"] != 0)
}
