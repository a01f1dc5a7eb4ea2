export { createSession, SessionEndedError, type Session, type SessionOptions, type SessionState } from './session.js';
export { refreshWithCookie, refreshWithToken, type Refresher } from './refresher.js';
export { inLocalStorage, inMemory, inSessionStorage, inWebStorage, type TokenStorage } from './storage.js';
export type { StoredTokens, Tokens } from './tokens.js';
export { isPublic, publicFields } from './operations.js';
