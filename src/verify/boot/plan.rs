//! The known properties of a project's stack: its services, their roles and limits. Values only.

use crate::core::role::Role;
use crate::generate::size::{Sheet, TierLoad};
use crate::verify::measure::ServiceLimits;

/// The known properties of a project's stack.
#[derive(Debug, Clone)]
pub struct StackPlan {
    pub slug: String,
    pub services: Vec<PlannedService>,
    /// The limited resources from `tierup size`.
    pub tiers: Vec<TierLoad>,
}

/// A service of the stack.
#[derive(Debug, Clone)]
pub struct PlannedService {
    pub name: String,
    pub role: Role,
    pub replicas: u64,
    pub cpus: f64,
    pub memory_mb: f64,
    /// Command in its container that prints its number of client connections.
    pub connections: Vec<String>,
    /// The variable of a port that clients do not use.
    pub publish: Option<String>,
    /// The port on which it listens.
    pub port: Option<u16>,
    /// Whether clients reach it from outside.
    pub published: bool,
}

impl StackPlan {
    /// The running services and their limits.
    #[must_use]
    pub fn of(
        slug: String,
        sheet: &Sheet,
        running: &[crate::generate::running_service::RunningService],
    ) -> Self {
        let known = running.iter().filter_map(|running| {
            let row = sheet
                .services
                .iter()
                .find(|row| row.service == running.service.name)?;
            #[expect(clippy::cast_precision_loss, reason = "replicas and MiB")]
            let (replicas, memory) = (row.replicas as f64, row.memory_mb as f64);
            Some(PlannedService {
                name: row.service.clone(),
                role: running.service.role,
                replicas: row.replicas,
                cpus: row.cpus * replicas,
                memory_mb: memory * replicas,
                connections: running.service.connections.clone(),
                publish: running.service.publish.clone(),
                port: running.amounts.port,
                published: running.published,
            })
        });
        Self {
            slug,
            services: known.collect(),
            tiers: sheet.tiers.clone(),
        }
    }

    /// Variables of ports that clients do not use.
    pub(super) fn other_ports(&self) -> Vec<String> {
        let services = self.services.iter();
        services.filter_map(|one| one.publish.clone()).collect()
    }

    pub(in crate::verify) fn of_role(&self, role: Role) -> Option<&PlannedService> {
        self.services.iter().find(|known| known.role == role)
    }
}

impl PlannedService {
    pub(super) fn limits(&self) -> ServiceLimits {
        ServiceLimits {
            service: self.name.clone(),
            cpus: self.cpus,
            memory_mb: self.memory_mb,
        }
    }
}
