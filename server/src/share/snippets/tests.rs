//! Whatever a scenario is called: each target's snippet, read by the target's own rules, says exactly what was meant.

use app::picture;
use axum::http::HeaderMap;
use simulator::scenario::presets;

use super::*;

/// Names that mean something in one syntax or another.
const NAMES: [&str; 8] = [
    "Count the tokens",
    "\"quoted\" and 'single' \\ back\\\\slash\\",
    "[a](javascript:b) ![c] {d} | e `f` *g* _h_ ~i~ $j$",
    "</nowiki></alt><script>alert(1)</script> &lt; &amp; &#60;",
    "]] }} {{x|y}} [[z]] ''' ~~~~ -- ... (C) -> {name} __TOC__",
    "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f600} na\u{ef}ve \u{4e2d}\u{6587}",
    "line\r\nbreak\ttab\u{0}nul",
    "",
];

fn run_at(name: &str, site: &str) -> Run {
    let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
    scenario.name = name.to_owned();
    run_of(&scenario, site)
}

fn run_of(scenario: &Scenario, site: &str) -> Run {
    let window = picture::window(scenario);
    let (report, timelines) = simulator::simulate_with_timelines(scenario, Some(&window));
    Run::new(scenario, &Workbench { report, timelines }, BaseUrl::of(Some(site), &HeaderMap::new()))
}

/// Every name's run, and the snippets of a target.
fn each(id: &str) -> Vec<(Run, Vec<String>)> {
    let runs = NAMES.map(|name| run_at(name, "https://lockstep.example"));
    let written = |run: Run| {
        let targets = targets(&run);
        let (_, ways) =
            targets.into_iter().find(|(target, _)| target.id == id).expect("there is such a target");
        (run, ways.into_iter().map(|way| way.code).collect())
    };
    runs.into_iter().map(written).collect()
}

/// What stands between the first mark and the next end.
fn between<'a>(text: &'a str, mark: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(mark).unwrap_or_else(|| panic!("{mark} is not in {text}"));
    rest.split_once(end).unwrap_or_else(|| panic!("{end} does not end {rest}")).0
}

/// As a browser reads character references; a reference that is none of these is a fault.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';').expect("a reference ends");
        let number = name.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32);
        let named = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"')];
        let letter = number.or_else(|| named.iter().find(|(known, _)| *known == name).map(|(_, c)| *c));
        out.push(letter.unwrap_or_else(|| panic!("&{name}; is not known")));
        out += rest;
    }
    out
}

fn attribute(html: &str, name: &str) -> String {
    let value = between(html, &format!(" {name}=\""), "\"");
    assert!(!value.contains(['<', '>']), "{value}");
    unescaped(value)
}

/// A string of a program that the text begins with.
fn string(text: &str) -> String {
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    strings.next().and_then(Result::ok).unwrap_or_else(|| panic!("no string begins {text}"))
}

#[test]
fn names_leave_no_line_and_no_turned_text() {
    for name in NAMES {
        let run = run_at(name, "https://lockstep.example");
        for (target, ways) in targets(&run) {
            for way in ways {
                let strange = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
                assert!(!way.code.contains(strange), "{}: {}", target.id, way.code);
                assert!(!way.code.is_empty() && !way.words.is_empty());
            }
        }
    }
}

#[test]
fn addresses_alone_need_no_escape() {
    for id in ["link", "notion", "discourse", "confluence"] {
        for (_, ways) in each(id) {
            assert!(
                ways[0].starts_with("https://lockstep.example/") && !ways[0].contains([' ', '\n', '"', '<']),
                "{id}"
            );
            assert!(
                ways[0].ends_with(|c: char| c.is_ascii_alphanumeric()),
                "programs that find links cut a sign at the end"
            );
        }
    }
}

#[test]
fn html_says_the_result_in_its_titles() {
    for (run, ways) in each("iframe") {
        assert_eq!(attribute(&ways[0], "title"), run.alt);
        assert_eq!(attribute(&ways[1], "alt"), run.alt);
    }
    for (run, ways) in each("link") {
        assert_eq!(unescaped(between(&ways[1], "\">", "</a>")), run.title);
    }
}

#[test]
fn github_s_pair_has_an_alternative_text_and_no_comma_in_its_list() {
    for (run, ways) in each("github") {
        assert_eq!(attribute(&ways[0], "alt"), run.alt);
        let dark = attribute(&ways[0], "srcset");
        assert!(!dark.contains([',', ' ']) && dark.ends_with(".svg?theme=dark"), "{dark}");
        assert!(!ways[0].contains("\n\n"), "a blank line would end the HTML");
    }
}

#[test]
fn markdown_s_brackets_pair() {
    for (run, ways) in each("markdown")
        .into_iter()
        .chain(each("jupyter").into_iter().map(|(run, mut ways)| (run, ways.split_off(1))))
    {
        let mut text = String::new();
        let mut letters = ways[0].strip_prefix("[![").unwrap().chars();
        loop {
            match letters.next().unwrap() {
                '\\' => text.extend(letters.next().filter(char::is_ascii_punctuation)),
                ']' => break,
                c => {
                    assert!(!"[<&|`*_".contains(c), "{c} means something in {}", ways[0]);
                    text.push(c);
                }
            }
        }
        assert_eq!(text, run.alt);
        assert_eq!(letters.as_str(), format!("({})]({})", run.picture(".png"), run.page()));
    }
}

