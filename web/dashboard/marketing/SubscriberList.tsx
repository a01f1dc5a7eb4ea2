import { Menu } from '@mantine/core';
import { useMemo } from 'react';
import { useSession } from '../app/session';
import { Own, When } from '../lists/cells';
import type { Column } from '../lists/column';
import { ListTable } from '../lists/ListTable';
import type { SubscriberFragment } from '../operations/generated';
import { DotsMenu } from '../parts/DotsMenu';
import { Danger } from '../parts/MoreActions';
import { t } from '../texts';
import { ConsentState } from './state';

const m = t.marketing;
const s = t.subscribers;

/** What is opened of a subscriber. */
export type Opened = { what: 'history' | 'erase'; email: string };

type Props = {
  nodes: readonly SubscriberFragment[] | undefined;
  stale: boolean;
  onOpen: (open: Opened) => void;
};

/** The rows of subscribers. */
export function SubscriberList({ nodes, stale, onOpen }: Props) {
  const { can } = useSession();
  const erases = can('PRIVACY_WRITE');
  const columns = useMemo((): readonly Column<SubscriberFragment>[] => {
    const history = (email: string) => () => onOpen({ what: 'history', email });
    return [
      {
        key: 'email',
        label: s.email,
        cell: ({ email }) => (email === null ? t.privacy.anonymize.name : <bdi>{email}</bdi>),
        open: ({ email }) => (email === null ? undefined : history(email)),
        openLabel: ({ email }) => s.historyNamed(email ?? ''),
        always: true,
        width: 16,
      },
      { key: 'state', label: s.state, cell: ({ state }) => <ConsentState of={state} />, card: 'pill', width: 9 },
      { key: 'since', label: s.since, cell: ({ at }) => <When at={at} />, card: 'line', width: 9 },
      { key: 'source', label: s.source, cell: ({ source }) => m.sources[source], card: 'line', width: 9 },
      { key: 'wording', label: s.wording, cell: ({ wording }) => <Own text={wording} />, width: 16 },
      {
        key: 'actions',
        label: t.common.actions,
        hiddenLabel: true,
        card: 'end',
        width: 3.5,
        cell: ({ email }) =>
          email !== null && (
            <span className="list-acts">
              <DotsMenu label={t.common.actionsOf(email)}>
                <Menu.Item onClick={history(email)}>{s.history}</Menu.Item>
                {erases && (
                  <>
                    <Menu.Divider />
                    <Danger onClick={() => onOpen({ what: 'erase', email })}>{s.erase}</Danger>
                  </>
                )}
              </DotsMenu>
            </span>
          ),
      },
    ];
  }, [onOpen, erases]);
  return <ListTable rows={nodes} columns={columns} label={s.title} stale={stale} whole />;
}
