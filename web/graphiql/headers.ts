import { fill, MissingValue, type Lookup } from './placeholders';

const noKey = 'Paste an API key (go run . key create …) at the top right';

/** Thrown when a header asks for the API key and its field at the top right is empty. */
export class MissingKey extends Error {
  constructor() {
    super(noKey);
  }
}

/** Fills the headers of a tab: `{{key}}` is the API key, every other placeholder a remembered value. */
export function fillHeaders(headers: unknown, key: string, remembered: Lookup): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    filled[name] = fillHeader(value, key, remembered);
  }
  return filled;
}

/** Like fillHeaders, but leaves out a header that cannot be filled: reading the schema needs none of them. */
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

/** Whether an error says that a placeholder has no value yet. */
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
