//! The environment of the load balancer: another proxy, TLS, DNS. Each trial restores the stack, and runs alone.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;

use super::Selection;
use super::contract::eventually;
use super::edge::logged;
use crate::machine::http::send;
use crate::machine::stack::{Stack, free_port};
use crate::machine::tools::run;
use tierup::verify::boot::http::Response;

/// An address reserved for documentation.
const CLIENT: &str = "203.0.113.9";
/// Private networks of an engine: requests through a published port come from these addresses.
const NETWORKS: &str = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16";

/// Prints the status of a request over TLS, and its HSTS header.
const OVER_TLS: &str = "import ssl, urllib.request as r
answer = r.urlopen('https://lb:8443/livez', timeout=5, context=ssl._create_unverified_context())
print(answer.status, answer.headers['Strict-Transport-Security'])";

/// Only proxies in `TRUSTED_PROXIES` set the client's address and protocol; plain HTTP is redirected to TLS.
pub(crate) fn the_edge_may_stand_behind_a_proxy_and_speak_tls(
    stack: &Stack,
    _: &Selection,
) -> Result<(), String> {
    let claims = [("X-Forwarded-For", CLIENT), ("X-Forwarded-Proto", "https")];
    let asked = |path: &str, headers: &[(&str, &str)]| send(stack.port, "GET", path, headers, b"");
    asked("/livez?claimed", &claims);
    if remote(stack, "/livez?claimed")? == CLIENT {
        return Err("anybody may say where a request comes from".to_owned());
    }

    let private = stack.folder.join(".env");
    let before = fs::read_to_string(&private).map_err(|error| error.to_string())?;
    let tls_port = free_port()?;
    let with = format!(
        "{before}\nAPP_TLS_PORT={tls_port}\nTRUSTED_PROXIES={NETWORKS}\nHSTS_SECONDS=31536000\n"
    );
    fs::write(&private, with).map_err(|error| error.to_string())?;
    certify(stack)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| -> Result<(), String> {
        let over = ["--file", "compose.yaml", "--file", "compose.tls.yaml"];
        stack.compose(&[&over[..], &["up", "--detach", "--wait"]].concat())?;
        let plain = asked("/api/orders?limit=1", &[]);
        redirected(&plain, &format!(":{tls_port}/api/orders?limit=1"));
        let forwarded = asked("/livez?forwarded", &claims);
        assert_eq!(forwarded.status, 200, "{forwarded:#?}");
        assert_eq!(remote(stack, "/livez?forwarded")?, CLIENT);
        let said = stack.compose(&["exec", "-T", "web", "python", "-c", OVER_TLS])?;
        assert_eq!(said.trim(), "200 max-age=31536000");
        Ok(())
    }));
    fs::write(&private, before).map_err(|error| error.to_string())?;
    stack.compose(&["up", "--detach", "--wait"])?;
    outcome.unwrap_or_else(|panic| resume_unwind(panic))
}

/// NGINX's configuration for a container whose DNS server has an IPv6 address.
const FITTED: &str = "sed 's/^exec nginx/exec nginx -t/' /etc/nginx/start.sh >/tmp/test.sh && sh /tmp/test.sh 2>&1 \
    && grep -E 'resolver|listen' /tmp/nginx.conf";

/// Other engines than Docker have another DNS address, also in IPv6-only networks.
pub(crate) fn the_edge_asks_the_dns_of_its_container(
    stack: &Stack,
    _: &Selection,
) -> Result<(), String> {
    if !stack.folder.join("deploy/nginx").exists() {
        return Ok(()); // the others read resolv.conf themselves
    }
    let file = stack.folder.with_file_name("resolv.conf");
    fs::write(&file, "nameserver fd00::a\n").map_err(|error| error.to_string())?;
    let mount = format!("{}:/etc/resolv.conf:ro", file.display());
    let run = ["run", "--rm", "--no-deps", "-T", "--volume", &mount];
    let said = stack.compose(&[&run[..], &["--entrypoint", "sh", "lb", "-c", FITTED]].concat())?;
    let ours = "resolver [fd00::a] ";
    if said.contains(ours) && said.contains("test is successful") {
        Ok(())
    } else {
        Err(said)
    }
}

#[track_caller]
fn redirected(answer: &Response, to: &str) {
    assert_eq!(answer.status, 308, "{answer:#?}");
    let location = answer.header("Location").unwrap_or_default();
    assert!(
        location.starts_with("https://127.0.0.1:") && location.ends_with(to),
        "{location}"
    );
}

/// The client's address in the load balancer's log.
fn remote(stack: &Stack, path: &str) -> Result<String, String> {
    let of_request = || -> Result<Option<String>, String> {
        let lines = logged(stack, "lb")?;
        let line = lines.iter().find(|line| line["uri"] == path);
        Ok(line.and_then(|line| line["remote"].as_str().map(str::to_owned)))
    };
    eventually(of_request, |found| !matches!(found, Ok(None)))?
        .ok_or_else(|| format!("{path} is in no log"))
}

/// A self-signed certificate at the path that `compose.tls.yaml` uses.
fn certify(stack: &Stack) -> Result<(), String> {
    let folder = stack.folder.join("deploy/tls");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
                -keyout privkey.pem -out fullchain.pem && chmod 0644 privkey.pem";
    run(Command::new("sh").args(["-c", made]).current_dir(folder)).map(drop)
}
