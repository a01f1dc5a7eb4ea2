import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createSession, refreshWithToken, SessionEndedError, type Session, type Tokens } from '@clientele/client';
import { gql, type DocumentNode } from '@apollo/client';
import type { Customer } from '../types.js';
import { addAddresses, count, endpoint, expired, header, password, quote, send, sent, signUp } from './shop.js';
import * as apollo from '../apollo/client.js';
import * as apolloAccount from '../apollo/account.js';
import * as urql from '../urql/client.js';
import * as urqlAccount from '../urql/account.js';

const ME = gql`
  query Me {
    me {
      id
      email
      name
      phone
    }
  }
`;
const SHOP = gql`
  query Shop {
    shop {
      name
      currency
    }
  }
`;

/** What the tests do with a client. */
type Shopper = {
  logIn(email: string, password: string): Promise<{ code: string }[]>;
  readAddresses(): Promise<string[]>;
  deleteAddress(id: string): Promise<void>;
  updateCustomer(input: { name?: string | null; phone?: string | null }): Promise<{ code: string; field: unknown }[]>;
  checkOut(input: { quote: string; shippingAddress: { addressId: string } }): Promise<
    | {
        order: { total: { amount: string } } | null;
        userErrors: { code: string; field: unknown }[];
      }
    | null
    | undefined
  >;
  /** Sends a query over the network. Throws if it fails. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of the answer to its operation
  query(document: DocumentNode, variables?: object): Promise<any>;
  /** Sends a query only if the cache lacks a part of it. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of the answer to its operation
  cacheFirst(document: DocumentNode): Promise<any>;
  /** Reads the customer from the cache. */
  cached(): Promise<Customer | undefined>;
};

const shoppers: Record<string, (session: Session) => Shopper> = {
  'Apollo Client': (session) => {
    const client = apollo.makeClient(endpoint, session);
    return {
      logIn: (email, secret) => apolloAccount.logIn(client, session, { email, password: secret }),
      readAddresses: () => apolloAccount.readAddresses(client),
      deleteAddress: (id) => apolloAccount.deleteAddress(client, id),
      updateCustomer: (input) => apolloAccount.updateCustomer(client, { input }),
      checkOut: (input) => apolloAccount.checkOut(client, { input }),
      query: async (query, variables = {}) =>
        (await client.query({ query, variables, fetchPolicy: 'network-only' })).data,
      cacheFirst: async (query) => (await client.query({ query })).data,
      cached: async () => client.readQuery<{ me: Customer }>({ query: ME })?.me,
    };
  },
  urql: (session) => {
    const client = urql.makeClient(endpoint, session);
    return {
      logIn: (email, secret) => urqlAccount.logIn(client, session, { email, password: secret }),
      readAddresses: () => urqlAccount.readAddresses(client),
      deleteAddress: (id) => urqlAccount.deleteAddress(client, id),
      updateCustomer: (input) => urqlAccount.updateCustomer(client, { input }),
      checkOut: (input) => urqlAccount.checkOut(client, { input }),
      query: async (query, variables = {}) => {
        const { data, error } = await client.query(query, variables, { requestPolicy: 'network-only' });
        if (error) throw error.networkError ?? error;
        return data;
      },
      cacheFirst: async (query) => (await client.query(query, {})).data,
      cached: async () => (await client.query<{ me: Customer }>(ME, {}, { requestPolicy: 'cache-only' })).data?.me,
    };
  },
};

