import { SimpleGrid, Text } from '@mantine/core';
import { useId } from 'react';
import type { ReportFragment } from '../operations/generated';
import { t } from '../texts';
import { goingOf, stayingOf, type Line } from './report';

const e = t.privacy.erase;

/** What an erasure removes and what it leaves, beside each other. */
export function Preview({ report }: { report: ReportFragment }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <Lines title={e.goes} lines={goingOf(report)} tone="goes" />
      <Lines title={e.stays} lines={stayingOf(report)} tone="stays" />
    </SimpleGrid>
  );
}

function Lines({ title, lines, tone }: { title: string; lines: readonly Line[]; tone: 'goes' | 'stays' }) {
  const id = useId();
  return (
    <div className="fate" data-tone={tone}>
      <Text size="sm" fw={600} id={id} component="h3">
        {title}
      </Text>
      <ul aria-labelledby={id}>
        {lines.map(({ key, words, help }) => (
          <li key={key}>
            <Text size="sm">{words}</Text>
            {help !== undefined && (
              <Text size="xs" c="dimmed">
                {help}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
