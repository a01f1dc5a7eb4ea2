import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Scope } from '../operations/generated';
import { ErasureNote } from '../privacy/ErasureNote';
import { customer } from '../testing/customer';
import { job } from '../testing/job';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { CustomerMenu } from './CustomerMenu';

const read: readonly Scope[] = ['CUSTOMERS_READ', 'ORDERS_READ'];
const write: readonly Scope[] = [...read, 'CUSTOMERS_WRITE', 'ORDERS_WRITE'];
const actions = {
  export: t.privacy.export.action,
  merge: t.merge.action,
  disable: t.customer.disable.action,
  delete: t.customer.delete.action,
  erase: t.privacy.erase.action,
};

test.each<[string, readonly Scope[], readonly (keyof typeof actions)[]]>([
  ['reads', read, ['export']],
  ['writes', write, ['export', 'merge', 'disable', 'delete']],
  ['writes customers only', ['CUSTOMERS_READ', 'CUSTOMERS_WRITE'], ['disable', 'delete']],
  ['owns', [...write, 'PRIVACY_WRITE'], ['export', 'merge', 'disable', 'delete', 'erase']],
])('the menu of a member who %s', async (_, scopes, want) => {
  renderPart(<CustomerMenu customer={customer()} />, { scopes });
  await userEvent.click(await screen.findByRole('button', { name: t.customer.more }));
  await screen.findByRole('menu');
  expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(want.map((key) => actions[key]));
});

test('without a scope there is no menu', async () => {
  renderPart(
    <>
      <span>ready</span>
      <CustomerMenu customer={customer()} />
    </>,
    { scopes: ['CUSTOMERS_READ'] },
  );
  await screen.findByText('ready');
  expect(screen.queryByRole('button', { name: t.customer.more })).toBeNull();
});

test('the export is offered as soon as it is written', async () => {
  const exported = job({ kind: 'EXPORT_PERSONAL_DATA', format: 'JSON', customerId: 'customer_1' });
  const { sent } = renderPart(<CustomerMenu customer={customer()} />, {
    scopes: read,
    answers: {
      ExportPersonalData: { exportPersonalData: { job: exported, userErrors: [] } },
      Job: { job: exported },
    },
  });
  const user = userEvent.setup({ delay: null });
  await user.click(await screen.findByRole('button', { name: t.customer.more }));
  await user.click(await screen.findByRole('menuitem', { name: actions.export }));
  await user.click(await screen.findByRole('button', { name: t.privacy.export.submit }));
  expect(await screen.findByText(t.job.export.ready)).toBeTruthy();
  expect(screen.getByRole('button', { name: t.job.download })).toBeTruthy();
  expect(sent[0]).toEqual({ name: 'ExportPersonalData', variables: { customerId: 'customer_1' } });
});

test.each<[string, readonly Scope[], boolean]>([
  ['with PRIVACY_WRITE', ['PRIVACY_WRITE'], true],
  ['without PRIVACY_WRITE', ['CUSTOMERS_WRITE'], false],
])('a request for erasure %s', async (_, scopes, cancels) => {
  const { sent } = renderPart(<ErasureNote customer={customer({ erasureDueAt: '2026-12-13T10:00:00Z' })} />, {
    scopes,
    answers: { CancelErasure: { cancelErasure: { customerId: 'customer_1', userErrors: [] } } },
  });
  expect(await screen.findByText(t.privacy.requested.text)).toBeTruthy();
  const button = screen.queryByRole('button', { name: t.privacy.requested.cancel });
  expect(button !== null).toBe(cancels);
  if (button === null) return;
  const user = userEvent.setup({ delay: null });
  await user.click(button);
  const dialog = await screen.findByRole('dialog', { name: t.privacy.requested.cancelTitle });
  const [confirm] = [...dialog.querySelectorAll('button')].filter(
    ({ textContent }) => textContent === t.privacy.requested.cancel,
  );
  await user.click(confirm as HTMLElement);
  expect(await screen.findByText(t.privacy.requested.cancelled)).toBeTruthy();
  expect(sent[0]).toEqual({ name: 'CancelErasure', variables: { customerId: 'customer_1' } });
});
