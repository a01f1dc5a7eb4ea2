import { Anchor, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import type { OrderRecordFragment } from '../operations/generated';
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

function wordsOf(event: Event): string {
  const names: Record<string, string> = { ...t.order.statuses, ...t.order.payments, ...t.order.shippings };
  const name = (state: string) => names[state] ?? state;
  if (event.from === null || event.to === null) return h[event.type];
  return h.change(h[event.type], name(event.from), name(event.to));
}
