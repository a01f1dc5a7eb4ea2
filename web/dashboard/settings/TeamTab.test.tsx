import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { renderPart, type Answer } from '../testing/render';
import { t } from '../texts';
import { TeamTab } from './TeamTab';

const m = t.settings.team;
const mia = {
  __typename: 'StaffMember',
  id: 'staff_2',
  name: 'Mia',
  email: 'mia@shop.example',
  role: 'MANAGER',
  scopes: ['CUSTOMERS_READ'],
  invited: true,
  createdAt: '2026-11-29T10:00:00Z',
  version: 1,
  apiKeys: [],
};

function team(answers: Record<string, Answer>) {
  const part = renderPart(<TeamTab />, {
    answers: { Team: { staffMembers: [mia], staffRoles: [], apiKeys: [] }, ...answers },
  });
  return { ...part, user: userEvent.setup({ delay: null }) };
}

const created = (emailSent: boolean) => ({
  CreateMember: { createStaffMember: { staffMember: mia, invitationToken: 'token_1', emailSent, userErrors: [] } },
  InviteMember: { inviteStaffMember: { staffMember: mia, invitationToken: 'token_2', emailSent, userErrors: [] } },
});

test.each([
  ['an invitation that was sent is told', true],
  ['the link of an invitation that was not sent is shown', false],
])('%s', async (_, emailSent) => {
  const { user, sent } = team(created(emailSent));
  await user.click(await screen.findByRole('button', { name: m.invite }));
  const dialog = within(await screen.findByRole('dialog', { name: m.invite }));
  await user.type(dialog.getByLabelText(new RegExp(`^${m.name}`)), 'Mia');
  await user.type(dialog.getByLabelText(new RegExp(`^${m.email}`)), 'mia@shop.example');
  await user.click(dialog.getByRole('button', { name: m.submit }));
  if (emailSent) {
    expect(await screen.findByText(m.sent('mia@shop.example'))).toBeTruthy();
    expect(screen.queryByText(m.link)).toBeNull();
  } else {
    expect(await screen.findByText(m.link)).toBeTruthy();
    expect(screen.getByText(/\/dashboard\/invitation#token_1$/)).toBeTruthy();
  }
  expect(sent.find(({ name }) => name === 'CreateMember')?.variables).toEqual({
    input: { name: 'Mia', email: 'mia@shop.example', role: 'SUPPORT' },
  });
});

test('a new invitation is sent to a member who has not accepted the first', async () => {
  const { user, sent } = team(created(true));
  await user.click(await screen.findByRole('button', { name: t.common.actionsOf('Mia') }));
  await user.click(await screen.findByRole('menuitem', { name: m.again }));
  expect(await screen.findByText(m.sent('mia@shop.example'))).toBeTruthy();
  await waitFor(() => expect(sent.some(({ name }) => name === 'InviteMember')).toBe(true));
});

test('errors of an invitation are at their fields', async () => {
  const userErrors = [{ code: 'EMAIL_TAKEN', field: ['input', 'email'], message: 'Taken' }];
  const { user } = team({
    CreateMember: { createStaffMember: { staffMember: null, invitationToken: null, emailSent: false, userErrors } },
  });
  await user.click(await screen.findByRole('button', { name: m.invite }));
  const dialog = within(await screen.findByRole('dialog', { name: m.invite }));
  await user.click(dialog.getByRole('button', { name: m.submit }));
  expect(await dialog.findByText('Taken')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText(new RegExp(`^${m.email}`))));
});
