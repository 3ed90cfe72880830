//! A provider for each tier: the folders of the pack that this activates, their facts, and conflicts. Knows the
//! catalog's rules, no provider.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::core::role::Role;
use crate::generate::amounts;
use crate::generate::capacity::{Bound, Bounds, Cost, StackProfile};
use crate::pack::Pack;
use crate::pack::catalog::NONE;
use crate::pack::manifest::Manifest;
use crate::pack::question::{Answer, Question};

/// Provider by tier, in the catalog's order; undecided tiers are missing.
pub type Selection = IndexMap<String, String>;

/// The value of each fact.
pub type Facts = IndexMap<String, String>;

/// A folder of the pack that a selection activates.
#[derive(Debug, Clone, Copy)]
pub struct Active<'a> {
    /// `db/postgres`, `parts/sqlalchemy`.
    pub folder: &'a str,
    pub manifest: &'a Manifest,
}

/// Two choices that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub tier: String,
    pub provider: String,
    pub other_tier: String,
    pub other_provider: String,
    pub reason: String,
}

/// A selection as command-line arguments.
#[must_use]
pub fn arguments(selection: &Selection) -> String {
    let choices = selection
        .iter()
        .map(|(tier, provider)| format!("{tier}={provider}"));
    choices.collect::<Vec<_>>().join(" ")
}

/// The chosen providers' manifests in tier order, then the parts whose conditions hold, without resources.
#[must_use]
pub fn active<'a>(pack: &'a Pack, selection: &Selection) -> Vec<Active<'a>> {
    active_with(pack, selection, &Facts::new())
}

/// The same, for a project that states these facts.
#[must_use]
pub fn active_with<'a>(pack: &'a Pack, selection: &Selection, stated: &Facts) -> Vec<Active<'a>> {
    let mut folders: Vec<Active<'a>> = Vec::new();
    for (tier, provider) in selection {
        if let Some((folder, manifest)) =
            pack.providers.get_key_value(&format!("{tier}/{provider}"))
        {
            folders.push(Active { folder, manifest });
        }
    }
    let facts = facts_with(pack, &folders, stated);
    folders.extend(
        pack.parts
            .iter()
            .filter(|(_, part)| {
                part.when
                    .iter()
                    .all(|(fact, value)| facts.get(fact) == Some(value))
            })
            .map(|(folder, manifest)| Active { folder, manifest }),
    );
    folders
}

