//! The order of the timeouts: whatever waits gives up after that which it waits for.

use super::Inputs;
use super::solution::Timeouts;

/// Seconds between two steps of the order.
pub(super) const STEP_S: u64 = 5;
/// Seconds that a process has to answer after its request was given up, before its server ends it.
const SERVER_S: u64 = 2;
/// Seconds that a task has to clean up after it was told to end (Celery's `task_soft_time_limit`).
const CLEAN_UP_S: u64 = 30;
/// Seconds between the end of a task and the moment in which its broker hands it out again.
const HANDED_OUT_S: u64 = 60;

/// `statement < request < server < edge`: each answers with its own error instead of being cut off by the next.
/// `task soft < task hard < visibility`: a task that still runs is never started a second time (Celery's manual,
/// "Using Redis", caveats: a visibility timeout below the longest task runs it twice at once). Another
/// broker's `consumer_timeout` closes the channel of a consumer that has not acknowledged, so it follows the same rule.
pub(super) fn timeouts(inputs: &Inputs) -> Timeouts {
    let request_s = inputs.count("longest_request_s");
    let task_soft_s = inputs.count("longest_task_s");
    let task_hard_s = task_soft_s + CLEAN_UP_S;
    let visibility_s = task_hard_s + HANDED_OUT_S;
    Timeouts {
        statement_s: request_s.saturating_sub(STEP_S).max(1),
        request_s,
        server_s: request_s + SERVER_S,
        edge_s: request_s + STEP_S,
        task_soft_s,
        task_hard_s,
        visibility_s,
        consumer_s: visibility_s,
    }
}
