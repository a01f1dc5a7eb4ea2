import { Button, Combobox, Group, NativeSelect, Stack, UnstyledButton, useCombobox } from '@mantine/core';
import { useEffect, useId, useState, type FormEvent } from 'react';
import { IconArrowLeft } from '../parts/icons';
import { t } from '../texts';
import { operatorsOf, takesValue, type Attribute, type Condition, type Operator } from './attributes';
import { FilterValue } from './FilterValue';

type Props = {
  attributes: readonly Attribute[];
  /** The condition to change; without it, people choose a field first. */
  before?: Condition;
  onDone: (condition: Condition) => void;
};

/** Chooses a field and what is asked of it. */
export function FilterForm({ attributes, before, onDone }: Props) {
  const [key, setKey] = useState(before?.attribute);
  const attribute = attributes.find((one) => one.key === key);
  if (attribute === undefined) return <FieldChoice attributes={attributes} onChoose={setKey} />;
  return (
    <Stack gap="xs" p="sm">
      {before === undefined ? (
        <UnstyledButton
          className="filter-back"
          onClick={() => setKey(undefined)}
          aria-label={t.list.otherField(attribute.label)}
        >
          <IconArrowLeft size={16} aria-hidden="true" />
          {attribute.label}
        </UnstyledButton>
      ) : (
        <span className="filter-back">{attribute.label}</span>
      )}
      <Comparison key={attribute.key} attribute={attribute} before={before} onDone={onDone} />
    </Stack>
  );
}

/** The fields of a list, found by typing. */
function FieldChoice({ attributes, onChoose }: { attributes: readonly Attribute[]; onChoose: (key: string) => void }) {
  const [search, setSearch] = useState('');
  const combobox = useCombobox({ opened: true });
  const id = useId();
  // The options are always there, and Escape closes the form around them.
  const always = { 'aria-controls': id, 'aria-expanded': true, 'data-mantine-stop-propagation': undefined };
  const { selectFirstOption } = combobox;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search finds other fields
  useEffect(() => {
    selectFirstOption();
  }, [search, selectFirstOption]);
  const words = search.trim().toLocaleLowerCase();
  const found = attributes.filter(({ label }) => label.toLocaleLowerCase().includes(words));
  return (
    <Combobox store={combobox} onOptionSubmit={onChoose} size="sm">
      <Combobox.EventsTarget withExpandedAttribute {...always}>
        <input
          className="filter-search"
          placeholder={t.list.findField}
          aria-label={t.list.attribute}
          value={search}
          data-autofocus
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Combobox.EventsTarget>
      <Combobox.Options id={id} aria-label={t.list.attribute} className="filter-fields">
        {found.map(({ key, label }) => (
          <Combobox.Option key={key} value={key}>
            {label}
          </Combobox.Option>
        ))}
        {found.length === 0 && <Combobox.Empty>{t.list.noField}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}

function Comparison({
  attribute,
  before,
  onDone,
}: {
  attribute: Attribute;
  before: Condition | undefined;
  onDone: (condition: Condition) => void;
}) {
  const possible = operatorsOf(attribute);
  const [operator, setOperator] = useState<Operator>(before?.operator ?? possible[0] ?? 'eq');
  const [value, setValue] = useState(before?.value ?? '');
  const given = !takesValue(operator) || value.trim() !== '';
  const done = (chosen: string) =>
    onDone({ attribute: attribute.key, operator, value: takesValue(operator) ? chosen : '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given) done(value);
  };
  if (attribute.kind === 'boolean' && possible.length === 1)
    return (
      <Group gap="xs" grow role="group" aria-label={attribute.label}>
        {(['true', 'false'] as const).map((answer) => (
          <Button
            key={answer}
            variant={value === answer ? 'light' : 'default'}
            data-autofocus={answer === 'true' || undefined}
            onClick={() => done(answer)}
          >
            {answer === 'true' ? t.common.yes : t.common.no}
          </Button>
        ))}
      </Group>
    );
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        {possible.length > 1 && (
          <NativeSelect
            aria-label={t.list.operator}
            data={possible.map((one) => ({ value: one, label: t.operator[one] }))}
            value={operator}
            onChange={(event) => setOperator(event.currentTarget.value as Operator)}
          />
        )}
        {takesValue(operator) && (
          <FilterValue attribute={attribute} operator={operator} value={value} onChange={setValue} />
        )}
        <Button type="submit" disabled={!given}>
          {t.list.apply}
        </Button>
      </Stack>
    </form>
  );
}
