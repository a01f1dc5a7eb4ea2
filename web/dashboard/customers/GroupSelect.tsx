import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { useData } from '../app/useData';
import { GroupNamesDocument, type GroupNameFragment } from '../operations/generated';
import { t } from '../texts';

type Props = Omit<MultiSelectProps, 'data' | 'value' | 'onChange'> & {
  value: string[];
  onChange: (ids: string[]) => void;
  /** Groups that are chosen already, so that their names are known at once. */
  known?: readonly GroupNameFragment[] | undefined;
};

/** The names of the groups of customers, by ID. */
export function useGroupNames(known: readonly GroupNameFragment[] | undefined): ReadonlyMap<string, string> {
  const { data } = useData(GroupNamesDocument, {});
  const all = data?.customerGroups;
  return useMemo(() => new Map([...(known ?? []), ...(all ?? [])].map(({ id, name }) => [id, name])), [known, all]);
}

/** Chooses groups of customers. */
export function GroupSelect({ value, onChange, known, ...props }: Props) {
  const names = useGroupNames(known);
  const data = [...new Set([...names.keys(), ...value])].map((id) => ({ value: id, label: names.get(id) ?? id }));
  return (
    <MultiSelect
      {...props}
      data={data}
      value={value}
      onChange={onChange}
      searchable
      hidePickedOptions
      nothingFoundMessage={names.size === 0 ? t.groups.none : t.fields.nobody}
    />
  );
}
