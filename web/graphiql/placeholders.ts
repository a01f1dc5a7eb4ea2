/** Returns the text for the path of a placeholder, or undefined if there is none yet. */
export type Lookup = (path: string) => string | undefined;

/** Thrown by fill for the first placeholder that has no text yet. */
export class MissingValue extends Error {
  constructor(readonly path: string) {
    super(`No value for {{${path}}} yet. First run the example that returns it.`);
  }
}

const placeholder = /\{\{([\w.]+)\}\}/g;

/**
 * Replaces each `{{path.to.value}}` inside the strings of a parsed JSON value, at any depth, and returns a new value.
 * Names of members do not change. Throws MissingValue if the lookup finds no text.
 */
export function fill(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') {
    return value.replace(placeholder, (_, path: string) => {
      const found = lookup(path);
      if (found === undefined) throw new MissingValue(path);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, lookup));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, lookup)]));
  }
  return value;
}

/** Remembers the latest response of each root field, in memory, as long as the page is open. */
export class Memory {
  #fields: Record<string, unknown> = {};

  /** Adds a response. A response without data is ignored. */
  remember(answer: unknown): void {
    if (!isRecord(answer) || !isRecord(answer.data)) return;
    this.#fields = { ...this.#fields, ...answer.data };
  }

  /** The string, number or boolean at a path such as `customers.nodes.0.id`, as text. */
  readonly at: Lookup = (path) => {
    let value: unknown = this.#fields;
    for (const part of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
      value = (value as Record<string, unknown>)[part];
    }
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