/// The pack's defaults of facts, and over them what the active folders state, without resources.
#[must_use]
pub fn facts(pack: &Pack, active: &[Active<'_>]) -> Facts {
    facts_with(pack, active, &Facts::new())
}

/// The facts of a selection, without resources.
#[must_use]
pub fn facts_of(pack: &Pack, selection: &Selection) -> Facts {
    facts(pack, &active(pack, selection))
}

/// Those of active folders, for a project that states these facts.
#[must_use]
pub fn facts_with(pack: &Pack, active: &[Active<'_>], stated: &Facts) -> Facts {
    let mut facts = pack.catalog.base.facts.clone();
    facts.extend(stated.clone());
    facts.extend(active.iter().flat_map(|a| a.manifest.facts.clone()));
    facts
}

/// What a project states besides its choices: by its resources, which have fields of these types (none without
/// resources), and by its answers.
#[must_use]
pub fn stated_facts(
    pack: &Pack,
    field_types: &[&str],
    answers: &IndexMap<String, Answer>,
) -> Facts {
    let mut facts = Facts::new();
    if !field_types.is_empty() {
        facts.extend(pack.catalog.resource_facts.clone());
    }
    let types = field_types.iter().filter_map(|name| pack.types.get(*name));
    facts.extend(types.flat_map(|of_type| of_type.facts.clone()));
    let questions = pack.catalog.questions.iter();
    let accepted =
        questions.filter(|question| answers.get(&question.id) == Some(&Answer::Flag(true)));
    facts.extend(accepted.flat_map(|question| question.facts.clone()));
    facts
}

/// What people must know of the choices.
#[must_use]
pub fn notes(active: &[Active<'_>]) -> Vec<String> {
    let notes = active.iter().flat_map(|one| &one.manifest.notes);
    notes.cloned().collect()
}

/// Yes to the questions of a selection that state facts.
#[must_use]
pub fn accepting_answers(pack: &Pack, selection: &Selection) -> IndexMap<String, Answer> {
    let questions = pack.catalog.questions.iter();
    let stating = questions
        .filter(|question| !question.facts.is_empty() && is_asked(pack, selection, question));
    stating
        .map(|question| (question.id.clone(), Answer::Flag(true)))
        .collect()
}

/// The properties that the capacity model needs of the active folders, without offers.
#[must_use]
pub fn stack_profile(active: &[Active<'_>]) -> StackProfile {
    let services = active.iter().flat_map(|a| &a.manifest.services);
    let costs = services.filter_map(|service| {
        let cpus = service.cpus.as_ref().and_then(amounts::literal_cpus);
        let mut costs = active.iter().map(|a| &a.manifest.cpu_ms);
        let of_role = costs.find_map(|costs| costs.get(&service.role).copied());
        let cpu_ms = service.cpu_ms.or(of_role)?;
        Some((service.role, Cost { cpu_ms, cpus }))
    });
    StackProfile {
        roles: roles(active),
        bounds: bounds(active),
        costs: costs.collect(),
        scales: active.iter().any(|a| a.manifest.scales),
        offers: BTreeMap::new(),
        unused: active
            .iter()
            .flat_map(|a| a.manifest.unused.iter().cloned())
            .collect(),
    }
}

/// The roles of the active folders' services.
#[must_use]
pub fn roles(active: &[Active<'_>]) -> BTreeSet<Role> {
    active
        .iter()
        .flat_map(|a| &a.manifest.services)
        .map(|service| service.role)
        .collect()
}

/// The narrowest bounds that the active folders put on each number.
#[must_use]
pub fn bounds(active: &[Active<'_>]) -> Bounds {
    let mut bounds = Bounds::new();
    for limit in active.iter().flat_map(|a| &a.manifest.limits) {
        let Bound { most, least } = bounds.entry(limit.key.clone()).or_default();
        if let Some(at_most) = limit.at_most
            && most.as_ref().is_none_or(|(known, _)| at_most < *known)
        {
            *most = Some((at_most, limit.reason.clone()));
        }
        if let Some(at_least) = limit.at_least
            && least.as_ref().is_none_or(|(known, _)| at_least > *known)
        {
            *least = Some((at_least, limit.reason.clone()));
        }
    }
    bounds
}

/// Every pair of choices that exclude each other.
#[must_use]
pub fn clashes(pack: &Pack, selection: &Selection) -> Vec<Clash> {
    let mut clashes: Vec<Clash> = Vec::new();
    let mut known = BTreeSet::new();
    for (tier, provider) in selection {
        for clash in own_clashes(pack, selection, tier, provider) {
            // a pair with rules on both sides is one problem
            let (one, two) = (clash.tier.clone(), clash.other_tier.clone());
            if known.insert(if one < two { (one, two) } else { (two, one) }) {
                clashes.push(clash);
            }
        }
    }
    clashes
}

/// Why `tier=provider` conflicts with the selection, by a rule of either side.
#[must_use]
pub fn ruled_out(pack: &Pack, selection: &Selection, tier: &str, provider: &str) -> Option<Clash> {
    let mut tried: Selection = selection.clone();
    tried.insert(tier.to_owned(), provider.to_owned());
    clashes(pack, &tried)
        .into_iter()
        .find(|clash| clash.tier == tier || clash.other_tier == tier)
}

/// Providers of `tier` that are compatible with the rest of the selection; `none` is last.
#[must_use]
pub fn allowed<'a>(pack: &'a Pack, selection: &Selection, tier: &str) -> Vec<&'a str> {
    let mut rest = selection.clone();
    rest.shift_remove(tier);
    let mut allowed: Vec<&str> = pack
        .catalog
        .tier(tier)
        .map(|tier| tier.providers.iter().map(String::as_str).collect())
        .unwrap_or_default();
    allowed.retain(|provider| ruled_out(pack, &rest, tier, provider).is_none());
    allowed.sort_by_key(|provider| *provider == NONE);
    allowed
}

fn own_clashes(pack: &Pack, selection: &Selection, tier: &str, provider: &str) -> Vec<Clash> {
    let Some(manifest) = pack.provider(tier, provider) else {
        return Vec::new();
    };
    let clash = |other_tier: &str, other_provider: &str, reason: &str| Clash {
        tier: tier.to_owned(),
        provider: provider.to_owned(),
        other_tier: other_tier.to_owned(),
        other_provider: other_provider.to_owned(),
        reason: reason.to_owned(),
    };
    let conflicts = manifest
        .conflicts
        .iter()
        .filter(|rule| selection.get(&rule.tier) == Some(&rule.provider))
        .map(|rule| clash(&rule.tier, &rule.provider, &rule.reason));
    let requires = manifest.requires.iter().filter_map(|rule| {
        let chosen = selection.get(&rule.tier)?;
        (*chosen != rule.provider).then(|| clash(&rule.tier, chosen, &rule.reason))
    });
    conflicts.chain(requires).collect()
}

/// Whether a question applies to a selection.
#[must_use]
pub fn is_asked(pack: &Pack, selection: &Selection, question: &Question) -> bool {
    if question.when.is_empty() {
        return true;
    }
    let facts = facts(pack, &active(pack, selection));
    condition_holds(pack, selection, &facts, &question.when)
}

/// Whether a condition holds: tiers with their provider, facts with their value.
#[must_use]
pub fn condition_holds(
    pack: &Pack,
    selection: &Selection,
    facts: &Facts,
    when: &IndexMap<String, String>,
) -> bool {
    when.iter().all(|(name, value)| {
        let holds = match pack.catalog.tier(name) {
            Some(_) => selection.get(name),
            None => facts.get(name),
        };
        holds == Some(value)
    })
}
