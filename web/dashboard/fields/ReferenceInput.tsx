import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useQuery } from 'urql';
import {
  FindCustomersDocument,
  FindOrdersDocument,
  NamedDocument,
  type CustomFieldReference,
} from '../operations/generated';
import { t } from '../texts';

type Props = {
  label: string;
  description?: string;
  error?: string;
  disabled?: boolean;
  withAsterisk?: boolean;
  to: CustomFieldReference;
  many: boolean;
  value: string[];
  onChange: (ids: string[]) => void;
};

const searchPause = 200;

/** Finds customers or orders by what people know of them, and holds their ids. */
export function ReferenceInput({ to, many, value, onChange, ...common }: Props) {
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState(false);
  const [asked] = useDebouncedValue(search, searchPause);
  const variables = { search: asked.trim() === '' ? null : asked };
  const [customers] = useQuery({ query: FindCustomersDocument, variables, pause: to !== 'CUSTOMER' });
  const [orders] = useQuery({ query: FindOrdersDocument, variables, pause: to !== 'ORDER' });
  const known = new Map<string, string>();
  for (const customer of customers.data?.customers?.nodes ?? []) known.set(customer.id, nameOf(customer));
  for (const { id, number } of orders.data?.orders?.nodes ?? []) known.set(id, number);
  const found = [...known.keys()];
  // What is held already may be none of what was found just now.
  const ids = value.filter((id) => !known.has(id));
  const [named] = useQuery({ query: NamedDocument, variables: { ids }, pause: ids.length === 0 });
  for (const node of named.data?.nodes ?? []) {
    if (node?.__typename === 'Customer') known.set(node.id, nameOf(node));
    if (node?.__typename === 'Order') known.set(node.id, node.number);
  }
  const data = [...new Set([...found, ...value])].map((id) => ({ value: id, label: known.get(id) ?? id }));
  return (
    <MultiSelect
      {...common}
      data={data}
      value={value}
      onChange={(ids) => {
        onChange(many ? ids : ids.slice(-1));
        if (!many) setOpened(false); // it would lie over what comes next
      }}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      placeholder={value.length === 0 ? t.fields.find : undefined}
      nothingFoundMessage={t.fields.nobody}
      hidePickedOptions
    />
  );
}

const nameOf = ({ name, email }: { name?: string | null; email: string }) => (name ? `${name} (${email})` : email);
