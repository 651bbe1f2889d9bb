//! Writes SVG: shapes with classes, texts escaped. Colours are the style's.

use std::fmt::Write as _;

/// A drawing that grows.
#[derive(Debug, Clone)]
pub(crate) struct Svg {
    text: String,
}

/// Which side of its place a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// It starts there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// A place in a drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// From the left.
    pub(crate) x: f64,
    /// From the top.
    pub(crate) y: f64,
}

/// A place.
pub(crate) fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Svg {
    /// An empty drawing. `title` says in words what it shows.
    pub(crate) fn new(class: &str, [width, height]: [f64; 2], title: &str) -> Self {
        let mut text = String::new();
        let (width, height) = (short(width), short(height));
        write!(
            text,
            "<svg class=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\"><title>{}</title>",
            escaped(class),
            escaped(title)
        )
        .expect("a string takes any text");
        Self { text }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, class: &str, from: Point, to: Point) {
        let d = format!("M{} {}L{} {}", short(from.x), short(from.y), short(to.x), short(to.y));
        self.path(class, &d);
    }

    /// Any path.
    pub(crate) fn path(&mut self, class: &str, d: &str) {
        self.push(&format!("<path class=\"{}\" d=\"{}\"/>", escaped(class), escaped(d)));
    }

    /// A line through `points`.
    pub(crate) fn polyline(&mut self, class: &str, points: impl Iterator<Item = Point>) {
        let mut d = String::new();
        for point in points {
            let letter = if d.is_empty() { 'M' } else { 'L' };
            write!(d, "{letter}{} {}", short(point.x), short(point.y))
                .expect("a string takes any text");
        }
        self.path(class, &d);
    }

    /// A rectangle from its top left corner.
    pub(crate) fn rectangle(&mut self, class: &str, corner: Point, [width, height]: [f64; 2]) {
        self.push(&format!(
            "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            escaped(class),
            short(corner.x),
            short(corner.y),
            short(width.max(0.0)),
            short(height.max(0.0))
        ));
    }

    /// A filled or hollow disc.
    pub(crate) fn disc(&mut self, class: &str, center: Point, radius: f64) {
        self.push(&format!(
            "<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            escaped(class),
            short(center.x),
            short(center.y),
            short(radius)
        ));
    }

    /// A text on a base line.
    pub(crate) fn label(&mut self, class: &str, place: Point, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.push(&format!(
            "<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(class),
            short(place.x),
            short(place.y),
            escaped(text)
        ));
    }

    /// Finished markup of its own.
    pub(crate) fn push(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// The drawing.
    pub(crate) fn finish(self) -> String {
        self.text + "</svg>"
    }
}

/// A length with at most one decimal; what is no length is 0.
pub(crate) fn short(length: f64) -> String {
    let length = if length.is_finite() { length } else { 0.0 };
    let text = format!("{length:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `text` as it stands in markup and attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            plain => safe.push(plain),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_and_never_wild() {
        assert_eq!(
            ["1.5", "2", "0", "0"].map(str::to_owned),
            [1.46, 2.04, -0.01, f64::NAN].map(short)
        );
    }

    #[test]
    fn texts_stay_texts() {
        let mut svg = Svg::new("a\"b", [10.0, 20.0], "</title><script>");
        svg.label("c", at(1.0, 2.0), Anchor::End, "<b>&'\"");
        insta::assert_snapshot!(svg.finish(), @r#"<svg class="a&quot;b" viewBox="0 0 10 20" width="10" height="20" role="img"><title>&lt;/title&gt;&lt;script&gt;</title><text class="c" x="1" y="2" text-anchor="end">&lt;b&gt;&amp;&#39;&quot;</text></svg>"#);
    }
}