for (const [name, makeShopper] of Object.entries(shoppers)) {
  describe(name, () => {
    const warnings: unknown[] = [];
    const { warn, error } = console;
    beforeEach(() => {
      sent.length = 0;
      console.warn = console.error = (...args) => void warnings.push(args);
    });
    afterEach(() => {
      Object.assign(console, { warn, error });
      assert.deepEqual(warnings, []);
    });

    /** Opens the page of a customer with these tokens, or of a visitor. */
    async function open(tokens?: Tokens): Promise<{ session: Session; shopper: Shopper }> {
      const session = createSession({ refresher: refreshWithToken(endpoint) });
      await session.start();
      if (tokens) session.signIn(tokens);
      return { session, shopper: makeShopper(session) };
    }

    test('a customer logs in', async () => {
      const { email } = await signUp();
      const { session, shopper } = await open();
      assert.equal((await shopper.query(ME)).me, null);
      const [wrong] = await shopper.logIn(email, 'not this one');
      assert.equal(wrong?.code, 'INVALID_CREDENTIALS');
      assert.deepEqual(session.state, { known: true, signedIn: false, epoch: 0 });
      assert.deepEqual(await shopper.logIn(email, password), []);
      assert.deepEqual(session.state, { known: true, signedIn: true, epoch: 1 });
      assert.equal((await shopper.query(ME)).me.email, email);
    });

    test('parallel requests with an expired token refresh it once, and each is sent again', async () => {
      const { email, tokens } = await signUp();
      const old = await expired(tokens);
      const { session, shopper } = await open(old);
      const [me, shop, book] = await Promise.all([
        shopper.query(ME),
        shopper.query(SHOP),
        shopper.query(gql`query Book { me { id addresses { totalCount } } }`),
      ]);
      assert.equal(me.me.email, email);
      assert.equal(shop.shop.currency, 'EUR');
      assert.equal(book.me.addresses.totalCount, 0);
      assert.equal(count('RefreshToken'), 1);
      assert.equal(count('query Me'), 2);
      assert.equal(count('query Book'), 2);
      assert.equal(count('query Shop'), 1);
      for (const { query, token } of sent) {
        if (/RefreshToken|query Shop/.test(query)) assert.equal(token, null, query);
      }
      await shopper.query(ME);
      assert.equal(count('RefreshToken'), 1);
      assert.equal(session.state.signedIn, true);
    });

    test('a token that expires soon is refreshed before the request', async () => {
      const { email, tokens } = await signUp();
      const { session, shopper } = await open();
      session.signIn({ ...tokens, expiresAt: new Date(Date.now() + 200).toISOString() });
      while (!session.needsRefresh()) await new Promise((done) => setImmediate(done));
      const [first, second] = await Promise.all([shopper.query(ME), shopper.query(ME, { another: true })]);
      assert.equal(first.me.email, email);
      assert.equal(second.me.email, email);
      assert.equal(count('RefreshToken'), 1);
      assert.ok(sent.every(({ token }) => token !== tokens.accessToken));
    });

    test('a login is not sent with an expired token', async () => {
      const { email, tokens } = await signUp();
      const { session, shopper } = await open(await expired(tokens));
      assert.deepEqual(await shopper.logIn(email, password), []);
      assert.deepEqual(
        sent.map(({ token }) => token),
        [null],
      );
      assert.equal(session.state.epoch, 2);
    });

    test('a revoked session ends, and the request is not sent again without it', async () => {
      const { tokens } = await signUp();
      const { session, shopper } = await open(tokens);
      await send('mutation { logout { endedSessions userErrors { code } } }', {}, header(tokens));
      await assert.rejects(shopper.query(ME), SessionEndedError);
      assert.deepEqual(session.state, { known: true, signedIn: false, epoch: 2 });
      assert.equal(count('query Me'), 1);
      assert.equal((await shopper.query(SHOP)).shop.currency, 'EUR');
      assert.equal((await shopper.query(ME)).me, null);
    });

    test('pages are merged in the cache', async () => {
      const { tokens } = await signUp();
      const lines = ['1 Main Street', '2 Main Street', '3 Main Street', '4 Main Street', '5 Main Street'];
      await addAddresses(tokens, lines);
      const { shopper } = await open(tokens);
      assert.deepEqual(await shopper.readAddresses(), lines);
      assert.equal(count('query Addresses'), 3);
    });

    test('a deleted record leaves the lists in the cache', async () => {
      const { tokens } = await signUp();
      const [id = ''] = await addAddresses(tokens, ['1 Main Street', '2 Main Street', '3 Main Street']);
      const { shopper } = await open(tokens);
      const LINES = gql`query Lines { me { id addresses(first: 10) { nodes { id line1 } } } }`;
      assert.equal((await shopper.cacheFirst(LINES)).me.addresses.nodes.length, 3);
      await shopper.deleteAddress(id);
      const { nodes } = (await shopper.cacheFirst(LINES)).me.addresses;
      assert.deepEqual(
        nodes.map(({ line1 }: { line1: string }) => line1),
        ['2 Main Street', '3 Main Street'],
      );
    });

    test('a list of which only the count is known is not taken for empty', async () => {
      const { tokens } = await signUp();
      await addAddresses(tokens, ['1 Main Street']);
      const { shopper } = await open(tokens);
      for (const args of ['', '(first: 10)']) {
        const counted = await shopper.cacheFirst(gql`query Count { me { id addresses${args} { totalCount } } }`);
        assert.equal(counted.me.addresses.totalCount, 1);
        const read = await shopper.cacheFirst(gql`query Lines { me { id addresses${args} { nodes { id line1 } } } }`);
        assert.equal(read.me.addresses.nodes[0]?.line1, '1 Main Street');
      }
    });

    test('what different queries select of a record is merged', async () => {
      const { shopper } = await open();
      await shopper.cacheFirst(gql`query A { shop { name passwordRules { minLength } } }`);
      await shopper.cacheFirst(gql`query B { shop { id currency passwordRules { maxLength } } }`);
      sent.length = 0;
      const rules = gql`query D { shop { name currency passwordRules { minLength maxLength } } }`;
      const { shop } = await shopper.cacheFirst(rules);
      assert.deepEqual([shop.name, shop.currency, shop.passwordRules.maxLength], ['My shop', 'EUR', 128]);
      assert.equal(sent.length, 0);
    });

    test('null clears a value, also in the cache', async () => {
      const { tokens } = await signUp();
      const { shopper } = await open(tokens);
      assert.equal((await shopper.query(ME)).me.phone, '+353871234567');
      assert.deepEqual(await shopper.updateCustomer({ phone: null }), []);
      const cached = await shopper.cached();
      assert.equal(cached?.phone, null);
      assert.equal(cached?.name, 'Ann');
      assert.deepEqual((await shopper.query(ME)).me, { ...cached });
    });

    test('errors name the field, and the record in the cache stays', async () => {
      const { tokens } = await signUp();
      const { shopper } = await open(tokens);
      await shopper.query(ME);
      const [error] = await shopper.updateCustomer({ name: 'Ann O.', phone: 'call me' });
      assert.equal(error?.code, 'INVALID');
      assert.deepEqual(error?.field, ['input', 'phone']);
      assert.equal((await shopper.cached())?.name, 'Ann');
    });

    test('a customer checks out with a quote', async () => {
      const { tokens } = await signUp();
      const [addressId = ''] = await addAddresses(tokens, ['1 Main Street']);
      const { shopper } = await open(tokens);
      const input = { quote: await quote(), shippingAddress: { addressId }, billingSameAsShipping: true };
      const placed = await shopper.checkOut(input);
      assert.equal(placed?.order?.total.amount, '9.00');
      const refused = await shopper.checkOut({ ...input, quote: 'not a quote' });
      assert.equal(refused?.order, null);
      assert.deepEqual(
        refused?.userErrors.map(({ code, field }) => ({ code, field })),
        [{ code: 'QUOTE_INVALID', field: ['input', 'quote'] }],
      );
    });
  });
}
