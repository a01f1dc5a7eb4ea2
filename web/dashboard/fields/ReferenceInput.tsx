import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useQuery } from 'urql';
import { FindCustomersDocument, FindOrdersDocument, type CustomFieldReference } from '../operations/generated';
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
  const [asked] = useDebouncedValue(search, searchPause);
  const variables = { search: asked.trim() === '' ? null : asked };
  const [customers] = useQuery({ query: FindCustomersDocument, variables, pause: to !== 'CUSTOMER' });
  const [orders] = useQuery({ query: FindOrdersDocument, variables, pause: to !== 'ORDER' });
  const found =
    to === 'CUSTOMER'
      ? (customers.data?.customers?.nodes ?? []).map(({ id, name, email }) => ({ value: id, label: name ? `${name} (${email})` : email }))
      : (orders.data?.orders?.nodes ?? []).map(({ id, number }) => ({ value: id, label: number }));
  const known = new Set(found.map((one) => one.value));
  const data = [...found, ...value.filter((id) => !known.has(id)).map((id) => ({ value: id, label: id }))];
  return (
    <MultiSelect
      {...common}
      data={data}
      value={value}
      onChange={(ids) => onChange(many ? ids : ids.slice(-1))}
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
