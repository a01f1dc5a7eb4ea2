import { Button, Group, NativeSelect, Text, VisuallyHidden } from '@mantine/core';
import type { StandingFragment } from '../operations/generated';
import { t } from '../texts';
import { Turns } from './Turns';
import { sizes, type ListState } from './useListState';

type PagerProps = { state: ListState; standing: StandingFragment; change: (part: Partial<ListState>) => void };

/** Turns the pages of a list, and changes their size. */
export function Pager({ state, standing, change }: PagerProps) {
  return (
    <Group component="nav" aria-label={t.list.pages} gap="xs">
      <Button
        variant="default"
        size="sm"
        disabled={!standing.hasPreviousPage}
        onClick={() => change({ after: undefined, before: undefined })}
      >
        {t.list.first}
      </Button>
      <Turns standing={standing} onTurn={change} size="sm" />
      <NativeSelect
        aria-label={t.list.perPage}
        value={String(state.size)}
        data={sizes.map(String)}
        onChange={(event) => change({ size: Number(event.currentTarget.value) })}
      />
    </Group>
  );
}

export type Count = { totalCount: number | null; totalCountEstimated: boolean | null };

/** How many entries a list has on all pages. While they are counted, `count` is undefined. */
export function Total({ count }: { count: Count | null | undefined }) {
  return (
    <Text size="sm" c="dimmed" role="status">
      {count === undefined ? <VisuallyHidden>{t.app.loading}</VisuallyHidden> : totalWords(count)}
    </Text>
  );
}

function totalWords(count: Count | null): string {
  const n = count?.totalCount;
  if (typeof n !== 'number') return t.list.manyTotal;
  return count?.totalCountEstimated ? t.list.aboutTotal(n) : t.list.total(n);
}
