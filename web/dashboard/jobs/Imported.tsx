import { Button, Group, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import type { JobRecordFragment, RecordKind } from '../operations/generated';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { toStore } from './options';

const InviteImported = lazy(() => import('./InviteImported'));
const m = t.import;

/** What can be done after an import. */
export function Imported({ job, kind }: { job: JobRecordFragment; kind: RecordKind }) {
  const { can } = useSession();
  const [inviting, setInviting] = useState(false);
  const stored = toStore(job) > 0;
  return (
    <>
      <Group gap="xs">
        {can(`${kind}_READ`) && (
          <Button component={Link} to={`/${kind.toLowerCase()}?sort=UPDATED_AT&dir=desc`} variant="default">
            {m.view[kind]}
          </Button>
        )}
        <Button component={Link} to={`/jobs/import/${kind.toLowerCase()}`} variant="default">
          {m.another}
        </Button>
      </Group>
      {kind === 'CUSTOMERS' && stored && can('CUSTOMERS_READ') && (
        <Section
          title={m.invite.title}
          actions={
            <Button size="xs" variant="default" onClick={() => setInviting(true)}>
              {m.invite.action}
            </Button>
          }
        >
          <Text size="sm" c="dimmed">
            {m.invite.text}
          </Text>
        </Section>
      )}
      {inviting && (
        <Suspense>
          <InviteImported job={job} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </>
  );
}
