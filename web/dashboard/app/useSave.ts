import { useState } from 'react';
import { useClient, type AnyVariables, type TypedDocumentNode } from 'urql';
import type { FaultsFragment } from '../operations/generated';
import { shared } from './client';
import { failureOf, type Failure } from './failure';

type Payload<D> = NonNullable<Extract<D[keyof D], { userErrors: unknown } | null>>;

/** The outcome of a mutation: done, refused with user errors, or no response. */
export type Outcome<P> =
  | { done: true; payload: P }
  | { done: false; faults: readonly FaultsFragment[]; payload: P | undefined; failure?: undefined }
  | { done: false; faults: readonly FaultsFragment[]; payload: undefined; failure: Failure };

export type Saved<D> = Outcome<Payload<D>>;

/** Sends a mutation with one root field, and tells whether it is on its way. */
export function useSave<D, V extends AnyVariables>(
  document: TypedDocumentNode<D, V>,
): [(variables: V) => Promise<Saved<D>>, boolean] {
  const client = useClient();
  const [saving, setSaving] = useState(false);
  const save = async (variables: V): Promise<Saved<D>> => {
    setSaving(true);
    try {
      const { data, error } = await client.mutation(document, variables, shared).toPromise();
      if (error !== undefined) return { done: false, faults: [], payload: undefined, failure: failureOf(error) };
      const payload = payloadOf(data);
      const faults = payload?.userErrors ?? [];
      return faults.length > 0 || payload === undefined
        ? { done: false, faults, payload: payload as Payload<D> | undefined }
        : { done: true, payload: payload as Payload<D> };
    } finally {
      setSaving(false);
    }
  };
  return [save, saving];
}

function payloadOf(data: unknown): { userErrors: readonly FaultsFragment[] } | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  for (const value of Object.values(data)) {
    if (typeof value === 'object' && value !== null && 'userErrors' in value)
      return value as { userErrors: readonly FaultsFragment[] };
  }
  return undefined;
}

/** The faults by the form's own names: `input.shippingAddress.address.postcode` without what the form leaves out. */
export function byField(faults: readonly FaultsFragment[], drop = 'input.'): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { field, message } of faults) {
    const path = (field ?? []).join('.');
    all[path.startsWith(drop) ? path.slice(drop.length) : path] ??= message;
  }
  return all;
}
