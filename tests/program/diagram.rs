//! The diagrams, compared with stored pictures (`BLESS=1` rewrites them), and properties for any graph: no panic, lines
//! join, nothing is left out, markup is escaped.

mod cases;
mod crossings;
mod lines;

use std::fs;
use std::path::Path;

use cases::{Dice, cases, classic, random_graph, random_selection};
use crossings::crossings;
use lines::{loose_ends, widest};
use tierup::generate::diagram::{Flow, Graph, mermaid, svg, unicode};

type Draw = fn(&Graph) -> String;
const FORMATS: [(&str, Draw); 3] = [("txt", unicode), ("mmd", mermaid), ("svg", svg)];

#[test]
fn pictures_are_as_stored() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagram");
    for (name, graph) in cases() {
        for (extension, draw) in FORMATS {
            let path = folder.join(format!("{name}.{extension}"));
            let drawn = draw(&graph);
            if std::env::var_os("BLESS").is_some() {
                assert!(
                    fs::write(&path, &drawn).is_ok(),
                    "cannot write {}",
                    path.display()
                );
            }
            let stored = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                stored == drawn,
                "{} differs; BLESS=1 rewrites it:\n{drawn}",
                path.display()
            );
        }
    }
}

#[test]
fn every_line_meets_another_within_78_columns() {
    let mut dice = Dice(1);
    let selections = (0..300)
        .map(|_| random_selection(&mut dice))
        .collect::<Vec<_>>();
    let named = cases().into_iter().map(|(_, graph)| graph);
    for graph in named.chain(selections) {
        let picture = unicode(&graph);
        assert_eq!(loose_ends(&picture), [], "{picture}");
        assert!(widest(&picture) <= 78, "{picture}");
    }
}

#[test]
fn a_loose_line_is_detected() {
    let picture = unicode(&classic());
    assert!(!loose_ends(&picture.replacen('┐', " ", 1)).is_empty());
    assert!(!loose_ends(&picture.replacen('▼', " ", 1)).is_empty());
    assert!(!loose_ends(&picture.replacen('╌', " ", 1)).is_empty());
}

#[test]
fn no_svg_arrow_crosses_anything() {
    let mut dice = Dice(5);
    let selections = (0..300)
        .map(|_| random_selection(&mut dice))
        .collect::<Vec<_>>();
    let named = cases().into_iter().map(|(_, graph)| graph);
    for graph in named.chain(selections) {
        let found = crossings(&svg(&graph));
        assert!(found.is_empty(), "{found:#?}\n{graph:#?}");
    }
}

#[test]
fn a_crossing_is_detected() {
    let card = "<rect class=\"d-card\" x=\"0\" y=\"0\" width=\"90\" height=\"50\" rx=\"10\"/>\n";
    let through = "<path class=\"d-flow d-task\" d=\"M40 -20V80\"/>\n";
    let across = "<path class=\"d-flow d-task\" d=\"M10 70H99\"/>\n";
    assert_eq!(crossings(&format!("{card}{through}")).len(), 1);
    assert_eq!(crossings(&format!("{through}{across}")).len(), 1);
    assert!(crossings(&format!("{card}{across}")).is_empty());
}

#[test]
fn any_graph_can_be_drawn() {
    let mut dice = Dice(7);
    for round in 0..600 {
        let graph = random_graph(&mut dice);
        let picture = unicode(&graph);
        assert_eq!(
            loose_ends(&picture),
            [],
            "round {round}: {graph:#?}\n{picture}"
        );
        assert!(widest(&picture) <= 78, "round {round}:\n{picture}");
        for (format, draw) in FORMATS {
            let drawn = draw(&graph);
            assert_eq!(drawn, draw(&graph), "{format} differs from run to run");
            let controls = drawn
                .chars()
                .filter(|c| c.is_control() && *c != '\n')
                .count();
            assert_eq!(
                controls, 0,
                "round {round}: {format} lets a control character through"
            );
        }
        let drawn = svg(&graph);
        assert!(
            drawn.starts_with("<svg ") && drawn.ends_with("</svg>\n"),
            "{drawn}"
        );
        assert_eq!(drawn.matches("<script").count(), 0);
    }
}

#[test]
fn nothing_is_left_out() {
    let mut dice = Dice(3);
    for _ in 0..300 {
        let graph = random_selection(&mut dice);
        for (format, draw) in FORMATS {
            let drawn = draw(&graph);
            for node in &graph.nodes {
                assert!(
                    drawn.contains(&node.id),
                    "{format} lacks {}:\n{drawn}",
                    node.id
                );
            }
            for arrow in &graph.arrows {
                assert!(
                    drawn.contains(arrow.kind.label()),
                    "{format} lacks {:?}:\n{drawn}",
                    arrow.kind
                );
            }
        }
        let heads = unicode(&graph)
            .chars()
            .filter(|c| "▼▲▶◀".contains(*c))
            .count();
        let told = unicode(&graph).matches("also: ").count();
        assert_eq!(heads + told, graph.arrows.len(), "{}", unicode(&graph));
    }
}

#[test]
fn the_svg_is_self_contained_and_has_a_legend() {
    let drawn = svg(&classic());
    for needed in [
        "role=\"img\"",
        "<title",
        "<desc",
        "viewBox=",
        "prefers-color-scheme: dark",
    ] {
        assert!(drawn.contains(needed), "lacks {needed}");
    }
    for banned in [
        "<script",
        "href",
        "url(",
        "@import",
        "<image",
        "<foreignObject",
        "\r",
    ] {
        assert!(!drawn.contains(banned), "has {banned}");
    }
    let legend = drawn.split("class=\"d-legend\"").nth(1).unwrap_or_default();
    for flow in [Flow::Request, Flow::Task, Flow::CacheRead, Flow::Query] {
        assert!(legend.contains(flow.label()), "the legend lacks {flow:?}");
    }
    assert!(
        !legend.contains(">call<"),
        "the legend lists a flow that is not drawn"
    );
}
