import { Button, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { AddressForm, type AddressDraft } from '../addresses/AddressForm';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useTyped } from '../fields/useTyped';
import { CustomerAddressesDocument, type AddressRecordFragment } from '../operations/generated';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { useInPlace, type InPlace } from '../parts/useInPlace';
import { t } from '../texts';
import { AddressCard } from './AddressCard';

/** The customer's address book. Each card turns into its form. */
export function Addresses({ customerId }: { customerId: string }) {
  const { can } = useSession();
  const { inPlace, start, button } = useInPlace<AddressDraft>();
  const writes = can('CUSTOMERS_WRITE');
  return (
    <Section
      title={t.address.title}
      actions={
        writes &&
        inPlace === undefined && (
          <Button variant="default" size="xs" ref={button} onClick={() => start()}>
            {t.address.add}
          </Button>
        )
      }
    >
      {inPlace !== undefined && <CardForm customerId={customerId} inPlace={inPlace} />}
      <AddressesAfter customerId={customerId} after={null} writes={writes} quiet={inPlace !== undefined} />
    </Section>
  );
}

type PageProps = {
  customerId: string;
  after: string | null;
  writes: boolean;
  /** Without a word where there are none, because one is being added. */
  quiet?: boolean;
};

/** A page of addresses, and below it the next ones once they are asked for. */
function AddressesAfter({ customerId, after, writes, quiet }: PageProps) {
  const { data, failure, again } = useData(useTyped(CustomerAddressesDocument), { id: customerId, after });
  const [more, setMore] = useState(false);
  const page = data?.customer?.addresses;
  if (page === undefined)
    return failure === undefined ? <Loading shape="lines" /> : <FailureNote failure={failure} retry={again} />;
  return (
    <Stack gap="sm">
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {page.nodes.length === 0 && after === null && !quiet && (
        <Text size="sm" c="dimmed">
          {t.address.none}
        </Text>
      )}
      {page.nodes.length > 0 && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {page.nodes.map((address) => (
            <OneAddress key={address.id} customerId={customerId} address={address} writes={writes} />
          ))}
        </SimpleGrid>
      )}
      {page.pageInfo.hasNextPage &&
        (more ? (
          <AddressesAfter customerId={customerId} after={page.pageInfo.endCursor} writes={writes} />
        ) : (
          <Button variant="default" size="xs" onClick={() => setMore(true)}>
            {t.common.more}
          </Button>
        ))}
    </Stack>
  );
}

type OneProps = { customerId: string; address: AddressRecordFragment; writes: boolean };

function OneAddress({ customerId, address, writes }: OneProps) {
  const { inPlace, start, button } = useInPlace<AddressDraft>();
  if (inPlace !== undefined) return <CardForm customerId={customerId} address={address} inPlace={inPlace} />;
  return <AddressCard address={address} onEdit={writes ? () => start() : undefined} button={button} />;
}

type FormProps = { customerId: string; address?: AddressRecordFragment; inPlace: InPlace<AddressDraft> };

/** The form in the place of a card. */
function CardForm({ customerId, address, inPlace }: FormProps) {
  const title = address === undefined ? t.address.new : t.address.edit;
  return (
    <Paper component="section" aria-label={title} className="address-card" data-form>
      <Title order={3} size="h5">
        {title}
      </Title>
      <AddressForm customerId={customerId} address={address} inPlace={inPlace} />
    </Paper>
  );
}
