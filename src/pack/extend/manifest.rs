//! A manifest laid over that of the pack below: entries are added, or replaced by name.

use crate::core::error::Problem;
use crate::pack::lock;
use crate::pack::manifest::{Manifest, Python};

/// `over` on top of `below`, without what `over` leaves out. `place` is where `over` is, for messages.
pub(in crate::pack) fn inherited(
    mut below: Manifest,
    mut over: Manifest,
    place: &str,
    problems: &mut Vec<Problem>,
) -> Manifest {
    for left in std::mem::take(&mut over.without) {
        if !leave_out(&mut below, &left) {
            problems.push(
                Problem::new(format!("the manifest below has no `{left}` to leave out"))
                    .at(place)
                    .help("name a table, such as `settings`, or an entry of one: `settings.NAME`"),
            );
        }
    }
    replace_by_name(&mut below.settings, over.settings, |setting| &setting.name);
    replace_by_name(&mut below.variables, over.variables, |variable| {
        &variable.name
    });
    replace_by_name(&mut below.services, over.services, |service| &service.name);
    replace_by_name(&mut below.checks, over.checks, |check| &check.name);
    replace_by_name(&mut below.drives, over.drives, |drive| &drive.name);
    below.mounts.extend(over.mounts);
    below.requires.extend(over.requires);
    below.conflicts.extend(over.conflicts);
    below.limits.extend(over.limits);
    add_new(&mut below.unused, over.unused);
    add_new(&mut below.notes, over.notes);
    below.places.extend(over.places);
    below.signs.extend(over.signs);
    below.cpu_ms.extend(over.cpu_ms);
    below.facts.extend(over.facts);
    for (slot, text) in over.slots {
        below.slots.entry(slot).or_default().push_str(&text);
    }
    add_python(&mut below.python, over.python);
    let text = |over: String, below: String| if over.is_empty() { below } else { over };
    let when = if over.when.is_empty() {
        below.when
    } else {
        over.when
    };
    Manifest {
        label: text(over.label, below.label),
        about: text(over.about, below.about),
        scales: over.scales || below.scales,
        inside: over.inside.or(below.inside),
        readiness: over.readiness.or(below.readiness),
        migrations: over.migrations.or(below.migrations),
        when,
        ..below
    }
}

/// Adds what is not in the list yet.
pub(super) fn add_new(list: &mut Vec<String>, more: Vec<String>) {
    let new: Vec<String> = more
        .into_iter()
        .filter(|word| !list.contains(word))
        .collect();
    list.extend(new);
}

/// Leaves out a table, or one entry of it. Returns whether there was anything.
fn leave_out(manifest: &mut Manifest, what: &str) -> bool {
    let (table, name) = match what.split_once('.') {
        Some((table, name)) => (table, Some(name)),
        None => (what, None),
    };
    match (table, name) {
        ("settings", _) => remove(&mut manifest.settings, name, |setting| &setting.name),
        ("variables", _) => remove(&mut manifest.variables, name, |variable| &variable.name),
        ("services", _) => remove(&mut manifest.services, name, |service| &service.name),
        ("checks", _) => remove(&mut manifest.checks, name, |check| &check.name),
        ("drives", _) => remove(&mut manifest.drives, name, |drive| &drive.name),
        ("mounts", _) => remove(&mut manifest.mounts, name, |mount| &mount.target),
        ("requires", _) => remove(&mut manifest.requires, name, |rule| &rule.tier),
        ("conflicts", _) => remove(&mut manifest.conflicts, name, |rule| &rule.tier),
        ("limits", _) => remove(&mut manifest.limits, name, |limit| &limit.key),
        ("places", _) => remove(&mut manifest.places, name, |place| &place.number),
        ("facts", Some(name)) => manifest.facts.shift_remove(name).is_some(),
        ("slots", Some(name)) => manifest.slots.shift_remove(name).is_some(),
        ("facts", None) => !std::mem::take(&mut manifest.facts).is_empty(),
        ("slots", None) => !std::mem::take(&mut manifest.slots).is_empty(),
        ("python", None) => std::mem::take(&mut manifest.python) != Python::default(),
        ("cpu_ms", None) => !std::mem::take(&mut manifest.cpu_ms).is_empty(),
        ("readiness", None) => manifest.readiness.take().is_some(),
        ("migrations", None) => manifest.migrations.take().is_some(),
        _ => false,
    }
}

fn remove<T>(list: &mut Vec<T>, name: Option<&str>, of: impl Fn(&T) -> &String) -> bool {
    let before = list.len();
    list.retain(|item| name.is_some_and(|name| of(item) != name));
    list.len() < before
}

fn replace_by_name<T>(list: &mut Vec<T>, more: Vec<T>, name: impl Fn(&T) -> &String) {
    for item in more {
        match list.iter_mut().find(|known| name(known) == name(&item)) {
            Some(known) => *known = item,
            None => list.push(item),
        }
    }
}

fn add_python(below: &mut Python, over: Python) {
    let Python {
        dependencies,
        dev,
        build,
        load,
        imports,
    } = over;
    pins(&mut below.dependencies, dependencies);
    pins(&mut below.dev, dev);
    pins(&mut below.build, build);
    pins(&mut below.load, load);
    add_new(&mut below.imports, imports);
}

fn pins(list: &mut Vec<String>, more: Vec<String>) {
    for pin in more {
        list.retain(|known| lock::name(known) != lock::name(&pin));
        list.push(pin);
    }
}
