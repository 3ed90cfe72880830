//! The load balancer's own behaviour: headers, files, rejections, logs, and internal paths.

use serde_json::Value;

use super::contract;
use super::{Front, Selection};
use crate::machine::http::{get, post, raw, send};
use crate::machine::stack::Stack;
use tierup::verify::boot::http::Response;

const ID: &str = "some-sane-id-123";

/// A request's id is in the log of the load balancer, of web, and of the task that it creates.
pub(crate) fn an_id_is_in_every_log(stack: &Stack, _: &Selection) -> Result<(), String> {
    let answer = contract::confirmed_with(stack.port, &[("X-Request-ID", ID)]);
    assert_eq!(answer.header("X-Request-ID"), Some(ID), "{answer:#?}");
    for service in ["lb", "web", "worker"] {
        // a task is logged after its order is confirmed
        let is_told = |line: &Value| {
            line["request_id"] == ID && (service != "worker" || line["task_id"].is_string())
        };
        contract::eventually(
            || logged(stack, service),
            |lines| !matches!(lines, Ok(lines) if !lines.iter().any(is_told)),
        )?;
    }
    Ok(())
}

/// It could break a line of the log, or be misleading.
pub(crate) fn an_odd_id_is_replaced(port: u16) {
    for id in [
        "short",
        "a\"b,c:d}{efgh",
        "<script>alert</script>",
        "../../../../etc",
    ] {
        let answer = send(port, "GET", "/api/orders", &[("X-Request-ID", id)], b"");
        let given = answer.header("X-Request-ID").unwrap_or_default();
        assert!(given.len() >= 8 && given != id, "{answer:#?}");
    }
}

/// Only a finished report never changes; the second read is answered from the cache.
#[expect(clippy::unnecessary_wraps, reason = "as all that look at a stack")]
pub(crate) fn a_report_that_is_done_is_kept(
    stack: &Stack,
    selection: &Selection,
) -> Result<(), String> {
    let port = stack.port;
    let asked = post(port, "/api/reports", &serde_json::json!({"days": 1}));
    let path = asked.header("Location").unwrap_or_default().to_owned();
    contract::eventually(
        || get(port, &path),
        |answer| answer.json()["status"] == "done",
    );
    get(port, &path);
    let said = |state| Some(state).filter(|_| selection.front == Front::Caching);
    let kept = send(port, "GET", &path, &[("X-Request-ID", ID)], b"");
    assert_eq!(kept.header("X-Edge-Cache"), said("HIT"), "{kept:#?}");
    assert_eq!(kept.header("X-Request-ID"), Some(ID), "{kept:#?}");
    let fresh = send(port, "GET", &path, &[("Authorization", "Bearer x")], b"");
    assert_eq!(fresh.header("X-Edge-Cache"), said("BYPASS"));
    Ok(())
}

