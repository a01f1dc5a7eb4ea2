import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import NewCustomerPage from './NewCustomerPage';

const c = t.customer;
const email = () => screen.getByLabelText<HTMLInputElement>(new RegExp(`^${c.email}`));

test('an email address that is refused is told at its field, which gets the focus', async () => {
  const userErrors = [{ code: 'INVALID', field: ['input', 'email'], message: 'Not an email address' }];
  const { sent } = renderPart(<NewCustomerPage />, {
    answers: {
      GroupNames: { customerGroups: [] },
      CreateCustomer: { createCustomer: { customer: null, userErrors } },
    },
  });
  const user = userEvent.setup({ delay: null });
  await user.click(await screen.findByRole('button', { name: c.create }));
  expect(await screen.findByText(t.common.required)).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(email()));
  expect(sent.some(({ name }) => name === 'CreateCustomer')).toBe(false);

  await user.type(email(), 'nonsense');
  await user.click(screen.getByRole('button', { name: c.create }));
  expect(await screen.findByText('Not an email address')).toBeTruthy();
  expect(email().getAttribute('aria-invalid')).toBe('true');
  await waitFor(() => expect(document.activeElement).toBe(email()));
});

test('groups and language are sent', async () => {
  const { sent } = renderPart(<NewCustomerPage />, {
    answers: {
      GroupNames: { customerGroups: [{ __typename: 'CustomerGroup', id: 'group_1', name: 'Retail' }] },
      CreateCustomer: { createCustomer: { customer: null, userErrors: [] } },
    },
  });
  const user = userEvent.setup({ delay: null });
  await screen.findByRole('button', { name: c.create });
  await user.type(email(), 'ann@example.com');
  await user.type(screen.getByRole('combobox', { name: c.locale }), 'de-LU');
  await user.click(await screen.findByRole('option', { name: /German \(Luxembourg\)/ }));
  await user.click(screen.getByRole('combobox', { name: c.groupIds }));
  await user.click(await screen.findByRole('option', { name: 'Retail' }));
  await user.click(screen.getByRole('button', { name: c.create }));
  await waitFor(() =>
    expect(sent.find(({ name }) => name === 'CreateCustomer')?.variables.input).toMatchObject({
      email: 'ann@example.com',
      locale: 'de-LU',
      groupIds: ['group_1'],
      name: null,
      password: null,
    }),
  );
});
