//! Every disabled rule of a checker, with the reason. A test fails for rules that would find nothing any more.

use std::path::Path;

use super::{checks, compose, repository};
use crate::machine::tools::{Outcome, Tools};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Off {
    pub(crate) checker: &'static str,
    pub(crate) rule: &'static str,
    #[allow(dead_code, reason = "for who reads it")]
    reason: &'static str,
}

const fn off(checker: &'static str, rule: &'static str, reason: &'static str) -> Off {
    Off {
        checker,
        rule,
        reason,
    }
}

pub(crate) const OFF: [Off; 11] = [
    off(
        "dclint",
        "no-build-and-image",
        "what web builds gets a name, so that worker and migrate run the same image",
    ),
    off(
        "dclint",
        "require-project-name-field",
        "compose.tls.yaml is laid over compose.yaml, which has the name",
    ),
    off(
        "dclint",
        "require-quotes-in-ports",
        "wants single quotes; every quote here is a double one, as in JSON",
    ),
    off(
        "dclint",
        "service-keys-order",
        "wants the shared defaults last and the image first; here what a service takes over stands first",
    ),
    off(
        "dclint",
        "top-level-properties-order",
        "wants what is shared before the name of the project",
    ),
    off(
        "compose-lint",
        "CL-0019",
        "a digest would keep out the fixes that a minor version's tag brings",
    ),
    off(
        "gixy",
        "host_spoofing",
        "the service needs the port, which $host lacks, and knows its hosts where that matters",
    ),
    off("bandit", "B101", "a test asserts"),
    off("bandit", "B404", "tests start processes: the service's own"),
    off(
        "bandit",
        "B603",
        "without a shell, and no word comes from outside",
    ),
    off(
        "yamllint",
        "document-start",
        "a file with one document needs no sign of where it starts",
    ),
];

/// The disabled rules of `checker`.
pub(crate) fn rules(checker: &str) -> Vec<&'static str> {
    let of_it = OFF.iter().filter(|off| off.checker == checker);
    of_it.map(|off| off.rule).collect()
}

impl Off {
    /// The checker's output with this rule enabled.
    pub(crate) fn without(self, tools: &Tools, project: &Path) -> Outcome {
        let mut others = rules(self.checker);
        others.retain(|rule| *rule != self.rule);
        match self.checker {
            "dclint" => compose::dclint_without(tools, project, &others),
            "compose-lint" => compose::compose_lint_without(tools, project, &others),
            "gixy" => checks::gixy_without(tools, project, &others),
            "bandit" => repository::bandit_without(tools, project, &others),
            "yamllint" => repository::yamllint_without(tools, project, &others),
            other => Err(format!("nobody knows how {other} is run")),
        }
    }
}
