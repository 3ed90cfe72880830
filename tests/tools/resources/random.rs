//! Random resources and selections: one for each number, the same every time.

/// A small generator of numbers (`xorshift64*`), so that a number names a case on every machine.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap_or(0) % limit
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Some different ones, in a random order.
    pub fn some<'a>(&mut self, from: &[&'a str], count: usize) -> Vec<&'a str> {
        let mut left = from.to_vec();
        (0..count.min(from.len()))
            .map(|_| left.swap_remove(self.below(left.len())))
            .collect()
    }
}

const RESOURCES: [&str; 14] = [
    "account",
    "address",
    "category",
    "customer",
    "delivery_window",
    "entry",
    "invoice",
    "note",
    "parcel",
    "person",
    "price",
    "shipment_confirmation",
    "supplier",
    "warehouse",
];

const FIELDS: [&str; 21] = [
    "date",
    "datetime",
    "list",
    "a",
    "amount",
    "city",
    "comment",
    "customer_contact_number",
    "due",
    "format",
    "item",
    "kind",
    "label",
    "max",
    "name",
    "number",
    "owner",
    "parent",
    "rate",
    "state",
    "value",
];

const WORDS: [&str; 6] = [
    "cancelled",
    "draft",
    "in_progress",
    "returned_to_the_sender",
    "sent",
    "x",
];

/// Selections, without those that need a server.
const SELECTIONS: [&[&str]; 10] = [
    &[
        "lb=none",
        "web=flask",
        "queue=none",
        "cache=none",
        "db=sqlite",
        "example=none",
    ],
    &[
        "lb=none",
        "web=django",
        "queue=none",
        "cache=none",
        "db=sqlite",
        "example=none",
    ],
    &[
        "lb=none",
        "web=fastapi",
        "queue=none",
        "cache=none",
        "db=sqlite",
        "example=none",
    ],
    &[
        "lb=none",
        "web=flask",
        "queue=none",
        "cache=none",
        "db=none",
        "example=none",
    ],
    &[
        "lb=nginx",
        "web=flask",
        "queue=celery-redis",
        "cache=redis",
        "db=postgres",
        "example=orders",
    ],
    &[
        "lb=haproxy",
        "web=django",
        "queue=celery-redis",
        "cache=redis",
        "db=postgres",
        "example=none",
    ],
    &[
        "lb=nginx",
        "web=fastapi",
        "queue=celery-rabbitmq",
        "cache=memcached",
        "db=postgres",
        "example=none",
    ],
    &[
        "lb=nginx",
        "web=django",
        "queue=none",
        "cache=redis",
        "db=sqlite",
        "example=orders",
    ],
    &[
        "lb=nginx",
        "web=flask",
        "queue=celery-redis",
        "cache=redis",
        "db=mariadb",
        "example=orders",
    ],
    &[
        "lb=haproxy",
        "web=django",
        "queue=none",
        "cache=none",
        "db=mariadb",
        "example=none",
    ],
];

/// The arguments of `tierup new` for a number: a selection and one to three resources with up to eight fields; half of the
/// time, the first one and the last one refer to each other. In two of five, they belong to callers.
pub fn arguments(number: u64) -> Vec<String> {
    let mut dice = Dice::new(number + 1);
    let turn = usize::try_from(number).unwrap_or(0) % SELECTIONS.len();
    let mut arguments: Vec<String> = SELECTIONS[turn].iter().map(|&one| one.to_owned()).collect();
    let count = 1 + dice.below(3);
    let names = dice.some(&RESOURCES, count);
    let mut resources = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let count = 1 + dice.below(8);
        let fields = dice.some(&FIELDS, count);
        let fields = fields
            .iter()
            .map(|field| format!("{field}:{}", text(&mut dice, &names[..at])));
        let fields: Vec<String> = fields.collect();
        resources.push(format!("{name} {}", fields.join(" ")));
    }
    if let [first, .., last] = &mut resources[..]
        && dice.one_in(2)
    {
        let (before, after) = (names[0], names[names.len() - 1]);
        *first += &[" last:ref(", after, ")?", &on_delete(&mut dice, true)].concat();
        *last += &[" first:ref(", before, ")", &on_delete(&mut dice, false)].concat();
    }
    if matches!(number % 5, 2 | 3) {
        arguments.push("auth=oidc".to_owned());
        for resource in &mut resources {
            *resource += " keeper:caller";
        }
    }
    let option = |resource| ["--resource".to_owned(), resource];
    arguments.extend(resources.into_iter().flat_map(option));
    arguments
}

/// A field's text; it may refer to the resources before its own.
fn text(dice: &mut Dice, others: &[&str]) -> String {
    const PLAIN: [&str; 13] = [
        "string", "text", "int", "bigint", "decimal", "bool", "date", "datetime", "uuid", "email",
        "url", "enum", "json",
    ];
    let kind = if !others.is_empty() && dice.one_in(5) {
        "ref"
    } else {
        dice.pick(&PLAIN)
    };
    let mut text = match kind {
        "string" => format!("string({})", dice.pick(&["1", "12", "120", "500"])),
        "text" => dice.pick(&["text", "text(4000)"]).to_owned(),
        "decimal" => dice
            .pick(&["decimal", "decimal(5, 0)", "decimal(15, 10)"])
            .to_owned(),
        "enum" => {
            let count = 2 + dice.below(4);
            format!("enum({})", dice.some(&WORDS, count).join(", "))
        }
        "ref" => format!("ref({})", dice.pick(others)),
        other => other.to_owned(),
    };
    let is_short = text == "string(1)";
    let optional = dice.one_in(3);
    if optional {
        text.push('?');
    }
    let is_unique = !is_short
        && dice.one_in(4)
        && [
            "string", "int", "bigint", "date", "datetime", "uuid", "email",
        ]
        .contains(&kind);
    if is_unique {
        text.push_str(" unique");
    } else if !optional && dice.one_in(3) {
        text.push_str(&default(kind, &text));
    }
    if ["int", "bigint", "decimal"].contains(&kind) && dice.one_in(3) {
        text.push_str(" min=0");
    }
    if ["int", "bigint"].contains(&kind) && !is_unique && dice.one_in(3) {
        text.push_str(" max=1000");
    }
    if !is_unique && !["text", "url", "json"].contains(&kind) && dice.one_in(3) {
        text.push_str(" index");
    }
    if kind == "ref" {
        text.push_str(&on_delete(dice, optional));
    }
    text
}

/// What a reference says about deletion: nothing, half of the time.
fn on_delete(dice: &mut Dice, optional: bool) -> String {
    if !dice.one_in(2) {
        return String::new();
    }
    let rules: &[&str] = if optional {
        &["restrict", "cascade", "set_null"]
    } else {
        &["restrict", "cascade"]
    };
    format!(" on_delete={}", dice.pick(rules))
}

fn default(kind: &str, text: &str) -> String {
    let value = match kind {
        "string" => "x",
        "text" => "'some words'",
        "int" | "bigint" => "7",
        "decimal" => "1",
        "bool" => "true",
        "date" => "2024-02-29",
        "datetime" => "2024-02-29T12:00:00Z",
        "enum" => text
            .trim_start_matches("enum(")
            .split([',', ')'])
            .next()
            .unwrap_or_default(),
        _ => return String::new(),
    };
    format!(" = {value}")
}
