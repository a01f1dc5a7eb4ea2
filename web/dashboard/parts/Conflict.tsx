import { Button, Group, Modal, Radio, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { same } from '../fields/values';
import { t } from '../texts';

/** One field that two people have changed, or one of them: as it is in this form, and as it was saved by the other. */
export type Difference = { key: string; label: string; yours: unknown; theirs: unknown; mine: boolean };

/** The differences between the form and the values that someone else saved. */
export function differences<T extends object>(
  base: T,
  yours: T,
  theirs: T,
  labels: Record<string, string>,
): Difference[] {
  const all: Difference[] = [];
  for (const [key, label] of Object.entries(labels)) {
    const [was, mine, other] = [base, yours, theirs].map((record) => (record as Record<string, unknown>)[key]);
    if (!same(mine, other)) all.push({ key, label, yours: mine, theirs: other, mine: !same(mine, was) });
  }
  return all;
}

type Props = {
  differences: readonly Difference[];
  onClose: () => void;
  /** Gets the keys whose values are to stay as they are in the form; of all others the saved value is taken. */
  onResolve: (kept: ReadonlySet<string>) => void;
};

/** Shows both versions of a record that two people have changed, and lets choose for each field. */
export function Conflict({ differences: all, onClose, onResolve }: Props) {
  const [chosen, setChosen] = useState<Record<string, boolean>>({});
  const mine = ({ key, mine }: Difference) => chosen[key] ?? mine;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.conflict.title}
      size="lg"
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Stack>
        <Text size="sm">{t.conflict.text}</Text>
        <Table.ScrollContainer minWidth={420}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.conflict.field}</Table.Th>
                <Table.Th>{t.conflict.yours}</Table.Th>
                <Table.Th>{t.conflict.theirs}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {all.map((one) => (
                <Table.Tr key={one.key}>
                  <Table.Th scope="row">{one.label}</Table.Th>
                  {[true, false].map((keep) => (
                    <Table.Td key={String(keep)}>
                      <Radio
                        name={`conflict-${one.key}`}
                        checked={mine(one) === keep}
                        onChange={() => setChosen({ ...chosen, [one.key]: keep })}
                        label={<Version value={keep ? one.yours : one.theirs} />}
                        aria-label={t.conflict.keep(one.label, keep ? t.conflict.yours : t.conflict.theirs)}
                      />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.common.cancel}
          </Button>
          <Button onClick={() => onResolve(new Set(all.filter(mine).map((one) => one.key)))} data-autofocus>
            {t.conflict.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Version({ value }: { value: unknown }) {
  if (value === true) return t.common.yes;
  if (value === false) return t.common.no;
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return text === '' ? t.common.none : <bdi>{text}</bdi>;
}
