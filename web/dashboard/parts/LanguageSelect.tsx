import { Select, type SelectProps } from '@mantine/core';
import { useMemo, useState } from 'react';
import { t } from '../texts';
import { languageOf, languages, typedTag } from './languages';

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & {
  /** A BCP 47 tag, or the empty text. */
  value: string;
  onChange: (tag: string) => void;
};

/** Chooses a language by its name. Any other tag, such as `de-LU`, can be typed. */
export function LanguageSelect({ value, onChange, ...props }: Props) {
  const [search, setSearch] = useState('');
  const typed = typedTag(search);
  const data = useMemo(() => {
    const more = [value, typed ?? ''].filter((tag) => tag !== '' && !languages.includes(tag));
    return [...new Set([...more, ...languages])].map((tag) => ({ value: tag, label: `${languageOf(tag)} · ${tag}` }));
  }, [value, typed]);
  return (
    <Select
      clearable
      {...props}
      data={data}
      value={value === '' ? null : value}
      onChange={(tag) => onChange(tag ?? '')}
      searchable
      clearButtonProps={{ 'aria-label': t.common.clear }}
      searchValue={search}
      onSearchChange={setSearch}
      limit={100}
      placeholder={t.common.notSet}
      nothingFoundMessage={t.fields.nobody}
    />
  );
}
