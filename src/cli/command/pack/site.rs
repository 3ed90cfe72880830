//! `tierup pack site`: the page on which a pack can be tried, for any static host.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde_json::json;

use crate::cli::args::{GlobalArgs, PackSite};
use crate::core::error::{AtPath, Problem, Result};
use crate::core::shell;
use crate::pack::origin::PackOrigin;
use crate::pack::page::{PagePack, is_page, with_pack};
use crate::pack::{Pack, source};
use crate::project::randomness;
use crate::screen::report::Report;

/// The built page, if there was one when this program was built.
static BUILT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/web/dist");

/// The file of the page.
const FILE: &str = "index.html";

pub(super) fn run(args: &PackSite, global: &GlobalArgs, report: Report) -> Result<i32> {
    let page = built_page()?;
    let mut pack = super::load(&args.pack, global)?;
    pack.source = published_source(&args.pack, global)?;
    let text = with_pack(page, &page_pack(&pack)?).ok_or_else(not_built)?;
    let folder = global.path(&args.out);
    let path = folder.join(FILE);
    require_replaceable(&path)?;
    fs_err::create_dir_all(&folder).at_path(&folder)?;
    write(&folder, &path, &text)?;
    let shown = args.out.join(FILE).display().to_string();
    let written = format!("{shown}: {} kB", text.len().div_ceil(1000));
    let next = format!(
        "Open it in a browser, or publish {} on any static host.",
        shell::quoted(&args.out.display().to_string())
    );
    if let Ok(PackOrigin::Folder(_)) = PackOrigin::parse(&args.pack) {
        report.note(&format!(
            "the commands of the page name the pack as `{}`; for a page that others can use, name it as `git+URL#REF`",
            pack.source
        ));
    }
    let document = json!({"file": shown, "bytes": text.len(), "source": pack.source});
    report.done(report.result(format!("{written}\n\n{next}\n"), &document));
    Ok(0)
}

fn built_page() -> Result<&'static str> {
    let file = BUILT.get_file(FILE);
    Ok(file
        .and_then(|file| file.contents_utf8())
        .ok_or_else(not_built)?)
}

fn not_built() -> Problem {
    Problem::new("this tierup was built without the page")
        .at("pack site")
        .help("install a release, e.g. `uvx tierup pack site DIR OUT`; or build the page with `make page`, and then the program")
}

/// The source by which the page names the pack: a folder as an absolute path.
fn published_source(typed: &str, global: &GlobalArgs) -> Result<String> {
    match PackOrigin::parse(typed) {
        Ok(PackOrigin::Folder(folder)) => {
            let folder = global.path(Path::new(&folder));
            let folder: PathBuf = folder.canonicalize().at_path(&folder)?;
            Ok(folder.display().to_string())
        }
        _ => Ok(typed.to_owned()),
    }
}

/// The pack's own files; the page has those of the built-in pack.
fn page_pack(pack: &Pack) -> Result<PagePack<'_>> {
    let own = pack.layers().next().unwrap_or(&pack.files);
    let files = own.iter().map(|(path, content)| {
        let bytes = source::read(content)?;
        Ok((path.as_str(), bytes.into_owned()))
    });
    Ok(PagePack {
        source: &pack.source,
        commit: pack.commit.as_deref(),
        files: files.collect::<Result<_>>()?,
    })
}

/// Refuses to overwrite a file that is not such a page.
fn require_replaceable(path: &Path) -> Result<()> {
    let is_free = match fs_err::symlink_metadata(path) {
        Err(_) => true,
        Ok(meta) => meta.is_file() && fs_err::read_to_string(path).is_ok_and(|text| is_page(&text)),
    };
    if is_free {
        return Ok(());
    }
    Err(Problem::new(format!(
        "`{}` is not a page of tierup and is not overwritten",
        path.display()
    ))
    .at("OUT")
    .help("name a directory without an `index.html`")
    .into())
}

/// Writes the page completely or not at all.
fn write(folder: &Path, path: &Path, text: &str) -> Result<()> {
    let name = randomness::random_name().at_path(path)?;
    let part = folder.join(format!(".{FILE}-{name}"));
    let written = fs_err::File::create_new(&part)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs_err::rename(&part, path));
    if written.is_err() {
        let _left = fs_err::remove_file(&part);
    }
    Ok(written.at_path(path)?)
}
