//! The numbers of a service with their units. The only code that parses numbers from manifest texts; all other code
//! gets them parsed. Renders nothing and reads no file.

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::pack::manifest::NumberText;

/// Allowed ranges, so that sums over a stack cannot overflow.
const PORTS: RangeInclusive<u16> = 1..=u16::MAX;
const REPLICAS: RangeInclusive<u64> = 1..=10_000;
const MEBIBYTES: RangeInclusive<u64> = 1..=16 * 1024 * 1024;
const SECONDS: RangeInclusive<u64> = 1..=7 * 24 * 60 * 60;
/// Docker's minimum for a container is a hundredth of a processor.
const CPUS: RangeInclusive<f64> = 0.01..=4096.0;
/// Docker counts billionths of a processor and refuses more digits.
const CPU_DIGITS: usize = 9;

/// The numbers of a running service, each for one of its containers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Amounts {
    /// The port it listens on inside its networks.
    pub port: Option<u16>,
    /// The number of containers; default: one.
    pub replicas: Option<u64>,
    pub memory_mb: Option<u64>,
    pub cpus: Option<f64>,
    /// The maximum size of each of its temporary file systems.
    pub tmpfs_mb: Option<u64>,
    pub stop_grace_s: Option<u64>,
}

/// The processors in a service's manifest; `None` if an expression must be rendered first.
pub(super) fn literal_cpus(declared: &NumberText) -> Option<f64> {
    cpus(declared.as_str()).ok()
}

/// The condition on a number, for messages.
pub(super) struct ExpectedNumber {
    pub(super) range: String,
    pub(super) example: &'static str,
}

/// Checks a port of a manifest.
pub(super) fn port(number: i64) -> Result<u16, ExpectedNumber> {
    let port = u16::try_from(number).ok();
    port.filter(|port| PORTS.contains(port))
        .ok_or_else(|| ExpectedNumber {
            range: format!("a whole number from {} to {}", PORTS.start(), PORTS.end()),
            example: "8000",
        })
}

pub(super) fn replicas(text: &str) -> Result<u64, ExpectedNumber> {
    whole(text, REPLICAS, "2")
}

pub(super) fn mebibytes(text: &str) -> Result<u64, ExpectedNumber> {
    whole(text, MEBIBYTES, "512")
}

pub(super) fn seconds(text: &str) -> Result<u64, ExpectedNumber> {
    whole(text, SECONDS, "30")
}

fn whole(
    text: &str,
    range: RangeInclusive<u64>,
    example: &'static str,
) -> Result<u64, ExpectedNumber> {
    let number = Some(text)
        .filter(|text| digits(text))
        .and_then(|text| text.parse().ok());
    number
        .filter(|number| range.contains(number))
        .ok_or_else(|| ExpectedNumber {
            range: format!("a whole number from {} to {}", range.start(), range.end()),
            example,
        })
}

pub(super) fn cpus(text: &str) -> Result<f64, ExpectedNumber> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let plain = digits(whole) && digits(part) && part.len() <= CPU_DIGITS;
    let number = Some(text)
        .filter(|_| plain)
        .and_then(|text| text.parse().ok());
    number
        .filter(|number| CPUS.contains(number))
        .ok_or_else(|| ExpectedNumber {
            range: format!(
                "a number from {} to {} with at most {CPU_DIGITS} digits after the point",
                CPUS.start(),
                CPUS.end()
            ),
            example: "0.5",
        })
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_digits_within_the_bounds_are_numbers() {
        let whole = |text| mebibytes(text).ok();
        assert_eq!(
            ["1", "512", "16777216"].map(whole),
            [Some(1), Some(512), Some(16_777_216)]
        );
        for text in [
            "",
            "0",
            "-1",
            "+1",
            "1.0",
            "1e3",
            " 1",
            "1 ",
            "half",
            "16777217",
            "99999999999999999999",
            "１",
        ] {
            assert_eq!(whole(text), None, "{text:?}");
        }
        assert_eq!(replicas("10001").ok(), None);
        assert_eq!(seconds("604801").ok(), None);
    }

    #[test]
    fn a_port_is_one_that_a_server_can_listen_on() {
        let port = |number| port(number).ok();
        assert_eq!([1, 65_535].map(port), [Some(1), Some(65_535)]);
        assert_eq!([-1, 0, 65_536, 70_000].map(port), [None; 4]);
    }

    #[test]
    fn processors_have_dockers_precision() {
        let share = |text| cpus(text).ok();
        assert_eq!(
            ["1", "1.0", "0.01", "0.123456789", "4096"].map(share),
            [
                Some(1.0),
                Some(1.0),
                Some(0.01),
                Some(0.123_456_789),
                Some(4096.0)
            ]
        );
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "0",
            "0.009",
            "4096.1",
            "0.1234567891",
            "1e0",
            "inf",
            "NaN",
            "1,5",
        ] {
            assert_eq!(share(text), None, "{text:?}");
        }
    }
}
