//! Templates and manifests generated from bytes: each byte selects a production, so that a mutated input gives another
//! text of the same grammar, and most texts parse.
#![allow(dead_code, reason = "each target uses a part")]

pub mod manifest;
pub mod template;

/// Bytes as choices; after the last byte every choice is the first one, which ends the text.
pub struct Choices<'a> {
    left: std::slice::Iter<'a, u8>,
    /// How much more text may be generated.
    room: usize,
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8], room: usize) -> Self {
        Self {
            left: bytes.iter(),
            room,
        }
    }

    pub fn byte(&mut self) -> u8 {
        self.left.next().copied().unwrap_or(0)
    }

    pub fn below(&mut self, many: usize) -> usize {
        usize::from(self.byte()) % many.max(1)
    }

    pub fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    /// Whether a rare event occurs.
    pub fn rarely(&mut self) -> bool {
        self.byte() > 240
    }

    /// A text once, or repeated so often that limits apply.
    pub fn often(&mut self, text: String) -> String {
        let times = match self.byte() {
            0..=199 => 1,
            200..=229 => 2 + self.below(8),
            230..=249 => 50 + self.below(200),
            _ => 1000 * (1 + self.below(60)),
        };
        let times = times.min(self.room / text.len().max(1)).max(1);
        self.room = self.room.saturating_sub(times * text.len());
        text.repeat(times)
    }

    /// A number, small or near the limits of arithmetic.
    pub fn number(&mut self) -> String {
        match self.below(12) {
            0..=5 => self.below(10).to_string(),
            6 => "9223372036854775807".to_owned(),
            7 => "18446744073709551615".to_owned(),
            8 => "4294967296".to_owned(),
            9 => (self.below(256) * 1000).to_string(),
            10 => format!("{}.5", self.below(100)),
            _ => format!("-{}", self.below(100)),
        }
    }

    /// A word with characters that are dangerous for terminals, file names and formats.
    pub fn word(&mut self) -> String {
        const WORDS: [&str; 16] = [
            "web", "plain", "store", "disk", "none", "a", "readme", "", "a\nb", "\u{1b}[31m", "\u{202e}x", "..",
            "a/b", "caf\u{e9}", "{{ project.name }}", "x\"y",
        ];
        let word = self.one(&WORDS).to_owned();
        if self.rarely() { self.often(word) } else { word }
    }
}
