import { Checkbox, Code, Group, Input, Paper, SimpleGrid, Stack } from '@mantine/core';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { useSession } from '../app/session';
import type { EventType } from '../operations/generated';
import { Unfold } from '../parts/Unfold';
import { t } from '../texts';
import { eventKinds, wireName, type EventKind } from './state';

const w = t.webhook;

type Props = { value: readonly EventType[]; onChange: (value: EventType[]) => void; error?: ReactNode };

/** The types of events that a webhook sends, by kind of record. */
export function EventTypes({ value, onChange, error }: Props) {
  const { can } = useSession();
  const kinds = useMemo(() => eventKinds(can), [can]);
  const choose = (types: readonly EventType[], chosen: boolean) =>
    onChange([...value.filter((type) => !types.includes(type)), ...(chosen ? types : [])]);
  return (
    <Input.Wrapper label={w.events} error={error} withAsterisk labelElement="div" role="group" aria-label={w.events}>
      <Paper withBorder radius="md" px="sm" py="xs" my={4}>
        <Stack gap="xs">
          {kinds.map((kind) => (
            <Kind key={kind.subject} kind={kind} value={value} choose={choose} />
          ))}
        </Stack>
      </Paper>
    </Input.Wrapper>
  );
}

type KindProps = {
  kind: EventKind;
  value: readonly EventType[];
  choose: (types: readonly EventType[], chosen: boolean) => void;
};

function Kind({ kind: { subject, label, types }, value, choose }: KindProps) {
  const chosen = types.filter((type) => value.includes(type)).length;
  const partly = chosen > 0 && chosen < types.length;
  const [open, setOpen] = useState(partly);
  const id = useId();
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Checkbox
          label={label}
          aria-label={w.allOf(label)}
          checked={chosen === types.length}
          indeterminate={partly}
          onChange={(event) => choose(types, event.currentTarget.checked)}
        />
        <Unfold
          label={w.chosen(chosen, types.length)}
          about={w.choose(label)}
          open={open}
          controls={id}
          onToggle={() => setOpen(!open)}
        />
      </Group>
      <div id={id} hidden={!open}>
        {open && (
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="xs" pl={32} py="xs">
            {types.map((type) => (
              <Checkbox
                key={type}
                size="xs"
                label={t.events.types[type]}
                description={<Code fz="xs">{wireName(subject, type)}</Code>}
                checked={value.includes(type)}
                onChange={(event) => choose([type], event.currentTarget.checked)}
              />
            ))}
          </SimpleGrid>
        )}
      </div>
    </div>
  );
}
