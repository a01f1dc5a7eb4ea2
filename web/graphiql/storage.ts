import type { Storage as GraphiQLStorage } from '@graphiql/toolkit';
import { operationName, type Example } from './examples';

const tabsKey = 'graphiql:tabState';
// GraphiQL also stores the open tab under these keys. The list of tabs is enough.
const unused = ['graphiql:query', 'graphiql:variables', 'graphiql:headers'];

type Tab = { query?: string | null; variables?: string | null; headers?: string | null };
type Tabs = { tabs: Tab[] };

/**
 * The storage of GraphiQL. Queries are kept for the next visit. Variables can contain passwords, so they are kept only
 * as long as the browser tab. Headers contain tokens and are never stored: a tab with an example gets the example's
 * headers.
 */
export class TabStorage implements GraphiQLStorage {
  constructor(
    private readonly local: Storage,
    private readonly session: Storage,
    private readonly examples: Example[],
  ) {}

  getItem(key: string): string | null {
    if (unused.includes(key)) return null;
    if (key !== tabsKey) return this.local.getItem(key);
    const saved = parseTabs(this.session.getItem(key) ?? this.local.getItem(key));
    if (saved === null) return null;
    return JSON.stringify({ ...saved, tabs: saved.tabs.map((tab) => this.restore(tab)) });
  }

  setItem(key: string, value: string): void {
    if (unused.includes(key)) return;
    if (key !== tabsKey) {
      this.local.setItem(key, value);
      return;
    }
    const saved = parseTabs(value);
    if (saved === null) return;
    this.session.setItem(key, without(saved, { headers: null }));
    this.local.setItem(key, without(saved, { headers: null, variables: null }));
  }

  removeItem(key: string): void {
    this.local.removeItem(key);
    this.session.removeItem(key);
  }

  clear(): void {
    for (const store of [this.local, this.session]) {
      for (const key of Object.keys(store)) {
        if (key.startsWith('graphiql:')) store.removeItem(key);
      }
    }
  }

  get length(): number {
    return this.local.length;
  }

  private restore(tab: Tab): Tab {
    const name = operationName(tab.query ?? '');
    const example = this.examples.find((candidate) => candidate.name === name);
    return {
      ...tab,
      variables: tab.variables ?? example?.variables ?? null,
      headers: example?.headers ?? null,
    };
  }
}

function parseTabs(text: string | null): Tabs | null {
  if (text === null) return null;
  try {
    const parsed = JSON.parse(text) as Partial<Tabs> | null;
    return Array.isArray(parsed?.tabs) ? { ...parsed, tabs: parsed.tabs } : null;
  } catch {
    return null;
  }
}

function without(saved: Tabs, dropped: Partial<Tab>): string {
  return JSON.stringify({ ...saved, tabs: saved.tabs.map((tab) => ({ ...tab, ...dropped })) });
}
