import { Alert, Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { Lines } from '../addresses/Lines';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useFields, useTyped } from '../fields/useTyped';
import { OrderPageDocument, type OrderRecordFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Anonymized } from './Anonymized';
import { CopiedFields } from './CopiedFields';
import { CorrectAddress } from './CorrectAddress';
import { CorrectContact } from './CorrectContact';
import { Items } from './Items';
import { Owner } from './Owner';
import { OrderDetails } from './OrderDetails';
import { OrderMenu } from './OrderMenu';
import { OrderTimeline } from './OrderTimeline';
import { Steps } from './Steps';

export default function OrderPage() {
  const { id = '' } = useParams();
  return <OneOrder key={id} id={id} />;
}

function OneOrder({ id }: { id: string }) {
  const { data, failure, again } = useData(useTyped(OrderPageDocument), { id });
  const order = data?.order;
  if (data === undefined) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  if (!order) return <Empty title={t.order.missing} text="" />;
  return (
    <Page
      title={t.order.numbered(order.number)}
      name={t.order.numbered(order.number)}
      actions={<OrderMenu order={order} />}
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <Text size="sm" c="dimmed">
        {t.order.placedAt} {timeOf(order.placedAt)}
      </Text>
      {order.anonymizedAt !== null && (
        <Alert color="gray" variant="light" title={t.privacy.anonymize.since(timeOf(order.anonymizedAt))} role="status">
          {t.privacy.anonymize.text}
        </Alert>
      )}
      <Steps order={order} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          <Section title={t.order.items}>
            <Items order={order} />
          </Section>
          <Record order={order} />
        </Stack>
        <Stack gap="md">
          <Contact order={order} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <Section
              title={t.order.shippingAddress}
              actions={order.anonymizedAt === null && <CorrectAddress order={order} />}
            >
              <WholeAddress order={order} address={order.shippingAddress} />
            </Section>
            <Section title={t.order.billingAddress}>
              <WholeAddress order={order} address={order.billingAddress} />
            </Section>
          </SimpleGrid>
          <OrderTimeline id={order.id} />
        </Stack>
      </SimpleGrid>
    </Page>
  );
}

/** The order's own key and custom fields, in a form that is created again when the field definitions change. */
function Record({ order }: { order: OrderRecordFragment }) {
  const fields = useFields('ORDER');
  return <OrderDetails key={fields.map((field) => field.id).join()} order={order} fields={fields} />;
}

function Contact({ order }: { order: OrderRecordFragment }) {
  const { can } = useSession();
  const { contact, customer } = order;
  if (order.anonymizedAt !== null)
    return (
      <Section title={t.order.contact}>
        <Anonymized />
      </Section>
    );
  return (
    <Section title={t.order.contact} actions={<CorrectContact order={order} />}>
      <Stack gap={2}>
        <Text size="sm">
          <bdi>{contact.name}</bdi>
        </Text>
        <Text size="sm">
          <bdi>{contact.email}</bdi>
        </Text>
        {contact.phone && <Text size="sm">{contact.phone}</Text>}
      </Stack>
      {customer === null || !can('CUSTOMERS_READ') ? (
        <Text size="sm" c="dimmed">
          {customer === null ? t.order.guest : t.order.customer}
        </Text>
      ) : (
        <Anchor component={Link} to={`/customers/${customer.id}`} size="sm">
          {t.order.customer}: <bdi>{customer.name || customer.email}</bdi>
        </Anchor>
      )}
      {can('ORDERS_WRITE') && can('CUSTOMERS_READ') && <Owner key={customer?.id} order={order} />}
      {order.note && (
        <div>
          <Text size="sm" fw={600}>
            {t.order.note}
          </Text>
          <Text size="sm" className="pre">
            <bdi>{order.note}</bdi>
          </Text>
        </div>
      )}
    </Section>
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
      {address.phone && <Text size="sm">{address.phone}</Text>}
      {address.instructions && (
        <Text size="sm" c="dimmed" className="pre">
          <bdi>{address.instructions}</bdi>
        </Text>
      )}
      <CopiedFields values={address.customFields as Record<string, unknown>} />
    </>
  );
}
