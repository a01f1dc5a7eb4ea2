import { useForm, type UseFormReturnType } from '@mantine/form';
import { useEffect, useEffectEvent, useState } from 'react';
import { differences, type Difference } from '../parts/Conflict';
import type { Drafts } from '../fields/values';
import type { Failure } from './failure';
import { byField, type Outcome } from './useSave';

/** What a record's form holds: its own fields, and the drafts of the custom ones. */
export type Draft = Record<string, unknown> & { customFields: Drafts };

/** A record as it was read, which changes are told against. */
export type Base<T> = { values: T; version: number };

export type Edit<T> = {
  form: UseFormReturnType<T>;
  failure: Failure | undefined;
  conflict: readonly Difference[] | undefined;
  submit: () => Promise<void>;
  resolve: (kept: ReadonlySet<string>) => Promise<void>;
  giveUp: () => void;
};

type Options<T, R> = {
  record: R;
  read: (record: R) => Base<T>;
  labels: Record<string, string>;
  /** What is wrong before anything is sent, by field. */
  check: (values: T) => Record<string, string>;
  send: (values: T, base: Base<T>) => Promise<Outcome<object>>;
  /** The record in a payload; with CONFLICT, as somebody else has saved it. */
  pick: (payload: object) => R | null | undefined;
  onSaved: () => void;
};

/**
 * Edits a stored record. While nothing was changed the form follows what is stored; a change is sent for the version
 * that was read, and where somebody else was faster both versions are shown.
 */
export function useEdit<T extends Draft, R>({
  record,
  read,
  labels,
  check,
  send,
  pick,
  onSaved,
}: Options<T, R>): Edit<T> {
  const now = read(record);
  const [base, setBase] = useState(now);
  const form = useForm<T>({ initialValues: now.values });
  const [failure, setFailure] = useState<Failure>();
  const [theirs, setTheirs] = useState<Base<T>>();

  const adopt = (next: Base<T>, values = next.values) => {
    setBase(next);
    form.setInitialValues(next.values);
    form.setValues(values);
    form.clearErrors();
  };
  const dirty = form.isDirty();
  const shape = (of: Base<T>) => [of.version, ...Object.keys(of.values.customFields)].join();
  // What an unchanged form does not show yet. After a save, the record can still be the previous version for a moment.
  const newer = !dirty && now.version >= base.version && shape(now) !== shape(base) ? shape(now) : undefined;
  const follow = useEffectEvent(() => adopt(now));
  useEffect(() => {
    if (newer !== undefined) follow();
  }, [newer]);

  const go = async (values: T, from: Base<T>) => {
    setFailure(undefined);
    const faults = check(values);
    form.setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    const answer = await send(values, from);
    const current = answer.payload && pick(answer.payload);
    if (answer.done) {
      if (current) adopt(read(current));
      return onSaved();
    }
    if (answer.failure) return setFailure(answer.failure);
    if (current && answer.faults.some(({ code }) => code === 'CONFLICT')) {
      const next = read(current);
      // Two changes of different fields do not disturb each other, but people should still see the other one.
      return setTheirs(next);
    }
    form.setErrors(byField(answer.faults));
    const unplaced = answer.faults.filter(({ field }) => field === null);
    if (unplaced.length > 0) setFailure({ kind: 'other', message: unplaced.map(({ message }) => message).join(' ') });
  };

  const resolve = async (kept: ReadonlySet<string>) => {
    if (theirs === undefined) return;
    const mine = flat(form.getValues());
    const merged = flat(theirs.values);
    for (const key of kept) merged[key] = mine[key];
    const values = deep<T>(merged);
    adopt(theirs, values);
    setTheirs(undefined);
    await go(values, theirs);
  };

  return {
    form,
    failure,
    conflict: theirs && differences(flat(base.values), flat(form.getValues()), flat(theirs.values), labels),
    submit: () => go(form.getValues(), base),
    resolve,
    giveUp: () => setTheirs(undefined),
  };
}

const custom = 'customFields.';

/** The custom fields beside the record's own, so that each is compared by itself. */
function flat(values: Draft): Record<string, unknown> {
  const { customFields, ...own } = values;
  const all: Record<string, unknown> = own;
  for (const [key, value] of Object.entries(customFields)) all[custom + key] = value;
  return all;
}

function deep<T extends Draft>(values: Record<string, unknown>): T {
  const all: Draft = { customFields: {} };
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith(custom)) all.customFields[key.slice(custom.length)] = value as Drafts[string];
    else all[key] = value;
  }
  return all as T;
}

/** The texts that differ, as the API takes them: cleared ones as null. */
export function changed<T extends Record<string, unknown>>(
  values: T,
  base: T,
  keys: readonly (keyof T & string)[],
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const key of keys) {
    if (JSON.stringify(values[key]) === JSON.stringify(base[key])) continue;
    input[key] = values[key] === '' ? null : values[key];
  }
  return input;
}
