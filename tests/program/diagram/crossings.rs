//! Checks that no arrow of an SVG drawing crosses a card, text or another arrow.

type Point = (i64, i64);
/// Left, top, right, bottom.
type Area = (i64, i64, i64, i64);

/// Descriptions of crossings; empty if there are none.
pub(crate) fn crossings(svg: &str) -> Vec<String> {
    let drawn = svg
        .split("<g class=\"d-legend\"")
        .next()
        .unwrap_or_default();
    let arrows: Vec<Vec<(Point, Point)>> = drawn
        .lines()
        .filter(|line| line.contains("\"d-flow "))
        .map(segments)
        .collect();
    let areas: Vec<(Area, &str)> = drawn
        .lines()
        .filter_map(|line| Some((area(line)?, line)))
        .collect();
    let mut found = Vec::new();
    for (index, arrow) in arrows.iter().enumerate() {
        for (from, to) in arrow {
            let own = (
                from.0.min(to.0),
                from.1.min(to.1),
                from.0.max(to.0),
                from.1.max(to.1),
            );
            let hit = areas.iter().filter(|(area, _)| overlap(own, *area));
            found.extend(hit.map(|(_, line)| format!("{own:?} runs through {line}")));
            let others = arrows.iter().skip(index + 1).flatten();
            let cut = others.filter(|other| cross((*from, *to), **other));
            found.extend(cut.map(|other| format!("{own:?} crosses {other:?}")));
        }
    }
    found
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn number(line: &str, name: &str) -> Option<i64> {
    attribute(line, name)?.parse().ok()
}

/// The inside of a card, or the area of a text.
fn area(line: &str) -> Option<Area> {
    let (x, y) = (number(line, "x")?, number(line, "y")?);
    match attribute(line, "class")? {
        "d-card" | "d-behind" => Some((
            x + 1,
            y + 1,
            x + number(line, "width")? - 1,
            y + number(line, "height")? - 1,
        )),
        class if line.starts_with("<text") && class != "d-name" => {
            let letters = line.split('>').nth(1)?.split('<').next()?.chars().count();
            Some((x, y - 10, x + 8 * i64::try_from(letters).ok()?, y + 2))
        }
        _ => None,
    }
}

/// The straight parts of a path of `M`, `H`, `V` and `Q`; a curve is reduced to its corner.
fn segments(line: &str) -> Vec<(Point, Point)> {
    let mut path = attribute(line, "d").unwrap_or_default();
    let mut points: Vec<Point> = Vec::new();
    while let Some(command) = path.chars().next() {
        let rest = path.get(1..).unwrap_or_default();
        let end = rest
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (numbers, next) = rest.split_at(end);
        let numbers: Vec<i64> = numbers.split(' ').filter_map(|n| n.parse().ok()).collect();
        let at = points.last().copied().unwrap_or_default();
        match (command, numbers.as_slice()) {
            ('H', [x]) => points.push((*x, at.1)),
            ('V', [y]) => points.push((at.0, *y)),
            (_, pairs) => points.extend(pairs.as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y))),
        }
        path = next;
    }
    points
        .iter()
        .copied()
        .zip(points.iter().copied().skip(1))
        .collect()
}

fn overlap(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Whether two straight lines, horizontal or vertical, cross.
fn cross(a: (Point, Point), b: (Point, Point)) -> bool {
    let span = |p: i64, q: i64| p.min(q)..=p.max(q);
    let meets = |level: (Point, Point), upright: (Point, Point)| {
        level.0.1 == level.1.1
            && upright.0.0 == upright.1.0
            && span(level.0.0, level.1.0).contains(&upright.0.0)
            && span(upright.0.1, upright.1.1).contains(&level.0.1)
    };
    meets(a, b) || meets(b, a)
}
