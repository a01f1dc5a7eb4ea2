import { notifications } from '@mantine/notifications';
import type { Failure } from '../app/failure';
import type { Outcome } from '../app/useSave';
import { t } from '../texts';

/** Says that something was done. */
export function notify(message: string): void {
  notifications.show({ message, color: 'teal', role: 'status' });
}

/** Says why something was not done, where no form stands that could. */
export function notifyFailure(failure: Failure): void {
  notifications.show({ title: t.failure.notSaved, message: failure.message, color: 'red', autoClose: 10_000 });
}

/** Tells what came of a deed without a form, and whether it was done. */
export function told(answer: Outcome<object>, done?: string): boolean {
  if (answer.done) {
    if (done !== undefined) notify(done);
    return true;
  }
  notifyFailure(answer.failure ?? { kind: 'other', message: answer.faults.map((fault) => fault.message).join(' ') });
  return false;
}
