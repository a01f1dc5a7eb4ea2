import { ActionIcon, NativeSelect, Text, VisuallyHidden } from '@mantine/core';
import type { StandingFragment } from '../operations/generated';
import { IconArrowBarToLeft, IconChevronLeft, IconChevronRight } from '../parts/icons';
import { t } from '../texts';
import { sizes, type ListState } from './useListState';

type PagerProps = { state: ListState; standing: StandingFragment; change: (part: Partial<ListState>) => void };

/** Turns the pages of a list, and changes their size. */
export function Pager({ state, standing, change }: PagerProps) {
  const { hasPreviousPage, hasNextPage, startCursor, endCursor } = standing;
  const turns = [
    { name: t.list.first, icon: IconArrowBarToLeft, can: hasPreviousPage, to: {} },
    { name: t.list.previous, icon: IconChevronLeft, can: hasPreviousPage, to: { before: startCursor ?? undefined } },
    { name: t.list.next, icon: IconChevronRight, can: hasNextPage, to: { after: endCursor ?? undefined } },
  ];
  return (
    <nav aria-label={t.list.pages} className="pager">
      <NativeSelect
        aria-label={t.list.perPage}
        value={String(state.size)}
        data={sizes.map((size) => ({ value: String(size), label: t.list.rows(size) }))}
        onChange={(event) => change({ size: Number(event.currentTarget.value) })}
      />
      {turns.map(({ name, icon: Icon, can, to }) => (
        <ActionIcon
          key={name}
          variant="default"
          size="input-sm"
          aria-label={name}
          title={name}
          disabled={!can}
          onClick={() => change({ after: undefined, before: undefined, ...to })}
        >
          <Icon size={18} />
        </ActionIcon>
      ))}
    </nav>
  );
}

export type Count = { totalCount: number | null; totalCountEstimated?: boolean | null };

type TotalProps = {
  count: Count | null | undefined;
  /** A number of entries in words. */
  words?: (n: number) => string;
  /** Whether there is anything to count. */
  known?: boolean;
};

/** How many entries a list has on all pages. While they are counted, `count` is undefined. */
export function Total({ count, words = t.list.total, known = true }: TotalProps) {
  return (
    <Text size="sm" c="dimmed" role="status" className="total">
      {count === undefined ? known && <VisuallyHidden>{t.app.loading}</VisuallyHidden> : totalWords(count, words)}
    </Text>
  );
}

function totalWords(count: Count | null, words: (n: number) => string): string {
  const n = count?.totalCount;
  if (typeof n !== 'number') return t.list.manyTotal;
  return count?.totalCountEstimated ? t.list.about(words(n)) : words(n);
}