/// The JSON log of a service.
pub(crate) fn logged(stack: &Stack, service: &str) -> Result<Vec<Value>, String> {
    let said = stack.compose(&["logs", "--no-color", "--no-log-prefix", service])?;
    Ok(said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

const SCRAPE: &str = "import sys; from urllib.request import urlopen
for url in sys.argv[1:]: print(urlopen(url, timeout=5).read().decode())";

pub(crate) fn metrics_stay_inside(stack: &Stack, _: &Selection) -> Result<(), String> {
    for path in ["/metrics", "/metrics/", "/%6detrics", "//metrics"] {
        assert_eq!(get(stack.port, path).status, 404, "{path}");
    }
    let said = stack.compose(&[
        "exec",
        "-T",
        "web",
        "python",
        "-c",
        SCRAPE,
        "http://web:9100/metrics",
        "http://worker:9100/metrics",
    ])?;
    for measure in ["http_request_duration_seconds_count", "task"] {
        assert!(said.contains(measure), "no {measure} in {said}");
    }
    Ok(())
}

/// Only the load balancer itself can read the status page; its health check is next to it.
pub(crate) fn the_status_page_is_for_loopback(stack: &Stack, _: &Selection) -> Result<(), String> {
    assert_eq!(get(stack.port, "/status").status, 404);
    let elsewhere = "import sys, urllib.request as r
try: r.urlopen('http://lb:8081/status', timeout=2)
except OSError: sys.exit(0)
sys.exit('reached')";
    stack
        .compose(&["exec", "-T", "web", "python", "-c", elsewhere])
        .map(drop)
}

pub(crate) fn static_files_are_kept_for_a_year(port: u16) {
    let file = get(port, "/static/mark-1.svg");
    assert_eq!(file.status, 200, "{file:#?}");
    let kind = file.header("Content-Type").unwrap_or_default();
    assert!(kind.starts_with("image/svg+xml"), "{kind}");
    let kept = file.header("Cache-Control").unwrap_or_default();
    assert!(
        kept.contains("max-age=31536000") && kept.contains("immutable"),
        "{kept}"
    );
    guarded(&file);
    let absent = get(port, "/static/nothing.svg");
    assert_eq!(absent.status, 404);
    assert_eq!(absent.header("Cache-Control"), None, "{absent:#?}");
    for path in [
        "/static/../nginx.conf",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/",
    ] {
        let outside = get(port, path);
        assert!(
            matches!(outside.status, 400 | 403 | 404),
            "{path}: {outside:#?}"
        );
    }
}

pub(crate) fn every_answer_is_guarded(port: u16) {
    for path in [
        "/livez",
        "/api/orders",
        "/api/orders.csv",
        "/api/nothing",
        "/metrics",
    ] {
        guarded(&get(port, path));
    }
}

/// A page of orders is long enough for compression; a cache must not give it to a client that cannot decompress it.
pub(crate) fn what_is_compressed_says_so(port: u16) {
    for _ in 0..20 {
        contract::placed(port, "long@example.com");
    }
    for accepted in ["gzip", "identity"] {
        let page = send(
            port,
            "GET",
            "/api/orders?limit=20",
            &[("Accept-Encoding", accepted)],
            b"",
        );
        assert_eq!(page.status, 200, "{page:#?}");
        assert_eq!(
            page.header("Content-Encoding"),
            Some("gzip").filter(|encoding| *encoding == accepted),
            "{page:#?}"
        );
        let varies = page.header("Vary").unwrap_or_default().to_lowercase();
        assert!(varies.contains("accept-encoding"), "{page:#?}");
    }
}

pub(crate) fn orders_are_kept_by_nobody(port: u16) {
    let order = contract::placed(port, "private@example.com");
    for path in [
        &contract::path_of(&order),
        "/api/orders?limit=1",
        "/api/orders.csv",
    ] {
        let answer = get(port, path);
        let said = answer.header("Cache-Control").unwrap_or_default();
        assert_eq!(said, "private, no-store", "{path}: {answer:#?}");
    }
}

#[track_caller]
fn guarded(answer: &Response) {
    for (name, value) in [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} of {answer:#?}");
    }
    let policy = answer.header("Content-Security-Policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "{answer:#?}");
    let server = answer.header("Server").unwrap_or_default();
    assert!(matches!(server, "" | "nginx"), "{answer:#?}");
}

/// Requests that never reach the service.
#[expect(clippy::unnecessary_wraps, reason = "as all that look at a stack")]
pub(crate) fn refusals_of_the_edge_are_problems(
    stack: &Stack,
    selection: &Selection,
) -> Result<(), String> {
    let port = stack.port;
    let long = "a".repeat(60_000);
    let many = "X-Many: 1\r\n".repeat(2000);
    let requests = [
        (
            413,
            "POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n".to_owned(),
        ),
        (
            400,
            format!("GET /api/orders HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n"),
        ),
        (
            400,
            format!("GET /api/orders HTTP/1.1\r\nHost: x\r\nCookie: {long}\r\n\r\n"),
        ),
        (
            400,
            format!("GET /api/orders HTTP/1.1\r\nHost: x\r\n{many}\r\n"),
        ),
        (400, "GET /api/orders HTTP/1.1\r\n\r\n".to_owned()),
        (400, "nonsense\r\n\r\n".to_owned()),
        (405, "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned()),
        (404, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned()),
        (404, "GET /static/no HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_owned()),
        (
            416,
            "GET /static/mark-1.svg HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=999999-\r\n\r\n".to_owned(),
        ),
        (
            501,
            "POST /api/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n".to_owned(),
        ),
        (
            414,
            format!("GET /api/orders?{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
        ),
    ];
    for (status, request) in requests {
        let start: String = request.chars().take(60).collect();
        let answer = raw(port, request.as_bytes());
        if status == 416 && answer.status == 200 {
            continue; // whoever knows no ranges sends all
        }
        // the address is a part of the head
        let head = answer.status == 431
            && (status == 400 || (status == 414 && selection.front == Front::Plain));
        assert!(answer.status == status || head, "{start}: {answer:#?}");
        let unreadable = head || matches!(status, 400 | 501);
        if selection.front == Front::Caching || !unreadable {
            contract::refused(&answer, answer.status);
        } else {
            let kind = answer.header("Content-Type").unwrap_or_default();
            assert!(kind.starts_with("text/plain"), "{start}: {answer:#?}");
        }
    }
    Ok(())
}
