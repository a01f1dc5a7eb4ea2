import { Button } from '@mantine/core';
import type { StandingFragment } from '../operations/generated';
import { t } from '../texts';

/** Which page of a list is shown: the first, or the one beside a cursor. */
export type Turn = { after?: string | undefined; before?: string | undefined };

/** What asks for a page of a size. */
export function pageOf({ after, before }: Turn, size: number) {
  return before === undefined ? { first: size, after } : { last: size, before };
}

type Props = { standing: StandingFragment; onTurn: (turn: Turn) => void; size?: 'xs' | 'sm' };

/** Turns to the page before and the one after. */
export function Turns({ standing, onTurn, size = 'xs' }: Props) {
  return (
    <>
      <Button
        variant="default"
        size={size}
        disabled={!standing.hasPreviousPage}
        onClick={() => onTurn({ before: standing.startCursor ?? undefined, after: undefined })}
      >
        {t.list.previous}
      </Button>
      <Button
        variant="default"
        size={size}
        disabled={!standing.hasNextPage}
        onClick={() => onTurn({ after: standing.endCursor ?? undefined, before: undefined })}
      >
        {t.list.next}
      </Button>
    </>
  );
}
