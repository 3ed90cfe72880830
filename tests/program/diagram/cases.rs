//! Graphs to draw: typical selections, unusual ones, and random ones.

use tierup::generate::diagram::{Arrow, Flow, Graph, Node};

/// The named cases, each with a stored picture in every format.
pub(crate) fn cases() -> Vec<(&'static str, Graph)> {
    vec![
        ("classic", classic()),
        ("minimal", minimal()),
        ("no-queue", no_queue()),
        ("everything", everything()),
        ("queue-only", queue_only()),
        ("odd", odd()),
    ]
}

fn node(id: &str, label: &str, rank: usize, port: u16, networks: &[&str]) -> Node {
    Node {
        id: id.into(),
        label: label.into(),
        details: vec![],
        replicas: 1,
        port: (port > 0).then_some(port),
        networks: networks.iter().map(|&name| name.into()).collect(),
        rank,
        durable: false,
    }
}

fn told(mut node: Node, details: &[&str]) -> Node {
    node.details = details.iter().map(|&detail| detail.into()).collect();
    node
}

fn times(replicas: u64, node: Node) -> Node {
    Node { replicas, ..node }
}

fn durable(node: Node) -> Node {
    Node {
        durable: true,
        ..node
    }
}

fn graph(title: &str, nodes: Vec<Node>, arrows: &[(&str, &str, Flow)]) -> Graph {
    let arrow = |&(from, to, kind): &(&str, &str, Flow)| Arrow {
        from: from.into(),
        to: to.into(),
        kind,
    };
    Graph {
        title: title.into(),
        entry: "http://127.0.0.1:8080".into(),
        nodes,
        arrows: arrows.iter().map(arrow).collect(),
    }
}

fn client() -> Node {
    node("client", "Browser or API client", 0, 0, &[])
}

fn flask(networks: &[&str]) -> Node {
    told(
        node("web", "Flask on Gunicorn", 2, 8000, networks),
        &["2 processes x 8 threads"],
    )
}

fn nginx() -> Node {
    told(node("lb", "NGINX", 1, 8080, &["edge"]), &["published port"])
}

fn broker() -> Node {
    durable(told(
        node("broker", "Redis", 3, 6379, &["backend"]),
        &["never evicts"],
    ))
}

fn celery() -> Node {
    told(
        node("worker", "Celery", 4, 0, &["backend"]),
        &["2 processes"],
    )
}

fn cache() -> Node {
    told(
        node("cache", "Redis", 3, 6379, &["backend"]),
        &["64 MiB, evicts oldest"],
    )
}

fn postgres() -> Node {
    durable(told(
        node("db", "PostgreSQL", 3, 5432, &["backend"]),
        &["100 connections"],
    ))
}

const CLASSIC: [(&str, &str, Flow); 8] = [
    ("client", "lb", Flow::Request),
    ("lb", "web", Flow::Request),
    ("web", "broker", Flow::Task),
    ("worker", "broker", Flow::Task),
    ("web", "cache", Flow::CacheRead),
    ("worker", "cache", Flow::CacheRead),
    ("web", "db", Flow::Query),
    ("worker", "db", Flow::Query),
];

/// The default stack.
pub(crate) fn classic() -> Graph {
    let web = times(2, flask(&["edge", "backend"]));
    let nodes = vec![
        client(),
        nginx(),
        web,
        broker(),
        cache(),
        postgres(),
        celery(),
    ];
    graph("Shop API", nodes, &CLASSIC)
}

fn minimal() -> Graph {
    let web = durable(flask(&["edge"]));
    let web = told(web, &["2 processes x 8 threads", "SQLite in a volume"]);
    graph(
        "Notes",
        vec![client(), web],
        &[("client", "web", Flow::Request)],
    )
}

fn no_queue() -> Graph {
    let nodes = vec![
        client(),
        nginx(),
        times(4, flask(&["edge", "backend"])),
        cache(),
        postgres(),
    ];
    let arrows: Vec<_> = CLASSIC
        .into_iter()
        .filter(|(from, to, _)| *from != "worker" && *to != "broker")
        .collect();
    graph("Shop API", nodes, &arrows)
}

fn everything() -> Graph {
    let mut graph = classic();
    graph.title = "Everything at once".into();
    graph
        .nodes
        .push(durable(node("search", "OpenSearch", 3, 9200, &["backend"])));
    let files = node(
        "files",
        "S3-compatible object storage",
        3,
        9000,
        &["backend"],
    );
    graph
        .nodes
        .push(durable(told(files, &["one bucket, versioned"])));
    for (from, to) in [("web", "search"), ("worker", "search"), ("worker", "files")] {
        graph.arrows.push(Arrow {
            from: from.into(),
            to: to.into(),
            kind: Flow::Call,
        });
    }
    graph
        .nodes
        .iter_mut()
        .filter(|node| node.id == "worker")
        .for_each(|node| node.replicas = 3);
    graph
}

