//! The running containers according to Docker: permissions, limits, networks and volumes.

use std::process::Command;

use serde_json::{Value, json};

use super::Selection;
use crate::machine::stack::Stack;
use crate::machine::tools::run;

/// These need no connections to the outside.
const INNER: [&str; 3] = ["broker", "cache", "db"];

/// They end, and Compose starts them again on request.
pub(crate) const JOBS: [&str; 2] = ["migrate", "static"];

/// A program that is marked with it does not start without it; who is not root and cannot gain privileges has no use for
/// it.
const NAMED: &str = "NET_BIND_SERVICE";

/// Its port is open to this machine alone, beside that of the edge.
const WATCHER: &str = "prometheus";

/// Its major versions have one number; the second number is for fixes.
const ONE_NUMBER: &str = "postgres";

pub(crate) fn containers_are_hardened(stack: &Stack, _: &Selection) -> Result<(), String> {
    let containers = inspected(stack)?;
    let found: Vec<String> = containers
        .iter()
        .flat_map(|container| {
            let service = service(container);
            softness(container, service)
                .into_iter()
                .map(move |what| format!("{service}: {what}"))
        })
        .collect();
    none(&found)
}

fn softness(container: &Value, service: &str) -> Vec<String> {
    let (host, config) = (&container["HostConfig"], &container["Config"]);
    let number = |key: &str| host[key].as_u64().unwrap_or_default();
    let options = &host["LogConfig"]["Config"];
    let restart = if JOBS.contains(&service) {
        "no"
    } else {
        "unless-stopped"
    };
    let health = config["Healthcheck"]["Test"][0].as_str();
    let user = config["User"].as_str().unwrap_or_default();
    let binds = host["Binds"].as_array().into_iter().flatten();
    let writable = binds
        .filter_map(Value::as_str)
        .filter(|bind| bind.starts_with('/') && !bind.ends_with(":ro"))
        .count();
    let mut given = host["CapAdd"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|name| name.trim_start_matches("CAP_"));
    let found = [
        (host["Privileged"] == false, "is privileged"),
        (host["CapDrop"] == json!(["ALL"]), "keeps capabilities"),
        (given.all(|one| one == NAMED), "is given capabilities"),
        (
            host["SecurityOpt"]
                .to_string()
                .contains("no-new-privileges:true"),
            "may gain privileges",
        ),
        (host["ReadonlyRootfs"] == true, "may write to its root"),
        (writable == 0, "may write to folders of the host"),
        (
            host["PidMode"] != "host" && host["NetworkMode"] != "host",
            "lives in the host",
        ),
        (number("Memory") > 0, "has no limit of memory"),
        (number("NanoCpus") > 0, "has no limit of CPU"),
        (number("PidsLimit") > 0, "has no limit of processes"),
        (
            host["RestartPolicy"]["Name"] == restart,
            "is restarted otherwise",
        ),
        (
            options["max-size"].is_string() && options["max-file"].is_string(),
            "has a log without bounds",
        ),
        (!matches!(user, "" | "0" | "root" | "0:0"), "runs as root"),
        (
            JOBS.contains(&service) || health.is_some_and(|test| test != "NONE"),
            "has no health check",
        ),
        (host["Init"] == true, "has nobody who buries its processes"),
    ];
    let found = found.into_iter().filter(|(well, _)| !well);
    found.map(|(_, what)| what.to_owned()).collect()
}

