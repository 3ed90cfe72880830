//! A user at a terminal: the screen, the keys, and the files after leaving.

#![cfg(unix)]

use std::path::Path;

use crate::support::grown_pack;
use crate::support::pty::{CTRL_C, CTRL_D, DOWN, ENTER, ESC, Pty, UP};
use crate::support::{run, scratch};

const SCREEN: (u16, u16) = (24, 80);
const TALL: (u16, u16) = (60, 100);
const TIERUP: &str = env!("CARGO_BIN_EXE_tierup");
const NEW: [&str; 4] = [TIERUP, "new", "shop", "--no-git"];

/// At the first question: the name.
fn new(dir: &Path, screen: (u16, u16), more: &[&str]) -> Pty {
    let words: Vec<&str> = NEW.iter().chain(more).copied().collect();
    let pty = Pty::run(dir, screen, &words);
    pty.see("? Name of the service (shop)");
    pty
}

/// At the question for the architecture.
fn at_preset(dir: &Path, more: &[&str]) -> Pty {
    let mut pty = new(dir, SCREEN, more);
    pty.press(ENTER).see("? Which architecture");
    pty
}

/// At the last page of the first preset.
fn at_review(dir: &Path, more: &[&str]) -> Pty {
    let mut pty = at_preset(dir, more);
    without_resources(&mut pty);
    pty
}

/// From the last question before that for resources to the last page.
fn without_resources(pty: &mut Pty) {
    pty.press(ENTER).see("? Resources").at("None");
    pty.press(ENTER).at_page();
}

/// The selected option of a list; `None` while the list is being drawn.
fn marked(screen: &vt100::Screen) -> Option<String> {
    let contents = screen.contents();
    let mut lines = contents.lines();
    lines.find_map(|line| line.strip_prefix("❯ ").map(str::to_owned))
}

/// Moves down to an option.
#[track_caller]
fn down_to(pty: &mut Pty, option: &str) {
    for _ in 0..20 {
        pty.wait("a list", |screen| marked(screen).is_some());
        let before = pty.look(marked);
        if before.as_ref().is_some_and(|at| at.starts_with(option)) {
            return;
        }
        pty.press(DOWN);
        pty.wait("a move", |screen| {
            let now = marked(screen);
            now.is_some() && now != before
        });
    }
    panic!("no option {option:?} on:\n{}", pty.screen());
}

fn is_empty(dir: &Path) -> bool {
    dir.read_dir().unwrap().next().is_none()
}

fn blueprint(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("shop/tierup.toml")).unwrap()
}

/// Leaves with Ctrl-C, and checks that nothing remains.
#[track_caller]
fn leave(pty: &mut Pty, dir: &Path) {
    pty.press(CTRL_C);
    assert_eq!(pty.end(), 130, "{}", pty.screen());
    let screen = pty.screen();
    assert!(screen.contains("Nothing was written."), "{screen}");
    assert!(!pty.look(vt100::Screen::hide_cursor), "the cursor is back");
    assert!(is_empty(dir), "nothing was left behind");
}

#[test]
fn enter_at_every_question_writes_the_same_as_yes() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    assert!(pty.screen().contains("To repeat this:"), "{}", pty.screen());
    let by_flag = scratch();
    run(by_flag.path(), ["new", "shop", "--no-git", "-y"]).ok();
    let asked = files(&dir.path().join("shop"));
    let flagged = files(&by_flag.path().join("shop"));
    assert!(asked.len() > 40, "{}", asked.len());
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&asked), names(&flagged));
    for (path, bytes) in &asked {
        if path == ".env" {
            assert_ne!(*bytes, flagged[path], "secrets are drawn anew");
        } else {
            assert_eq!(*bytes, flagged[path], "{path}");
        }
    }
}

type Files = std::collections::BTreeMap<String, Vec<u8>>;

