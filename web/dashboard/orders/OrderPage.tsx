import { Alert, Text } from '@mantine/core';
import { useParams } from 'react-router';
import { useData } from '../app/useData';
import { useFields, useTyped } from '../fields/useTyped';
import { OrderPageDocument, type OrderRecordFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { IconShieldLock } from '../parts/icons';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Complete, PrintMenu } from './HeadActions';
import { Items } from './Items';
import { OrderDetails } from './OrderDetails';
import { OrderMenu } from './OrderMenu';
import { OrderTimeline } from './OrderTimeline';
import { Payments } from './Payments';
import { People } from './People';
import { Shipments } from './Shipments';
import { State } from './State';

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
      crumbs={[{ to: '/orders', label: t.order.many }]}
      status={<Statuses order={order} />}
      about={<About order={order} />}
      actions={
        <>
          <OrderMenu order={order} />
          <PrintMenu id={order.id} />
          <Complete order={order} />
        </>
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {order.anonymizedAt !== null && (
        <Alert
          color="gray"
          variant="light"
          title={t.privacy.anonymize.since(timeOf(order.anonymizedAt))}
          role="status"
          icon={<IconShieldLock />}
        >
          {t.privacy.anonymize.text}
        </Alert>
      )}
      <div className="order">
        <div className="order-main">
          <Items order={order} reload={again} />
          <Shipments order={order} reload={again} />
          <Payments order={order} reload={again} />
        </div>
        <div className="order-side">
          <People order={order} />
          <Note order={order} />
          <Record order={order} />
        </div>
        <div className="order-time">
          <OrderTimeline order={order} />
        </div>
      </div>
    </Page>
  );
}

function Statuses({ order }: { order: OrderRecordFragment }) {
  return (
    <span className="states">
      <State of={order.status}>{t.order.statuses[order.status]}</State>
      <State of={order.paymentStatus}>{t.order.payments[order.paymentStatus]}</State>
      <State of={order.fulfillmentStatus}>{t.order.shippings[order.fulfillmentStatus]}</State>
    </span>
  );
}

function About({ order: { placedAt, contact, customer, anonymizedAt } }: { order: OrderRecordFragment }) {
  const name = customer?.name || contact.name || contact.email;
  return (
    <>
      {t.order.placedAt} <time dateTime={placedAt}>{timeOf(placedAt)}</time>
      {anonymizedAt === null && name !== '' && (
        <>
          {' · '}
          <bdi>{name}</bdi>
        </>
      )}
    </>
  );
}

function Note({ order: { note } }: { order: OrderRecordFragment }) {
  if (!note) return null;
  return (
    <Section title={t.order.note}>
      <Text size="md" className="pre">
        <bdi>{note}</bdi>
      </Text>
    </Section>
  );
}

/** The order's own key and custom fields, in a form that is created again when the field definitions change. */
function Record({ order }: { order: OrderRecordFragment }) {
  const fields = useFields('ORDER');
  return <OrderDetails key={fields.map((field) => field.id).join()} order={order} fields={fields} />;
}
