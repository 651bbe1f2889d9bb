// Says what the colours and stripes of a profile mean. Signs say it too, so nobody needs the colours.
import { make } from "../elements";
import type { Side } from "./layout";
import { BAND_LABELS, ORIGIN_LABELS, type Palette } from "./palette";

export class Legend {
  readonly element = make("ul", { class: "colours", "aria-label": "Legend" });

  show(palette: Palette, side: Side): void {
    const colours =
      side === "difference"
        ? BAND_LABELS.map((label, band) => entry(label, palette.changes[band]!))
        : Object.entries(ORIGIN_LABELS).map(([origin, label]) =>
            entry(label, palette.origins[origin as keyof typeof ORIGIN_LABELS][0]!),
          );
    const striped =
      side === "difference"
        ? [entry("new", "", "new"), entry("gone", "", "gone")]
        : [entry(`not in ${side}`, "", side === "base" ? "new" : "gone")];
    this.element.replaceChildren(...colours, ...striped);
  }
}

function entry(label: string, colour: string, presence?: string): HTMLLIElement {
  const swatch = make("span", { class: `swatch ${presence ?? ""}`, "aria-hidden": "true" });
  if (colour !== "") swatch.style.backgroundColor = colour;
  return make("li", {}, swatch, label);
}
