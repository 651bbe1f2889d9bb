// Makes elements. Text goes in as text only: names of functions and files are foreign data.

type Attributes = Record<string, string | number | boolean | undefined>;

/** An element with attributes and children; `true` is an empty attribute, `false` none. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A labelled list to choose from. */
export function chooser(
  label: string,
  choices: readonly Choice[],
  chosen: string,
  changed: (value: string) => void,
): HTMLLabelElement {
  const options = choices.map(({ value, label }) =>
    make("option", { value, selected: value === chosen }, label),
  );
  const select = make("select", {}, ...options);
  select.addEventListener("change", () => changed(select.value));
  return make("label", { class: "control" }, make("span", {}, label), select);
}

export interface Switch {
  readonly element: HTMLElement;
  /** Shows `value` as the chosen one. */
  choose(value: string): void;
}

/** Buttons of which one is pressed. */
export function switcher(
  label: string,
  choices: readonly Choice[],
  chosen: string,
  changed: (value: string) => void,
): Switch {
  const buttons = new Map(
    choices.map(({ value, label }) => {
      const button = make("button", { type: "button", "data-value": value }, label);
      button.addEventListener("click", () => {
        choose(value);
        changed(value);
      });
      return [value, button];
    }),
  );
  const choose = (value: string): void => {
    for (const [name, button] of buttons) {
      button.setAttribute("aria-pressed", String(name === value));
    }
  };
  choose(chosen);
  const group = make("div", { class: "switch", role: "group", "aria-label": label });
  group.append(...buttons.values());
  return { element: group, choose };
}

export function pushButton(label: string, pressed: () => void, title?: string): HTMLButtonElement {
  const button = make("button", { type: "button", title, "aria-label": title }, label);
  button.addEventListener("click", pressed);
  return button;
}

/** The value of a variable of the page's style sheet. */
export function cssVariable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls back when the page turns light or dark: paper is light whatever the screen is. */
export function onTheme(changed: () => void): void {
  matchMedia("screen and (prefers-color-scheme: dark)").addEventListener("change", changed);
}
