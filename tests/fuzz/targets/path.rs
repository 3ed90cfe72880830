//! Any text as a path: accepted ones stay below their root, on every system.
#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use tierup::core::tree::RelPath;

fuzz_target!(|text: &str| {
    let Ok(path) = RelPath::new(text) else {
        return;
    };
    assert_eq!(path.as_str(), text);
    let below = Path::new(text);
    assert!(
        below
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
    );
    assert!(!text.contains(['\\', ':', '\0']) && !text.starts_with('/') && !text.ends_with('/'));
    for part in text.split('/') {
        assert!(!part.is_empty() && part.len() <= 255 && !part.ends_with(['.', ' ']));
        // a part that is accepted alone is accepted in every path
        assert!(RelPath::new(part).is_ok());
    }
});
