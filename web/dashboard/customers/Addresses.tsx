import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { AddressDialog } from '../addresses/AddressDialog';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useTyped } from '../fields/useTyped';
import { CustomerAddressesDocument } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { AddressCard } from './AddressCard';

/** The customer's address book. */
export function Addresses({ customerId }: { customerId: string }) {
  const { can } = useSession();
  const [adding, setAdding] = useState(false);
  const writes = can('CUSTOMERS_WRITE');
  return (
    <Section
      title={t.address.title}
      actions={
        writes && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            {t.address.new}
          </Button>
        )
      }
    >
      <AddressesAfter customerId={customerId} after={null} writes={writes} />
      <AddressDialog opened={adding} onClose={() => setAdding(false)} customerId={customerId} />
    </Section>
  );
}

type PageProps = { customerId: string; after: string | null; writes: boolean };

/** A page of addresses, and below it the next ones once they are asked for. */
function AddressesAfter({ customerId, after, writes }: PageProps) {
  const { data, failure, again } = useData(useTyped(CustomerAddressesDocument), { id: customerId, after });
  const [more, setMore] = useState(false);
  const page = data?.customer?.addresses;
  if (page === undefined) return failure === undefined ? <Loading /> : <FailureNote failure={failure} retry={again} />;
  return (
    <Stack gap="sm">
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {page.nodes.length === 0 && after === null && (
        <Text size="sm" c="dimmed">
          {t.address.none}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {page.nodes.map((address) => (
          <AddressCard key={address.id} customerId={customerId} address={address} writes={writes} />
        ))}
      </SimpleGrid>
      {page.pageInfo.hasNextPage &&
        (more ? (
          <AddressesAfter customerId={customerId} after={page.pageInfo.endCursor} writes={writes} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            {t.common.more}
          </Button>
        ))}
    </Stack>
  );
}
