import { isPublic } from './operations.js';
import { ownLock, sharedLock, type Lock } from './lock.js';
import type { Refresher } from './refresher.js';
import { inMemory, type TokenStorage } from './storage.js';
import { isSuccessor, renewalTime, type StoredTokens, type Tokens } from './tokens.js';

/** What pages need to know about the session. */
export type SessionState = {
  /** Whether it is known if a customer is signed in. */
  readonly known: boolean;
  readonly signedIn: boolean;
  /** Increases with each login and logout, so that data of one customer is never shown to the next. */
  readonly epoch: number;
};

export type SessionOptions = {
  /** `refreshWithCookie` or `refreshWithToken`. */
  refresher: Refresher;
  /** Where the tokens are kept, by default `inMemory()`. */
  storage?: TokenStorage;
  /** The name of the lock and the channel that tabs share. Sessions of different shops need different names. */
  name?: string;
  /** Replaces the global `fetch` in the session's own `fetch`. */
  fetch?: typeof globalThis.fetch;
};

/** The session has ended: the API has revoked it, or it was not used for too long. */
export class SessionEndedError extends Error {
  override name = 'SessionEndedError';
  constructor() {
    super('The session has ended. Log in again.');
  }
}

type GraphQLErrors = readonly { readonly extensions?: { readonly [name: string]: unknown } | undefined }[];
type Message = { signedIn: boolean } | { tokens: Tokens };

const headerName = 'X-Customer-Token';

/** Creates the session of a page. Call `start` when the page opens. */
export function createSession(options: SessionOptions): Session {
  return new Session(options);
}

/**
 * The customer's session. It refreshes the tokens once for parallel requests, one tab at a time, because a refresh
 * token can be used once.
 */
export class Session {
  readonly #refresher: Refresher;
  readonly #storage: TokenStorage;
  readonly #fetch: typeof globalThis.fetch;
  readonly #name: string;
  readonly #lock: Lock;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { known: false, signedIn: false, epoch: 0 };
  /** The refreshes that have not finished, by the access token that they replace. */
  readonly #renewals = new Map<string, Promise<void>>();
  #rejected: string | null = null;
  #channel: BroadcastChannel | null = null;

