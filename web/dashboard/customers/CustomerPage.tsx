import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useParams } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useFields, useTyped } from '../fields/useTyped';
import { CustomerPageDocument } from '../operations/generated';
import { timeOf } from '../parts/format';
import { Page } from '../parts/Page';
import { Empty, FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { Addresses } from './Addresses';
import { CustomerDetails } from './CustomerDetails';
import { CustomerOrders } from './CustomerOrders';
import { CustomerTimeline } from './CustomerTimeline';
import { DeleteCustomer } from './DeleteCustomer';
import { DisableCustomer, DisabledNote } from './Disabled';
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
  const name = customer.name || customer.email;
  const writes = can('CUSTOMERS_WRITE');
  return (
    <Page
      title={<bdi>{name}</bdi>}
      name={name}
      actions={
        writes && (
          <>
            {!customer.disabledAt && <DisableCustomer id={id} name={name} />}
            <DeleteCustomer id={id} name={name} />
          </>
        )
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      <DisabledNote customer={customer} />
      <Group gap="md">
        <Text size="sm" c="dimmed">
          {t.customer.createdAt} {timeOf(customer.createdAt)}
        </Text>
        <Text size="sm" c="dimmed">
          {t.customer.updatedAt} {timeOf(customer.updatedAt)}
        </Text>
        <Text size="sm" c="dimmed">
          {customer.emailVerified ? t.customer.emailVerified : t.customer.unverified}
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Stack gap="md">
          {/* Other fields make another form. */}
          <CustomerDetails key={fields.map((field) => field.id).join()} customer={customer} fields={fields} />
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
