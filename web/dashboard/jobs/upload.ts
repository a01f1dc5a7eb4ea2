import { t } from '../texts';
import { here } from './files';

const f = t.import.failure;

/** Why a file was not uploaded, in words; `expired` if another upload must be created. */
export type UploadFailure = { message: string; expired: boolean; stopped: boolean };

export type Upload = { done: Promise<UploadFailure | undefined>; stop: () => void };

/** Sends a file, and tells how much of it has been sent. `fetch` cannot tell that. */
export function upload(url: string, file: Blob, onProgress: (sent: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadFailure | undefined>((resolve) => {
    const fail = (message: string, expired = false, stopped = false) => resolve({ message, expired, stopped });
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('error', () => fail(f.network));
    request.addEventListener('abort', () => fail(f.stopped, false, true));
    request.addEventListener('load', () => {
      const { status } = request;
      if (status >= 200 && status < 300) return resolve(undefined);
      if (status === 413) return fail(f.tooLarge);
      // The URL is not valid any more, or the job was canceled or has its file already.
      if (status === 401 || status === 403 || status === 404 || status === 409 || status === 410)
        return fail(f.expired, true);
      fail(f.refused(status));
    });
  });
  request.open('PUT', here(url));
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
  return { done, stop: () => request.abort() };
}
