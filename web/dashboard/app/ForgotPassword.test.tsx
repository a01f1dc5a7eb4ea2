import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { SignInPage } from './SignInPage';

const f = t.forgot;

test.each([
  ['by email', true, f.sent('ann@shop.example')],
  ['not at all', false, f.noMail],
])('a link to choose a new password is sent %s', async (_, emailSent, words) => {
  const { sent } = renderPart(<SignInPage onSignedIn={() => {}} />, {
    answers: {
      ShopName: { shop: { __typename: 'Shop', name: 'Tea' } },
      RequestStaffPasswordReset: { requestStaffPasswordReset: { emailSent, userErrors: [] } },
    },
  });
  const user = userEvent.setup({ delay: null });
  await user.type(await screen.findByLabelText(new RegExp(`^${t.signIn.email}`)), 'ann@shop.example');
  await user.click(screen.getByRole('button', { name: f.action }));
  const email = screen.getByLabelText<HTMLInputElement>(new RegExp(`^${t.signIn.email}`));
  expect(email.value, 'what was typed before').toBe('ann@shop.example');
  await user.clear(email);
  await user.click(screen.getByRole('button', { name: f.submit }));
  expect(await screen.findByText(t.common.required)).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(email));
  await user.type(email, 'ann@shop.example{Enter}');
  expect(await screen.findByText(words)).toBeTruthy();
  expect(sent.filter(({ name }) => name === 'RequestStaffPasswordReset')).toEqual([
    { name: 'RequestStaffPasswordReset', variables: { email: 'ann@shop.example' } },
  ]);
  await user.click(screen.getByRole('button', { name: f.back }));
  expect(screen.getByRole('button', { name: t.signIn.submit })).toBeTruthy();
});
