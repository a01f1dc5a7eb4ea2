import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState, type Ref } from 'react';
import { IconSearch } from '../parts/icons';
import { t } from '../texts';

const pause = 200;

type Props = {
  value: string;
  onChange: (value: string) => void;
  /** A visible label; without one it is a search. */
  label?: string;
  placeholder?: string;
  ref?: Ref<HTMLInputElement>;
};

/** Searches while people type. */
export function SearchInput({ value, onChange, label, placeholder = t.list.search, ref }: Props) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const tell = useDebouncedCallback((next: string) => {
    setKnown(next);
    onChange(next);
  }, pause);
  // The address has changed by itself, such as by going back.
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  return (
    <TextInput
      type="search"
      ref={ref}
      leftSection={label === undefined && <IconSearch size={16} aria-hidden="true" />}
      label={label}
      aria-label={label === undefined ? t.list.search : undefined}
      placeholder={placeholder}
      value={text}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.blur();
        if (text === '') return;
        setText('');
        tell('');
      }}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
      rightSection={
        text !== '' && (
          <CloseButton
            size="sm"
            aria-label={t.list.clearSearch}
            onClick={() => {
              setText('');
              tell('');
            }}
          />
        )
      }
      className="search"
    />
  );
}