fn files(root: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn arrows_select_a_preset_and_the_result_lists_next_steps() {
    let dir = scratch();
    let mut pty = new(dir.path(), TALL, &[]);
    pty.press(ENTER).at("Classic");
    down_to(&mut pty, "Minimal");
    without_resources(&mut pty);
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    let screen = pty.screen();
    for told in [
        " files in shop\n",
        "Next:\n  cd shop\n",
        "To repeat this:\n  tierup new shop lb=none web=flask queue=none cache=none db=sqlite deploy=compose example=orders \\\n    observe=none auth=none --no-git -y",
    ] {
        assert!(screen.contains(told), "{told:?} on:\n{screen}");
    }
    assert!(blueprint(dir.path()).contains("db = \"sqlite\""));
}

/// Additions of a team's pack are asked for like everything else.
#[test]
fn a_tier_and_a_provider_of_a_grown_pack_are_asked_for() {
    let dir = scratch();
    grown_pack::grown_pack(dir.path());
    let mut pty = at_preset(dir.path(), &["--pack", "pack"]);
    down_to(&mut pty, "Choose each tier");
    pty.press(ENTER).see("? Load balancer");
    pty.press(ENTER).see("? Web framework");
    pty.press(ENTER).see("? Task queue");
    pty.press(ENTER).see("? Cache");
    down_to(&mut pty, "KeyDB");
    pty.press(ENTER).see("? Database");
    pty.press(ENTER).see("? Deployment");
    pty.press(ENTER).see("? Example domain");
    pty.press(ENTER).see("? Monitoring");
    pty.press(ENTER).see("? Login");
    pty.press(ENTER).see("? What finds text?");
    down_to(&mut pty, "Finder");
    without_resources(&mut pty);
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    let text = blueprint(dir.path());
    assert!(
        text.contains("cache = \"keydb\"") && text.contains("search = \"finder\""),
        "{text}"
    );
}

#[test]
fn escape_goes_back_and_the_choice_is_first() {
    let dir = scratch();
    let mut pty = at_preset(dir.path(), &[]);
    pty.press(UP).at("Choose each tier");
    pty.press(ENTER).see("? Load balancer");
    down_to(&mut pty, "None");
    pty.press(ENTER).see("? Web framework");
    assert!(pty.screen().contains("✔ Load balancer · None"));
    pty.press(ESC).at("None");
    assert!(!pty.screen().contains("✔ What"), "{}", pty.screen());
    pty.press(ESC).at("Choose each tier");
    pty.press(ESC).see("? Name of the service (shop)");
    assert!(!pty.screen().contains('✔'), "{}", pty.screen());
    pty.type_in("Shop API");
    pty.press(ENTER).at("Choose each tier");
    pty.press(ESC).see("? Name of the service (Shop API)");
    leave(&mut pty, dir.path());
}

#[test]
fn a_name_that_python_cannot_import_is_refused_with_the_reason() {
    let dir = scratch();
    let mut pty = new(dir.path(), SCREEN, &[]);
    pty.type_in("Test");
    pty.press(ENTER)
        .see("! the package name `test` is a module of Python's standard library");
    pty.see("? Name of the service (shop) › Test");
    pty.type_in(" bed");
    pty.press(ENTER).see("✔ Name of the service · Test bed");
    assert!(
        !pty.screen().contains('!'),
        "the remark is gone:\n{}",
        pty.screen()
    );
    without_resources(&mut pty);
    pty.see("Test bed (Python package `test_bed`)");
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    assert!(blueprint(dir.path()).contains("package = \"test_bed\""));
}

#[test]
fn an_option_that_is_ruled_out_shows_the_reason_and_is_not_accepted() {
    let dir = scratch();
    let mut pty = at_preset(dir.path(), &["db=none"]);
    pty.at("Minimal")
        .see("not available: a queue needs a database");
    down_to(&mut pty, "Classic");
    pty.press(ENTER)
        .see("! Classic cannot be chosen: a queue needs a database");
    pty.at("Classic");
    down_to(&mut pty, "Minimal");
    without_resources(&mut pty);
    assert!(!pty.screen().contains('!'), "{}", pty.screen());
    leave(&mut pty, dir.path());
}

#[test]
fn the_last_page_changes_an_answer_before_a_byte_is_written() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    pty.see("cache: Redis");
    down_to(&mut pty, "Cache");
    pty.press(ENTER).see("? Cache").at("Redis");
    down_to(&mut pty, "None");
    assert!(is_empty(dir.path()));
    pty.press(ENTER).at_page();
    assert!(
        pty.screen().contains("  Cache          None"),
        "{}",
        pty.screen()
    );
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    assert!(blueprint(dir.path()).contains("cache = \"none\""));
}

