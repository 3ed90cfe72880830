//! Remaining files that refer to names that a change removes.

use std::fs;

use super::{edit, shop};
use crate::support::run;

#[test]
fn references_to_removed_names_are_reported() {
    let (_folder, shop) = shop(&["cache=redis", "queue=none", "db=postgres"]);
    let compose = "services:\n  report:\n    image: report\n    depends_on: [cache, web]\n";
    fs::write(shop.join("compose.override.yaml"), compose).unwrap();
    fs::create_dir(shop.join("scripts")).unwrap();
    let script = "from shop.infrastructure.adapters import local_cache\nfrom shop.settings import get_settings\n\nURL = get_settings().cache_url\n";
    fs::write(shop.join("scripts/warm.py"), script).unwrap();
    edit(
        &shop.join("src/shop/infrastructure/adapters/local_cache.py"),
        "import",
        "# Ours.\nimport",
    );
    let untouched = shop.join("src/shop/services/own.py");
    fs::write(
        &untouched,
        "from shop.infrastructure.adapters.circuit import *\n",
    )
    .unwrap();
    run(&shop, ["check"]).ok();
    let uses = [
        "`compose.override.yaml:4` refers to the service `cache`, which does not exist",
        "`scripts/warm.py:4` uses the setting `cache_url`, which does not exist",
        "`src/shop/services/own.py:1` imports `shop.infrastructure.adapters.circuit`, which does not exist",
    ];
    for arguments in [
        &["remove", "cache", "-y", "--dry-run"][..],
        &["remove", "cache", "-y"],
    ] {
        let said = run(&shop, arguments).ok();
        for note in uses {
            assert!(said.stderr.contains(note), "{note}\n{said:#?}");
        }
    }
    assert!(
        shop.join("src/shop/infrastructure/adapters/local_cache.py")
            .exists()
    );
    let found = run(&shop, ["check", "--json"]).json();
    let places: Vec<&str> = found["inconsistent"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["where"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "compose.override.yaml:4",
            "scripts/warm.py:4",
            "src/shop/services/own.py:1"
        ]
    );
    let again = run(&shop, ["set", "capacity.web.replicas=3", "-y"]).ok();
    assert!(!again.stderr.contains("which does not exist"), "{again:#?}");
}
