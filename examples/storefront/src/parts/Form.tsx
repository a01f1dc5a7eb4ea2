import {
  createContext,
  useContext,
  useId,
  useRef,
  useState,
  type ComponentProps,
  type FormEvent,
  type ReactNode,
} from 'react';
import { flushSync } from 'react-dom';
import type { CombinedError } from 'urql';
import { messageFor } from '../client';

/** An error in a field, or in the form as a whole. */
export type FormError = { code?: string; field: readonly string[] | null; message: string };

/** The values of a form by field name. The value of a checked checkbox is 'on'. */
export type Values = Record<string, string>;

type Payload = { userErrors: readonly FormError[] } | null;

/** Returns all errors of a mutation's result. */
export function errorsOf({ data, error }: { data?: object; error?: CombinedError }): FormError[] {
  if (error) return [{ field: null, message: messageFor(error) }];
  return Object.values(data ?? {}).flatMap((payload: Payload) => payload?.userErrors ?? []);
}

/** Replaces the text of an invalid token, which depends on what the link was for. */
export function withLinkText(errors: readonly FormError[], text: string): FormError[] {
  return errors.map((error) => (error.code === 'TOKEN_INVALID' ? { ...error, message: text } : error));
}

const Errors = createContext<ReadonlyMap<string, string>>(new Map());

type Props = {
  label?: string;
  button: string;
  children?: ReactNode;
  /** Buttons next to the submit button. */
  actions?: ReactNode;
  /** Sends the values, and returns the errors in them. */
  send: (values: Values) => Promise<readonly FormError[]>;
};

/**
 * A form with fields named after the mutation's arguments (`shippingAddress.address.city`), so that each user error is
 * shown at its field. Other errors are shown above the button.
 */
export function Form({ label, button, children, actions, send }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    setBusy(true);
    const found = await send(values).catch(() => [
      { field: null, message: 'The shop cannot be reached. Are you offline?' },
    ]);
    const names = new Set([...(form.current?.elements ?? [])].map((element) => element.getAttribute('name')));
    const next = new Map<string, string>();
    for (const { field, message } of found) {
      const name = (field ?? []).filter((step, at) => at > 0 || step !== 'input').join('.');
      const at = names.has(name) ? name : '';
      next.set(at, next.has(at) ? `${next.get(at)} ${sentence(message)}` : sentence(message));
    }
    flushSync(() => {
      setBusy(false);
      setErrors(next);
    });
    form.current?.querySelector<HTMLElement>('[aria-invalid=true], [role=alert]')?.focus();
  }

  return (
    <form ref={form} onSubmit={submit} aria-label={label} aria-busy={busy}>
      <Errors value={errors}>{children}</Errors>
      {errors.has('') && (
        <p role="alert" tabIndex={-1}>
          {errors.get('')}
        </p>
      )}
      <div className="actions">
        <button type="submit" disabled={busy}>
          {button}
        </button>
        {actions}
      </div>
    </form>
  );
}

type FieldProps = { name: string; label: string; hint?: string } & Omit<ComponentProps<'input'>, 'name'>;

/** A text field with its error. */
export function Field({ name, label, hint, ...input }: FieldProps) {
  const { id, error, attributes } = useField(name, hint);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input dir="auto" {...attributes} {...input} />
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

type SelectProps = { name: string; label: string; options: readonly { value: string; label: string }[] } & Omit<
  ComponentProps<'select'>,
  'name'
>;

/** A drop-down list with its error. */
export function Select({ name, label, options, ...select }: SelectProps) {
  const { id, error, attributes } = useField(name);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...attributes} {...select}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Notes id={id} error={error} />
    </div>
  );
}

/** A checkbox. */
export function Checkbox({ label, ...input }: { label: string } & ComponentProps<'input'>) {
  return (
    <label className="box">
      <input type="checkbox" {...input} /> {label}
    </label>
  );
}

function useField(name: string, hint?: string) {
  const id = useId();
  const error = useContext(Errors).get(name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return {
    id,
    error,
    attributes: { id, name, 'aria-invalid': error !== undefined, 'aria-describedby': described || undefined },
  };
}

function Notes({ id, hint, error }: { id: string; hint?: string; error?: string }) {
  return (
    <>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

/** Turns an error message of the API into a sentence. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
