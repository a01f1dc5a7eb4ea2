import { fill, MissingValue, type Lookup } from './placeholders';

const noKey = 'Paste an API key into the field at the top right. Create one in the dashboard: Settings, API keys.';

/** Thrown if a header contains the API key and its field at the top right is empty. */
export class MissingKey extends Error {
  constructor() {
    super(noKey);
  }
}

/** Fills the headers of a tab. `{{key}}` is the API key, and other placeholders are remembered values. */
export function fillHeaders(headers: unknown, key: string, remembered: Lookup): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    filled[name] = fillHeader(value, key, remembered);
  }
  return filled;
}

/** Like fillHeaders, but omits headers that cannot be filled, because they are not required to load the schema. */
export function fillReadyHeaders(headers: unknown, key: string, remembered: Lookup): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    try {
      filled[name] = fillHeader(value, key, remembered);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return filled;
}

/** Reports whether an error is about a placeholder without a value. */
export function isMissing(error: unknown): error is MissingKey | MissingValue {
  return error instanceof MissingKey || error instanceof MissingValue;
}

function fillHeader(value: unknown, key: string, remembered: Lookup): string {
  return String(
    fill(value, (path) => {
      if (path !== 'key') return remembered(path);
      if (key === '') throw new MissingKey();
      return key;
    }),
  );
}
