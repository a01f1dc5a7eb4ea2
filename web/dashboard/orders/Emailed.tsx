import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { OrderEmailsDocument, type OrderEmail, type OrderRecordFragment } from '../operations/generated';
import { IconMail, IconMailOff } from '../parts/icons';
import { t } from '../texts';

const e = t.record.emails;

/** Says whether the customer is emailed about a step of an order. */
export function Emailed({ order, email }: { order: OrderRecordFragment; email: OrderEmail }) {
  const { can } = useSession();
  const { data } = useData(OrderEmailsDocument, {});
  const { email: to } = order.contact;
  if (data === undefined) return null;
  const { orderEmails, mailServer } = data.shop;
  const on = orderEmails.includes(email) && to !== '';
  const Icon = on && mailServer ? IconMail : IconMailOff;
  return (
    <Text size="sm" c="dimmed" component="p" className="emailed">
      <Icon size={16} aria-hidden="true" />
      <span>
        {!on ? e.none : mailServer ? e.sent(to) : e.outbox(to)}{' '}
        {!on && can('SETTINGS_WRITE') && (
          <Anchor component={Link} to="/settings/notifications" inherit underline="always">
            {e.settings}
          </Anchor>
        )}
      </span>
    </Text>
  );
}
