//! Gates: the limits of metrics.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::wording::quote;
use crate::yaml::Field;

/// The limit of a metric.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename = "$kind", rename_all = "kebab-case")]
#[schemars(rename = "Gate", untagged)]
pub(crate) enum GateForm {
    /// A relative change as in `5%`, or `off`.
    Scalar(Limit),
    /// A relative change and a floor, or an improvement that is due.
    Mapping(GateMapping),
}

/// A relative change as in `5%`, or `off`: shown, never judged.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("pattern" = r"^(off|\d+(\.\d+)?%)$"))]
pub(crate) enum Limit {
    Off,
    Change(Percent),
}

impl TryFrom<String> for Limit {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "off" => Ok(Self::Off),
            "false" | "no" | "none" => Err(format!("a gate is not {}\nwrite `off`", quote(&text))),
            text => text.parse().map(Self::Change),
        }
    }
}

/// `change` and `floor` must both be exceeded before a change is a regression.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(extend("anyOf" = [{ "required": ["change"] }, { "required": ["must-improve"] }]))]
pub(crate) struct GateMapping {
    /// Smallest relative change that matters, as in `5%`.
    pub(crate) change: Field<Percent>,
    /// Smallest absolute change that matters, in the metric's unit, as in `512KiB` or `2ms`.
    #[schemars(extend("type" = ["string", "number"]))]
    pub(crate) floor: Field<String>,
    /// How much head must be better, as in `10%`: anything less counts as a regression.
    pub(crate) must_improve: Field<Percent>,
}

/// A percentage, as a fraction: 0.05 is 5 %.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", inline, extend("pattern" = r"^\d+(\.\d+)?%$"))]
pub(crate) struct Percent(pub(crate) f64);

impl TryFrom<String> for Percent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%');
        let is_plain = |number: &str| number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match number.filter(|number| is_plain(number)).map(str::parse::<f64>) {
            Some(Ok(percent)) if percent <= 1000.0 => Ok(Self(percent / 100.0)),
            Some(Ok(_)) => Err(format!("the limit {} is more than 1000%", quote(text))),
            Some(Err(_)) | None => Err(not_a_percentage(text)),
        }
    }
}

fn not_a_percentage(text: &str) -> String {
    let help = match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number < 1.0 => {
            let percent = (number * 1e4).round() / 1e2;
            format!("write `{percent}%`, or `{number}%` if that is meant")
        }
        Ok(number) if number >= 1.0 => format!("write `{number}%`"),
        Ok(_) | Err(_) => "write it as in `5%`".to_owned(),
    };
    format!("{} is not a percentage\n{help}", quote(text))
}
