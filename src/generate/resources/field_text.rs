//! A field as it is written: `decimal(12, 2)? = 0 min=0 index`. Text to parts; `field` knows what they mean.

/// The parts of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldText {
    /// The name of its type.
    pub kind: String,
    pub arguments: Vec<String>,
    /// Whether it may be empty: `?`.
    pub optional: bool,
    pub default: Option<String>,
    /// Words behind it, each with its value: `unique`, `min=0`.
    pub words: Vec<(String, Option<String>)>,
}

impl FieldText {
    /// Parses a field.
    ///
    /// # Errors
    /// What is wrong with the text, as the rest of a sentence that begins with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut cursor = Cursor { rest: text };
        let mut field = Self {
            kind: cursor.word().to_owned(),
            ..Self::default()
        };
        if field.kind.is_empty() && text.trim().is_empty() {
            return Err("is no type".to_owned());
        }
        if field.kind.is_empty() {
            return Err("does not begin with a type".to_owned());
        }
        cursor.skip_spaces();
        if cursor.takes("(") {
            let (inside, rest) = cursor
                .rest
                .split_once(')')
                .ok_or("has no closing parenthesis")?;
            field.arguments = inside.split(',').map(|one| one.trim().to_owned()).collect();
            cursor.rest = rest;
            cursor.skip_spaces();
        }
        field.optional = cursor.takes("?");
        loop {
            cursor.skip_spaces();
            if cursor.rest.is_empty() {
                return Ok(field);
            }
            if cursor.takes("=") {
                cursor.skip_spaces();
                if field.default.replace(cursor.value()?).is_some() {
                    return Err("has two defaults".to_owned());
                }
                continue;
            }
            let word = cursor.word().to_owned();
            if word.is_empty() {
                return Err(format!("cannot be read from `{}` on", cursor.rest));
            }
            if field.words.iter().any(|(known, _)| *known == word) {
                return Err(format!("has `{word}` twice"));
            }
            let value = cursor.takes("=").then(|| cursor.value()).transpose()?;
            field.words.push((word, value));
        }
    }
}

struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, mark: &str) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> &'a str {
        self.until(|c| !(c.is_alphanumeric() || c == '_' || c == '-'))
    }

    /// Up to the next space, or what quotes enclose.
    fn value(&mut self) -> Result<String, String> {
        for quote in ["\"", "'"] {
            if self.takes(quote) {
                let (inside, rest) = self
                    .rest
                    .split_once(quote)
                    .ok_or("has no closing quotation mark")?;
                self.rest = rest;
                return Ok(inside.to_owned());
            }
        }
        let value = self.until(char::is_whitespace);
        if value.is_empty() {
            return Err("has `=` without a value".to_owned());
        }
        Ok(value.to_owned())
    }
}

/// `NAME FIELD:TYPE FIELD:TYPE`, as one argument: the name, and each field with its text.
///
/// # Errors
/// What is wrong with the text, as the rest of a sentence that begins with it.
pub fn split_resource(text: &str) -> Result<(String, Vec<(String, String)>), String> {
    let text = text.trim();
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    Ok((name.to_owned(), split_fields(rest)?))
}

/// `FIELD:TYPE FIELD:TYPE`: each field with its text. A space belongs to a field unless a name and `:` follow.
///
/// # Errors
/// What is wrong with the text, as the rest of a sentence that begins with it.
pub fn split_fields(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let (mut depth, mut quote) = (0_usize, None);
    let mut word = String::new();
    let mut begins = true;
    for c in text.trim().chars().chain([' ']) {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_outside = depth == 0 && quote.is_none();
        let is_value = fields
            .last()
            .is_some_and(|(_, text)| text.trim_end().ends_with('='));
        if is_outside && begins && !word.is_empty() && !is_value && c == ':' {
            fields.push((std::mem::take(&mut word), String::new()));
            begins = false;
        } else if is_outside && c.is_whitespace() {
            match fields.last_mut() {
                Some((_, text)) => {
                    text.push_str(&std::mem::take(&mut word));
                    text.push(' ');
                }
                None if word.is_empty() => {}
                None => return Err(format!("has `{word}`, which is not of the form FIELD:TYPE")),
            }
            begins = true;
        } else {
            begins &= c.is_alphanumeric() || c == '_' || c == '-';
            word.push(c);
        }
    }
    if let Some((_, text)) = fields.last_mut() {
        text.push_str(&word); // what a parenthesis or a quotation mark that is not closed holds
    }
    for (_, text) in &mut fields {
        *text = text.trim().to_owned();
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_a_type_arguments_a_default_and_words() {
        let field = FieldText::parse("decimal( 12,2 )? = 0 min=0 index").unwrap();
        assert_eq!(field.kind, "decimal");
        assert_eq!(field.arguments, ["12", "2"]);
        assert!(field.optional);
        assert_eq!(field.default.as_deref(), Some("0"));
        let words: Vec<&str> = field.words.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["min", "index"]);
        assert_eq!(
            FieldText::parse("bool = false").unwrap().default.unwrap(),
            "false"
        );
        assert_eq!(
            FieldText::parse("string = 'a b'").unwrap().default.unwrap(),
            "a b"
        );
        for (text, why) in [
            ("", "is no type"),
            ("(3)", "does not begin with a type"),
            ("string(3", "has no closing parenthesis"),
            ("string = ", "has `=` without a value"),
            ("string ; x", "cannot be read from `; x` on"),
            ("int min=1 min=2", "has `min` twice"),
            ("string = 'x", "has no closing quotation mark"),
        ] {
            assert_eq!(FieldText::parse(text).unwrap_err(), why);
        }
    }

    #[test]
    fn fields_of_one_argument_are_split_where_a_name_begins() {
        let (name, fields) = split_resource(
            "invoice number:string(32) unique status:enum(draft, sent) = draft note:string='a b:c'",
        )
        .unwrap();
        assert_eq!(name, "invoice");
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        assert_eq!(
            fields,
            [
                ("number", "string(32) unique"),
                ("status", "enum(draft, sent) = draft"),
                ("note", "string='a b:c'"),
            ]
        );
        assert_eq!(split_resource("note").unwrap().1, []);
        assert!(split_resource("note title").is_err());
        let open = |text: &str| split_fields(text).unwrap()[0].1.clone();
        assert_eq!(open("title:string(9"), "string(9");
        assert_eq!(open("title:text = 'a b"), "text = 'a b");
        assert_eq!(
            open("at:datetime = 2024-01-01T00:00:00Z"),
            "datetime = 2024-01-01T00:00:00Z"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_what_is_written_is_read_as_the_same(
            text in "[a-z(),?=:'\" 0-9.\\-\u{e9}]{0,40}|\\PC{0,40}",
        ) {
            let _ = FieldText::parse(&text);
            if let Ok((name, fields)) = split_resource(&text) {
                let written: Vec<String> =
                    fields.iter().map(|(field, text)| format!("{field}:{text}")).collect();
                let again = split_resource(&format!("{name} {}", written.join(" "))).unwrap();
                proptest::prop_assert_eq!(again.1, fields);
            }
        }
    }
}
