import type { StoredTokens } from './tokens.js';

/** Where a session keeps its tokens. */
export type TokenStorage = {
  /** Whether all tabs of the browser read the same tokens. */
  readonly shared: boolean;
  read(): StoredTokens | null;
  /** Stores tokens, or removes them if they are null. */
  write(tokens: StoredTokens | null): void;
};

/** Keeps the tokens in the memory of the page. Without a cookie, they are lost when the page is left. */
export function inMemory(): TokenStorage {
  let kept: StoredTokens | null = null;
  return {
    shared: false,
    read: () => kept,
    write: (tokens) => {
      kept = tokens;
    },
  };
}

/**
 * Keeps the tokens of a tab until it is closed. Every script on the page can read them, including third-party
 * scripts, and use the session elsewhere for a month.
 */
export function inSessionStorage(key = 'clientele'): TokenStorage {
  return inWebStorage(globalThis.sessionStorage, { key, shared: false });
}

/**
 * Keeps the tokens of all tabs until the customer logs out. Every script on the page can read them, including
 * third-party scripts, and use the session elsewhere for a month. Unlike with `inSessionStorage`, they are also there
 * for scripts that run long after the shop was last used.
 */
export function inLocalStorage(key = 'clientele'): TokenStorage {
  return inWebStorage(globalThis.localStorage, { key, shared: true });
}

/** Keeps the tokens in anything with the interface of `localStorage`. */
export function inWebStorage(
  area: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  { key, shared }: { key: string; shared: boolean },
): TokenStorage {
  return {
    shared,
    read: () => parse(area.getItem(key)),
    write: (tokens) => {
      if (tokens === null) area.removeItem(key);
      else area.setItem(key, JSON.stringify(tokens));
    },
  };
}

function parse(text: string | null): StoredTokens | null {
  try {
    const value = JSON.parse(text ?? 'null');
    return typeof value?.accessToken === 'string' && typeof value.renewAt === 'number' ? value : null;
  } catch {
    return null;
  }
}
