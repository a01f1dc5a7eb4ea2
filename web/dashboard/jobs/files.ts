import { useState } from 'react';
import { useClient } from 'urql';
import { failureOf } from '../app/failure';
import { JobFilesDocument } from '../operations/generated';
import { notifyFailure } from '../parts/notify';
import { t } from '../texts';

/** The files of a job: that of an export, and the rows of an import that failed. */
export type JobFile = 'fileUrl' | 'faultsUrl';

/** Downloads a file of a job. Its URL is valid for minutes only, so it is requested now. */
export function useDownload(id: string): [(file: JobFile) => Promise<void>, boolean] {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const download = async (file: JobFile) => {
    setBusy(true);
    const { data, error } = await client.query(JobFilesDocument, { id }, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    const url = data?.job?.[file];
    if (!url) return notifyFailure(error ? failureOf(error) : { kind: 'other', message: t.job.downloadFailed });
    const link = document.createElement('a');
    link.href = here(url);
    link.download = ''; // the server names it
    link.click();
  };
  return [download, busy];
}

/** A URL of the server as this page reaches it, for example below the host name of a proxy. */
export function here(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}