#[test]
fn an_impossible_number_is_shown_with_its_arithmetic_and_undone() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    down_to(&mut pty, "Numbers");
    pty.press(ENTER).see("? Which number?");
    down_to(&mut pty, "web.replicas = 2");
    pty.press(ENTER).see("? web.replicas (2)");
    pty.type_in("many");
    pty.press(ENTER)
        .see("! enter a whole number from 1 to 1000");
    for left in ["› man", "› ma", "› m", "›"] {
        pty.press("\x7f").typed(left);
    }
    pty.type_in("50");
    pty.press(ENTER)
        .see("the connection pools exceed the database's limit: 50 web.replicas");
    pty.at("Undo the last change").see("web.replicas=50");
    assert!(!pty.screen().contains("Write 1"), "{}", pty.screen());
    pty.press(ENTER).at_page();
    leave(&mut pty, dir.path());
}

#[test]
fn escape_on_the_last_page_goes_back_to_the_questions() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    pty.press(ESC).see("? Resources").at("None");
    pty.press(ESC).see("? Which architecture?").at("Classic");
    down_to(&mut pty, "Minimal");
    without_resources(&mut pty);
    pty.see("  Database       SQLite");
    leave(&mut pty, dir.path());
}

#[test]
fn resources_are_asked_for_field_by_field_each_checked() {
    let dir = scratch();
    let mut pty = new(dir.path(), TALL, &["--preset", "minimal"]);
    pty.press(ENTER).see("? Resources").at("None");
    pty.press(DOWN).at("Add a resource");
    pty.press(ENTER)
        .see("? Name of the resource, in the singular");
    pty.type_in("class");
    pty.press(ENTER).see("! it is a keyword of Python");
    pty.type_in("room");
    pty.press(ENTER)
        .see("? First field of classroom, as NAME:TYPE ›");
    pty.type_in("title:strin");
    pty.press(ENTER).see("did you mean `string`?");
    pty.type_in("g(9)");
    pty.press(ENTER).see("· title:string(9)");
    pty.type_in("body:text?");
    pty.press(ENTER).see("· body:text?");
    pty.press(ENTER).see("Remove classroom").at("Continue");
    assert!(
        pty.screen().contains("title:string(9) body:text?"),
        "{}",
        pty.screen()
    );
    pty.press(ENTER).at_page().see("  Resources      classroom");
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    let text = blueprint(dir.path());
    assert!(
        text.contains("[resources.classroom]\ntitle = \"string(9)\"\nbody = \"text?\"\n"),
        "{text}"
    );
    let screen = pty.screen();
    assert!(
        screen.contains("'classroom title:string(9) body:text?'"),
        "{screen}"
    );
}

#[test]
fn a_small_screen_shows_a_sketch_and_all_choices_and_the_picture_when_asked() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    let screen = pty.screen();
    let lines: Vec<&str> = screen.lines().collect();
    assert_eq!(lines[0], "http://127.0.0.1:8080");
    assert_eq!(lines[1], "└─ request ─▶ lb: NGINX");
    assert_eq!(lines[7], "? Create the project, or change a line?");
    assert_eq!(lines[22], "  Leave          write nothing");
    pty.press(DOWN).at("Show the diagram");
    pty.press(ENTER).see("┌─").at_page();
    leave(&mut pty, dir.path());
}

