import { Button, type ButtonProps } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../app/session';
import { useSave } from '../app/useSave';
import { CancelJobDocument, type JobRowFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { notify } from '../parts/notify';
import { t } from '../texts';
import { hasEnded, scopeOf, titleOf } from './state';

const c = t.job.cancel;

type Props = { job: JobRowFragment; size?: ButtonProps['size'] };

/** Cancels a job that has not ended, after asking. */
export function CancelJob({ job, size = 'sm' }: Props) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  const [cancel] = useSave(CancelJobDocument);
  const { id, dryRun, kind, status } = job;
  const possible = can(scopeOf(kind)) && !hasEnded(status);
  if (!possible && !open) return null;
  return (
    <>
      <Button
        variant="default"
        size={size}
        disabled={!possible}
        aria-label={c.named(titleOf(job))}
        onClick={() => setOpen(true)}
      >
        {c.action}
      </Button>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={c.title}
        text={dryRun ? c.checkText : c.text}
        action={c.confirm}
        cancel={c.keep}
        act={() => cancel({ id })}
        onDone={() => notify(c.done)}
      />
    </>
  );
}
