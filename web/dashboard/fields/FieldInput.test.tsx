import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { DefinitionFragment } from '../operations/generated';
import { definition } from '../testing/definition';
import { t } from '../texts';
import { FieldInput } from './FieldInput';
import type { Draft } from './values';

const options = [
  { value: 'S', label: 'Small' },
  { value: 'L', label: 'Large' },
];

/** The input of a field, with the draft that it holds. */
function input(field: Partial<DefinitionFragment>, before: Draft) {
  const held: { draft: Draft } = { draft: before };
  render(
    <MantineProvider env="test">
      <Stateful field={definition(field)} before={before} onChange={(draft) => Object.assign(held, { draft })} />
    </MantineProvider>,
  );
  return {
    user: userEvent.setup({ delay: null }),
    draft: () => held.draft,
    element: () => screen.getByLabelText(/^Size/) as HTMLInputElement,
  };
}

function Stateful({
  field,
  before,
  onChange,
}: {
  field: DefinitionFragment;
  before: Draft;
  onChange: (draft: Draft) => void;
}) {
  const [value, setValue] = useState(before);
  const change = (draft: Draft) => {
    setValue(draft);
    onChange(draft);
  };
  return <FieldInput field={field} value={value} onChange={change} />;
}

test.each([
  ['DATE', 'date', '2026-03-01'],
  ['DATETIME', 'datetime-local', '2026-03-01T09:30:15'],
] as const)('%s is a date input, which can be emptied', (type, want, value) => {
  const field = input({ type }, '');
  expect(field.element().type).toBe(want);
  fireEvent.change(field.element(), { target: { value } });
  expect(field.draft()).toBe(value);
  fireEvent.change(field.element(), { target: { value: '' } });
  expect(field.draft()).toBe('');
});

test('a time has seconds', () => {
  expect(input({ type: 'DATETIME' }, '').element().step).toBe('1');
});

test('a decimal keeps each digit that is typed', async () => {
  const field = input({ type: 'DECIMAL' }, '');
  await field.user.type(field.element(), '12.500000000000000001');
  expect(field.draft()).toBe('12.500000000000000001');
  expect(field.element().inputMode).toBe('decimal');
});

test('a yes-or-no value can be left open', async () => {
  const field = input({ type: 'BOOLEAN' }, '');
  await field.user.selectOptions(field.element(), t.common.no);
  expect(field.draft()).toBe('false');
  await field.user.selectOptions(field.element(), t.common.notSet);
  expect(field.draft()).toBe('');
});

test('one choice, and several', async () => {
  const one = input({ type: 'ENUM', options }, '');
  await one.user.selectOptions(one.element(), 'Large');
  expect(one.draft()).toBe('L');
  const several = input({ type: 'ENUM', options, list: true, label: 'Sizes' }, ['S']);
  await several.user.click(screen.getByRole('checkbox', { name: 'Large' }));
  await several.user.click(screen.getByRole('checkbox', { name: 'Small' }));
  expect(several.draft()).toEqual(['L']);
});

test('a list takes the same value twice, and the last one without Enter', async () => {
  const field = input({ list: true }, []);
  await field.user.type(screen.getByRole('combobox'), 'a{Enter}a{Enter}b');
  await field.user.tab();
  expect(field.draft()).toEqual(['a', 'a', 'b']);
});
