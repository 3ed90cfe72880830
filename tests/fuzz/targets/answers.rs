//! A `tierup.toml`: it is rejected with problems, or gives a blueprint that is the same after writing and reading it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tierup::audit::open;
use tierup::pack::Pack;
use tierup::core::answers;
use tierup::generate::blueprint;

static PACK: LazyLock<Pack> = LazyLock::new(|| open::builtin().unwrap());

fuzz_target!(|text: &str| {
    let said = match answers::from_toml("tierup.toml", text) {
        Ok(said) => said,
        Err(problems) => return assert!(!problems.is_empty()),
    };
    let _so_far = blueprint::check(&PACK, &said);
    match blueprint::decide(&PACK, &said) {
        Err(error) => assert!(!error.problems.is_empty()),
        Ok(decided) => {
            let written = blueprint::to_toml(&PACK, &decided);
            let again = answers::from_toml("tierup.toml", &written).unwrap();
            assert_eq!(
                blueprint::decide(&PACK, &again).unwrap().selection,
                decided.selection
            );
        }
    }
});
