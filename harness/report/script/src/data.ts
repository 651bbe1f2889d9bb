// Reads the data blocks of the page, plain or compressed.

/** The value of the block `id`; `undefined` when the page has none. */
export async function readBlock<T>(id: string): Promise<T | undefined> {
  const block = document.getElementById(id);
  if (!(block instanceof HTMLScriptElement)) return undefined;
  const text = block.textContent ?? "";
  const isPacked = block.dataset.encoding === "gzip-base64";
  return JSON.parse(isPacked ? await inflate(text.trim()) : text) as T;
}

async function inflate(text: string): Promise<string> {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  // Native decoding is ten times as fast, where the browser has it.
  const native = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (native) return native.call(Uint8Array, text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) bytes[index] = letters.charCodeAt(index);
  return bytes;
}
