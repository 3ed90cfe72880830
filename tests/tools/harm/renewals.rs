//! Certificates by ACME from a test server, which are valid for a minute: got, renewed under a load, and used.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;

use serde_json::{Value, json};

use super::containers::python;
use super::{Told, until};
use crate::machine::docker;
use crate::machine::http::get;
use crate::machine::stack::{Stack, free_port};
use crate::machine::tools::run;

const NAME: &str = "shop.example.com";
/// Longer than two certificates are valid.
const SECONDS: &str = "100";
const LOAD: &str = include_str!("renewals.py");
const AUTHORITY: &str = "ghcr.io/letsencrypt/pebble:2.8";

const FILES: [&str; 6] = [
    "--file",
    "compose.yaml",
    "--file",
    "compose.acme.yaml",
    "--file",
    "compose.authority.yaml",
];

const OVERRIDE: &str = r#"
services:
  authority:
    image: ghcr.io/letsencrypt/pebble:2.8
    command: ["-config", "/authority/config.json"]
    environment:
      PEBBLE_VA_NOSLEEP: "1"
      PEBBLE_WFE_NONCEREJECT: "0"
    networks: [edge]
    volumes: ["./authority:/authority:ro"]
"#;

/// Of the service that gets the certificates: it trusts the authority.
const CLIENT: &str = r#"
    environment:
      SSL_CERT_FILE: /authority.pem
      REQUESTS_CA_BUNDLE: /authority.pem
    volumes: ["./authority/certificate.pem:/authority.pem:ro"]
    depends_on:
      authority:
        condition: service_started
"#;

/// Of the load balancer.
const NAMED: &str = r"
    networks:
      edge:
        aliases: [shop.example.com]
";

const CONFIG: &str = r#"{"pebble": {
  "listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000",
  "certificate": "/authority/certificate.pem", "privateKey": "/authority/key.pem",
  "httpPort": 8080, "tlsPort": 8443,
  "profiles": {"default": {"description": "valid for a minute", "validityPeriod": 60}}
}}"#;

/// Prints the root certificate, which the authority makes when it starts.
const ROOT: &str = "import ssl, urllib.request as r
roots = r.urlopen('https://authority:15000/roots/0', context=ssl._create_unverified_context())
print(roots.read().decode())";

pub(crate) fn renewed(stack: &Stack) -> Told {
    let private = stack.folder.join(".env");
    let before = fs::read_to_string(&private).map_err(told)?;
    let tls_port = free_port()?;
    authority(stack)?;
    let with = format!(
        "{before}\nAPP_TLS_PORT={tls_port}\nAPP_DOMAINS={NAME}\nAPP_HOSTS=127.0.0.1,localhost,{NAME}\n\
         ACME_DIRECTORY=https://authority:14000/dir\nRENEW_EVERY_S=2\nHSTS_SECONDS=31536000\n"
    );
    fs::write(&private, with).map_err(told)?;
    let own = stack.folder.join("deploy/caddy/Caddyfile");
    let plain = fs::read_to_string(&own).ok();
    if let Some(text) = &plain {
        let often = text.replace(
            "persist_config off",
            "persist_config off\n\trenew_interval 5s",
        );
        fs::write(&own, often).map_err(told)?;
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| certified(stack, tls_port)));
    if let Some(text) = plain {
        fs::write(&own, text).map_err(told)?;
    }
    fs::write(&private, before).map_err(told)?;
    stack.compose(&["up", "--detach", "--wait", "--remove-orphans"])?;
    outcome.unwrap_or_else(|panic| resume_unwind(panic))
}

fn certified(stack: &Stack, tls_port: u16) -> Told {
    let up = ["up", "--detach", "--build", "--wait"];
    stack.compose(&[&FILES[..], &up].concat())?;
    let roots = stack.folder.join("authority/roots.pem");
    fs::write(&roots, python(stack, "web", ROOT, &[])?).map_err(told)?;
    let roots = roots.to_str().unwrap_or_default();
    let port = tls_port.to_string();
    let load = |seconds: &str| -> Result<Value, String> {
        let arguments = ["-c", LOAD, &port, NAME, roots, seconds];
        let said = run(Command::new("python3").args(arguments))?;
        serde_json::from_str(&said).map_err(|error| format!("{error}: {said}"))
    };
    until("there is a certificate", || {
        Ok(load("0.1")?["failed"].as_array().is_some_and(Vec::is_empty))
    })?;
    let seen = load(SECONDS)?;
    let failed = seen["failed"].as_array().map_or(0, Vec::len);
    let certificates = seen["certificates"].as_u64().unwrap_or_default();
    if failed > 0 || certificates < 3 {
        let logs =
            stack.compose(&[&FILES[..], &["logs", "--tail", "60", "certificates", "lb"]].concat());
        return Err(format!("{seen}\n{}", logs.unwrap_or_default()));
    }
    if seen["strict"] != json!(["max-age=31536000"]) {
        return Err(format!("HSTS: {}", seen["strict"]));
    }
    let plain = get(stack.port, "/livez");
    let location = plain.header("Location").unwrap_or_default();
    if plain.status != 308 || location != format!("https://127.0.0.1:{tls_port}/livez") {
        return Err(format!("plain HTTP is not redirected: {plain:#?}"));
    }
    Ok(format!(
        "{} requests over HTTPS, {failed} failed, while {certificates} certificates followed each other",
        seen["requests"]
    ))
}

/// The files of the authority, whose own certificate its clients have to trust.
fn authority(stack: &Stack) -> Result<(), String> {
    let folder = stack.folder.join("authority");
    fs::create_dir_all(&folder).map_err(told)?;
    fs::write(folder.join("config.json"), CONFIG).map_err(told)?;
    let made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority \
                -addext subjectAltName=DNS:authority -keyout key.pem -out certificate.pem && chmod 0644 key.pem";
    run(Command::new("sh").args(["-c", made]).current_dir(&folder))?;
    let job = stack.folder.join("deploy/certificates").exists();
    let rest = if job {
        format!("  certificates:{CLIENT}  lb:{NAMED}")
    } else {
        format!("  lb:{CLIENT}{NAMED}")
    };
    let yaml = format!("{OVERRIDE}{rest}");
    fs::write(stack.folder.join("compose.authority.yaml"), yaml).map_err(told)?;
    docker::provide(&[AUTHORITY, "debian:13-slim"])
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` gives it away")]
fn told(error: std::io::Error) -> String {
    error.to_string()
}
