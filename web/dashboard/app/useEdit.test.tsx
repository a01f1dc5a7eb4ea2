import { act, renderHook } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import type { FaultsFragment } from '../operations/generated';
import { changed, type Draft, useEdit } from './useEdit';
import type { Outcome } from './useSave';

type Values = Draft & { name: string; note: string };
type Stored = { name: string; note: string; version: number; customFields: Record<string, string> };

const stored: Stored = { name: 'Ann', note: '', version: 1, customFields: { size: '40' } };
const labels = { name: 'Name', note: 'Note', 'customFields.size': 'Size' };
const conflict: FaultsFragment = { code: 'CONFLICT', field: ['input', 'expectedVersion'], message: 'changed' };

/** The form of a stored record. Saving answers with what `answers` holds, first to last. */
function edit(...answers: Outcome<object>[]) {
  const send = vi.fn(async (_values: Values, _base: { version: number }) => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error('no answer is left');
    return answer;
  });
  const onSaved = vi.fn();
  const hook = renderHook(
    ({ record }) =>
      useEdit<Values, Stored>({
        record,
        read: ({ version, ...values }) => ({ values: values as Values, version }),
        labels,
        check: ({ name }): Record<string, string> => (name === '' ? { name: 'Required' } : {}),
        send,
        pick: (payload) => (payload as { record?: Stored }).record,
        onSaved,
      }),
    { initialProps: { record: stored } },
  );
  const now = () => hook.result.current;
  return {
    now,
    send,
    onSaved,
    type: (key: string, value: string) => act(() => now().form.setFieldValue(key, value)),
    submit: () => act(() => now().submit()),
    read: (record: Stored) => hook.rerender({ record }),
  };
}

const done = (record: Stored): Outcome<object> => ({ done: true, payload: { record } });
const refused = (faults: FaultsFragment[], record?: Stored): Outcome<object> => ({
  done: false,
  faults,
  payload: { record },
});

describe('while nothing is changed', () => {
  test('the form follows the stored record', () => {
    const form = edit();
    form.read({ ...stored, name: 'Bea', version: 2 });
    form.read({ ...stored, name: 'Cleo', version: 3 });
    expect(form.now().form.getValues().name).toBe('Cleo');
    expect(form.now().form.isDirty()).toBe(false);
  });

  test('the form gets a custom field that was added meanwhile', () => {
    const form = edit();
    form.read({ ...stored, customFields: { size: '40', tier: 'GOLD' } });
    expect(form.now().form.getValues().customFields).toEqual({ size: '40', tier: 'GOLD' });
  });

  test('a new version replaces what was saved', async () => {
    const form = edit(done({ ...stored, name: 'Bea B.', version: 2 }));
    await form.type('name', 'Bea');
    await form.submit();
    expect(form.onSaved).toHaveBeenCalledOnce();
    expect(form.now().form.getValues().name, 'while the record is still the previous version').toBe('Bea B.');
    form.read({ ...stored, name: 'Bea B.', version: 2 });
    expect(form.now().form.getValues().name).toBe('Bea B.');
    expect(form.now().form.isDirty()).toBe(false);
  });
});

test('changes stay when another version is read, and are sent for the version that they began with', async () => {
  const form = edit(done({ ...stored, note: 'mine', version: 3 }));
  await form.type('note', 'mine');
  form.read({ ...stored, name: 'Bea', version: 2 });
  expect(form.now().form.getValues()).toMatchObject({ name: 'Ann', note: 'mine' });
  await form.submit();
  expect(form.send.mock.calls[0]?.[1]).toMatchObject({ version: 1 });
});

test('nothing is sent while the form is wrong', async () => {
  const form = edit();
  await form.type('name', '');
  await form.submit();
  expect(form.send).not.toHaveBeenCalled();
  expect(form.now().form.errors).toEqual({ name: 'Required' });
});

test('errors are shown at their fields, and those without a field as a failure', async () => {
  const form = edit(
    refused([
      { code: 'INVALID', field: ['input', 'customFields', 'size'], message: 'Too large' },
      { code: 'INVALID', field: null, message: 'Not now' },
    ]),
  );
  await form.type('note', 'mine');
  await form.submit();
  expect(form.now().form.errors).toMatchObject({ 'customFields.size': 'Too large' });
  expect(form.now().failure).toEqual({ kind: 'other', message: 'Not now' });
});

test('a failed request keeps the changes', async () => {
  const failure = { kind: 'network', message: 'offline' } as const;
  const form = edit({ done: false, faults: [], payload: undefined, failure }, done(stored));
  await form.type('note', 'mine');
  await form.submit();
  expect(form.now().failure).toEqual(failure);
  expect(form.now().form.getValues().note).toBe('mine');
  await form.submit();
  expect(form.now().failure).toBeUndefined();
});

describe('a conflict', () => {
  const theirs: Stored = { name: 'Theirs', note: '', version: 5, customFields: { size: '42' } };

  async function conflicting() {
    const form = edit(refused([conflict], theirs), done({ ...theirs, version: 6 }));
    await form.type('name', 'Mine');
    await form.type('note', 'my note');
    await form.submit();
    return form;
  }

  test('shows each field that differs, and who changed it', async () => {
    const form = await conflicting();
    expect(form.now().conflict).toEqual([
      { key: 'name', label: 'Name', yours: 'Mine', theirs: 'Theirs', mine: true },
      { key: 'note', label: 'Note', yours: 'my note', theirs: '', mine: true },
      { key: 'customFields.size', label: 'Size', yours: '40', theirs: '42', mine: false },
    ]);
    expect(form.now().form.errors).toEqual({});
  });

  test('is resolved with the chosen values, for the version of the other person', async () => {
    const form = await conflicting();
    await act(() => form.now().resolve(new Set(['note'])));
    const [values, base] = form.send.mock.calls[1] ?? [];
    expect(values).toEqual({ name: 'Theirs', note: 'my note', customFields: { size: '42' } });
    expect(base).toMatchObject({ version: 5 });
    expect(form.now().conflict).toBeUndefined();
    expect(form.onSaved).toHaveBeenCalledOnce();
  });

  test('that is closed leaves the form as it was', async () => {
    const form = await conflicting();
    act(() => form.now().giveUp());
    expect(form.now().conflict).toBeUndefined();
    expect(form.now().form.getValues()).toMatchObject({ name: 'Mine', note: 'my note' });
  });
});

test('only changed values are sent, emptied texts as null', () => {
  const base = { name: 'Ann', note: 'a', tags: ['x'], size: 1 };
  const values = { name: '', note: 'a', tags: ['x', 'y'], size: 1 };
  expect(changed(values, base, ['name', 'note', 'tags', 'size'])).toEqual({ name: null, tags: ['x', 'y'] });
});
