import { Anchor, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import type { OrderEventStatus, OrderRecordFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Section } from '../parts/Section';
import { t } from '../texts';

type Event = OrderRecordFragment['history'][number];

const h = t.order.history;

/** What has happened to the order, oldest first, and who did it. */
export function History({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  return (
    <Section title={h.title}>
      <List listStyleType="none" spacing="sm">
        {order.history.map((event) => (
          <List.Item key={event.id}>
            <Text size="sm">{wordsOf(event)}</Text>
            {event.reason && (
              <Text size="sm" className="wrap">
                <bdi>{h.reason(event.reason)}</bdi>
              </Text>
            )}
            {event.customerId && can('CUSTOMERS_READ') && (
              <Anchor component={Link} to={`/customers/${event.customerId}`} size="sm">
                {h.whose}
              </Anchor>
            )}
            <Text size="xs" c="dimmed">
              <bdi>{h.by(event.actor.name ?? h.actors[event.actor.kind], timeOf(event.at))}</bdi>
            </Text>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

const names: Readonly<Record<OrderEventStatus, string>> = {
  ...t.order.statuses,
  ...t.order.payments,
  ...t.order.shippings,
};

function wordsOf(event: Event): string {
  const what = h[event.type];
  if (event.from && event.to) return h.change(what, names[event.from], names[event.to]);
  if (event.externalIdFrom || event.externalIdTo) {
    return h.change(what, event.externalIdFrom ?? t.common.none, event.externalIdTo ?? t.common.none);
  }
  return what;
}
