use crate::core::bars::{Bar, bars};

fn bar(name: &str, share: f64) -> Bar {
    Bar {
        name: name.to_owned(),
        share,
        word: "9".to_owned(),
    }
}

#[test]
fn bars_fit_their_columns_and_show_small_values() {
    let drawn = bars(
        &[bar("a", 1.0), bar("long", 0.01), bar("no", 0.0)],
        20,
        false,
    );
    assert_eq!(
        drawn,
        "  a     █████████  9\n  long  █          9\n  no               9\n"
    );
    assert!(drawn.lines().all(|line| line.chars().count() <= 20));
    assert_eq!(bars(&[bar("a", 0.5)], 11, true), "  a  ██░  9\n");
    assert_eq!(bars(&[bar("a", 0.5)], 3, true), "  a  9\n");
}
