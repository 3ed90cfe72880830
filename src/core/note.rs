//! Words that a lower layer has for the person who waits. Who calls it says where they are shown.

/// Takes one line: what was found on the way, or what is going on now.
pub type Note<'a> = dyn Fn(&str) + Sync + 'a;
