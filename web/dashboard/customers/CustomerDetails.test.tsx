import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { CustomerRecordFragment, Scope } from '../operations/generated';
import { customer } from '../testing/customer';
import { definition } from '../testing/definition';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import { CustomerDetails } from './CustomerDetails';
import { CustomerFields, CustomerLabels } from './Labels';

const c = t.customer;
const retail = { __typename: 'CustomerGroup', id: 'group_1', name: 'Retail' };
const members = { __typename: 'CustomerGroup', id: 'group_2', name: 'Members' };

function cards(
  record: Partial<CustomerRecordFragment> = {},
  answers: Record<string, Answer> = {},
  scopes: readonly Scope[] = ['CUSTOMERS_READ', 'CUSTOMERS_WRITE'],
) {
  const fields = [definition({ type: 'INTEGER' })];
  const one = customer({ customFields: { size: 40 } as never, ...record });
  const part = renderPart(
    <>
      <CustomerDetails customer={one} fields={fields} />
      <CustomerLabels customer={one} fields={fields} />
      <CustomerFields customer={one} fields={fields} />
    </>,
    { scopes, definitions: fields, answers: { GroupNames: { customerGroups: [retail, members] }, ...answers } },
  );
  const saved = () => part.sent.filter(({ name }) => name === 'UpdateCustomer').map(({ variables }) => variables.input);
  return { ...part, saved, user: userEvent.setup({ delay: null }) };
}

const card = (title: string) => within(screen.getByRole('region', { name: title }));
const edit = (title: string) => screen.findByRole('button', { name: t.common.editNamed(title) });
const done = { updateCustomer: { customer: null, userErrors: [] } };

test('what is set can be read, and what is not can be added by those who write', async () => {
  const { unmount } = cards({ locale: 'de-AT', groups: [retail] });
  expect(await screen.findByText('German (Austria)')).toBeTruthy();
  expect(card(c.labels).getByText('Retail').closest('a')?.getAttribute('href')).toContain('group_1');
  expect(card(c.customFields).getByText('40')).toBeTruthy();
  expect(screen.getByRole('button', { name: c.addNamed('phone') })).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
  unmount();
  cards({}, {}, ['CUSTOMERS_READ']);
  expect((await screen.findAllByText(t.common.notSet)).length).toBeGreaterThan(0);
  expect(screen.queryByRole('button', { name: t.common.editNamed(c.details) })).toBeNull();
  expect(screen.queryByRole('button', { name: c.addNamed('phone') })).toBeNull();
});

test('only what was changed is saved, for the version that was read', async () => {
  const { user, saved } = cards({ version: 7 }, { UpdateCustomer: done });
  await user.click(await screen.findByRole('button', { name: c.addNamed('phone') }));
  const phone = screen.getByLabelText<HTMLInputElement>(c.phone);
  expect(document.activeElement).toBe(phone);
  await user.type(phone, '+353871234567{Enter}');
  expect(await screen.findByText(t.common.saved)).toBeTruthy();
  expect(saved()).toEqual([{ phone: '+353871234567', expectedVersion: 7 }]);
  await waitFor(async () => expect(document.activeElement).toBe(await edit(c.details)));
});

test('Escape cancels, returns the focus, and what was typed can be taken up again', async () => {
  const { user, saved } = cards({}, { UpdateCustomer: done });
  await user.click(await edit(c.details));
  await user.type(screen.getByLabelText(c.note), 'Rings twice');
  await user.keyboard('{Escape}');
  expect(screen.queryByLabelText(c.note)).toBeNull();
  await waitFor(async () => expect(document.activeElement).toBe(await edit(c.details)));
  await user.click(await screen.findByRole('button', { name: t.common.undo }));
  expect((await screen.findByLabelText<HTMLTextAreaElement>(c.note)).value).toBe('Rings twice');
  await user.click(card(c.details).getByRole('button', { name: t.common.save }));
  await waitFor(() => expect(saved()).toEqual([{ note: 'Rings twice', expectedVersion: 1 }]));
});

test('without a change, cancelling and saving end the form and send nothing', async () => {
  const { user, sent } = cards();
  for (const name of [t.common.cancel, t.common.save]) {
    await user.click(await edit(c.details));
    await user.click(card(c.details).getByRole('button', { name }));
    expect(await edit(c.details)).toBeTruthy();
  }
  expect(screen.queryByRole('button', { name: t.common.undo })).toBeNull();
  expect(sent.filter(({ name }) => name === 'UpdateCustomer')).toEqual([]);
});

test('groups are chosen by name', async () => {
  const { user, saved } = cards({ groups: [retail] }, { UpdateCustomer: done });
  await user.click(await edit(c.labels));
  const input = card(c.labels).getByRole('combobox', { name: c.groupIds });
  await user.click(input);
  await user.click(await screen.findByRole('option', { name: 'Members' }));
  await user.click(card(c.labels).getByRole('button', { name: t.common.save }));
  await waitFor(() => expect(saved()).toEqual([{ groupIds: ['group_1', 'group_2'], expectedVersion: 1 }]));
});

test('errors are at their fields, of which the first gets the focus', async () => {
  const userErrors = [{ code: 'INVALID', field: ['input', 'email'], message: 'Not an email address' }];
  const { user } = cards({}, { UpdateCustomer: { updateCustomer: { customer: null, userErrors } } });
  await user.click(await edit(c.details));
  const email = screen.getByLabelText<HTMLInputElement>(new RegExp(`^${c.email}`));
  await user.type(email, 'x');
  await user.click(card(c.details).getByRole('button', { name: t.common.save }));
  expect(await screen.findByText('Not an email address')).toBeTruthy();
  expect(email.getAttribute('aria-invalid')).toBe('true');
  await waitFor(() => expect(document.activeElement).toBe(email));
});

test('a change by somebody else is compared in words', async () => {
  const theirs = customer({ version: 2, locale: 'fr', groups: [members], customFields: { size: 40 } as never });
  const conflict = [{ code: 'CONFLICT', field: ['input', 'expectedVersion'], message: 'Changed' }];
  let first = true;
  const answer = () => {
    const payload = first ? { customer: theirs, userErrors: conflict } : { customer: null, userErrors: [] };
    first = false;
    return { updateCustomer: payload };
  };
  const { user, saved } = cards({ locale: 'de', groups: [retail] }, { UpdateCustomer: answer });
  await user.click(await edit(c.details));
  await user.type(screen.getByLabelText(c.note), 'Mine');
  await user.click(card(c.details).getByRole('button', { name: t.common.save }));
  const dialog = within(await screen.findByRole('dialog', { name: t.conflict.title }));
  for (const words of ['German', 'French', 'Retail', 'Members', 'Mine']) expect(dialog.getByText(words)).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: t.conflict.save }));
  await waitFor(() => expect(saved()[1]).toEqual({ note: 'Mine', expectedVersion: 2 }));
});
