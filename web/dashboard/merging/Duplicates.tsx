import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { PossibleDuplicatesDocument } from '../operations/generated';
import { Pill } from '../parts/Pill';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';
import { canMerge, mergePath } from './path';

const m = t.merge;

type Props = {
  customerId: string;
  /** Stands where there are no duplicates; without it the whole section is left out. */
  none?: ReactNode;
};

/** The customers who may be the same person as a customer, with what they have in common. */
export function Duplicates({ customerId, none }: Props) {
  const { can } = useSession();
  const { data, failure, again } = useData(PossibleDuplicatesDocument, { customerId });
  const list = data?.possibleDuplicates?.flatMap(({ customer, reasons }) => (customer ? { customer, reasons } : []));
  if (none === undefined && failure === undefined && (list ?? []).length === 0) return null;
  return (
    <Section title={m.duplicates} help={list && list.length > 0 ? m.duplicatesHelp : undefined}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {list === undefined && failure === undefined && <Loading shape="lines" />}
      {list?.length === 0 && none}
      {list && list.length > 0 && (
        <Stack gap="sm" component="ul" className="plain">
          {list.map(({ customer: { id, name, email }, reasons }) => (
            <Group key={id} component="li" justify="space-between" gap="xs">
              <div className="shrink">
                <Group gap="xs">
                  <Anchor component={Link} to={`/customers/${id}`} size="sm" fw={500}>
                    <bdi>{name || email}</bdi>
                  </Anchor>
                  {reasons.map((reason) => (
                    <Pill key={reason} tone="warning">
                      {m.reasons[reason]}
                    </Pill>
                  ))}
                </Group>
                {name && (
                  <Text size="sm" c="dimmed">
                    <bdi>{email}</bdi>
                  </Text>
                )}
              </div>
              {canMerge(can) && (
                <Button
                  component={Link}
                  to={mergePath(customerId, id)}
                  variant="default"
                  size="xs"
                  aria-label={m.compareNamed(name || email)}
                >
                  {m.compare}
                </Button>
              )}
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  );
}
