//! A person's own resources, without the example: each framework serves their contract behind the load balancer, and
//! the database reads no table and no index from one end to the other. On `PostgreSQL` they belong to their callers.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::machine::http::{get, post, send};
use crate::machine::stack::Stack;
use crate::machine::tools::{Need, Tools, inside};
use crate::trials::{Trial, today, trial};

const FRAMEWORKS: [&str; 3] = ["web=flask", "web=django", "web=fastapi"];

const DATABASES: [&str; 2] = ["db=postgres", "db=mariadb"];

const TIERS: [&str; 4] = ["lb=nginx", "queue=none", "cache=redis", "example=none"];

const RESOURCES: [&str; 2] = [
    "customer name:string(120) email:email unique vip:bool = false",
    "invoice customer:ref(customer) number:string(32) unique status:enum(draft, sent, paid) = draft index \
     total:decimal(12, 2) min=0 due:date? notes:text(4000)?",
];

/// With it, records belong to their callers.
const OWNED: &str = "auth=oidc";

/// Enough that the planner would not read a table because it is small. A tenth is of the caller of the requests.
const ROWS: &str = "
INSERT INTO customers (id, owner, name, email, vip, created_at, updated_at)
SELECT gen_random_uuid(), CASE n % 10 WHEN 0 THEN 'developer' ELSE 'o' || n % 10 END, 'n' || n,
    'n' || n || '@example.com', n % 2 = 0, now() - n * interval '1 s', now()
FROM generate_series(1, 100000) n;
INSERT INTO invoices (id, owner, customer_id, number, status, total, created_at, updated_at)
SELECT gen_random_uuid(), owner, id, name, 'draft', 1, created_at, now() FROM customers WHERE name LIKE 'n%';
ANALYZE customers, invoices;
";

const MARIADB_ROWS: &str = "
INSERT INTO customers (id, name, email, vip, created_at, updated_at)
SELECT UUID(), CONCAT('n', seq), CONCAT('n', seq, '@example.com'), seq % 2 = 0, NOW(6) - INTERVAL seq SECOND, NOW(6)
FROM seq_1_to_100000;
INSERT INTO invoices (id, customer_id, number, status, total, created_at, updated_at)
SELECT UUID(), id, name, 'draft', 1, created_at, NOW(6) FROM customers WHERE name LIKE 'n%';
ANALYZE TABLE customers, invoices;
";

/// A connection that is idle publishes its counters within this time (`PGSTAT_IDLE_INTERVAL`).
const PUBLISHED: Duration = Duration::from_secs(11);

const SCANS: &str =
    "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('customers', 'invoices')";

/// Scans have no counter there: rows that are read one after the other, in tens of thousands.
const MARIADB_SCANS: &str = "
SELECT SUM(variable_value) DIV 10000 FROM information_schema.global_status
WHERE variable_name IN ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND_NEXT')";

pub(super) fn trials(tools: &Arc<Tools>, folder: &Path) -> Vec<Trial> {
    // one framework a day; all of them with `--include-ignored`
    let turn = |at: usize| (at + today()).is_multiple_of(FRAMEWORKS.len());
    let pairs = DATABASES
        .into_iter()
        .enumerate()
        .flat_map(|(shift, database)| {
            let frameworks = FRAMEWORKS.into_iter().enumerate();
            frameworks.map(move |(at, framework)| (at + shift, framework, database))
        });
    let trials = pairs.map(|(at, framework, database)| {
        let name =
            format!("records with {framework} {database}: contract, and no table is scanned");
        let lack = [Need::Engine, Need::Requirements]
            .into_iter()
            .find_map(|need| tools.lack(need));
        let (tools, folder) = (Arc::clone(tools), folder.join(framework));
        trial(name, lack, move || {
            let owned = database == "db=postgres";
            let arguments = arguments(framework, database, owned);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let stack = Stack::up(&folder, &name_of(framework, database), &arguments)?;
            let said = contract(&tools, &stack).and_then(|()| no_scans(&stack, owned));
            stack.down();
            said
        })
        .ignored_unless(turn(at))
    });
    trials.collect()
}

fn arguments(framework: &str, database: &str, owned: bool) -> Vec<String> {
    let tiers = [framework, database].into_iter().chain(TIERS);
    let mut arguments: Vec<String> = tiers.map(str::to_owned).collect();
    let (auth, suffix) = if owned {
        (OWNED, " owner:caller")
    } else {
        ("auth=none", "")
    };
    arguments.push(auth.to_owned());
    let resources = RESOURCES
        .iter()
        .map(|resource| format!("{resource}{suffix}"));
    arguments.extend(resources.flat_map(|resource| ["--resource".to_owned(), resource]));
    arguments
}