#[test]
fn a_tall_screen_shows_the_picture_at_once() {
    let dir = scratch();
    let mut pty = new(dir.path(), TALL, &[]);
    pty.press(ENTER).at("Classic");
    without_resources(&mut pty);
    let screen = pty.screen();
    for shown in ["┌─", "│ NGINX", "\nMemory       ", "❯ Write ", "  Leave "] {
        assert!(screen.contains(shown), "{shown:?} on:\n{screen}");
    }
    assert!(!screen.contains("Show the diagram"), "{screen}");
    leave(&mut pty, dir.path());
}

#[test]
fn leaving_on_the_last_page_writes_nothing_and_is_no_success() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    pty.press(UP).at("Leave");
    pty.press(ENTER);
    assert_eq!(pty.end(), 1);
    assert!(
        pty.screen().trim_end().ends_with("Nothing was written."),
        "{}",
        pty.screen()
    );
    assert!(is_empty(dir.path()));
}

#[test]
fn control_c_leaves_nothing_at_any_question() {
    let dir = scratch();
    let mut name = new(dir.path(), SCREEN, &[]);
    leave(&mut name, dir.path());
    let mut preset = at_preset(dir.path(), &[]);
    assert!(
        preset.look(vt100::Screen::hide_cursor),
        "a list hides the cursor"
    );
    leave(&mut preset, dir.path());
    let mut tier = at_preset(dir.path(), &[]);
    tier.press(UP).at("Choose each tier");
    tier.press(ENTER).see("? Load balancer");
    leave(&mut tier, dir.path());
    let mut page = at_review(dir.path(), &[]);
    leave(&mut page, dir.path());
}

#[test]
fn control_c_leaves_nothing_while_a_number_is_changed() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    down_to(&mut pty, "Numbers");
    pty.press(ENTER).at("longest_request_s = 30");
    pty.press(ENTER).see("? longest_request_s (30)");
    leave(&mut pty, dir.path());
}

#[test]
fn a_signal_from_another_process_leaves_nothing() {
    let dir = scratch();
    let mut pty = at_review(dir.path(), &[]);
    pty.signal("INT");
    assert_eq!(pty.end(), 130);
    assert!(!pty.look(vt100::Screen::hide_cursor));
    assert!(is_empty(dir.path()));
}

#[test]
fn each_signal_has_its_exit_code_and_gives_the_terminal_back() {
    for (signal, code) in [("TERM", 143), ("HUP", 129)] {
        let dir = scratch();
        let mut pty = at_preset(dir.path(), &[]);
        pty.signal(signal);
        assert_eq!(pty.end(), code);
        assert!(
            pty.screen().contains("Nothing was written."),
            "{}",
            pty.screen()
        );
        assert!(!pty.look(vt100::Screen::hide_cursor));
        assert!(is_empty(dir.path()));
    }
}

/// End of input (Ctrl-D) leaves at any question.
#[test]
fn control_d_leaves_nothing_at_any_question() {
    let at_numbers = |dir: &Path| {
        let mut pty = at_review(dir, &[]);
        down_to(&mut pty, "Numbers");
        pty.press(ENTER).at("longest_request_s = 30");
        pty.press(ENTER).see("? longest_request_s (30)");
        pty
    };
    let begun = |dir: &Path| {
        let mut pty = new(dir, SCREEN, &[]);
        pty.type_in("half a na");
        pty
    };
    let dumb = |dir: &Path| plain(dir, SCREEN, &[("TERM", "dumb")]);
    let questions: [&dyn Fn(&Path) -> Pty; 6] = [
        &|dir| new(dir, SCREEN, &[]),
        &begun,
        &|dir| at_preset(dir, &[]),
        &|dir| at_review(dir, &[]),
        &at_numbers,
        &dumb,
    ];
    for (number, question) in questions.iter().enumerate() {
        let dir = scratch();
        let mut pty = question(dir.path());
        // a user is slower than the prompt
        std::thread::sleep(std::time::Duration::from_millis(50));
        pty.press(CTRL_D);
        assert_eq!(pty.end(), 130, "{number}: {}", pty.screen());
        let screen = pty.screen();
        assert!(
            screen.contains("Nothing was written."),
            "{number}: {screen}"
        );
        assert!(!pty.look(vt100::Screen::hide_cursor), "{number}");
        assert!(is_empty(dir.path()), "{number}");
    }
}

