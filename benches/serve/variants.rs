//! Services beside the generated ones, each the same with one thing changed.
//!
//! They stand in a `compose.override.yaml`. What is a setting is set; what is none is one line of a generated file,
//! which must be there, laid over the one in the image.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::machine::{projects, stack};

/// Where each service listens on this machine.
pub(crate) type Ports = BTreeMap<&'static str, u16>;

/// A mail server as far away as most are: it takes each e-mail after 50 ms.
const MAIL: &str = r#"import asyncio

async def serve(reader, writer):
    async def say(line):
        writer.write(line + b"\r\n")
        await writer.drain()
    await say(b"220 mail")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            await say(b"354 go on")
            await reader.readuntil(b"\r\n.\r\n")
            await asyncio.sleep(0.05)
        await say(b"221 bye" if word == b"QUIT" else b"250 well")
        if word == b"QUIT":
            break
    writer.close()

async def main():
    async with await asyncio.start_server(serve, "0.0.0.0", 2525) as server:
        await server.serve_forever()

asyncio.run(main())
"#;

const MAILS: &str = "SMTP_HOST: mail, SMTP_PORT: '2525', SMTP_STARTTLS: 'false'";

/// Writes the variants into the generated project.
pub(crate) fn add(folder: &Path, scratch: &Path, framework: &str) -> Result<Ports, String> {
    let package = format!("speed_{framework}");
    let source = folder.join("src").join(&package);
    let variants = folder.join("variants");
    fs::create_dir_all(&variants).map_err(|error| error.to_string())?;
    put(&variants.join("mail.py"), MAIL)?;
    // the adapter of a project without a cache, as it is generated
    let uncached = format!("web={framework}");
    let other = projects::generate(
        &scratch.join(framework).join("uncached"),
        &format!("speed-{framework}"),
        &[&uncached, "cache=none"],
    )?;
    let adapter = read(
        &other
            .join("src")
            .join(&package)
            .join("infrastructure/adapters/cache.py"),
    )?;
    put(&variants.join("no_cache.py"), &adapter)?;
    changed(
        &source.join("infrastructure/adapters/database.py"),
        &variants.join("no_pool.py"),
        &unpooled(framework),
    )?;
    changed(
        &source.join("infrastructure/adapters/local_queue.py"),
        &variants.join("inline_queue.py"),
        &[(
            "self._threads.submit(self._work, message)",
            "self._work(message)",
        )],
    )?;
    changed(
        &folder.join("deploy/nginx/site.conf"),
        &variants.join("closing.conf"),
        &[(
            "proxy_set_header Connection \"\";",
            "proxy_set_header Connection close;",
        )],
    )?;
    let mut ports = Ports::new();
    let text = composed(&package, &mut ports)?;
    put(&folder.join("compose.override.yaml"), &text)?;
    Ok(ports)
}

/// Connections that end with the request.
fn unpooled(framework: &str) -> Vec<(&'static str, &'static str)> {
    if framework == "django" {
        return vec![(
            "            \"pool\": {\n                \"min_size\": 1,\n                \"max_size\": settings.db_pool_size,\n                \
             \"timeout\": settings.db_pool_timeout_s,\n                # A longer pause between two tries would go on after the database is back.\n                \
             \"reconnect_timeout\": settings.db_pool_timeout_s,\n            },\n",
            "",
        )];
    }
    vec![
        (
            "from sqlalchemy import Engine,",
            "from sqlalchemy import Engine, NullPool,",
        ),
        (
            "        pool_size=settings.db_pool_size,\n        max_overflow=0,\n        pool_timeout=settings.db_pool_timeout_s,\n        \
             pool_pre_ping=True,\n        pool_use_lifo=True,\n",
            "        poolclass=NullPool,\n",
        ),
    ]
}

fn composed(package: &str, ports: &mut Ports) -> Result<String, String> {
    let adapters = format!("/venv/lib/python3.13/site-packages/{package}/infrastructure/adapters");
    let over = |file: &str, at: &str| format!("    volumes: ['./variants/{file}:{at}:ro']\n");
    let mut text = format!(
        "# The generated services, with one thing changed in each.\nservices:\n  \
         mail:\n    image: ${{COMPOSE_PROJECT_NAME}}-app\n    command: [python, /mail.py]\n    networks: [backend]\n    \
         volumes: ['./variants/mail.py:/mail.py:ro']\n  \
         worker:\n    environment: {{{MAILS}}}\n  \
         web:\n    environment: {{WEB_MAX_REQUESTS: '0'}}\n    deploy: {{replicas: 2}}\n"
    );
    let services = [
        ("cached", String::new()),
        (
            "uncached",
            over("no_cache.py", &format!("{adapters}/cache.py")),
        ),
        (
            "unpooled",
            format!(
                "    volumes: ['./variants/no_cache.py:{adapters}/cache.py:ro', './variants/no_pool.py:{adapters}/database.py:ro']\n"
            ),
        ),
        (
            "inline",
            over("inline_queue.py", &format!("{adapters}/local_queue.py")),
        ),
        (
            "several",
            over("no_cache.py", &format!("{adapters}/cache.py")),
        ),
        ("one", over("no_cache.py", &format!("{adapters}/cache.py"))),
    ];
    for (name, volumes) in services {
        let port = *ports.entry(name).or_insert(stack::free_port()?);
        let (more, cpus) = match name {
            "inline" => (format!(", BROKER_URL: !reset null, {MAILS}"), "1.0"),
            "several" => (String::new(), "2.0"),
            // as many threads and connections as the two processes have
            "one" => (
                ", WEB_PROCESSES: '1', WEB_THREADS: '16', DB_POOL_SIZE: '20'".to_owned(),
                "2.0",
            ),
            _ => (String::new(), "1.0"),
        };
        write!(
            text,
            "  {name}:\n    extends: {{file: compose.yaml, service: web}}\n    build: !reset null\n    \
             ports: ['127.0.0.1:{port}:8000']\n    environment: {{WEB_MAX_REQUESTS: '0'{more}}}\n    \
             deploy: {{replicas: 1, resources: {{limits: {{cpus: '{cpus}'}}}}}}\n{volumes}"
        )
        .map_err(|error| error.to_string())?;
    }
    let port = *ports.entry("closing").or_insert(stack::free_port()?);
    write!(
        text,
        "  closing:\n    extends: {{file: compose.yaml, service: lb}}\n    ports: !override ['127.0.0.1:{port}:8080']\n    \
         volumes: ['./variants/closing.conf:/etc/nginx/site.conf:ro']\n"
    )
    .map_err(|error| error.to_string())?;
    Ok(text)
}

fn changed(from: &Path, to: &Path, lines: &[(&str, &str)]) -> Result<(), String> {
    let mut text = read(from)?;
    for (line, other) in lines {
        if text.matches(line).count() != 1 {
            return Err(format!("{}: not once there: {line}", from.display()));
        }
        text = text.replace(line, other);
    }
    put(to, &text)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
