import { MantineProvider } from '@mantine/core';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { t } from '../texts';
import type { Attribute, Condition } from './attributes';
import { Filters } from './Filters';

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
  return <Filters attributes={attributes} conditions={conditions} onChange={change} />;
}

async function openForm(user: ReturnType<typeof userEvent.setup>, attribute: string) {
  await user.click(screen.getByRole('button', { name: t.list.filter }));
  const form = await screen.findByRole('dialog', { name: t.list.filter });
  await user.selectOptions(within(form).getByLabelText(t.list.attribute), attribute);
  return { form: within(form), apply: within(form).getByRole('button', { name: t.list.apply }) };
}

test('a condition needs a value, and is added to the others', async () => {
  const { user, conditions } = filters([size]);
  const { form, apply } = await openForm(user, 'Name');
  expect(apply).toHaveProperty('disabled', true);
  await user.type(form.getByLabelText(new RegExp(t.list.value)), ' ');
  expect(apply).toHaveProperty('disabled', true);
  await user.selectOptions(form.getByLabelText(t.list.operator), t.operator.starts);
  await user.type(form.getByLabelText(new RegExp(t.list.value)), 'Ann');
  await user.click(apply);
  expect(conditions()).toEqual([size, { attribute: 'name', operator: 'starts', value: ' Ann' }]);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a yes-or-no condition begins with yes', async () => {
  const { user, conditions } = filters();
  const { form, apply } = await openForm(user, 'Password');
  expect(form.queryByLabelText(t.list.operator)).toBeNull();
  await user.click(apply);
  expect(conditions()).toEqual([{ attribute: 'hasPassword', operator: 'eq', value: 'true' }]);
});

test('a choice takes several options', async () => {
  const { user, conditions } = filters();
  const { form, apply } = await openForm(user, 'Status');
  await user.click(form.getByLabelText('Done'));
  await user.click(form.getByLabelText('Open'));
  await user.click(apply);
  expect(conditions()).toEqual([{ attribute: 'status', operator: 'in', value: 'DONE,OPEN' }]);
});

test('a custom field can be empty, which takes no value', async () => {
  const { user, conditions } = filters();
  const { form, apply } = await openForm(user, 'Size');
  await user.type(form.getByLabelText(new RegExp(t.list.value)), '40');
  await user.selectOptions(form.getByLabelText(t.list.operator), t.operator.isNotSet);
  expect(form.queryByLabelText(new RegExp(t.list.value))).toBeNull();
  await user.click(apply);
  expect(conditions()).toEqual([{ attribute: 'custom.size', operator: 'isNotSet', value: '' }]);
});

test('another attribute keeps no operator or value that it does not have', async () => {
  const { user, conditions } = filters();
  const { form, apply } = await openForm(user, 'Name');
  await user.selectOptions(form.getByLabelText(t.list.operator), t.operator.contains);
  await user.type(form.getByLabelText(new RegExp(t.list.value)), 'ann');
  await user.selectOptions(form.getByLabelText(t.list.attribute), 'Size');
  expect(apply).toHaveProperty('disabled', true);
  await user.type(form.getByLabelText(new RegExp(t.list.value)), '40');
  await user.click(apply);
  expect(conditions()).toEqual([{ attribute: 'custom.size', operator: 'eq', value: '40' }]);
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
