import { beforeEach, expect, it } from 'vitest';
import { TabStorage } from './storage';

const example = {
  number: 1,
  name: 'Mine',
  sender: 'customer' as const,
  query: 'query Mine { a }',
  variables: '{"a":1}',
  headers: '{"T":"{{login.token}}"}',
};
const tabs = {
  activeTabIndex: 1,
  tabs: [
    { title: 'Mine', query: 'query Mine { a b }', variables: '{"a":"hunter2"}', headers: '{"T":"sentinel"}' },
    { title: 'Own', query: '{ own }', variables: '{"b":"hunter3"}', headers: '{"T":"sentinel"}' },
  ],
};

class FakeStorage {
  [key: string]: unknown;
  getItem(key: string) {
    return Object.hasOwn(this, key) ? String(this[key]) : null;
  }
  setItem(key: string, value: string) {
    this[key] = value;
  }
  removeItem(key: string) {
    delete this[key];
  }
}

let local: Storage;
let session: Storage;
let storage: TabStorage;
beforeEach(() => {
  local = new FakeStorage() as unknown as Storage;
  session = new FakeStorage() as unknown as Storage;
  storage = new TabStorage(local, session, [example]);
});

function saved() {
  return JSON.parse(storage.getItem('graphiql:tabState') ?? 'null') as unknown;
}

it('never stores headers, and stores variables only for the session', () => {
  storage.setItem('graphiql:tabState', JSON.stringify(tabs));
  storage.setItem('graphiql:headers', 'sentinel');
  storage.setItem('graphiql:variables', 'hunter2');
  expect(JSON.stringify([local, session])).not.toContain('sentinel');
  expect(JSON.stringify(local)).not.toContain('hunter');
  expect(JSON.stringify(local)).toContain('query Mine { a b }');
});

it('restores variables of a reloaded page, and headers of examples', () => {
  storage.setItem('graphiql:tabState', JSON.stringify(tabs));
  expect(saved()).toEqual({
    activeTabIndex: 1,
    tabs: [
      { title: 'Mine', query: 'query Mine { a b }', variables: '{"a":"hunter2"}', headers: example.headers },
      { title: 'Own', query: '{ own }', variables: '{"b":"hunter3"}', headers: null },
    ],
  });
});

it('restores queries on the next visit, and variables and headers of examples', () => {
  storage.setItem('graphiql:tabState', JSON.stringify(tabs));
  delete session['graphiql:tabState'];
  expect(saved()).toEqual({
    activeTabIndex: 1,
    tabs: [
      { title: 'Mine', query: 'query Mine { a b }', variables: example.variables, headers: example.headers },
      { title: 'Own', query: '{ own }', variables: null, headers: null },
    ],
  });
});

it.each(['', 'null', '[]', '{', '{"tabs":1}'])('starts with default tabs from %j', (text) => {
  local.setItem('graphiql:tabState', text);
  expect(saved()).toBeNull();
});

it('keeps GraphiQL’s other settings, and clears only GraphiQL’s', () => {
  local.setItem('dashboard:theme', 'light');
  storage.setItem('graphiql:theme', 'dark');
  expect(storage.getItem('graphiql:theme')).toBe('dark');
  storage.clear();
  expect(storage.getItem('graphiql:theme')).toBeNull();
  expect(local.getItem('dashboard:theme')).toBe('light');
});
