//! Imports of the generated package that are longer than a line, wrapped as formatters of Python do. Their length depends
//! on the name of the package, so that templates write each import in one line.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

use crate::core::tree::Tree;

/// Wraps every `from PACKAGE… import …` of Python files that has more than `most` characters.
pub(super) fn wrap(tree: &mut Tree, package: &str, most: usize) {
    let start = format!("from {package}");
    for (path, file) in tree.iter_mut() {
        if Path::new(path.as_str()).extension() != Some(OsStr::new("py")) {
            continue;
        }
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            continue;
        };
        let is_long = |line: &str| is_import(line, &start) && line.chars().count() > most;
        if text.lines().any(is_long) {
            let wrapped = text
                .split_inclusive('\n')
                .map(|line| match line.strip_suffix('\n') {
                    Some(bare) if is_long(bare) => Cow::Owned(wrapped(bare)),
                    _ => Cow::Borrowed(line),
                })
                .collect::<String>();
            file.bytes = Cow::Owned(wrapped.into_bytes());
        }
    }
}

fn is_import(line: &str, start: &str) -> bool {
    let rest = line.trim_start().strip_prefix(start);
    let of_package = rest.is_some_and(|rest| rest.starts_with(['.', ' ']));
    of_package && line.contains(" import ") && !line.contains(['(', '#', '\\', '"'])
}

/// One name a line, each with a comma.
fn wrapped(line: &str) -> String {
    let indent = &line[..line.len() - line.trim_start().len()];
    let (module, names) = line.split_once(" import ").unwrap_or((line, ""));
    let mut text = format!("{module} import (\n");
    for name in names.split(',') {
        let _ = writeln!(text, "{indent}    {},", name.trim());
    }
    text + indent + ")\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::tree::{File, RelPath};

    fn of(text: &str, most: usize) -> String {
        let path = RelPath::new("src/shop/app.py").unwrap();
        let mut tree = Tree::from([(path, File::new(text.as_bytes().to_vec().into()))]);
        wrap(&mut tree, "shop", most);
        let file = tree.into_values().next().unwrap();
        String::from_utf8(file.bytes.into_owned()).unwrap()
    }

    #[test]
    fn only_long_imports_of_the_package_are_wrapped() {
        let text = "import os\nfrom shop.a import B, c as d\nfrom shopping.a import B, c as d\n    from shop.a import B\n";
        assert_eq!(of(text, 28), text);
        assert_eq!(
            of(text, 20),
            "import os\nfrom shop.a import (\n    B,\n    c as d,\n)\nfrom shopping.a import B, c as d\n    from shop.a import (\n        B,\n    )\n"
        );
        let marked = "from shop.a import B  # why\nfrom shop.a import (\n    B,\n)\nx = \"from shop import B\"\n";
        assert_eq!(of(marked, 5), marked);
    }
}