/// A container with one protection removed is always detected.
pub(crate) fn what_is_soft_is_found(stack: &Stack, _: &Selection) -> Result<(), String> {
    let worse = [
        ("Privileged", json!(true), "is privileged"),
        ("CapDrop", json!(null), "keeps capabilities"),
        ("CapAdd", json!(["NET_ADMIN"]), "is given capabilities"),
        ("SecurityOpt", json!(null), "may gain privileges"),
        ("ReadonlyRootfs", json!(false), "may write to its root"),
        (
            "Binds",
            json!(["/:/host:rw"]),
            "may write to folders of the host",
        ),
        ("PidMode", json!("host"), "lives in the host"),
        ("Memory", json!(0), "has no limit of memory"),
        ("NanoCpus", json!(0), "has no limit of CPU"),
        ("PidsLimit", json!(null), "has no limit of processes"),
        (
            "RestartPolicy",
            json!({"Name": "no"}),
            "is restarted otherwise",
        ),
        (
            "LogConfig",
            json!({"Config": {}}),
            "has a log without bounds",
        ),
        ("Init", json!(null), "has nobody who buries its processes"),
    ];
    let containers = inspected(stack)?;
    let web = containers
        .iter()
        .find(|container| service(container) == "web");
    let web = web.ok_or("no web")?;
    for (key, value, finding) in worse {
        let mut soft = web.clone();
        soft["HostConfig"][key] = value;
        assert_eq!(softness(&soft, "web"), [finding]);
    }
    for (key, value, finding) in [
        ("User", json!("root"), "runs as root"),
        (
            "Healthcheck",
            json!({"Test": ["NONE"]}),
            "has no health check",
        ),
    ] {
        let mut soft = web.clone();
        soft["Config"][key] = value;
        assert_eq!(softness(&soft, "web"), [finding]);
    }
    for (image, pinned) in [
        ("nginx", false),
        ("nginx:latest", false),
        ("nginx:1", false),
        ("nginx:1.30", true),
        ("redis:8.0-trixie", true),
        ("postgres:18", true),
        ("prom/prometheus:v3.5.0", true),
        ("prom/prometheus:v3", false),
    ] {
        assert_eq!(is_pinned(image), pinned, "{image}");
    }
    Ok(())
}

pub(crate) fn only_the_edge_is_reached(stack: &Stack, selection: &Selection) -> Result<(), String> {
    let containers = inspected(stack)?;
    let mut found = Vec::new();
    for container in &containers {
        let service = service(container);
        let bindings = container["HostConfig"]["PortBindings"].as_object();
        let published: Vec<&Value> = bindings.into_iter().flat_map(|all| all.values()).collect();
        let here = |port: &&Value| port[0]["HostIp"] == "127.0.0.1";
        if published.is_empty() == is_reached(service, selection) || !published.iter().all(here) {
            found.push(format!("{service} publishes {published:?}"));
        }
        let networks = container["NetworkSettings"]["Networks"].as_object();
        let networks: Vec<&str> = networks
            .into_iter()
            .flat_map(|all| all.keys())
            .filter_map(|name| name.rsplit('_').next())
            .collect();
        if INNER.contains(&service) && networks != ["backend"] {
            found.push(format!("{service} is on {networks:?}"));
        }
    }
    let backend = format!("{}_backend", stack.name());
    let inner = containers.iter().any(|one| INNER.contains(&service(one)));
    if inner && docker(&["network", "inspect", &backend])?[0]["Internal"] != true {
        found.push("the network backend leads outside".to_owned());
    }
    none(&found)
}

/// Whether a service publishes a port.
pub(crate) fn is_reached(service: &str, selection: &Selection) -> bool {
    [selection.edge, WATCHER].contains(&service)
}

/// Except the project's own images, which are not from a registry.
pub(crate) fn images_are_pinned(stack: &Stack, _: &Selection) -> Result<(), String> {
    let containers = inspected(stack)?;
    let found: Vec<String> = containers
        .iter()
        .filter_map(|container| container["Config"]["Image"].as_str())
        .filter(|image| *image != stack.image() && !is_pinned(image))
        .map(str::to_owned)
        .collect();
    none(&found)
}

/// Whether the tag has a major and a minor version.
fn is_pinned(image: &str) -> bool {
    let Some((name, tag)) = image.rsplit_once(':') else {
        return false;
    };
    let version = tag.split('-').next().unwrap_or_default();
    let version = version.strip_prefix('v').unwrap_or(version);
    let numbers: Vec<&str> = version.split('.').collect();
    numbers.iter().all(|part| part.parse::<u32>().is_ok())
        && (numbers.len() > 1 || name == ONE_NUMBER)
}

