//! `verify --html` overwrites only earlier reports.

use std::fs;
use std::os::unix::fs::symlink;

use super::place::{Place, snapshot};

#[test]
fn only_an_earlier_report_is_overwritten() {
    let place = Place::new();
    symlink(
        place.outside().join("secret.txt"),
        place.shop().join("link.html"),
    )
    .unwrap();
    fs::write(
        place.shop().join("page.html"),
        "<!DOCTYPE html>\n<html>mine</html>\n",
    )
    .unwrap();
    fs::create_dir(place.shop().join("folder.html")).unwrap();
    fs::remove_file(place.shop().join("Dockerfile")).unwrap();
    assert_eq!(
        crate::support::said(
            std::process::Command::new("mkfifo").arg(place.shop().join("pipe.html"))
        )
        .code,
        0
    );
    let before = snapshot(place.path());
    for (file, why) in [
        ("tierup.toml", "belongs to the project"),
        ("./src/../tierup.toml", "belongs to the project"),
        (".env", "belongs to the project"),
        ("Makefile", "belongs to the project"),
        ("Dockerfile", "belongs to the project"),
        (".tierup/report.html", "belongs to the project"),
        (".git/hooks/post-commit", "belongs to the project"),
        ("page.html", "is not a report of tierup"),
        ("../outside/secret.txt", "is not a report of tierup"),
        ("link.html", "is a link"),
        ("folder.html", "is a folder"),
        ("pipe.html", "is not a regular file"),
    ] {
        let said = place.run(&format!("verify --html {file}"));
        assert_eq!(said.code, 1, "{said:#?}");
        let shown = file.trim_start_matches("./src/../");
        assert!(
            said.stderr
                .contains(&format!("{shown}` {why} and is not overwritten"))
                && said.stderr.contains(&format!("--> --html {file}"))
                && said
                    .stderr
                    .contains("help: name a file that does not exist yet"),
            "{said:#?}"
        );
        assert!(snapshot(place.path()) == before, "{file}");
    }
}

#[test]
fn a_report_replaces_an_earlier_one_and_an_empty_file() {
    let place = Place::new();
    fs::write(place.shop().join("report.html"), "").unwrap();
    let mut pages = Vec::new();
    for _ in 0..2 {
        let said = place.run("verify --html report.html");
        assert!(
            said.stderr.contains("the report is in report.html"),
            "{said:#?}"
        );
        pages.push(fs::read_to_string(place.shop().join("report.html")).unwrap());
    }
    assert!(pages.iter().all(|page| page.starts_with("<!DOCTYPE html>")));
    assert!(pages.iter().all(|page| page.ends_with("</html>\n")));
}
