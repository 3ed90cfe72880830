//! What templates see when they are rendered once for each resource: the shared context, and `resource`.

use tera::Context;

use crate::generate::plan::PlannedFile;

/// The context of shared files, and one for the files of each resource.
pub(super) struct ResourceContexts<'a> {
    shared: &'a Context,
    each: Vec<Context>,
}

impl<'a> ResourceContexts<'a> {
    pub(super) fn of(plan: &[PlannedFile<'_>], shared: &'a Context) -> Self {
        let is_needed = plan.iter().any(|planned| planned.resource.is_some());
        let resources = shared.get("resources").filter(|_| is_needed);
        let resources = resources.and_then(tera::Value::as_array);
        let with = |resource: &tera::Value| {
            let mut context = shared.clone();
            context.insert("resource", resource);
            context
        };
        Self {
            shared,
            each: resources
                .map(|all| all.iter().map(with).collect())
                .unwrap_or_default(),
        }
    }

    pub(super) fn for_file(&self, planned: &PlannedFile<'_>) -> &Context {
        let own = planned.resource.and_then(|number| self.each.get(number));
        own.unwrap_or(self.shared)
    }
}
