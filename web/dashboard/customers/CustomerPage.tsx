import { Button } from '@mantine/core';
import { Link, Navigate, useParams } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useFields, useTyped } from '../fields/useTyped';
import { MarketingSection } from '../marketing/MarketingSection';
import { Duplicates } from '../merging/Duplicates';
import { CustomerPageDocument, type CustomerRecordFragment } from '../operations/generated';
import { IconBan, IconMailX, IconTrash } from '../parts/icons';
import { Page } from '../parts/Page';
import { Pill } from '../parts/Pill';
import { Empty, FailureNote, Loading } from '../parts/states';
import { ErasureNote } from '../privacy/ErasureNote';
import { t } from '../texts';
import { Access } from './Access';
import { Addresses } from './Addresses';
import './customers.css';
import { CustomerDetails } from './CustomerDetails';
import { CustomerMenu } from './CustomerMenu';
import { CustomerOrders } from './CustomerOrders';
import { CustomerTimeline } from './CustomerTimeline';
import { DisabledNote } from './Disabled';
import { Figures } from './Figures';
import { CustomerFields, CustomerLabels } from './Labels';

export default function CustomerPage() {
  const { id = '' } = useParams();
  return <OneCustomer key={id} id={id} />;
}

function OneCustomer({ id }: { id: string }) {
  const { can } = useSession();
  const fields = useFields('CUSTOMER');
  const { data, failure, again } = useData(useTyped(CustomerPageDocument), { id });
  const customer = data?.customer;
  if (data === undefined) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  if (!customer) return <Empty title={t.customer.missing} text="" />;
  // The ID of a customer that was merged into this one leads here.
  if (customer.id !== id && customer.mergedIds?.includes(id))
    return <Navigate to={`/customers/${customer.id}`} replace />;
  const name = customer.name || customer.email;
  const orders = can('ORDERS_READ');
  return (
    <Page
      title={<bdi>{name}</bdi>}
      name={name}
      crumbs={[{ to: '/customers', label: t.customer.many }]}
      status={<Status customer={customer} />}
      about={customer.name && <bdi>{customer.email}</bdi>}
      actions={
        <>
          <CustomerMenu customer={customer} />
          {can('ORDERS_WRITE') && (
            <Button component={Link} to={`/orders/new?customer=${id}`}>
              {t.customer.orders.place}
            </Button>
          )}
        </>
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <ErasureNote customer={customer} />
      <DisabledNote customer={customer} />
      <Figures customer={customer} />
      <div className="customer">
        <div className="customer-main">
          {orders && <CustomerOrders id={id} />}
          <Addresses customerId={id} />
        </div>
        <div className="customer-side">
          {/* Other fields make another form. */}
          <CustomerDetails key={`details ${keyOf(fields)}`} customer={customer} fields={fields} />
          <CustomerLabels key={`labels ${keyOf(fields)}`} customer={customer} fields={fields} />
          {fields.length > 0 && <CustomerFields key={`fields ${keyOf(fields)}`} customer={customer} fields={fields} />}
          <MarketingSection customer={customer} />
          <Access customer={customer} />
          <Duplicates customerId={id} />
        </div>
        <div className="customer-time">
          <CustomerTimeline id={id} />
        </div>
      </div>
    </Page>
  );
}

const keyOf = (fields: readonly { id: string }[]) => fields.map((field) => field.id).join();

/** What is unusual about a customer, in a word each. */
function Status({ customer }: { customer: CustomerRecordFragment }) {
  return (
    <>
      {customer.disabledAt && (
        <Pill tone="danger" icon={IconBan}>
          {t.customer.disabled}
        </Pill>
      )}
      {customer.erasureDueAt && (
        <Pill tone="danger" icon={IconTrash}>
          {t.customer.erasureRequested}
        </Pill>
      )}
      {!customer.emailVerified && (
        <Pill tone="warning" icon={IconMailX}>
          {t.customer.unverified}
        </Pill>
      )}
    </>
  );
}
