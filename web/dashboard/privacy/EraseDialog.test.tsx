import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { ReportFragment } from '../operations/generated';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import EraseDialog from './EraseDialog';

const e = t.privacy.erase;

const none: ReportFragment = {
  customers: 0,
  orders: 0,
  openOrders: 0,
  addresses: 0,
  sessions: 0,
  emails: 0,
  events: 0,
  consents: 0,
  files: 0,
};
const full: ReportFragment = { ...none, customers: 1, orders: 3, addresses: 2, events: 41, consents: 1, files: 1 };

type Fault = { code: string; field: string[] | null; message: string };
type Input = { customerId?: string; email?: string; dryRun?: boolean; reason?: string | null };

/** The dialog for a customer, or for a guest, with the answers to dry runs and to the erasure. */
function dialog({
  reports = [full],
  faults = [],
  guest = false,
  verified = true,
  scopes = ['ORDERS_READ'] as const,
}: {
  reports?: readonly ReportFragment[];
  faults?: readonly Fault[];
  guest?: boolean;
  verified?: boolean;
  scopes?: readonly 'ORDERS_READ'[];
} = {}) {
  let counted = 0;
  const onErased = vi.fn();
  const onClose = vi.fn();
  const email = 'ann@example.com';
  const answer = ({ input }: Record<string, unknown>) => {
    const dry = (input as Input).dryRun === true;
    const report = dry ? reports[Math.min(counted++, reports.length - 1)] : faults.length > 0 ? null : full;
    return { erasePersonalData: { report, userErrors: dry ? [] : faults } };
  };
  const part = renderPart(
    <EraseDialog
      person={guest ? { email, name: 'Ann' } : { customerId: 'customer_1', email, name: 'Ann', verified }}
      onClose={onClose}
      onErased={onErased}
    />,
    {
      scopes,
      answers: {
        ErasePersonalData: answer,
      },
    },
  );
  const inputs = () => part.sent.map(({ variables }) => variables.input as Input);
  return { ...part, inputs, onErased, onClose, user: userEvent.setup({ delay: null }) };
}

const confirm = () => screen.findByRole('button', { name: e.confirm }) as Promise<HTMLButtonElement>;
const typed = () => screen.getByLabelText(e.type('ann@example.com'));

test('what goes and what stays is shown with its numbers, before anything is erased', async () => {
  const { inputs } = dialog();
  const goes = await screen.findByRole('list', { name: e.goes });
  const stays = screen.getByRole('list', { name: e.stays });
  for (const words of [e.going.customers(1), e.going.orders(3), e.going.addresses(2), e.going.events(41)])
    expect(goes.textContent).toContain(words);
  expect(goes.textContent, 'there are no sessions').not.toContain(e.going.sessions(0));
  expect(stays.textContent).toContain(e.staying.orders(3));
  expect(stays.textContent).toContain(e.staying.record);
  expect(inputs()).toEqual([{ customerId: 'customer_1', dryRun: true }]);
  expect(screen.queryByRole('checkbox'), 'the address is verified').toBeNull();
});

test('the address must be typed, and the reason is sent', async () => {
  const { user, inputs, onErased, onClose } = dialog();
  expect((await confirm()).disabled).toBe(true);
  await user.type(screen.getByLabelText(e.reason), 'Request by letter');
  await user.type(typed(), 'ann@example');
  expect((await confirm()).disabled).toBe(true);
  await user.type(typed(), '.com ');
  await user.click(await confirm());
  await waitFor(() => expect(onErased).toHaveBeenCalledWith(expect.objectContaining({ orders: 3 })));
  expect(inputs().at(-1)).toEqual({ customerId: 'customer_1', reason: 'Request by letter' });
  expect(onClose).toHaveBeenCalled();
});

test('the data of a guest is erased by the address', async () => {
  const { user, inputs } = dialog({ guest: true, reports: [{ ...none, orders: 2 }] });
  await confirm();
  await user.type(typed(), 'ANN@example.com');
  await user.click(await confirm());
  await waitFor(() => expect(inputs().at(-1)).toEqual({ email: 'ann@example.com', reason: null }));
});

test('orders of an address that is not verified are erased too if the member says so', async () => {
  const { user, inputs } = dialog({ verified: false, reports: [full, { ...full, orders: 5 }] });
  expect((await screen.findByRole('list', { name: e.goes })).textContent).toContain(e.going.orders(3));
  await user.click(screen.getByLabelText(new RegExp(`^${e.guestOrders('ann@example.com')}`)));
  expect(await screen.findByText(e.going.orders(5))).toBeTruthy();
  await user.type(typed(), 'ann@example.com');
  await user.click(await confirm());
  await waitFor(() => expect(inputs()).toHaveLength(3));
  expect(inputs()).toEqual([
    { customerId: 'customer_1', dryRun: true },
    { email: 'ann@example.com', dryRun: true },
    { email: 'ann@example.com', reason: null },
  ]);
});

test('open orders are in the way, with links to them, until they have ended', async () => {
  const { user } = dialog({ reports: [{ ...full, openOrders: 2 }, full] });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain(e.open(2));
  const links = [e.openOfAccount, e.openOfEmail].map(
    (name) => screen.getByRole<HTMLAnchorElement>('link', { name }).href,
  );
  expect(links.map((href) => new URL(href).searchParams.getAll('f'))).toEqual([
    ['status~in~OPEN', 'customerId~eq~customer_1'],
    ['status~in~OPEN', 'contactEmail~eq~ann@example.com'],
  ]);
  expect(screen.queryByRole('button', { name: e.confirm })).toBeNull();
  await user.click(screen.getByRole('button', { name: e.checkAgain }));
  expect(await confirm()).toBeTruthy();
  expect(screen.queryByText(e.open(2))).toBeNull();
});

test('without ORDERS_READ there are no links to orders', async () => {
  dialog({ reports: [{ ...full, openOrders: 1 }], scopes: [] });
  expect(await screen.findByText(e.open(1))).toBeTruthy();
  expect(screen.queryByRole('link')).toBeNull();
});

test('an order that was placed meanwhile is counted again', async () => {
  const message = 'Orders are still open';
  const faults = [{ code: 'STEP_NOT_ALLOWED', field: null, message }];
  const { user, onErased } = dialog({ reports: [full, { ...full, openOrders: 1 }], faults });
  await confirm();
  await user.type(typed(), 'ann@example.com');
  await user.click(await confirm());
  expect(await screen.findByText(e.open(1))).toBeTruthy();
  expect(onErased).not.toHaveBeenCalled();
});

test.each([
  ['of the reason', { code: 'TOO_LONG', field: ['input', 'reason'], message: 'Too long' }, true],
  ['of a job', { code: 'CONFLICT', field: null, message: 'An import is running' }, false],
])('an error %s is shown', async (_, fault, atField) => {
  const { user } = dialog({ faults: [fault] });
  await confirm();
  await user.type(typed(), 'ann@example.com');
  await user.click(await confirm());
  expect(await screen.findByText(fault.message)).toBeTruthy();
  expect(screen.getByLabelText(e.reason).getAttribute('aria-invalid') === 'true').toBe(atField);
});

test('of somebody who is not known, nothing is erased', async () => {
  dialog({ reports: [none], guest: true });
  expect(await screen.findByText(e.nothing)).toBeTruthy();
  expect(screen.queryByRole('button', { name: e.confirm })).toBeNull();
});
