import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import {
  createSession,
  inMemory,
  inWebStorage,
  isPublic,
  publicFields,
  refreshWithCookie,
  refreshWithToken,
  SessionEndedError,
  type Refresher,
  type Session,
  type Tokens,
} from '@clientele/client';
import { request } from '../fetch/request.js';
import { area, count, endpoint, expired, header, send, sent, signUp } from './shop.js';

const ME = 'query Me { me { email } }';

beforeEach(() => {
  sent.length = 0;
});

/** The sessions that listen to others. Node.js does not exit before they are closed. */
const tabs: Session[] = [];

afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});

/** Opens a tab whose tokens are shared with the others that have the same area. */
async function openTab(shared: ReturnType<typeof area>, name: string): Promise<Session> {
  const storage = inWebStorage(shared, { key: 'tokens', shared: true });
  const session = createSession({ refresher: refreshWithToken(endpoint), storage, name });
  tabs.push(session);
  await session.start();
  return session;
}

/** Returns the email address of the customer of a session. */
async function emailOf(session: Session): Promise<string | undefined> {
  const answer = (await request(session, endpoint, ME)) as { data?: { me: { email: string } | null } };
  return answer.data?.me?.email;
}

/** Waits until the state of a session satisfies a condition. */
function until(session: Session, condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = session.subscribe(() => {
      if (!condition()) return;
      stop();
      resolve();
    });
  });
}

test('two tabs with an expired token refresh it once', async () => {
  const { email, tokens } = await signUp();
  const shared = area();
  const [first, second] = [await openTab(shared, 'expired'), await openTab(shared, 'expired')];
  first.signIn(await expired(tokens));
  await until(second, () => second.state.signedIn);
  const emails = await Promise.all([first, second, first, second].map(emailOf));
  assert.deepEqual(emails, [email, email, email, email]);
  assert.equal(count('RefreshToken'), 1);
  assert.equal(count('query Me'), 8);
  assert.deepEqual([first.state.epoch, second.state.epoch], [1, 1]);
});

test('tabs follow logins and logouts', async () => {
  const [ann, bob] = [await signUp(), await signUp()];
  const shared = area();
  const [first, second] = [await openTab(shared, 'follow'), await openTab(shared, 'follow')];
  first.signIn(ann.tokens);
  await until(second, () => second.state.signedIn);
  assert.equal(await emailOf(second), ann.email);
  second.signIn(bob.tokens);
  await until(first, () => first.state.epoch === 2);
  assert.equal(await emailOf(first), bob.email);
  await first.signOut();
  await until(second, () => !second.state.signedIn);
  assert.equal(await emailOf(second), undefined);
  const third = await openTab(shared, 'follow');
  assert.deepEqual(third.state, { known: true, signedIn: false, epoch: 0 });
});

test('a session that has ended ends in all tabs', async () => {
  const { tokens } = await signUp();
  const shared = area();
  const [first, second] = [await openTab(shared, 'ended'), await openTab(shared, 'ended')];
  first.signIn(tokens);
  await until(second, () => second.state.signedIn);
  await send('mutation { logout { userErrors { code } } }', {}, header(tokens));
  const answer = await request(first, endpoint, ME);
  assert.match(JSON.stringify(answer), /"reason":"REVOKED"/);
  assert.equal(first.state.signedIn, false);
  await until(second, () => !second.state.signedIn);
  assert.equal(count('query Me'), 1);
});

test('a session is kept while the API cannot be reached', async () => {
  const { email, tokens } = await signUp();
  let offline = true;
  const { refresh } = refreshWithToken(endpoint);
  const refresher: Refresher = {
    shared: false,
    refresh: (old) => (offline ? refreshWithToken('http://127.0.0.1:1/graphql').refresh(old) : refresh(old)),
  };
  const session = createSession({ refresher });
  session.signIn(await expired(tokens));
  await assert.rejects(emailOf(session), TypeError);
  assert.equal(session.state.signedIn, true);
  offline = false;
  assert.equal(await emailOf(session), email);
});

