import { Anchor, Group, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Lines } from '../addresses/Lines';
import { useSession } from '../app/session';
import type { OrderRecordFragment } from '../operations/generated';
import { moneyOf } from '../parts/format';
import { Pill } from '../parts/Pill';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { Anonymized } from './Anonymized';
import { CopiedFields } from './CopiedFields';
import { CorrectAddress } from './CorrectAddress';
import { CorrectContact } from './CorrectContact';
import { Owner } from './Owner';

type Props = { order: OrderRecordFragment };

/** Who ordered, who is written to, and where it goes. */
export function People({ order }: Props) {
  const anonymous = order.anonymizedAt !== null;
  return (
    <Section title={t.order.customer} actions={!anonymous && <Owner key={order.customer?.id} order={order} />}>
      <div className="card-parts">
        <div>{anonymous ? <Anonymized /> : <Customer order={order} />}</div>
        <Part title={t.order.contact} actions={!anonymous && <CorrectContact order={order} />}>
          {anonymous ? <Anonymized /> : <Contact order={order} />}
        </Part>
        <Part title={t.order.shippingAddress} actions={!anonymous && <CorrectAddress order={order} />}>
          <WholeAddress order={order} address={order.shippingAddress} />
        </Part>
        <Part title={t.order.billingAddress}>
          {!anonymous && sameAddress(order) ? (
            <Text size="md" c="dimmed">
              {t.order.sameAddress}
            </Text>
          ) : (
            <WholeAddress order={order} address={order.billingAddress} />
          )}
        </Part>
      </div>
    </Section>
  );
}

/** A part of the card, with a heading of its own. */
function Part({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" gap="xs" wrap="nowrap" mb={2} mih="1.625rem">
        <Title order={3} size="h5" id={id}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </section>
  );
}

function Customer({ order: { customer, contact } }: Props) {
  const { can } = useSession();
  if (customer === null || !can('CUSTOMERS_READ'))
    return (
      <Group gap="xs">
        <Text size="md" fw={500}>
          <bdi>{contact.name || contact.email}</bdi>
        </Text>
        <Pill plain>{customer === null ? t.order.guest : t.order.customer}</Pill>
      </Group>
    );
  const spent = customer.spent ?? [];
  return (
    <>
      <Anchor component={Link} to={`/customers/${customer.id}`} size="md" fw={500}>
        <bdi>{customer.name || customer.email}</bdi>
      </Anchor>
      {customer.ordersCount !== null && (
        <Text size="sm" c="dimmed">
          {t.order.customerOrders(customer.ordersCount)}
          {spent.length > 0 && ` · ${t.order.customerSpent(spent.map(moneyOf).join(', '))}`}
        </Text>
      )}
    </>
  );
}

function Contact({ order: { contact } }: Props) {
  return (
    <>
      <Text size="md">
        <bdi>{contact.name}</bdi>
      </Text>
      <Anchor href={`mailto:${encodeURIComponent(contact.email)}`} size="md" className="wrap">
        <bdi>{contact.email}</bdi>
      </Anchor>
      {contact.phone && (
        <Text size="md">
          <Anchor href={`tel:${contact.phone}`} inherit>
            {contact.phone}
          </Anchor>
        </Text>
      )}
    </>
  );
}

type AddressProps = { order: OrderRecordFragment; address: OrderRecordFragment['shippingAddress'] };

/** An address of the order; of an anonymous one, what is left of it. */
function WholeAddress({ order, address }: AddressProps) {
  return (
    <>
      {order.anonymizedAt !== null && (
        <Text size="sm" c="dimmed" fs="italic">
          {t.privacy.anonymize.address}
        </Text>
      )}
      <Lines lines={address.formatted} />
      {address.phone && <Text size="md">{address.phone}</Text>}
      {address.instructions && (
        <Text size="sm" c="dimmed" className="pre">
          <bdi>{address.instructions}</bdi>
        </Text>
      )}
      <CopiedFields values={address.customFields as Record<string, unknown>} />
    </>
  );
}

/** Whether the bill goes where the order goes, in every part of the address. */
export function sameAddress({ shippingAddress, billingAddress }: OrderRecordFragment): boolean {
  const told = ({ instructions: _, ...address }: AddressProps['address']) => JSON.stringify(address);
  return told(shippingAddress) === told(billingAddress);
}