/// Pasted lines answer questions; the page that writes files waits for a new key.
#[test]
fn a_pasted_text_writes_nothing() {
    let dir = scratch();
    let mut pty = new(dir.path(), SCREEN, &[]);
    pty.press("one\rtwo\rthree\rfour\rfive\r");
    pty.at_page();
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(is_empty(dir.path()));
    pty.press(ENTER);
    assert_eq!(pty.end(), 0, "{}", pty.screen());
    assert!(dir.path().join("shop/tierup.toml").is_file());
}

/// On terminals that cannot redraw a list, prompts are numbered lines.
fn plain(dir: &Path, screen: (u16, u16), environment: &[(&str, &str)]) -> Pty {
    let pty = Pty::with(dir, screen, &NEW, environment);
    pty.wait("[shop]", |screen| squeezed(screen).ends_with("[shop]"));
    pty
}

/// The screen without white space: a terminal of one column breaks anywhere.
fn squeezed(screen: &vt100::Screen) -> String {
    screen.contents().split_whitespace().collect()
}

fn plain_to_the_end(screen: (u16, u16), environment: &[(&str, &str)]) {
    let dir = scratch();
    let mut pty = plain(dir.path(), screen, environment);
    pty.press(ENTER);
    pty.wait("presets", |s| {
        squeezed(s).ends_with("Onequestionforeachtier[1]")
    });
    pty.press("4");
    pty.wait("4", |s| squeezed(s).ends_with("[1]4"));
    pty.press(ENTER);
    pty.wait("resources", |s| squeezed(s).ends_with("keeps[1]"));
    pty.press(ENTER);
    pty.wait("the last page", |s| {
        squeezed(s).ends_with("Leave:writenothing[1]")
    });
    pty.press(ENTER);
    assert_eq!(pty.end(), 0, "{}", pty.screen());
    assert!(blueprint(dir.path()).contains("db = \"sqlite\""));
}

#[test]
fn narrow_low_and_dumb_terminals_ask_in_plain_lines() {
    plain_to_the_end((200, 20), &[]);
    plain_to_the_end((2000, 1), &[]);
    plain_to_the_end((2, 80), &[]);
    plain_to_the_end((40, 80), &[("TERM", "dumb")]);
}

#[test]
fn the_narrowest_lists_hold() {
    for columns in [24, 25, 40] {
        let dir = scratch();
        let mut pty = Pty::run(dir.path(), (40, columns), &NEW);
        pty.wait("the name", |s| squeezed(s).ends_with("(shop)›"));
        pty.press(ENTER).at("Classic");
        let screen = pty.screen();
        assert_eq!(screen.matches("Name of").count(), 1, "{screen}");
        pty.press(DOWN).at("Django");
        pty.press(UP).at("Classic");
        pty.press(ENTER).at("None");
        pty.press(ENTER).at("Write ").see("write nothing");
        leave(&mut pty, dir.path());
    }
}

#[test]
fn a_name_longer_than_the_screen_is_erased_completely() {
    let dir = scratch();
    let mut pty = Pty::run(dir.path(), (24, 30), &NEW);
    pty.see("(shop) ›");
    pty.type_in("An order service with a long name");
    pty.wait("the name", |s| squeezed(s).ends_with("longname"));
    pty.press(ENTER).at("Classic");
    let screen = pty.screen();
    let lines: Vec<&str> = screen.lines().collect();
    assert_eq!(lines[3], "✔ Name of the service · An o…", "{screen}");
    assert_eq!(lines[4], "? Which architecture?", "{screen}");
    leave(&mut pty, dir.path());
}

