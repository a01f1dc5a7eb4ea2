import { post } from './fetcher';
import { fillReadyHeaders } from './headers';
import type { Memory } from './placeholders';

/** The credentials of a tab: those that are filled in, and whether some of its placeholders have no value yet. */
export type Credentials = {
  authorization: string;
  customerToken: string;
  /** Who the tab is for, although the credential is still missing. */
  awaits?: 'customer' | 'shop';
};

/** Reads the credentials from the headers of a tab. Headers that are being typed have none. */
export function credentialsIn(headers: string, apiKey: string, memory: Memory): Credentials {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(headers) as Record<string, unknown>;
  } catch {
    return { authorization: '', customerToken: '' };
  }
  const given = (all: object, wanted: string) =>
    Object.entries(all).find(([name]) => name.toLowerCase() === wanted)?.[1] as string | undefined;
  const ready = fillReadyHeaders(parsed, apiKey, memory.at);
  const authorization = given(ready, 'authorization') ?? '';
  const customerToken = given(ready, 'x-customer-token') ?? '';
  if (given(parsed, 'authorization') && authorization === '') return { authorization, customerToken, awaits: 'shop' };
  if (given(parsed, 'x-customer-token') && customerToken === '')
    return { authorization, customerToken, awaits: 'customer' };
  return { authorization, customerToken };
}

/** Who sends the operation of a tab, for people: the kind of the caller and who that is. */
export type Caller = { kind: string; who?: string; problem?: boolean };

/** Finds out who the credentials belong to. API keys cannot read their own names, so their beginning is shown. */
export async function identify(credentials: Credentials, send: typeof fetch = fetch): Promise<Caller> {
  const { authorization, customerToken, awaits } = credentials;
  if (awaits === 'shop') return { kind: 'The shop', who: 'paste an API key', problem: true };
  if (awaits === 'customer') return { kind: 'Customer', who: 'run LogIn first', problem: true };
  const key = /^Bearer\s+(sk_\w{4})/i.exec(authorization)?.[1];
  const by = key && `API key ${key}…`;
  const headers = {
    ...(authorization && { Authorization: authorization }),
    ...(customerToken && { 'X-Customer-Token': customerToken }),
  };
  if (customerToken) {
    const { me } = await ask<{ me?: { email: string } | null }>(send, headers, '{ me { email } }');
    if (!me) return { kind: 'Customer', who: 'the token is not valid', problem: true };
    return { kind: 'Customer', who: by ? `${me.email}, by ${by}` : me.email };
  }
  if (!authorization) return { kind: 'Visitor' };
  const query = key ? '{ shop { name } }' : '{ staffMe { name email } }';
  const found = await ask<{ shop?: object; staffMe?: { name: string; email: string } | null }>(send, headers, query);
  if (found.staffMe) return { kind: 'Staff member', who: found.staffMe.email };
  return found.shop
    ? { kind: 'API key', who: `${key}…` }
    : { kind: 'The shop', who: 'the key is not valid', problem: true };
}

/** The data of an answer; none if the caller is refused or the server cannot be reached. */
async function ask<Data>(send: typeof fetch, headers: Record<string, string>, query: string): Promise<Partial<Data>> {
  const answer = await post(send, headers, { query }).catch(() => undefined);
  return (answer?.body?.data ?? {}) as Partial<Data>;
}
