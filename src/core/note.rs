//! Progress messages of lower layers to the user. The caller decides where they are shown.

/// Takes a one-line message: a finding, or the current step.
pub type Note<'a> = dyn Fn(&str) + Sync + 'a;
