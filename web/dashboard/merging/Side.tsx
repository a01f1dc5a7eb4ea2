import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { MergingFragment } from '../operations/generated';
import { dayOf } from '../parts/format';
import { Pill } from '../parts/Pill';
import { t } from '../texts';

const m = t.merge;

type Props = { customer: MergingFragment; label: string; tone: 'success' | 'warning' };

/** One of two customers, with what helps to tell which one should remain. */
export function Side({ customer, label, tone }: Props) {
  const { id, name, email, emailVerified, disabledAt, createdAt, orders, addresses } = customer;
  const facts = [
    m.since(dayOf(createdAt)),
    m.orders(orders?.totalCount ?? 0),
    m.addresses(addresses.totalCount ?? 0),
    emailVerified ? m.verified : m.unverified,
    ...(disabledAt ? [m.disabled] : []),
  ];
  return (
    <Stack gap={4} className="side" align="flex-start" data-side={tone}>
      <Pill tone={tone}>{label}</Pill>
      <Anchor component={Link} to={`/customers/${id}`} fw={600}>
        <bdi>{name || email}</bdi>
      </Anchor>
      <Text size="sm">
        <bdi>{email}</bdi>
      </Text>
      {facts.map((fact) => (
        <Text size="sm" c="dimmed" key={fact}>
          {fact}
        </Text>
      ))}
    </Stack>
  );
}
