import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { OrderEmail } from '../operations/generated';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { NotificationsTab } from './NotificationsTab';

const o = t.orderEmails;

/** The name of a switch begins with its label, and goes on with its description. */
const named = (label: string) => new RegExp(`^${label}`);

/** A shop that sends some of the emails, and previews of two kinds. */
async function render(orderEmails: OrderEmail[] = []) {
  const shop = { __typename: 'Shop', name: 'Tea', locale: 'de', orderEmails, mailServer: true, version: 3 };
  const read = () => ({ shop: { ...shop } });
  const save = ({ input }: Record<string, unknown>) => {
    Object.assign(shop, input);
    return { updateShop: { __typename: 'P', shop: { ...shop }, userErrors: [] } };
  };
  const preview = ({ kind, locale }: Record<string, unknown>) => ({
    previewEmail: {
      __typename: 'EmailPreview',
      locale,
      subject: `${kind} in ${locale}`,
      text: 'Plain words',
      html: '<p>Words</p>',
    },
  });
  const part = renderPart(<NotificationsTab />, {
    scopes: ['SETTINGS_WRITE'],
    answers: {
      OrderEmails: read,
      UpdateOrderEmails: save,
      EmailKinds: { emailKinds: ['order_shipped', 'login_code'] },
      EmailPreview: preview,
    },
  });
  const user = userEvent.setup({ delay: null });
  await screen.findByRole('switch', { name: named(o.switches.SHIPPED) });
  return { ...part, user };
}

test('an email is turned on for the version of the settings that is shown, and can be undone', async () => {
  const { user, sent } = await render(['PLACED']);
  const saved = () => sent.filter(({ name }) => name === 'UpdateOrderEmails').map(({ variables }) => variables.input);
  await user.click(screen.getByRole('switch', { name: named(o.switches.REFUNDED) }));
  await screen.findByText(o.saved);
  expect(saved()).toEqual([{ orderEmails: ['PLACED', 'REFUNDED'], expectedVersion: 3 }]);
  await user.click(screen.getByRole('button', { name: t.common.undo }));
  await waitFor(() => expect(saved()[1]).toEqual({ orderEmails: ['PLACED'] }));
});

test('each email is previewed in the language of the shop and in others, in a frame without rights', async () => {
  const { user, container } = await render();
  const preview = within(screen.getByRole('region', { name: o.preview }));
  await preview.findByText('order_shipped in de');
  const frame = container.querySelector('iframe');
  expect(frame?.getAttribute('sandbox')).toBe('');
  expect(frame?.getAttribute('srcdoc')).toBe('<p>Words</p>');
  await user.selectOptions(preview.getByLabelText(o.kind), 'login_code');
  await user.selectOptions(preview.getByLabelText(o.in), 'ar');
  await preview.findByText('login_code in ar');
  await user.click(preview.getByLabelText(o.text));
  preview.getByText('Plain words');
  expect(container.querySelector('iframe')).toBeNull();
});