/// No load balancer, `SQLite`: the worker shares the volume.
fn queue_only() -> Graph {
    let web = durable(told(
        flask(&["edge", "backend"]),
        &["SQLite in a shared volume"],
    ));
    let nodes = vec![client(), web, broker(), celery()];
    let arrows = [
        ("client", "web", Flow::Request),
        ("web", "broker", Flow::Task),
        ("worker", "broker", Flow::Task),
    ];
    graph("Mailer", nodes, &arrows)
}

/// Text of every kind, a second worker, a network and arrows that are not drawn.
fn odd() -> Graph {
    let mut graph = classic();
    graph.title = "\"Läden\" & <b>Söhne</b> 店舗 #1; end %%{init}%%".into();
    for (node, label) in graph.nodes.iter_mut().zip([
        "1. `curl` **or** http://www.example.org",
        "</svg><script>alert('x')</script>",
        "日本語のとても長いラベルで箱からはみ出すもの",
        "style:#f00; classDef a:#b;",
        "Ελληνικά и русский",
        "Un-nom-tellement-long-qu'il-ne-tient-nulle-part-du-tout",
        "- e\u{301}\u{1b}[31m\n\ttab \\n \u{202e}x",
    ]) {
        node.label = label.into();
    }
    graph
        .nodes
        .push(node("end", "Beat", 4, 0, &["backend", "ops \"net\""]));
    graph.arrows.push(Arrow {
        from: "end".into(),
        to: "broker".into(),
        kind: Flow::Task,
    });
    graph.arrows.push(Arrow {
        from: "db".into(),
        to: "nowhere".into(),
        kind: Flow::Call,
    });
    graph
}

/// A small, reproducible random generator.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides.max(1)
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.roll(words.len() as u64)).unwrap_or(0);
        words.get(at).copied().unwrap_or("")
    }
}

const IDS: [&str; 12] = [
    "client", "lb", "web", "broker", "worker", "cache", "db", "search", "end", "graph", "",
    "é \"&<",
];
const WORDS: [&str; 16] = [
    "",
    " ",
    "Redis",
    "PostgreSQL 17.2",
    "日本語テキスト",
    "😀👩\u{200d}🔬",
    "e\u{301}\u{301}",
    "مرحبا",
    "\u{0}\u{7}\n",
    "\"quoted\" 'text'",
    "<b>&amp;</b>",
    "`a` **b** _c_",
    "1. x",
    "]]>--%%{x}%%",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "\u{ffff}#35;",
];
const NETWORKS: [&str; 5] = ["edge", "backend", "", "<ops> & \"more\" of it", "データ"];
const FLOWS: [Flow; 5] = [
    Flow::Request,
    Flow::Task,
    Flow::CacheRead,
    Flow::Query,
    Flow::Call,
];

/// Any graph: unknown and repeated ids, every rank, unusual text.
pub(crate) fn random_graph(dice: &mut Dice) -> Graph {
    let nodes: Vec<Node> = (0..dice.roll(14)).map(|_| random_node(dice)).collect();
    let arrows = (0..dice.roll(24)).map(|_| Arrow {
        from: dice.pick(&IDS).into(),
        to: dice.pick(&IDS).into(),
        kind: usize::try_from(dice.roll(5))
            .ok()
            .and_then(|at| FLOWS.get(at))
            .copied()
            .unwrap_or(Flow::Call),
    });
    let arrows = arrows.collect();
    Graph {
        title: dice.pick(&WORDS).into(),
        entry: dice.pick(&WORDS).into(),
        nodes,
        arrows,
    }
}

fn random_node(dice: &mut Dice) -> Node {
    let rank = match dice.roll(12) {
        at @ 0..=5 => usize::try_from(at).unwrap_or(0),
        6 => usize::MAX,
        _ => 3,
    };
    Node {
        id: dice.pick(&IDS).into(),
        label: dice.pick(&WORDS).into(),
        details: (0..dice.roll(4))
            .map(|_| dice.pick(&WORDS).into())
            .collect(),
        replicas: [1, 2, 0, u64::MAX, 12]
            .into_iter()
            .nth(usize::try_from(dice.roll(5)).unwrap_or(0))
            .unwrap_or(1),
        port: (dice.roll(2) == 0).then_some(65_535),
        networks: (0..dice.roll(3))
            .map(|_| dice.pick(&NETWORKS).into())
            .collect(),
        rank,
        durable: dice.roll(2) == 0,
    }
}

/// The stack with some of its parts left out at random: possible for a real blueprint.
pub(crate) fn random_selection(dice: &mut Dice) -> Graph {
    let (_, mut graph) = cases().swap_remove(3);
    graph
        .nodes
        .retain(|node| matches!(node.id.as_str(), "client" | "web") || dice.roll(4) > 0);
    let ids: Vec<String> = graph.nodes.iter().map(|node| node.id.clone()).collect();
    graph
        .arrows
        .retain(|arrow| ids.contains(&arrow.from) && ids.contains(&arrow.to));
    if !ids.contains(&"lb".to_owned()) {
        graph.arrows.push(Arrow {
            from: "client".into(),
            to: "web".into(),
            kind: Flow::Request,
        });
    }
    graph
        .nodes
        .iter_mut()
        .for_each(|node| node.replicas = 1 + dice.roll(4));
    graph
}
