import { MantineProvider } from '@mantine/core';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { t } from '../texts';
import type { Attribute, Condition } from './attributes';
import { AddFilter, FilterChips } from './Filters';

const attributes: Attribute[] = [
  { key: 'name', label: 'Name', kind: 'text', path: ['name'] },
  { key: 'hasPassword', label: 'Password', kind: 'boolean', path: ['hasPassword'] },
  {
    key: 'status',
    label: 'Status',
    kind: 'choice',
    path: ['status'],
    options: [
      { value: 'OPEN', label: 'Open' },
      { value: 'DONE', label: 'Done' },
    ],
  },
  { key: 'custom.size', label: 'Size', kind: 'integer', path: ['customFields', 'size'], optional: true },
];

const name: Condition = { attribute: 'name', operator: 'contains', value: 'ann' };
const size: Condition = { attribute: 'custom.size', operator: 'gte', value: '40' };

function filters(before: readonly Condition[] = []) {
  const last: { conditions: readonly Condition[] } = { conditions: before };
  render(
    <MantineProvider env="test">
      <Stateful before={before} onChange={(conditions) => Object.assign(last, { conditions })} />
    </MantineProvider>,
  );
  return { user: userEvent.setup({ delay: null }), conditions: () => last.conditions };
}

function Stateful({
  before,
  onChange,
}: {
  before: readonly Condition[];
  onChange: (all: readonly Condition[]) => void;
}) {
  const [conditions, setConditions] = useState(before);
  const change = (all: readonly Condition[]) => {
    setConditions(all);
    onChange(all);
  };
  const wrong = conditions.filter(({ attribute }) => attribute === 'gone');
  return (
    <>
      <AddFilter attributes={attributes} conditions={conditions} onChange={change} />
      <FilterChips attributes={attributes} conditions={conditions} wrong={wrong} onChange={change} />
    </>
  );
}

type User = ReturnType<typeof userEvent.setup>;

/** Finds a field by typing, and chooses it with the keyboard. */
async function openForm(user: User, attribute: string) {
  await user.click(screen.getByRole('button', { name: t.list.filter }));
  const form = within(await screen.findByRole('dialog', { name: t.list.filter }));
  await user.type(form.getByLabelText(t.list.attribute, { selector: 'input' }), `${attribute.slice(0, 3)}{Enter}`);
  return form;
}

const apply = (form: ReturnType<typeof within>) => form.getByRole('button', { name: t.list.apply });

test('a condition needs a value, and is added to the others', async () => {
  const { user, conditions } = filters([size]);
  const form = await openForm(user, 'Name');
  expect(apply(form)).toHaveProperty('disabled', true);
  await user.type(form.getByLabelText(t.list.value), ' ');
  expect(apply(form)).toHaveProperty('disabled', true);
  await user.selectOptions(form.getByLabelText(t.list.operator), t.operator.starts);
  await user.type(form.getByLabelText(t.list.value), 'Ann{Enter}');
  expect(conditions()).toEqual([size, { attribute: 'name', operator: 'starts', value: ' Ann' }]);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a yes-or-no condition takes one click', async () => {
  const { user, conditions } = filters();
  const form = await openForm(user, 'Password');
  expect(form.queryByLabelText(t.list.operator)).toBeNull();
  await user.click(form.getByRole('button', { name: t.common.no }));
  expect(conditions()).toEqual([{ attribute: 'hasPassword', operator: 'eq', value: 'false' }]);
});

test('a choice takes several options', async () => {
  const { user, conditions } = filters();
  const form = await openForm(user, 'Status');
  await user.click(form.getByLabelText('Done'));
  await user.click(form.getByLabelText('Open'));
  await user.click(apply(form));
  expect(conditions()).toEqual([{ attribute: 'status', operator: 'in', value: 'DONE,OPEN' }]);
});

test('a custom field can be empty, which takes no value', async () => {
  const { user, conditions } = filters();
  const form = await openForm(user, 'Size');
  await user.type(form.getByLabelText(t.list.value), '40');
  await user.selectOptions(form.getByLabelText(t.list.operator), t.operator.isNotSet);
  expect(form.queryByLabelText(t.list.value)).toBeNull();
  await user.click(apply(form));
  expect(conditions()).toEqual([{ attribute: 'custom.size', operator: 'isNotSet', value: '' }]);
});

test('another field keeps no operator or value that it does not have', async () => {
  const { user, conditions } = filters();
  const form = await openForm(user, 'Name');
  await user.selectOptions(form.getByLabelText(t.list.operator), t.operator.ends);
  await user.type(form.getByLabelText(t.list.value), 'ann');
  await user.click(form.getByRole('button', { name: t.list.otherField('Name') }));
  await user.click(form.getByRole('option', { name: 'Size' }));
  expect(apply(form)).toHaveProperty('disabled', true);
  await user.type(form.getByLabelText(t.list.value), '40{Enter}');
  expect(conditions()).toEqual([{ attribute: 'custom.size', operator: 'eq', value: '40' }]);
});

test('a condition is changed where it stands', async () => {
  const { user, conditions } = filters([name, size]);
  const chip = `${t.list.editFilter}: Size ${t.operator.gte} 40`;
  await user.click(screen.getByRole('button', { name: chip }));
  const form = within(await screen.findByRole('dialog', { name: chip }));
  await user.clear(form.getByLabelText(t.list.value));
  await user.type(form.getByLabelText(t.list.value), '42{Enter}');
  expect(conditions()).toEqual([name, { ...size, value: '42' }]);
});

test('what no longer makes sense is marked, and can only be removed', async () => {
  const gone: Condition = { attribute: 'gone', operator: 'eq', value: 'x' };
  const { user, conditions } = filters([gone, name]);
  expect(screen.getByLabelText(t.list.wrongFilter)).toBeTruthy();
  expect(screen.queryByRole('button', { name: new RegExp(`${t.list.editFilter}: gone`) })).toBeNull();
  await user.click(screen.getByRole('button', { name: t.list.removeFilter('gone is x') }));
  expect(conditions()).toEqual([name]);
});

test('conditions are removed one by one or together', async () => {
  const { user, conditions } = filters([name, size, name]);
  const buttons = screen.getAllByRole('button', { name: t.list.removeFilter(`Name ${t.operator.contains} ann`) });
  expect(buttons).toHaveLength(2);
  await user.click(buttons[1] as HTMLElement);
  expect(conditions()).toEqual([name, size]);
  await user.click(screen.getByRole('button', { name: t.list.clearFilters }));
  expect(conditions()).toEqual([]);
});
