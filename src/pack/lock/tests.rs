use std::collections::BTreeSet;

use super::*;
use crate::audit::open;
use crate::pack::builtin;

const LOCK: &str = r#"
[app]
version = "1.0"
requires = ["base", "shim; python_full_version < '3.12'", "ring"]
extras.fast = ["speed[c]; sys_platform != 'win32'", "shim"]
hashes = 'aa'
[base]
version = "2.0"
requires = ["colour; sys_platform == 'win32' or sys_platform == 'cygwin'"]
hashes = '''
bb
cc
'''
[colour]
version = "3.0"
requires = ["shim"]
hashes = 'dd'
[ring]
version = "4.0"
requires = ["app"]
hashes = 'ee'
[shim]
version = "5.0"
hashes = 'ff'
[speed]
version = "6.0"
extras.c = ["wheel-of-c; python_full_version < '3.13' or sys_platform == 'linux'"]
hashes = '00'
[wheel-of-c]
version = "7.0"
hashes = '11'
"#;

fn lines(pins: &[&str]) -> Result<Vec<String>> {
    let lock = Lock::parse(LOCK.as_bytes()).unwrap();
    let pins: Vec<String> = pins.iter().map(|pin| (*pin).to_owned()).collect();
    let text = requirements(&lock.closure(&pins)?);
    let lines = text.lines().filter(|line| !line.starts_with(' '));
    Ok(lines
        .map(|line| line.trim_end_matches(" \\").to_owned())
        .collect())
}

#[test]
fn a_pin_includes_its_requirements_with_their_markers() {
    assert_eq!(
        lines(&["App==1.0"]).unwrap(),
        [
            "app==1.0",
            "base==2.0",
            "colour==3.0 ; sys_platform == 'win32' or sys_platform == 'cygwin'",
            "ring==4.0",
            "shim==5.0 ; python_full_version < '3.12' or sys_platform == 'win32' or sys_platform == 'cygwin'",
        ]
    );
}

#[test]
fn the_text_is_what_pip_reads() {
    let lock = Lock::parse(LOCK.as_bytes()).unwrap();
    let pins = ["base==2.0".to_owned()];
    assert_eq!(
        requirements(&lock.closure(&pins).unwrap()),
        "base==2.0 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n\
         colour==3.0 ; sys_platform == 'win32' or sys_platform == 'cygwin' \\\n    --hash=sha256:dd\n\
         shim==5.0 ; sys_platform == 'win32' or sys_platform == 'cygwin' \\\n    --hash=sha256:ff\n"
    );
}

#[test]
fn an_extra_adds_requirements_and_a_path_without_markers_wins() {
    assert_eq!(
        lines(&["app[fast]==1.0"]).unwrap(),
        [
            "app==1.0",
            "base==2.0",
            "colour==3.0 ; sys_platform == 'win32' or sys_platform == 'cygwin'",
            "ring==4.0",
            "shim==5.0",
            "speed==6.0 ; sys_platform != 'win32'",
            "wheel-of-c==7.0 ; (python_full_version < '3.13' or sys_platform == 'linux') and sys_platform != 'win32'",
        ]
    );
}

#[test]
fn every_pin_that_the_lock_lacks_or_has_otherwise_is_named_with_both() {
    let problems = lines(&["base==2.1", "Gone_Away==1", "colour==3.0"])
        .unwrap_err()
        .problems;
    let messages: BTreeSet<&str> = problems.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        messages,
        BTreeSet::from([
            "a manifest asks for `base==2.1`, which the lock has as `base==2.0`",
            "a manifest asks for `gone-away==1`, which the lock does not have",
        ])
    );
}

#[test]
fn the_lock_of_the_built_in_pack_has_every_pin_of_every_manifest_and_nothing_else() {
    let pack = open::builtin().unwrap();
    let bytes = builtin::read(&pack.files[PATH]).unwrap();
    let lock = Lock::parse(&bytes).unwrap();
    let manifests = pack
        .providers
        .values()
        .chain(pack.parts.values())
        .chain([&pack.catalog.base]);
    let pins: Vec<String> = manifests
        .map(|manifest| &manifest.python)
        .flat_map(|python| {
            [
                &python.dependencies,
                &python.dev,
                &python.build,
                &python.load,
            ]
        })
        .flatten()
        .cloned()
        .collect();
    let closure = lock.closure(&pins).unwrap();
    assert_eq!(closure.len(), lock.0.len());
    for locked in closure {
        let hashes = &locked.distribution.hashes;
        assert!(
            hashes.lines().all(|hash| hash.len() == 64) && !hashes.is_empty(),
            "{locked:?}"
        );
    }
}