test('a failed early refresh does not stop a request whose token is still valid', async () => {
  const { email, tokens } = await signUp();
  const storage = inMemory();
  const session = createSession({ refresher: refreshWithToken('http://127.0.0.1:1/graphql'), storage });
  session.signIn(tokens);
  storage.write({ ...tokens, renewAt: Date.now() - 1 });
  assert.equal(session.needsRefresh(), true);
  assert.equal(await emailOf(session), email);
});

test('a login during a refresh wins', async () => {
  const [ann, bob] = [await signUp(), await signUp()];
  const { refresh } = refreshWithToken(endpoint);
  const refresher: Refresher = {
    shared: false,
    async refresh(old) {
      const next = await refresh(old);
      session.signIn(bob.tokens);
      return next;
    },
  };
  const session: Session = createSession({ refresher });
  session.signIn(await expired(ann.tokens));
  assert.equal(await emailOf(session), bob.email);
});

test('a session in a cookie has no tokens when the page opens', async () => {
  const { email, tokens } = await signUp();
  // The server of the shop, in short. The one of examples/storefront is tested in a browser.
  let cookie: Tokens | null = tokens;
  const { refresh } = refreshWithToken(endpoint);
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    cookie = init?.method === 'POST' ? await refresh(cookie) : null;
    return Response.json(cookie && { accessToken: cookie.accessToken, expiresAt: cookie.expiresAt });
  };
  const session = createSession({ refresher: refreshWithCookie('/session', { fetch }), name: 'cookie' });
  assert.deepEqual(session.state, { known: false, signedIn: false, epoch: 0 });
  tabs.push(session);
  await session.start();
  assert.deepEqual(session.state, { known: true, signedIn: true, epoch: 1 });
  assert.equal(await emailOf(session), email);
  const second = createSession({ refresher: refreshWithCookie('/session', { fetch }), name: 'cookie' });
  tabs.push(second);
  await second.start();
  await session.signOut();
  await until(second, () => second.state.known && !second.state.signedIn);
  assert.equal(await emailOf(second), undefined);
});

test('operations that need no token', () => {
  for (const [document, want] of Object.entries({
    '{ shop { name } }': true,
    'query Shop { __typename name: shop { me: name } }': true,
    'mutation LogIn($email: String!) { login(email: $email, password: "} { me") { customer { orders { totalCount } } } }': true,
    'query @cached { # me\n shop @include(if: true) { name } }': true,
    'query { shop { ...Name } } fragment Name on Shop { name }': true,
    '{ shop { name } } query Me { me { id } }': false,
    '{ shop { name } me { id } }': false,
    '{ shop: me { id } }': false,
    '{ ... on Query { me { id } } shop { name } }': false,
    '{ ...Root shop { name } } fragment Root on Query { me { id } }': false,
    'mutation { logout(everywhere: true) { endedSessions } }': false,
    'mutation { createCustomer(input: { email: """a { login }""" }) { customerId } }': false,
    '': false,
  })) {
    assert.equal(isPublic(document), want, document);
  }
  assert.equal(isPublic(undefined), false);
});

test('the list of public fields is that of the schema', () => {
  const schema = (process.env.PUBLIC_FIELDS ?? '').split(',');
  assert.deepEqual([...publicFields].filter((name) => !name.startsWith('__')).sort(), schema.sort());
});

test('the function that replaces fetch is called as browsers require', async () => {
  async function plain(this: unknown, ...args: Parameters<typeof fetch>): Promise<Response> {
    assert.equal(this, undefined);
    return fetch(...args);
  }
  const session = createSession({ refresher: refreshWithToken(endpoint, { fetch: plain }), fetch: plain });
  const { email, tokens } = await signUp();
  session.signIn(await expired(tokens));
  assert.equal(await emailOf(session), email);
});

test('a visitor has no session to refresh', async () => {
  const session = createSession({ refresher: refreshWithToken(endpoint) });
  await assert.rejects(session.refresh(), SessionEndedError);
  assert.equal(session.isRejected([{ extensions: { code: 'UNAUTHENTICATED' } }], {}), false);
});
