//! The order of the timeouts: whatever waits gives up after that which it waits for.

use super::Inputs;
use super::solution::Timeouts;

/// Seconds between two steps of the order.
pub(super) const STEP_S: u64 = 5;
/// Seconds that a process has to answer after its request was given up, before its server ends it.
const SERVER_S: u64 = 2;
/// Seconds that a task has to clean up after it was told to end (Celery's `task_soft_time_limit`).
const CLEAN_UP_S: u64 = 30;
/// Seconds between the end of a task and the moment in which its broker gives up on its worker.
const GIVEN_UP_S: u64 = 60;
/// Seconds in which a task of a killed worker starts again, at most.
const RESTART_S: u64 = 30;
/// Seconds between two looks at the tasks that must be sent, at most.
const RELAY_S: u64 = 5;
/// Seconds that a published task waits for its start before it is sent again: longer than a usual queue, since every
/// message more is one to skip.
const PATIENCE_S: u64 = 60;

/// `statement < request < server < edge`: each answers with its own error instead of being cut off by the next.
/// `task soft < task hard < consumer`: a broker's `consumer_timeout` closes the channel of a consumer that has not
/// acknowledged, so it is longer than any task.
/// `lease < visibility < restart`: a process renews the leases of its tasks, and a message that comes again while its
/// task holds a lease is skipped. So a visibility timeout may be shorter than a task, without running it twice at once
/// (Celery's manual, "Using Redis", caveats); it is longer than a lease, so that the second message is not skipped
/// when the first worker is dead.
pub(super) fn timeouts(inputs: &Inputs) -> Timeouts {
    let request_s = inputs.count("longest_request_s");
    let task_soft_s = inputs.count("longest_task_s");
    let task_hard_s = task_soft_s + CLEAN_UP_S;
    // half of the time: the relay may look twice, and a container that was killed starts meanwhile
    let lease_s = RESTART_S / 2;
    let statement_s = request_s.saturating_sub(STEP_S).max(1);
    Timeouts {
        statement_s,
        // requests for a table wait behind a migration that waits for it
        lock_s: (statement_s / 2).clamp(1, STEP_S),
        task_statement_s: task_soft_s.saturating_sub(STEP_S).max(1),
        request_s,
        server_s: request_s + SERVER_S,
        edge_s: request_s + STEP_S,
        task_soft_s,
        task_hard_s,
        lease_s,
        relay_s: RELAY_S,
        patience_s: PATIENCE_S,
        visibility_s: lease_s + STEP_S,
        restart_s: RESTART_S,
        consumer_s: task_hard_s + GIVEN_UP_S,
    }
}
