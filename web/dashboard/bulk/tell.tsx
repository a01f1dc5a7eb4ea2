import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { NavigateFunction } from 'react-router';
import type { JobRowFragment } from '../operations/generated';
import { notify } from '../parts/notify';
import { t } from '../texts';

/** Says what came of a change of many customers. Where something failed, the message leads to the details. */
export function tell(message: string, job: JobRowFragment, navigate: NavigateFunction): void {
  if (job.status === 'SUCCEEDED' && job.failed === 0) {
    notify(message);
    return;
  }
  const id = notifications.show({
    color: job.status === 'SUCCEEDED' ? 'orange' : 'red',
    role: 'alert',
    autoClose: 15_000,
    message: (
      <>
        {job.error ?? message}{' '}
        <Anchor
          href={`/dashboard/jobs/${job.id}`}
          size="sm"
          onClick={(event) => {
            event.preventDefault(); // notifications stand outside of the router
            notifications.hide(id);
            void navigate(`/jobs/${job.id}`);
          }}
        >
          {t.bulk.details}
        </Anchor>
      </>
    ),
  });
}