#[test]
fn confluence_s_storage_format_is_xml() {
    for (run, ways) in each("confluence") {
        assert_eq!(attribute(&ways[1], "ri:value"), run.frame());
        assert_eq!(attribute(&ways[2], "ac:alt"), run.alt);
        assert_eq!(attribute(&ways[2], "ri:value"), run.picture(".png"));
    }
}

#[test]
fn mediawiki_s_words_are_no_markup() {
    for (run, ways) in each("mediawiki") {
        for way in ways {
            let words = between(&way, "<nowiki>", "</nowiki>");
            assert!(!words.contains(['<', '>']));
            assert_eq!(unescaped(words), run.alt);
            assert!(way.starts_with(&format!("[{} ", run.page())));
        }
    }
}

#[test]
fn dokuwiki_s_picture_ends_where_its_title_does() {
    for (run, ways) in each("dokuwiki") {
        let (_, title) = ways[0].strip_suffix("}}]]").unwrap().split_once("?960|").unwrap();
        assert!(!title.contains(['[', ']', '{', '}']), "{title}");
        let round = run.alt.replace(['[', '{'], "(").replace([']', '}'], ")");
        assert_eq!(title, round);
    }
}

#[test]
fn rest_s_options_stay_on_their_lines() {
    for (run, ways) in each("rest") {
        let lines: Vec<&str> = ways[0].lines().collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[1], format!("   :alt: {}", run.alt));
        // A target that ended so would be a reference within the document.
        assert!(!lines[2].ends_with('_'));
        assert_eq!(attribute(&ways[1], "title"), run.alt);
    }
}

#[test]
fn asciidoc_s_attributes_end_where_they_should() {
    for (run, ways) in each("asciidoc") {
        let alt = between(&ways[0], "[alt=\"", "\",link=\"");
        assert!(!alt.contains(['"', '<', '>', '{', '}', '[', ']', '\\']) && !alt.contains("--"), "{alt}");
        assert_eq!(unescaped(alt), run.alt);
    }
}

#[test]
fn programs_strings_hold_the_result() {
    for (run, ways) in each("mdx") {
        assert_eq!(string(ways[0].split_once("title={").unwrap().1), run.alt);
        assert!(!ways[0].contains("style=\""), "JSX takes no text for a style");
    }
    for (run, ways) in each("jupyter") {
        assert_eq!(string(ways[0].split_once("IFrame(").unwrap().1), run.frame());
        assert_eq!(
            attribute(&format!(" {}", string(ways[0].split_once("extras=[").unwrap().1)), "title"),
            run.alt
        );
    }
    for (run, ways) in each("curl") {
        assert_eq!(between(&ways[0], "'", "'"), run.picture(".md"));
    }
}

#[test]
fn what_is_too_long_for_a_link_is_sent_as_json() {
    let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
    let measured = (1..=1_000).map(|i| f64::from(i * i % 7_919) / 79.0).collect();
    scenario.workload[0].steps[0].ms = simulator::scenario::Duration::Empirical(measured);
    let run = run_of(&scenario, "https://lockstep.example");
    assert!(!run.has_link());
    let targets = targets(&run);
    assert_eq!(targets.len(), 1);
    assert_eq!(
        between(&targets[0].1[0].code, "scenario.json '", "'"),
        "https://lockstep.example/api/v1/export/md"
    );
}

#[test]
fn what_readers_cannot_reach_is_said() {
    let cautions = |site: &str| run_at("a", site).cautions();
    assert!(cautions("https://lockstep.example").is_empty());
    assert!(cautions("http://127.0.0.1:3000")[0].contains("--url"));
    assert!(cautions("http://wiki.example")[0].contains("no https"));
}

#[test]
fn every_target_has_its_own_id() {
    let mut ids: Vec<&str> = TARGETS.iter().map(|target| target.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), TARGETS.len());
}

#[test]
fn a_frame_of_a_fixed_height_is_as_high_as_its_scenario_needs() {
    let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
    let mut heights = Vec::new();
    while scenario.models.len() > 1 {
        let run = run_of(&scenario, "https://lockstep.example");
        for (id, mark) in [
            ("iframe", "height=\""),
            ("mdx", "height=\""),
            ("jupyter", "height="),
            ("confluence", "\"height\">"),
            ("rest", "height=\""),
        ] {
            let targets = targets(&run);
            let (_, ways) = targets.iter().find(|(target, _)| target.id == id).unwrap();
            let code = ways.iter().map(|way| way.code.as_str()).find(|code| code.contains(mark)).unwrap();
            let told: String =
                code.split_once(mark).unwrap().1.chars().take_while(char::is_ascii_digit).collect();
            assert_eq!(told, run.frame_px().to_string(), "{id}");
        }
        heights.push(run.frame_px());
        scenario.models.pop();
    }
    assert!(heights.windows(2).all(|pair| pair[0] > pair[1]), "{heights:?}");
}
