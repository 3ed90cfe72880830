//! A fast path for templates that only insert values: most of a pack's. The result is equal to Tera's, or `None` if the
//! template needs Tera or would fail in it.

use tera::{Context, Value};

/// The text with every `{{ dotted.name }}` replaced; `None` if it contains other Tera syntax, or a value is neither
/// text nor a whole number.
pub(super) fn substitute(source: &str, context: &Context) -> Option<String> {
    let mut out = String::with_capacity(source.len() + source.len() / 8);
    let mut rest = source;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        match from.as_bytes().get(1) {
            Some(b'%' | b'#') => return None,
            Some(b'{') => {
                let (name, after) = from.get(2..)?.split_once("}}")?;
                out.push_str(before);
                push(&mut out, lookup(name.trim_matches(' '), context)?)?;
                rest = after;
            }
            _ => {
                out.push_str(before);
                out.push('{');
                rest = from.get(1..)?;
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

fn lookup<'a>(name: &'a str, context: &'a Context) -> Option<&'a Value> {
    let mut parts = name.split('.');
    let plain = |part: &&str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let first = context.get(parts.next().filter(plain)?)?;
    parts.try_fold(first, |value, part| {
        value.get_from_path(part).filter(|_| plain(&part))
    })
}

fn push(out: &mut String, value: &Value) -> Option<()> {
    use std::fmt::Write as _;
    if let Some(text) = value.as_str() {
        out.push_str(text);
    } else if value.is_u64() || value.is_i64() {
        write!(out, "{value}").ok()?;
    } else {
        return None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tera::Tera;

    use super::*;

    fn context() -> Context {
        let mut context = Context::new();
        context.insert(
            "project",
            &serde_json::json!({"package": "shop", "name": "A {{ b }} \"c\""}),
        );
        context.insert(
            "capacity",
            &serde_json::json!({"web": {"replicas": 2, "cpus": 0.5, "none": null}}),
        );
        context
    }

    fn by_tera(source: &str, context: &Context) -> Option<String> {
        let mut engine = Tera::new();
        engine.autoescape_on(Vec::<&str>::new());
        engine.add_raw_template("t", source).ok()?;
        engine.render("t", context).ok()
    }

    #[test]
    fn names_are_replaced_and_the_rest_is_left_to_tera() {
        let context = context();
        assert_eq!(
            substitute("from {{ project.package }}.x import {y}", &context).unwrap(),
            "from shop.x import {y}"
        );
        assert_eq!(
            substitute("{{capacity.web.replicas}}", &context).unwrap(),
            "2"
        );
        for source in [
            "{{ nope }}",
            "{{ project }}",
            "{% if x %}{% endif %}",
            "{# c #}",
            "{{ capacity.web.cpus }}",
            "{{- project.package }}",
            "{{ project.package | upper }}",
            "{{ project.package",
            "{{ capacity.web.none }}",
        ] {
            assert_eq!(substitute(source, &context), None, "{source}");
        }
    }

    proptest! {
        #[test]
        fn it_never_differs_from_tera(parts in prop::collection::vec(prop::sample::select(vec![
            "{{ project.package }}", "{{project.name}}", "{{ capacity.web.replicas }}", "{{  project.package  }}",
            "{", "}", "}}", "{{", " ", "\n", "x", "${", "{% raw %}", "é", "{{ \"a\" }}", "{{ project.no }}", "-", "#",
        ]), 0..12)) {
            let source = parts.concat();
            let context = context();
            if let Some(text) = substitute(&source, &context) {
                prop_assert_eq!(Some(text), by_tera(&source, &context), "{}", source);
            }
        }
    }
}
