//! The form of a sweep: which numbers of the scenario, and from where to where.

use serde::Deserialize;
use simulator::Scenario;
use simulator::sweep::{AxisRequest, Choice, Scale, choices};

use super::{escape, put};

/// Points along each of two axes to start with: a map of 144.
const MAP_POINTS: u32 = 12;

/// What the form's fields hold, as they travel in an address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    x: String,
    /// The number that the range is for: another one begins with its own.
    x_of: String,
    x_from: String,
    x_to: String,
    x_points: String,
    x_scale: String,
    /// Empty: one axis only.
    y: String,
    y_of: String,
    y_from: String,
    y_to: String,
    y_points: String,
    y_scale: String,
    /// A place on the axes, by commas.
    pub at: String,
}

/// The fields of one axis, as text.
struct Fields {
    path: String,
    from: String,
    to: String,
    points: String,
    scale: String,
}

impl Asked {
    /// The axes of the sweep.
    ///
    /// # Errors
    /// Which field holds no number.
    pub fn axes(&self, scenario: &Scenario) -> Result<Vec<AxisRequest>, String> {
        let choices = choices(scenario);
        let mut axes = vec![self.x(&choices).axis("of the first number")?];
        if let Some(y) = self.y(&choices) {
            axes.push(y.axis("of the second number")?);
        }
        Ok(axes)
    }

    fn x(&self, choices: &[Choice]) -> Fields {
        let chosen = choices.iter().find(|c| c.axis.path == self.x).or(choices.first());
        let points = (!self.y.is_empty()).then_some(MAP_POINTS);
        let typed = [&self.x_from, &self.x_to, &self.x_points, &self.x_scale];
        fields(chosen, (self.x_of == self.x).then_some(typed), points)
    }

    fn y(&self, choices: &[Choice]) -> Option<Fields> {
        let chosen = choices.iter().find(|c| c.axis.path == self.y)?;
        let typed = [&self.y_from, &self.y_to, &self.y_points, &self.y_scale];
        Some(fields(Some(chosen), (self.y_of == self.y).then_some(typed), Some(MAP_POINTS)))
    }
}

/// What was typed, or where the number begins.
fn fields(chosen: Option<&Choice>, typed: Option<[&String; 4]>, points: Option<u32>) -> Fields {
    let path = chosen.map_or_else(String::new, |choice| choice.axis.path.clone());
    if let Some([from, to, points, scale]) =
        typed.filter(|typed| !typed[0].is_empty() || !typed[1].is_empty())
    {
        return Fields {
            path,
            from: from.clone(),
            to: to.clone(),
            points: points.clone(),
            scale: scale.clone(),
        };
    }
    let axis = chosen.map(|choice| choice.axis.clone()).unwrap_or_default();
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let points = points.or(axis.points).unwrap_or(16).to_string();
    let scale = if axis.scale == Scale::Log { "log" } else { "linear" }.to_owned();
    Fields { path, from: number(axis.from), to: number(axis.to), points, scale }
}

impl Fields {
    fn axis(self, whose: &str) -> Result<AxisRequest, String> {
        let number = |text: &str, what: &str| {
            text.trim().parse::<f64>().map_err(|_| format!("“{what}” {whose} needs a number."))
        };
        let (from, to) = (number(&self.from, "from")?, number(&self.to, "to")?);
        let points = self.points.trim().parse::<u32>();
        let points = points.map_err(|_| format!("“Points” {whose} needs a whole number."))?;
        let scale = if self.scale == "log" { Scale::Log } else { Scale::Linear };
        let (from, to, points) = (Some(from), Some(to), Some(points));
        Ok(AxisRequest { path: self.path, values: Vec::new(), from, to, points, scale })
    }
}

/// The form for a scenario, with what was chosen so far.
pub fn form(scenario: &Scenario, asked: &Asked) -> String {
    let choices = choices(scenario);
    let mut out = String::new();
    axis(&mut out, ('x', "Change"), &choices, Some(&asked.x(&choices)));
    let y = asked.y(&choices);
    axis(&mut out, ('y', "and"), &choices, y.as_ref());
    out
}

