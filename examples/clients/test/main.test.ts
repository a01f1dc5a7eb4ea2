import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gql } from '@urql/core';
import { area, endpoint, password, signUp } from './shop.js';
import * as apollo from '../apollo/main.js';
import * as apolloAccount from '../apollo/account.js';
import * as urql from '../urql/main.js';
import * as urqlAccount from '../urql/account.js';

const ME = gql<{ me: { id: string; email: string } | null }>`
  query Me {
    me {
      id
      email
    }
  }
`;

/** A tab without a session. */
const openTab = () => Object.assign(globalThis, { sessionStorage: area() });

test('Apollo Client: each customer gets a client', async () => {
  openTab();
  const { email } = await signUp();
  const clients: Parameters<Parameters<typeof apollo.startPage>[1]>[0][] = [];
  const session = await apollo.startPage(endpoint, (client) => clients.push(client));
  const [visitor] = clients;
  assert.ok(visitor && clients.length === 1);
  assert.deepEqual(await apolloAccount.logIn(visitor, session, { email, password }), []);
  assert.equal((await clients[1]?.query({ query: ME }))?.data?.me?.email, email);

  const reloaded = await apollo.startPage(endpoint, () => undefined);
  assert.equal(reloaded.state.signedIn, true);
  await reloaded.signOut();
  assert.equal((await apollo.startPage(endpoint, () => undefined)).state.signedIn, false);
});

test('urql: each customer gets a client', async () => {
  openTab();
  const { email } = await signUp();
  const clients: Parameters<Parameters<typeof urql.startPage>[1]>[0][] = [];
  const session = await urql.startPage(endpoint, (client) => clients.push(client));
  const [visitor] = clients;
  assert.ok(visitor && clients.length === 1);
  assert.deepEqual(await urqlAccount.logIn(visitor, session, { email, password }), []);
  assert.equal((await clients[1]?.query(ME, {}))?.data?.me?.email, email);
});
