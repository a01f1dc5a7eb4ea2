import { useEffect, useRef, useState } from 'react';
import { useSave } from '../app/useSave';
import { CancelJobDocument, CreateImportDocument, type FileFormat, type RecordKind } from '../operations/generated';
import { t } from '../texts';
import { importInput, type ImportOptions } from './options';
import { upload, type Upload } from './upload';

type State = {
  sending: boolean;
  /** The number of bytes that have been sent. */
  sent: number;
  failure: string | undefined;
  /** The ID of the job whose file has been uploaded. */
  job: string | undefined;
};

const idle: State = { sending: false, sent: 0, failure: undefined, job: undefined };

/** Creates a job that checks a file, and uploads the file. */
export function useUpload(kind: RecordKind, format: FileFormat, options: ImportOptions) {
  const [state, setState] = useState(idle);
  const [create] = useSave(CreateImportDocument);
  const [cancel] = useSave(CancelJobDocument);
  const running = useRef<Upload>(null);
  useEffect(() => () => running.current?.stop(), []);

  const start = async (file: File) => {
    setState({ ...idle, sending: true });
    const fail = (failure: string | undefined) => setState({ ...idle, failure });
    const answer = await create({ input: { ...importInput(kind, format, options), dryRun: true } });
    if (!answer.done) return fail(answer.failure?.message ?? answer.faults.map(({ message }) => message).join(' '));
    const { job, uploadUrl } = answer.payload;
    if (!job || !uploadUrl) return fail(t.import.failure.expired);
    running.current = upload(uploadUrl, file, (sent) => setState((now) => ({ ...now, sent })));
    const failure = await running.current.done;
    running.current = null;
    if (failure === undefined) return setState({ ...idle, job: job.id });
    fail(failure.stopped ? undefined : failure.message);
    // Nobody can send the file of this job any more: the next try creates another one.
    await cancel({ id: job.id });
  };
  return { state, start, stop: () => running.current?.stop() };
}
