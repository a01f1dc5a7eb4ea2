import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { Navigate, useParams } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useFields, useTyped } from '../fields/useTyped';
import { MarketingSection } from '../marketing/MarketingSection';
import { Duplicates } from '../merging/Duplicates';
import { CustomerPageDocument, type CustomerRecordFragment } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Page } from '../parts/Page';
import { Empty, FailureNote, Loading } from '../parts/states';
import { ErasureNote } from '../privacy/ErasureNote';
import { t } from '../texts';
import { Addresses } from './Addresses';
import { CustomerDetails } from './CustomerDetails';
import { CustomerMenu } from './CustomerMenu';
import { CustomerOrders } from './CustomerOrders';
import { CustomerTimeline } from './CustomerTimeline';
import { DisabledNote } from './Disabled';
import { PasswordSection } from './PasswordSection';
import { Sessions } from './Sessions';

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
  return (
    <Page title={<bdi>{name}</bdi>} name={name} actions={<CustomerMenu customer={customer} />}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <ErasureNote customer={customer} />
      <DisabledNote customer={customer} />
      <Facts customer={customer} />
      <Duplicates customerId={id} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          {/* Other fields make another form. */}
          <CustomerDetails key={fields.map((field) => field.id).join()} customer={customer} fields={fields} />
          <MarketingSection customer={customer} />
          <PasswordSection customer={customer} />
          <Sessions id={id} />
        </Stack>
        <Stack gap="md">
          <Addresses customerId={id} />
          {can('ORDERS_READ') && <CustomerOrders id={id} />}
          <CustomerTimeline id={id} />
        </Stack>
      </SimpleGrid>
    </Page>
  );
}

/** When the customer was created and changed, and by which IDs it is found. */
function Facts({ customer }: { customer: CustomerRecordFragment }) {
  const merged = customer.mergedIds ?? [];
  const facts = [
    `${t.customer.createdAt} ${timeOf(customer.createdAt)}`,
    `${t.customer.updatedAt} ${timeOf(customer.updatedAt)}`,
    customer.emailVerified ? t.customer.emailVerified : t.customer.unverified,
    `${t.customer.id} ${customer.id}`,
    ...(merged.length > 0 ? [`${t.merge.formerIds(merged.length)} ${merged.join(', ')}`] : []),
  ];
  return (
    <Group gap="md" style={{ rowGap: 4 }}>
      {facts.map((fact) => (
        <Text size="sm" c="dimmed" className="wrap" key={fact}>
          {fact}
        </Text>
      ))}
    </Group>
  );
}
