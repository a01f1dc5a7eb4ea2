import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '../app/session';
import type { Shown } from '../lists/List';
import type { RecordKind } from '../operations/generated';
import { IconDownload } from '../parts/icons';
import { t } from '../texts';

const ExportDialog = lazy(() => import('./ExportDialog'));

/** Exports what a list shows. */
export function ExportButton({ kind, shown }: { kind: RecordKind; shown: Shown }) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can(`${kind}_READ`)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t.job.export.action}
      </Button>
      {open && (
        <Suspense>
          <ExportDialog kind={kind} shown={shown} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