fn axis(out: &mut String, (axis, title): (char, &str), choices: &[Choice], fields: Option<&Fields>) {
    let chosen = fields.map(|fields| fields.path.as_str()).unwrap_or_default();
    put(
        out,
        format_args!(
            "<fieldset class=\"whatif-axis\"><label class=\"whatif-number\"><span>{title}</span><select class=\"input\" name=\"{axis}\">"
        ),
    );
    if axis == 'y' {
        put(out, format_args!("<option value=\"\">nothing else</option>"));
    }
    for choice in choices {
        let path = escape(&choice.axis.path);
        let selected = if choice.axis.path == chosen { " selected" } else { "" };
        let unit = match choice.naming.unit.as_str() {
            unit @ ("ms" | "µs" | "bytes") => format!(", {unit}"),
            _ => String::new(),
        };
        let title = escape(&choice.naming.title);
        put(out, format_args!("<option value=\"{path}\"{selected}>{title}{unit}</option>"));
    }
    out.push_str("</select></label>");
    if let Some(Fields { path, from, to, points, scale }) = fields {
        let path = escape(path);
        put(out, format_args!("<input type=\"hidden\" name=\"{axis}_of\" value=\"{path}\">"));
        for (key, words, value) in [("from", "from", from), ("to", "to", to), ("points", "in points", points)]
        {
            let value = escape(value);
            put(
                out,
                format_args!(
                    "<label class=\"whatif-field\"><span>{words}</span><input class=\"input input-number\" type=\"number\" step=\"any\" inputmode=\"decimal\" autocomplete=\"off\" name=\"{axis}_{key}\" value=\"{value}\"></label>"
                ),
            );
        }
        let log = if scale == "log" { " selected" } else { "" };
        put(
            out,
            format_args!(
                "<label class=\"whatif-field\"><span>with</span><select class=\"input\" name=\"{axis}_scale\"><option value=\"linear\">equal steps</option><option value=\"log\"{log}>equal ratios</option></select></label>"
            ),
        );
    }
    out.push_str("</fieldset>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::presets;

    fn scenario() -> Scenario {
        presets::get(presets::DEFAULT_ID).expect("a preset").scenario()
    }

    #[test]
    fn nothing_asked_is_the_largest_step_over_two_decades() {
        let axes = Asked::default().axes(&scenario()).expect("numbers");
        assert_eq!(axes.len(), 1);
        assert_eq!(
            (axes[0].path.as_str(), axes[0].from, axes[0].to),
            ("workload[0].steps[1].ms", Some(4.0), Some(400.0))
        );
    }

    #[test]
    fn another_number_begins_with_its_own_range() {
        let asked = Asked {
            x: "machine.cores".to_owned(),
            x_of: "workload[0].steps[1].ms".to_owned(),
            x_from: "4".to_owned(),
            x_to: "400".to_owned(),
            ..Asked::default()
        };
        assert_eq!(asked.axes(&scenario()).expect("numbers")[0].to, Some(16.0));
        let typed = Asked { x_of: asked.x.clone(), x_points: "3".to_owned(), ..asked };
        assert_eq!(typed.axes(&scenario()).expect("numbers")[0].to, Some(400.0));
        let wrong = Asked { x_to: "many".to_owned(), ..typed };
        assert_eq!(wrong.axes(&scenario()), Err("“to” of the first number needs a number.".to_owned()));
    }

    #[test]
    fn the_form_offers_every_number_and_marks_the_chosen() {
        let asked = Asked { y: "machine.cores".to_owned(), ..Asked::default() };
        let html = form(&scenario(), &asked);
        assert!(html.contains(
            "<option value=\"workload[0].steps[1].ms\" selected>Waiting in “API call”, ms</option>"
        ));
        assert!(
            html.contains("<option value=\"machine.cores\" selected>Cores</option>")
                && html.contains("y_from")
        );
        assert!(html.contains("name=\"x_points\" value=\"12\""), "a map is coarser: {html}");
    }
}