/// The generated contract tests, from outside.
fn contract(tools: &Tools, stack: &Stack) -> Result<(), String> {
    let python = tools.python_tool("python");
    let mut command = Command::new("env");
    command
        .arg(format!("PYTHONPATH={}", stack.folder.join("src").display()))
        .arg(format!("BASE_URL=http://127.0.0.1:{}", stack.port))
        .arg(format!("STACK_ENV={}", stack.folder.join(".env").display()))
        .arg(python.get_program())
        .args([
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:schemathesis",
            "-p",
            "no:cacheprovider",
            "tests/contract",
        ]);
    inside(&mut command, &stack.folder).map(drop)
}

fn no_scans(stack: &Stack, owned: bool) -> Result<(), String> {
    stack.sql(stack.dialect(ROWS, MARIADB_ROWS))?;
    if owned {
        std::thread::sleep(PUBLISHED); // what connections read when the tables were small
    }
    let before = scans(stack)?;
    requests(stack.port);
    if owned {
        own_lists(stack)?;
    }
    // the counters of a connection are published when it has been idle for a moment
    std::thread::sleep(Duration::from_secs(2));
    get(stack.port, "/api/invoices?limit=1");
    let after = scans(stack)?;
    if before == after {
        Ok(())
    } else {
        Err(format!("sequential scans: {before} before, {after} after"))
    }
}

/// Each way to the tables: lists, pages, filters, references, unique values.
fn requests(port: u16) {
    let page = get(port, "/api/invoices?limit=2").json();
    let next = text(&page["next"]);
    let found = get(port, "/api/invoices?number=n10").json();
    let invoice = &found["items"][0];
    let customer = text(&invoice["customer"]);
    for path in [
        format!("/api/invoices?after={next}"),
        format!("/api/invoices?status=draft&after={next}"),
        format!("/api/invoices?customer={customer}"),
        format!("/api/invoices?number={}", text(&invoice["number"])),
        "/api/invoices?status=paid".to_owned(),
        "/api/customers?email=n77@example.com".to_owned(),
    ] {
        let answer = get(port, &path);
        assert_eq!(answer.status, 200, "{path} {answer:#?}");
    }
    let new = json!({"customer": customer, "number": text(&invoice["number"]), "total": "1.00"});
    assert_eq!(post(port, "/api/invoices", &new).status, 409);
    let path = format!("/api/customers/{customer}");
    assert_eq!(send(port, "DELETE", &path, &[], b"").status, 409);
    let path = format!("/api/invoices/{}", text(&invoice["id"]));
    let kind = [("Content-Type", "application/merge-patch+json")];
    let patched = send(port, "PATCH", &path, &kind, b"{\"status\": \"paid\"}");
    assert_eq!(patched.status, 200, "{patched:#?}");
    assert_eq!(send(port, "DELETE", &path, &[], b"").status, 204);
}

/// The lists of a caller who is not staff. The first page is that of the newest of 10,000 own records among 100,000.
fn own_lists(stack: &Stack) -> Result<(), String> {
    let words = ["exec", "-T", "web", "development-token", "--no-role"];
    let token = format!("Bearer {}", stack.compose(&words)?.trim());
    let authorized = [("Authorization", token.as_str())];
    let list = |path: &str| send(stack.port, "GET", path, &authorized, b"").json();
    let first = list("/api/invoices?limit=2");
    let (next, numbers) = (text(&first["next"]), &first["items"]);
    let number = |at: usize| text(&numbers[at]["number"]).to_owned();
    assert_eq!([number(0), number(1)], ["n20", "n30"], "{first}");
    for path in [
        format!("/api/invoices?after={next}"),
        format!("/api/invoices?status=draft&after={next}"),
        "/api/invoices?number=n40".to_owned(),
    ] {
        let page = list(&path);
        assert_ne!(page["items"][0]["number"], Value::Null, "{path}: {page}");
    }
    let of_another = list("/api/customers?email=n77@example.com");
    assert_eq!(of_another["items"], json!([]));
    Ok(())
}

/// `own-flask-mariadb`: stacks run at the same time.
fn name_of(framework: &str, database: &str) -> String {
    framework.replace("web=", "own-") + &database.replace("db=", "-")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("none")
}

fn scans(stack: &Stack) -> Result<u64, String> {
    let said = stack.sql(stack.dialect(SCANS, MARIADB_SCANS))?;
    said.trim().parse().map_err(|_| said)
}
