import { MantineProvider } from '@mantine/core';
import { useForm } from '@mantine/form';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { moneyOf } from '../parts/format';
import { t } from '../texts';
import { ItemsInputs } from './ItemsInputs';
import { emptyOrder, type OrderDraft } from './order';

function Items({ change }: { change: Partial<OrderDraft> }) {
  const form = useForm<OrderDraft>({
    initialValues: { ...emptyOrder('customer_1', 'EUR', { order: [], address: [] }), ...change },
  });
  return <ItemsInputs form={form} />;
}

function items(change: Partial<OrderDraft> = {}) {
  render(
    <MantineProvider env="test">
      <Items change={change} />
    </MantineProvider>,
  );
  const user = userEvent.setup({ delay: null });
  const input = (label: string, at = 0) => screen.getAllByRole('textbox', { name: label })[at] as HTMLElement;
  return {
    user,
    total: () => screen.getByRole('status').textContent,
    fill: async (label: string, value: string, at = 0) => {
      const element = input(label, at);
      await user.clear(element);
      await user.type(element, value);
    },
  };
}

const total = (amount: string, currency = 'EUR') => `${t.order.total}: ${moneyOf({ amount, currency })}`;
const none = `${t.order.total}: ${t.common.none}`;

test('the total follows what is typed', async () => {
  const form = items();
  expect(form.total()).toBe(none);
  await form.fill(t.order.unitPrice, '7.95');
  await form.fill(t.order.quantity, '2');
  expect(form.total()).toBe(total('15.90'));
  await form.fill(t.order.shippingTotal, '4.9');
  await form.fill(t.order.discountTotal, '0.80');
  expect(form.total()).toBe(total('20.00'));
});

test.each([
  [t.order.unitPrice, '-1'],
  [t.order.unitPrice, '1.23456'],
  [t.order.quantity, '0'],
  [t.order.quantity, '1.5'],
  [t.order.discountTotal, '100'],
  [t.order.taxTotal, 'x'],
])('there is no total with %s %s', async (label, value) => {
  const form = items();
  await form.fill(t.order.unitPrice, '10');
  expect(form.total()).toBe(total('10.00'));
  await form.fill(label, value);
  expect(form.total()).toBe(none);
});

test('amounts are typed the local way', async () => {
  const form = items();
  await form.fill(t.order.unitPrice, '1.234,5');
  await form.user.tab();
  expect(form.total()).toBe(total('1234.50'));
  expect(screen.getByDisplayValue('1234.50')).toBeTruthy();
});

test('options are added and removed, empty ones are not sent', async () => {
  const form = items();
  await form.user.click(screen.getByRole('button', { name: new RegExp(t.order.place.more) }));
  await form.user.click(screen.getByRole('button', { name: t.order.place.addOption }));
  await form.user.click(screen.getByRole('button', { name: t.order.place.addOption }));
  const second = within(screen.getByRole('group', { name: t.order.place.option(2) }));
  await form.user.type(second.getByLabelText(t.order.place.optionName), 'Size');
  await form.user.type(second.getByLabelText(t.order.place.optionValue), 'M');
  await form.user.click(screen.getByRole('button', { name: t.order.place.removeOption(1) }));
  const left = within(screen.getByRole('group', { name: t.order.place.option(1) }));
  expect(left.getByDisplayValue('Size')).toBeTruthy();
});

test('the currency is written in capitals, and decides the decimals', async () => {
  const form = items();
  await form.fill(t.order.unitPrice, '795');
  await form.fill(t.order.currency, 'jp');
  expect(form.total()).toBe(none);
  await form.fill(t.order.currency, 'jpy');
  expect(screen.getByDisplayValue('JPY')).toBeTruthy();
  expect(form.total()).toBe(total('795', 'JPY'));
});

test('items are added and removed, and keep what was typed into the others', async () => {
  const form = items();
  await form.fill(t.order.item, 'Tea');
  expect(screen.queryByRole('button', { name: t.order.place.removeItem(1) })).toBeNull();
  await form.user.click(screen.getByRole('button', { name: t.order.place.addItem }));
  await form.fill(t.order.item, 'Honey', 1);
  await form.user.click(screen.getByRole('button', { name: t.order.place.removeItem(1) }));
  const left = within(screen.getByRole('group', { name: t.order.place.itemNumber(1) }));
  expect(left.getByDisplayValue('Honey')).toBeTruthy();
  expect(screen.queryByDisplayValue('Tea')).toBeNull();
});