  constructor({ refresher, storage = inMemory(), name = 'clientele', fetch = globalThis.fetch }: SessionOptions) {
    this.#refresher = refresher;
    this.#storage = storage;
    this.#fetch = (input, init) => fetch(input, init); // browsers refuse it as a method of another object
    this.#name = name;
    this.#lock = this.#shared ? sharedLock(name) : ownLock();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Calls a listener after each change of the state, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Finds out whether a customer is signed in, and listens to other tabs. Without a network, nobody is signed in. */
  async start(): Promise<void> {
    if (this.#shared && this.#channel === null && 'BroadcastChannel' in globalThis) {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#receive(data);
    }
    await this.#find();
  }

  /** Stops listening to other tabs. Until then, Node.js does not exit. */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  /** Starts the session of a customer who has just signed in or up. */
  signIn(tokens: Tokens): void {
    this.update(tokens);
    this.#publish(true, true);
    this.#send({ signedIn: true });
  }

  /** Stores new tokens of the current session, for example those of `changePassword`. */
  update(tokens: Tokens): void {
    this.#storage.write({ ...tokens, renewAt: renewalTime(tokens) });
  }

  /** Removes the tokens, after `logout` or `deleteCustomer` has ended the session. */
  async signOut(): Promise<void> {
    await this.#refresher.end?.();
    this.#forget();
  }

  /**
   * Returns the headers for an operation: those with the customer's token, or none for visitors and for operations
   * that do not need it, such as `login`. Call `refresh` first if `needsRefresh` returns true for the operation.
   */
  headers(document?: string): Record<string, string> {
    const tokens = this.#storage.read();
    return tokens === null || isPublic(document) ? {} : { [headerName]: tokens.accessToken };
  }

  /** Reports whether to call `refresh` before an operation, because the token has expired or expires soon. */
  needsRefresh(document?: string): boolean {
    const tokens = this.#storage.read();
    return tokens !== null && !isPublic(document) && (Date.now() > tokens.renewAt || this.#isRejected(tokens));
  }

  /** Refreshes the tokens if an operation needs it, and returns its headers. */
  async authorize(document?: string): Promise<Record<string, string>> {
    if (this.needsRefresh(document)) await this.refresh();
    return this.headers(document);
  }

  /**
   * Reports whether the API has refused the token that a request was sent with, according to the errors of the
   * response. If so, call `refresh` and send the request again, once.
   */
  isRejected(errors: GraphQLErrors | undefined, headers: unknown): boolean {
    const used = new Headers(headers as Record<string, string> | undefined).get(headerName);
    if (used === null || !errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) return false;
    this.#rejected = used;
    return true;
  }

  /**
   * Replaces tokens that expire soon or were rejected. It throws a SessionEndedError if the session has ended, and
   * another error if no tokens can be had at the moment and the current ones are no longer valid.
   */
  async refresh(): Promise<void> {
    const before = this.#storage.read();
    if (before === null) throw new SessionEndedError();
    if (!this.needsRefresh()) return;
    try {
      await this.#renew(before);
    } catch (error) {
      if (this.#isRejected(before) || Date.now() > Date.parse(before.expiresAt)) throw error;
    }
    if (this.#storage.read() === null) throw new SessionEndedError();
  }

  /**
   * Sends a request with the customer's token, like the global `fetch`, for clients that accept a function in its
   * place. If the token is rejected, it refreshes the tokens and sends the request again.
   */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const document = documentIn(init);
    const send = (token: Record<string, string>) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      for (const [name, value] of Object.entries(token)) headers.set(name, value);
      return this.#fetch(input instanceof Request ? input.clone() : input, { ...init, headers });
    };
    const token = await this.authorize(document);
    const response = await send(token);
    if (!this.isRejected(await errorsIn(response), token)) return response;
    try {
      await this.refresh();
    } catch (error) {
      if (error instanceof SessionEndedError) return response;
      throw error;
    }
    return send(this.headers(document));
  };

  get #shared(): boolean {
    return this.#refresher.shared || this.#storage.shared;
  }

  /** Finds out whether there is a session: from the storage, or by the cookie. */
  async #find(): Promise<void> {
    if (this.#storage.read() === null && this.#refresher.shared) await this.#renew(null).catch(() => undefined);
    this.#publish(this.#storage.read() !== null);
  }

  /** Gets the next tokens, unless another request or tab, a login or a logout has changed them in the meantime. */
  #renew(before: StoredTokens | null): Promise<void> {
    const key = before?.accessToken ?? '';
    const changed = () => (this.#storage.read()?.accessToken ?? '') !== key;
    const renew = async () => {
      if (changed()) return;
      const next = await this.#refresher.refresh(before);
      if (changed()) return;
      if (next === null) return this.#forget();
      this.update(next);
      this.#publish(true);
      if (this.#refresher.shared) this.#send({ tokens: next });
    };
    const renewal = this.#renewals.get(key) ?? this.#lock(renew).finally(() => this.#renewals.delete(key));
    this.#renewals.set(key, renewal);
    return renewal;
  }

  /** Follows another tab. */
  #receive(message: Message): void {
    if ('tokens' in message) {
      const own = this.#storage.read();
      if (own !== null && isSuccessor(message.tokens, own)) this.update(message.tokens);
    } else if (this.#storage.shared) {
      this.#publish(message.signedIn, true);
    } else {
      this.#storage.write(null);
      this.#state = { known: false, signedIn: false, epoch: this.#state.epoch + 1 };
      this.#notify();
      void this.#find();
    }
  }

  #forget(): void {
    this.#storage.write(null);
    if (this.#state.signedIn) this.#send({ signedIn: false });
    this.#publish(false);
  }

  #isRejected(tokens: StoredTokens): boolean {
    return tokens.accessToken === this.#rejected;
  }

  /** Changes the state. Another customer begins a new epoch even if somebody was signed in before. */
  #publish(signedIn: boolean, another = false): void {
    const { known, signedIn: before, epoch } = this.#state;
    if (known && before === signedIn && !another) return;
    this.#state = { known: true, signedIn, epoch: before !== signedIn || another ? epoch + 1 : epoch };
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #send(message: Message): void {
    this.#channel?.postMessage(message);
  }
}

/** Returns the document of a GraphQL request with a body in JSON. */
function documentIn(init: RequestInit | undefined): string | undefined {
  const body = typeof init?.body === 'string' ? (parsed(init.body) as { query?: string } | undefined) : undefined;
  return body?.query;
}

/** Returns the errors of a GraphQL response, without consuming it. */
async function errorsIn(response: Response): Promise<GraphQLErrors | undefined> {
  const text = await response.clone().text();
  if (!text.includes('UNAUTHENTICATED')) return undefined;
  return (parsed(text) as { errors?: GraphQLErrors } | undefined)?.errors;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