/// Neither in the arguments of a container, nor in those of its processes.
pub(crate) fn no_secret_is_an_argument(stack: &Stack, _: &Selection) -> Result<(), String> {
    let secrets = secrets(stack)?;
    let mut found = Vec::new();
    for container in &inspected(stack)? {
        let mut said = container["Args"].to_string();
        if container["State"]["Running"] == true {
            let id = container["Id"].as_str().unwrap_or_default();
            said += &run(Command::new("docker").args(["top", id, "-eo", "pid,args"]))?;
        }
        if secrets.iter().any(|secret| said.contains(secret)) {
            found.push(format!("{}: {said}", service(container)));
        }
    }
    none(&found)
}

/// Complete or in part: a password that breaks a URL is shown in pieces by the parser.
pub(crate) fn no_log_shows_a_secret(stack: &Stack, _: &Selection) -> Result<(), String> {
    let said = stack.compose(&["logs", "--no-color"])?;
    let secrets = secrets(stack)?;
    let found: Vec<String> = said
        .lines()
        .filter(|line| line.contains("aB/9") || secrets.iter().any(|one| line.contains(one)))
        .map(str::to_owned)
        .collect();
    none(&found)
}

/// The last part of every secret of `.env`, which is long and random.
fn secrets(stack: &Stack) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(stack.folder.join(".env")).map_err(|e| e.to_string())?;
    let secrets = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.ends_with("PASSWORD") || name.ends_with("SECRET"))
        .filter_map(|(_, value)| {
            let words = value.rsplit(|c: char| !c.is_ascii_alphanumeric());
            words.map(str::to_owned).find(|word| !word.is_empty())
        });
    Ok(secrets.collect())
}

const SERVICE: &str = "psql --no-psqlrc --host 127.0.0.1 --username \"$DB_USER\" --dbname \"$POSTGRES_DB\" --command \"$0\" 2>&1";
const MARIADB_SERVICE: &str = "MYSQL_PWD=$DB_PASSWORD mariadb --host 127.0.0.1 --user \"$DB_USER\" --execute \"$0\" \"$DB_NAME\" 2>&1";

const DENIED: [&str; 4] = [
    "permission denied",
    "must be ",
    "command denied",
    "Access denied",
];

/// Web and worker can only read and write rows; a superuser can still connect.
pub(crate) fn the_service_only_reads_and_writes_rows(
    stack: &Stack,
    selection: &Selection,
) -> Result<(), String> {
    if !selection.containers.iter().any(|(name, _)| *name == "db") {
        return Ok(());
    }
    let script = stack.dialect(SERVICE, MARIADB_SERVICE);
    let asked = |word: &str| stack.compose(&["exec", "-T", "db", "sh", "-c", script, word]);
    stack.sql("SELECT 1")?;
    asked("SELECT count(*) FROM idempotency_keys")?;
    let mut found = Vec::new();
    for statement in [
        stack.dialect(
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT 1 INTO OUTFILE '/tmp/another'",
        ),
        stack.dialect("CREATE TABLE another ()", "CREATE TABLE another (id int)"),
        "TRUNCATE idempotency_keys",
        "ALTER TABLE idempotency_keys ADD another int",
        "DROP TABLE idempotency_keys",
    ] {
        match asked(statement) {
            Err(said) if DENIED.iter().any(|denied| said.contains(denied)) => {}
            other => found.push(format!("{statement}: {other:?}")),
        }
    }
    none(&found)
}

fn service(container: &Value) -> &str {
    container["Config"]["Labels"]["com.docker.compose.service"]
        .as_str()
        .unwrap_or("?")
}

pub(crate) fn inspected(stack: &Stack) -> Result<Vec<Value>, String> {
    let ids = stack.compose(&["ps", "--all", "--quiet"])?;
    let mut arguments = vec!["inspect"];
    arguments.extend(ids.lines());
    match docker(&arguments)? {
        Value::Array(containers) if !containers.is_empty() => Ok(containers),
        other => Err(format!("no containers: {other}")),
    }
}

fn docker(arguments: &[&str]) -> Result<Value, String> {
    let said = run(Command::new("docker").args(arguments))?;
    serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))
}

fn none(found: &[String]) -> Result<(), String> {
    if found.is_empty() {
        Ok(())
    } else {
        Err(found.join("\n"))
    }
}
