import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { renderPart } from '../testing/render';
import { readAmount } from './amount';
import { MoneyInput } from './MoneyInput';

function Price({ currency }: { currency: string }) {
  const [text, setText] = useState('');
  const { amount, fault } = readAmount(text, currency);
  return (
    <>
      <MoneyInput label="Price" value={text} onChange={setText} currency={currency} error={text !== '' && fault} />
      <output>{amount}</output>
    </>
  );
}

// The browser of these tests writes numbers as in the United States.
test.each([
  ['24,50', 'EUR', '24.50', '24.50'],
  ['1.234,5', 'EUR', '1234.50', '1234.50'],
  ['1,200', 'JPY', '1200', '1200'],
])('"%s" is understood, and shown as it was understood', async (typed, currency, shown, amount) => {
  renderPart(<Price currency={currency} />);
  const input = (await screen.findByLabelText('Price')) as HTMLInputElement;
  screen.getByText(currency);
  await userEvent.type(input, typed);
  await userEvent.tab();
  expect(input.value).toBe(shown);
  expect(screen.getByRole('status').textContent).toBe(amount);
});

test('what is not understood stays as it was typed, with an error', async () => {
  renderPart(<Price currency="KWD" />);
  const input = (await screen.findByLabelText('Price')) as HTMLInputElement;
  await userEvent.type(input, '1,234');
  await userEvent.tab();
  expect(input.value).toBe('1,234');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  screen.getByText(/two ways.*1234\.000/);
});
