// Documents whose free text is markup that would run if anything took it for markup.

export const HOSTILE = '<img src=x onerror="window.broken=1">';
const CLOSING = `</script></style></svg>${HOSTILE}`;

/** Fields that hold text of somebody else. */
const FREE = new Set(["subject", "file", "text", "name", "release", "remark", "model", "kernel"]);

/** `document` with every such field replaced, names of metrics excepted: those are checked. */
export function hostileDocument(document) {
  return walk(document, "");
}

/** A call tree whose functions have such names and files. */
export function hostileTree(tree) {
  const frames = tree.frames.map((frame) => ({ ...frame, name: HOSTILE, file: CLOSING }));
  return { ...tree, frames };
}

function walk(value, key) {
  if (Array.isArray(value)) return value.map((entry) => walk(entry, key));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(([name, entry]) => {
    const isFree = FREE.has(name) && typeof entry === "string" && !["metric"].includes(key);
    const text = name === "file" ? CLOSING : HOSTILE;
    return [name, isFree ? text : walk(entry, name)];
  });
  return Object.fromEntries(entries);
}