#[test]
fn plain_prompts_go_back_fix_and_leave() {
    let dir = scratch();
    let mut pty = plain(dir.path(), (60, 20), &[]);
    pty.press("a");
    pty.wait("a", |s| squeezed(s).ends_with("]a"));
    pty.press("\x7f");
    pty.wait("nothing", |s| squeezed(s).ends_with("[shop]"));
    pty.press(ENTER);
    pty.wait("presets", |s| squeezed(s).ends_with("[1]"));
    pty.press("9");
    pty.press(ENTER);
    pty.wait("a range", |s| {
        squeezed(s).ends_with("Enteranumberfrom1to5[1]")
    });
    pty.press(ESC);
    pty.wait("the name again", |s| squeezed(s).ends_with("[shop]"));
    pty.press(ENTER);
    pty.wait("presets again", |s| squeezed(s).ends_with("[1]"));
    leave(&mut pty, dir.path());
    for columns in [20, 1] {
        let mut pty = plain(dir.path(), (900, columns), &[]);
        pty.press(CTRL_C);
        assert_eq!(pty.end(), 130);
        assert!(is_empty(dir.path()));
    }
}

#[test]
fn no_color_means_no_style_at_all() {
    let dir = scratch();
    let mut coloured = at_preset(dir.path(), &[]);
    assert!(coloured.has_style(), "a planted look at the colours");
    leave(&mut coloured, dir.path());
    let mut pty = Pty::with(dir.path(), SCREEN, &NEW, &[("NO_COLOR", "1")]);
    pty.see("? Name of the service (shop)");
    assert!(!pty.has_style());
    pty.press(ENTER).at("Classic");
    assert!(!pty.has_style());
    without_resources(&mut pty);
    assert!(!pty.has_style());
    pty.press(ENTER);
    assert_eq!(pty.end(), 0);
    assert!(!pty.has_style());
}

#[test]
fn without_a_terminal_the_full_command_is_printed() {
    let dir = scratch();
    let shells = [
        r#"exec "$0" new shop --no-git </dev/null"#.to_owned(),
        r#"exec "$0" new shop --no-git 2>said; "#.to_owned(),
    ];
    for script in &shells {
        let mut pty = Pty::run(dir.path(), (24, 200), &["sh", "-c", script, TIERUP]);
        assert_eq!(pty.end(), 1);
        let said = dir.path().join("said");
        let said = std::fs::read_to_string(said).unwrap_or_else(|_| pty.screen());
        assert!(
            said.contains("help: give all answers at once: `tierup new shop lb=nginx web=flask "),
            "{said}"
        );
        assert!(!dir.path().join("shop").exists());
    }
}

#[test]
fn the_size_of_a_project_fits_the_screen_and_has_colour_only_where_it_is_wanted() {
    let folder = scratch();
    run(folder.path(), ["new", "shop", "-y", "--no-git"]).ok();
    let shop = folder.path().join("shop");
    for (columns, last) in [
        (80, "full at 6 tasks/s"),
        (200, "full at 6 tasks/s"),
        (44, "17 %"),
    ] {
        let mut pty = Pty::run(&shop, (90, columns), &[TIERUP, "size"]);
        pty.see("soft shutdown 20 < stop of a worker 35");
        assert!(pty.has_style());
        let screen = pty.screen();
        let line = screen
            .lines()
            .find(|line| line.contains("worker processes"));
        assert!(line.unwrap().ends_with(last), "{screen}");
        assert!(!pty.look(|screen| (0..90).any(|row| screen.row_wrapped(row))));
        assert_eq!(pty.end(), 0);
    }
    let mut plain = Pty::with(&shop, (90, 80), &[TIERUP, "size"], &[("NO_COLOR", "1")]);
    plain.see("soft shutdown 20 < stop of a worker 35");
    assert!(!plain.has_style());
    assert_eq!(plain.end(), 0);
}
