import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { ShopTab } from './ShopTab';

const s = t.settings.shop;

test('the days before an erasure are a number, and only what was changed is sent', async () => {
  const { sent } = renderPart(<ShopTab />, {
    answers: { UpdateShop: { updateShop: { shop: null, userErrors: [] } } },
  });
  const user = userEvent.setup({ delay: null });
  const days = await screen.findByLabelText<HTMLInputElement>(new RegExp(s.erasureGraceDays));
  expect(days.value).toBe('14');
  const save = screen.getByRole('button', { name: t.common.save });
  for (const wrong of ['31', 'x', '1.5']) {
    await user.clear(days);
    await user.type(days, wrong);
    await user.click(save);
    expect(await screen.findByText(s.wrongDays), wrong).toBeTruthy();
  }
  expect(sent).toEqual([]);
  await user.clear(days);
  await user.type(days, '0');
  await user.click(screen.getByLabelText(new RegExp(`^${s.doubleOptIn}`)));
  await user.click(save);
  expect(await screen.findByText(t.common.saved)).toBeTruthy();
  expect(sent).toEqual([
    { name: 'UpdateShop', variables: { input: { erasureGraceDays: 0, doubleOptIn: true, expectedVersion: 1 } } },
  ]);
});
